"""What is packed comes out as it was put in; postings answer as a plain dictionary of sets would."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.decision import Story, Told
from bot.core.model import Address, Entry, Signature
from bot.core.story import Grouping, compare, postings, shelf
from bot.core.story.bound import Bound, odds_of
from bot.core.story.mark import Mark, apart, keys_of, mark_of, moment, pack, ticks, unpack
from bot.core.story.postings import Postings
from bot.core.story.rarity import Commonness, Rarity
from bot.core.story.score import Mine, alike
from bot.core.story.shelf import Shelf
from tests.core.story.newsroom import NOW, Newsroom, entry, signed

times = st.datetimes(timezones=st.just(UTC))
texts = st.text(st.characters(), max_size=20)  # lone surrogates, too: a feed can hold them
words = st.frozensets(st.sampled_from(["chip", "halt", "芯片", "停产", "xe điện", "@nvidia", "3+"]), max_size=5)


numbers = st.frozensets(st.sampled_from(["h20", "5%", "3-1", "1.5e+09", "7/1"]))
languages = st.sampled_from(["", "zh", "vi"])
manners = st.frozensets(st.sampled_from(["alone", "ahead"]))
stances = st.frozensets(st.sampled_from(["0+", "12-"]))


@st.composite
def signatures(draw: st.DrawFn) -> Signature:
    tokens, entities = draw(words), draw(words)
    named = frozenset(sorted(entities)[1:])
    return Signature(
        url=draw(texts),
        title=draw(texts),
        tokens=tokens,
        numbers=draw(numbers),
        entities=entities,
        family=draw(texts),
        language=draw(languages),
        names=frozenset(sorted(tokens)[:2]),
        summary=draw(words) - entities,
        manner=draw(manners),
        named=named,
        parties=frozenset(sorted(named)[:1]),
        lead=min(named, default=""),
        stands=frozenset((who, whom) for who in named for whom in draw(words)),
        stance=draw(stances),
    )


entries = st.builds(Entry, texts, texts, texts, texts, texts, texts, texts, texts, st.none() | times, st.none() | times)
stories = st.builds(
    Story,
    st.integers(1, 2**32 - 1),
    texts,
    times,
    times,
    st.lists(entries, max_size=3).map(tuple),
    st.frozensets(texts, max_size=3),
    st.dictionaries(texts, st.floats(0, 100), max_size=3),
    st.frozensets(st.builds(Told, st.builds(Address, st.integers(), st.integers()), texts), max_size=3),
    st.none() | st.integers(1, 99),
    st.none() | st.integers(1, 99),
    st.none() | st.integers(1, 99),
)


@given(times)
def test_times_are_kept_to_the_microsecond(at: datetime) -> None:
    assert moment(ticks(at)) == at


@given(st.lists(signatures(), min_size=1, max_size=4), times)
@settings(max_examples=60)
def test_marks_come_out_as_they_were(made: list[Signature], at: datetime) -> None:
    marks = [mark_of(signature, at) for signature in made]
    packed = apart(b"".join(map(pack, marks)))
    assert list(map(unpack, packed)) == marks
    found = {key for mark in marks for key in (*mark.searched, mark.url, mark.title)} - {0}
    assert keys_of(packed) == found


@given(st.lists(stories, max_size=9), st.lists(signatures(), min_size=1, max_size=3), st.data())
@settings(deadline=None, max_examples=60)
def test_a_story_comes_out_as_it_was(put: list[Story], made: list[Signature], data: st.DataObject) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shelf, "WARM", 1)
        patch.setattr(shelf, "TOGETHER", 3)
        kept, marks = Shelf(), tuple(pack(mark_of(signature, NOW)) for signature in made)
        for story in put:
            kept.put(story, marks)
        last = {story.id: story for story in put}
        for again in data.draw(st.lists(st.sampled_from(sorted(last)), max_size=5)) if last else ():
            last[again] = replace(last[again], headline=f"{last[again].headline}.")
            kept.put(last[again], marks)
        assert list(kept) == [last[id] for id in sorted(last)]
        for id in data.draw(st.permutations(sorted(last))):
            assert kept.get(id) == last[id]
            assert kept.marks(id) == marks
            assert kept.seen(id) == ticks(last[id].last_seen_at)
            assert all(kept._left[packet] * 2 >= 3 for packet in kept._packets)
            kept.drop(id)
            assert kept.get(id) is None
        assert len(kept) == len(kept._packets) == 0


def test_what_is_not_there() -> None:
    kept = Shelf()
    assert (kept.get(1), kept.marks(1), kept.seen(1)) == (None, (), None)


# keys that share an array, and some that share its first bits; few, so that some become common
keys = st.sampled_from([5, 5 + 4096, 5 + 2 * 4096, 6, (1 << 43) + 5])
changes = st.lists(st.tuples(st.booleans(), keys, st.integers(1, 12)), max_size=80)


@given(changes)
@settings(deadline=None, max_examples=60)
def test_postings_are_a_dictionary_of_sets(made: list[tuple[bool, int, int]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(postings, "MANY", 4)
        packed, plain = Postings(), defaultdict[int, set[int]](set)
        for adds, key, id in made:
            if adds:
                packed.add(key, id)
                plain[key].add(id)
            elif id in plain[key]:
                packed.remove(key, id)
                plain[key].remove(id)
        for key, ids in plain.items():
            assert packed.count(key) == len(ids)
            assert list(packed.newest(key, 3)) == sorted(ids)[-3:]
        assert len(list(packed)) == sum(map(len, plain.values()))
        for key, ids in plain.items():
            packed.remove(key, 99)  # of a story that never bore it: nothing happens
            for id in ids:
                packed.remove(key, id)
        assert list(packed) == []
        assert not packed._few and not packed._many


class _Nothing:
    commonness = Commonness(lambda _: 0)

    def __len__(self) -> int:
        return 0


def _mark(title: str, outlet: str) -> tuple[Signature, Mark]:
    return _signed(entry(title, outlet=outlet, summary="Nvidia and Huawei"))


def _signed(told: Entry) -> tuple[Signature, Mark]:
    signature = signed(told)
    return signature, mark_of(signature, NOW)


titles = st.lists(
    st.sampled_from(["Nvidia", "halts", "H20", "chip", "output", "Huawei", "5%", "英伟达", "停产", "Hà Nội"]),
    max_size=7,
).map(" ".join)


summaries = st.sampled_from(["", "Nvidia and Huawei", "AMD halts the H20"])


hours = st.sampled_from([0, 6, 7, 12, 13, 24, 71])


@given(titles, titles, summaries, summaries, hours, st.sampled_from([0.0, 1.0, 30.0, 64.0, 100.0]))
@settings(max_examples=150, deadline=None)
def test_no_pair_scores_more_than_its_bound(
    one: str, other: str, mine: str, theirs: str, apart: int, least: float
) -> None:
    """Both in one language and in two, of one day and of several."""
    (signature, mark), (_, known) = (
        _signed(entry(title, outlet=outlet, summary=summary))
        for title, outlet, summary in ((one, "a", mine), (other, "b", theirs))
    )
    known = known._replace(at=ticks(NOW - timedelta(hours=apart)))
    compared = Mine(signature, mark, Rarity(_Nothing()))
    most, bar = Bound(compared).most(pack(known), odds_of(least)), odds_of(least)
    assert most >= odds_of(alike(compared, known)) or most < bar > odds_of(alike(compared, known))


fuller = st.lists(
    st.sampled_from(["Nvidia", "halts", "H20", "chip", "output", "Huawei", "Beijing", "warning", "5%"]),
    min_size=4,
    max_size=9,
).map(" ".join)
bands = st.sampled_from([Grouping(), Grouping(sure=77.0, doubt=50.0), Grouping(sure=60.0, doubt=60.0)])


@given(st.lists(fuller, min_size=2, max_size=8, unique=True), bands)
@settings(max_examples=60, deadline=None)
def test_candidates_that_change_nothing_are_left_out_alone(told: list[str], band: Grouping) -> None:
    """With all of them looked at, each report goes where it went."""
    reports = [entry(title, outlet=f"o{n}", minutes=n) for n, title in enumerate(told)]
    room, patient = Newsroom(band), Newsroom(band)
    for report in reports:
        decision = room.decide([report])
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(compare, "_settled", lambda *_: 0.0)
            assert patient.decide([report]) == decision
        room.stories.apply(decision)
        patient.stories.apply(decision)
