"""What the stream teaches of spelling."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.core.model import Entry
from bot.core.watch import Lexicon, TermIndex
from bot.core.watch.heard.sightings import ENOUGH, Sightings

WORDS = st.lists(st.lists(st.sampled_from(["ascend", "ascent", "accent"]), unique=True), max_size=60)


def entry(title: str, number: int = 0) -> Entry:
    return Entry("feed", str(number), title)


def learn(index: TermIndex, entry: Entry) -> None:
    _, teaches = index.look(entry)
    index.learn(teaches)


def test_a_word_that_many_entries_hold_is_nobodys_typing_error() -> None:
    index = TermIndex(["Quarkel"], Lexicon.empty())
    for number in range(ENOUGH):
        assert index.match(entry("Quarkal opens a plant"))
        learn(index, entry(f"Quarkal opens plant {number}", number))
    assert not index.match(entry("Quarkal opens a plant"))
    assert index.match(entry("Quarkel opens a plant"))


def test_a_misspelling_stays_one_however_often_it_comes_where_the_word_comes_far_more_often() -> None:
    index = TermIndex(["Quarkel"], Lexicon.empty())
    for number in range(50 * (ENOUGH + 1)):
        learn(index, entry(f"Quarkel, day {number}", number))
    for number in range(ENOUGH):
        learn(index, entry(f"Quarkal, day {number}", number))
    assert index.match(entry("Quarkal opens a plant"))
    learn(index, entry("Quarkal, one more", 0))
    assert not index.match(entry("Quarkal opens a plant"))


def test_a_word_that_has_become_one_is_so_in_whatever_marks_it_stands() -> None:
    index = TermIndex(["Quarkel"], Lexicon.empty())
    titles = ["Quarkal opens", "“Quarkal” opens", "QUARKAL, again", "quarkal"]
    assert all(index.match(entry(title)) for title in titles)
    for number in range(ENOUGH):
        learn(index, entry("Quarkal opens a plant", number))
    assert not any(index.match(entry(title)) for title in titles)
    assert all(index.match(entry(title.replace("al", "el").replace("AL", "EL"))) for title in titles)


def test_an_entry_counts_once_and_what_resembles_no_watch_not_at_all() -> None:
    index = TermIndex(["Quarkel"], Lexicon.empty())
    learn(index, entry("Quarkal quarkal QUARKAL and its plant"))
    assert dict(index.sightings.counts()) == {"quarkal": 1}
    assert index.look(entry("A plant opens"))[1] == frozenset()


def test_what_was_learnt_is_recalled() -> None:
    index, other = (TermIndex(["Quarkel"], Lexicon.empty()) for _ in range(2))
    for number in range(ENOUGH):
        learn(index, entry("Quarkal opens a plant", number))
    other.sightings.recall(index.sightings.counts())
    assert not other.match(entry("Quarkal opens a plant"))


def test_counts_are_bounded_and_the_frequent_ones_stay() -> None:
    sightings = Sightings()
    for number in range(30_000):
        sightings.note(["often", f"once{number}"])
    assert len(sightings.counts()) <= 20_000
    assert sightings.is_own_word("often", "offen")


@given(WORDS)
def test_a_word_is_its_own_by_counts_alone(entries: list[list[str]]) -> None:
    sightings = Sightings()
    for words in entries:
        sightings.note(words)
    counts = {word: sum(word in words for words in entries) for words in entries for word in words}
    assert sightings.counts() == counts
    assert sightings.is_own_word("ascent", "ascend") == (counts.get("ascent", 0) >= ENOUGH)
