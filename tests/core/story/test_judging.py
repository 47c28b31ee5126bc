"""A judge's part in grouping: what it is asked, what its answers change, and what they may not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.alert import Watches
from bot.core.decision import Batch, Decision, Story
from bot.core.model import Entry, Feed, Pair
from bot.core.pipeline import decide, doubts
from bot.core.story import ASKED, BANDS, Grouping, Stories, family
from bot.core.story.judging import UNLIKELY, Verdict, _in_doubt, _reports, together
from bot.core.story.score import MODELS
from tests.core.story.makers import ALL, START, read, report

KNOWN = report("Nvidia supplier in Kulim halts its chip packaging line after a fire", "Alpha")
RETOLD = report("Fire at Kulim plant stops packaging for Nvidia", "Beta")
ANOTHER = report("Cup final in Madrid ends in a draw", "Gamma")
UNLIKE = report("Nvidia hit as plant in Malaysia stops", "Beta")
JUDGED = Grouping().with_judge()


def told(*reports: object, settings: Grouping = JUDGED) -> Stories:
    """Stories that hold these reports, each decided by words alone, ten minutes apart."""
    stories = Stories(settings)
    for n, one in enumerate(reports):
        stories.apply(decided(stories, one, n * 10))
    return stories


def batch_of(*reports: object, minutes: float = 60) -> Batch:
    return Batch(Feed("f"), False, tuple(read(one, minutes) for one in reports))  # type: ignore[arg-type]


def decided(
    stories: Stories, one: object, minutes: float = 60, answer: Callable[[Pair], float | None] = lambda _: None
) -> Decision:
    batch = batch_of(one, minutes=minutes)
    now = START + timedelta(minutes=minutes)
    said = {pair.key: answer(pair) for pair in doubts(batch, stories, Watches(), now, ALL)}
    answers = {key: answered for key, answered in said.items() if answered is not None}
    return decide(replace(batch, answers=answers), stories, Watches(), now, ALL)


def asked(stories: Stories, *reports: object) -> tuple[Pair, ...]:
    return doubts(batch_of(*reports), stories, Watches(), START + timedelta(hours=1), ALL)


def test_a_pair_in_doubt_is_asked_about_and_others_are_not() -> None:
    (pair,) = asked(told(KNOWN, ANOTHER), RETOLD)
    assert (pair.known.title, pair.new.title) == (KNOWN.title, RETOLD.title)
    assert JUDGED.ask_from <= pair.words < JUDGED.sure


def test_words_leave_to_a_judge_what_titles_tell_as_done() -> None:
    answer = report("Nvidia responds to a fire at its supplier in Kulim", "Beta")
    [mine] = asked(told(KNOWN), answer)
    [alone] = asked(told(KNOWN, settings=replace(JUDGED, models=MODELS)), answer)
    assert mine.words > alone.words


def test_nothing_is_asked_without_a_judge_or_of_the_same_title_or_a_roundup() -> None:
    assert asked(told(KNOWN, settings=Grouping()), RETOLD) == ()
    assert asked(told(KNOWN), replace(KNOWN, feed="another", outlet="Beta", url="")) == ()
    assert asked(told(KNOWN), report("Morning briefing: fire at Kulim plant stops packaging for Nvidia")) == ()


def test_what_nobody_watches_is_not_asked_about() -> None:
    batch = batch_of(RETOLD)
    assert doubts(batch, told(KNOWN), Watches(), START, replace(ALL, group_all=False)) == ()


@pytest.mark.parametrize(("answer", "story"), [(0.99, 1), (0.01, 2), (None, 2)])
def test_the_answer_decides_in_the_grey_band(answer: float | None, story: int) -> None:
    decision = decided(told(KNOWN), RETOLD, answer=lambda _: answer)
    (record,) = decision.records
    assert record.story == story
    if answer == 0.99:
        assert "by the judge" in record.reason


TITLES = (KNOWN.title, "Chip packaging line in Kulim halted after a fire, Nvidia supplier says")


def heard(new: Entry, *answers: float | None) -> Story:
    """What becomes of a report where a story of two has answered in this order: about the nearest, about the other."""
    stories = told(*(report(title, outlet) for title, outlet in zip(TITLES, ("Alpha", "Delta"), strict=True)))
    assert len(stories) == 1
    said: dict[str, float | None] = {}

    def answer(pair: Pair) -> float | None:
        said.setdefault(pair.known.title, answers[len(said)])
        return said[pair.known.title]

    now, batch = START + timedelta(hours=1), batch_of(new)
    for _ in answers:
        asked_ = doubts(batch, stories, Watches(), now, ALL)
        found = {pair.key: answer(pair) for pair in asked_}
        batch = replace(batch, answers={**batch.answers, **{k: v for k, v in found.items() if v is not None}})
    assert set(said) == set(TITLES)
    (story,) = decide(batch, stories, Watches(), now, ALL).stories
    return story


@pytest.mark.parametrize(
    ("answers", "story", "maybe"),
    [
        ((0.97, 0.97), 1, None),
        ((0.97, 0.03), 2, 1),  # who was told by the other report was told something else
        ((0.97, None), 1, None),  # not answered in time
        ((0.85, 0.4), 1, None),  # hints are no answers
    ],
)
def test_whom_one_answer_lets_in_another_report_of_the_story_confirms(
    answers: tuple[float | None, float | None], story: int, maybe: int | None
) -> None:
    found = heard(RETOLD, *answers)
    assert (found.id, found.maybe) == (story, maybe)


def test_where_answers_differ_and_words_find_it_unlikely_it_is_another_event() -> None:
    found = heard(UNLIKE, 0.999, 0.1)
    assert (found.id, found.maybe) == (2, None)


def placed(known: Entry, new: Entry, hours: float = 1) -> tuple[int, int | None]:
    """The story of a report of which a judge is as sure as can be that it is the same, and the one it is beside."""
    decision = decided(told(known), new, minutes=hours * 60, answer=lambda _: 0.999)
    story = decision.stories[-1]
    return story.id, story.maybe


def test_a_judge_alone_hides_nothing_that_words_find_unlikely() -> None:
    (pair,) = asked(told(KNOWN), UNLIKE)
    assert pair.words < UNLIKELY
    assert placed(KNOWN, UNLIKE) == (2, 1)
    assert placed(KNOWN, RETOLD) == (1, None)


def test_nor_what_comes_late() -> None:
    assert placed(KNOWN, RETOLD, hours=35) == (1, None)
    assert placed(KNOWN, RETOLD, hours=37) == (2, 1)


def test_nor_what_an_outlet_tells_again_that_alone_has_told_it() -> None:
    assert placed(KNOWN, replace(RETOLD, outlet="Alpha")) == (2, 1)
    again, stories = report("Supplier halts chip packaging line", "Alpha"), told(KNOWN)
    assert decided(stories, again, answer=lambda _: 0.999).stories[-1].maybe == 1
    stories.apply(decided(stories, RETOLD, minutes=20, answer=lambda _: 0.999))
    assert decided(stories, again, answer=lambda _: 0.999).stories[-1].id == 1  # another outlet has told it, too
    known, new = (replace(one, outlet="biztoc.com") for one in (KNOWN, RETOLD))
    assert placed(known, new) == (1, None)  # it carries what others tell


def test_words_that_are_sure_by_themselves_need_no_judge() -> None:
    known, again = KNOWN, report("Nvidia supplier stops its packaging line in Kulim after a fire", "Alpha")
    (pair,) = asked(told(known), again)
    assert pair.words >= JUDGED.sure
    assert placed(known, again) == (1, None)


def test_what_is_answered_no_needs_no_second_question() -> None:
    stories = told(*(report(title, outlet) for title, outlet in zip(TITLES, ("Alpha", "Delta"), strict=True)))
    batch = batch_of(RETOLD)
    now = START + timedelta(hours=1)
    (pair,) = doubts(batch, stories, Watches(), now, ALL)
    assert doubts(replace(batch, answers={pair.key: 0.03}), stories, Watches(), now, ALL) == ()


def test_an_answer_to_another_pair_changes_nothing() -> None:
    stories, batch = told(KNOWN), batch_of(RETOLD)
    now = START + timedelta(hours=1)
    stray = replace(batch, answers={("a", "b", "c", "d"): 0.99})
    assert decide(stray, stories, Watches(), now, ALL) == decide(batch, stories, Watches(), now, ALL)


@pytest.mark.parametrize(
    ("known", "new"),
    [
        ("Nvidia wins a licence to sell the H20 in China", "Nvidia wins a licence to sell the H200 in China"),
        ("Arsenal beat Chelsea 3-1 at home", "Arsenal beat Chelsea 1-1 at home"),
        ("Micron raises its sales forecast for the quarter", "SK Hynix raises its sales forecast for the quarter"),
    ],
)
def test_no_answer_joins_what_a_veto_parts(known: str, new: str) -> None:
    stories = told(report(known))
    assert asked(stories, report(new)) == ()
    pair = Pair(read(report(known)).entry, read(report(new)).entry, 50.0)
    batch = replace(batch_of(report(new)), answers={pair.key: 1.0})
    (record,) = decide(batch, stories, Watches(), START + timedelta(hours=1), ALL).records
    assert record.story == 2


def test_reports_of_one_poll_are_asked_about_among_themselves() -> None:
    (pair,) = asked(told(), KNOWN, RETOLD)
    assert (pair.known.title, pair.new.title) == (KNOWN.title, RETOLD.title)


def test_the_question_shows_the_very_report_that_is_compared() -> None:
    """Of a story only the first and the latest reports are compared."""
    for count in (1, 2, 3, JUDGED.compared, JUDGED.compared + 1, 30):
        outlets = [f"Outlet {n}" for n in range(count)]
        stories = told(*(replace(KNOWN, key=name, feed=name, outlet=name, url="") for name in outlets))
        assert len(stories) == 1 and len(stories.marks(1)) == min(count, JUDGED.compared)
        shown = [_reports(Verdict(50.0, 1, mark, n, words=50.0), stories)[0] for n, mark in enumerate(stories.marks(1))]
        assert [family(entry) for entry in shown] == [mark.family for mark in stories.marks(1)]


def test_a_new_fact_follows_also_where_a_judge_says_that_it_is_another_event() -> None:
    strict = Grouping(sure=99.5, doubt=99.0, near=1.0).with_judge()
    stories = told(report("Apple launches cheaper iPhone in India", "Alpha"), settings=strict)
    delay = report("Apple delays cheaper iPhone in India", "Beta")
    for answer in (None, 0.001):
        (story,) = decided(stories, delay, answer={None: lambda _: None, 0.001: lambda _: 0.001}[answer]).stories
        assert story.follows == 1


def test_at_most_so_many_are_asked_the_most_alike_first() -> None:
    cities = ("Kulim", "Hanoi", "Osaka", "Dresden", "Phoenix", "Tainan", "Austin", "Eindhoven", "Boise")
    stories = told(*(report(f"Fire in {city} stops a packaging plant for chips") for city in cities))
    pairs = asked(stories, report("Packaging plant for chips burns, fire out in the evening"))
    assert 0 < len(pairs) <= ASKED
    assert [pair.words for pair in pairs] == sorted((pair.words for pair in pairs), reverse=True)


probabilities = st.floats(0, 1)
scores = st.floats(0.001, 99.999)


@given(scores, probabilities)
def test_words_and_answer_as_two_witnesses(words: float, answer: float) -> None:
    both = together(words, answer)
    assert 0.0 < both < 100.0
    assert (both >= words) == (answer >= 0.5) or both == pytest.approx(words)
    assert together(words, 0.5) == pytest.approx(words)


@given(scores, scores, probabilities)
def test_an_answer_keeps_the_order_of_words(one: float, other: float, answer: float) -> None:
    assert one > other or together(one, answer) <= together(other, answer) + 1e-9


@given(scores, scores, st.sampled_from([JUDGED, *(replace(JUDGED, sure=s, doubt=d) for s, d in BANDS.values())]))
def test_what_is_in_doubt_is_between_the_bounds_and_in_order(one: float, other: float, settings: Grouping) -> None:
    assert settings.doubt <= _in_doubt(one, settings) < settings.sure
    assert one > other or _in_doubt(one, settings) <= _in_doubt(other, settings)


@given(scores)
def test_without_a_band_what_is_in_doubt_is_another_event(score: float) -> None:
    assert _in_doubt(score, replace(JUDGED, sure=70.0, doubt=70.0)) < 70.0
