"""What votes teach: nothing too early, and nothing that would cost an alert that somebody liked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.core.refine import Draft
from bot.core.relevance import DISLIKED, ENOUGH, Judged, lessons, precision
from bot.core.watch import TermIndex
from tests.core.watch.lexica import entry, lexicon

LEXICON = lexicon()
BAD = [Judged(False, title, 100.0) for title in ("Nvidia gaming rigs", "Gaming with Nvidia", "Best gaming by Nvidia")]
GOOD = [Judged(True, title, 100.0) for title in ("Nvidia raises its forecast", "Nvidia sells to China")]


def test_a_word_of_what_was_disliked_is_proposed_to_be_ruled_out() -> None:
    (proposal,) = lessons(Draft("Nvidia"), [*BAD, *GOOD])
    assert (proposal.how, proposal.what, proposal.draft.term) == ("without", "gaming", "Nvidia -gaming")


def test_a_word_that_was_liked_as_well_is_not() -> None:
    assert lessons(Draft("Nvidia"), [*BAD, *GOOD, Judged(True, "Nvidia and the gaming market", 100.0)]) == []


def test_a_threshold_between_what_was_liked_and_what_was_not() -> None:
    loose = [Judged(False, title, 93.0) for title in ("Nvidea soup", "Nvidio songs", "Nvidie dance")]
    (proposal,) = lessons(Draft("Nvidia"), [*loose, *GOOD])
    assert (proposal.how, proposal.draft) == ("threshold", Draft("Nvidia", 96.5))


def test_few_votes_teach_nothing() -> None:
    assert lessons(Draft("Nvidia"), BAD) == []
    assert lessons(Draft("Nvidia"), [*BAD[:2], *GOOD, *GOOD]) == []


def test_precision_is_the_share_that_was_liked() -> None:
    assert precision([]).total == 0
    assert precision([*BAD, *GOOD]).share == 0.4


TITLES = st.lists(st.sampled_from(["Nvidia", "gaming", "chip", "forecast", "soup", "trade"]), min_size=1, max_size=4)
JUDGED = st.builds(Judged, st.booleans(), TITLES.map(" ".join), st.sampled_from([89.0, 93.0, 97.0, 100.0]))


@given(st.lists(JUDGED, max_size=12))
def test_a_lesson_never_costs_what_was_liked(judged: list[Judged]) -> None:
    draft = Draft("Nvidia")
    index = TermIndex(("Nvidia",), LEXICON)
    found = lessons(draft, judged)
    if len(judged) < ENOUGH or sum(not one.relevant for one in judged) < DISLIKED:
        assert found == []
    for proposal in found:
        after = TermIndex((proposal.draft.term,), LEXICON)
        for one in judged:
            if one.relevant and index.match(entry(one.headline)):
                assert after.match(entry(one.headline))
                assert one.score >= proposal.draft.threshold
