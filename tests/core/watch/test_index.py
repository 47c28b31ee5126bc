"""Many watches at once: each is met as it would be alone, whatever else is watched for and whatever comes and goes."""

from __future__ import annotations

import threading

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.core.watch import TermIndex
from tests.core.watch.lexica import TERMS, WORDS, entry, lexicon

LEXICON = lexicon()


@given(
    st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join), min_size=1, max_size=6),
    st.lists(st.sampled_from(WORDS), max_size=9),
)
def test_the_index_finds_what_one_term_at_a_time_finds(terms: list[str], words: list[str]) -> None:
    text = entry(" ".join(words))
    together = {m.term: m for m in TermIndex(terms, LEXICON).match(text)}
    alone = {m.term: m for term in terms for m in TermIndex((term,), LEXICON).match(text)}
    assert together == alone


HALF = st.sampled_from(
    ("Quake", "Con", "Zorb", "Lax", "Huawei", "Deep", "Seek", "V4", "H20", "Flash", "ChipCon", "Kestrl")
)
TWO = st.lists(HALF, min_size=2, max_size=2, unique=True)
SHAPES = st.sampled_from(("{} {}", '"{} {}"', "{} AND {}", "{} OR {}", "{} -{}"))
ASKED = HALF | st.builds(lambda shape, two: shape.format(*two), SHAPES, TWO)
WRITTEN_AS_ONE = st.lists(HALF, min_size=1, max_size=4).map("".join)


@settings(max_examples=300)
@given(st.lists(ASKED, min_size=1, max_size=6), st.lists(WRITTEN_AS_ONE, max_size=4))
@example(["Quake", "Con"], ["QuakeCon"])
@example(["DeepSeek", "V4"], ["DeepSeekV4"])
@example(["Con", "QuakeChip", "Lax"], ["ConQuakeChipCon", "ConLax"])
def test_what_else_is_watched_for_changes_no_match(terms: list[str], words: list[str]) -> None:
    """Not even of what is written as one."""
    text = entry(" ".join(words))
    together = {m.term: m for m in TermIndex(terms, LEXICON).match(text)}
    assert together == {m.term: m for term in terms for m in TermIndex((term,), LEXICON).match(text)}


OTHERS = ("Quake", "Con", "Zorblax", "DeepSeek", "Flash", "V4", "Ascend")


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("Quake Con", "The QuakeCon begins"),
        ("Con AND Quake", "The QuakeCon begins"),
        ("DeepSeek OR V4", "DeepSeekV4 is out"),
        ("V4", "A V4Flash is free"),
        ("DeepSeek V4", "DeepSeekV4Flash is free"),
        ("Huawei Ascend chip", "HuaweiAscend chips"),
        ("DeepSeek", "DeepSeekV4 is out"),
        ("Qwen", "Qwen3.5 is out"),
        ("Ascend", "Huawei Ascend910B ships"),
        ("DeepSeek -V3", "DeepSeekV4 is out"),
    ],
)
def test_of_a_word_written_as_one_the_watch_may_name_each_part(term: str, text: str) -> None:
    assert term in [match.term for match in TermIndex((*OTHERS, term), LEXICON).match(entry(text))]


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("Quake", "The QuakeCon begins"),
        ("DeepSeek V3", "DeepSeekV4 is out"),
        ("Ascend", "Ascended1 is a name"),
        ("Con", "The QuakeCon begins"),
        ("Quake begins", "The QuakeCon begins"),
        ("Zorblax -Con", "The ZorblaxFlash begins"),
        ("DeepSeek -V4", "DeepSeekV4 is out"),
    ],
)
def test_a_part_of_a_word_whose_rest_others_watch_for_is_none(term: str, text: str) -> None:
    assert term not in [match.term for match in TermIndex((*OTHERS, term), LEXICON).match(entry(text))]


def test_terms_come_and_go_without_a_trace() -> None:
    index = TermIndex(("H20 export",), LEXICON)
    before = set(vars(index._vocabulary)["_added"])
    for term in TERMS:
        index.add(term)
        assert term in index
    for term in TERMS:
        index.drop(term)
    index.drop("never watched")
    assert set(vars(index._vocabulary)["_added"]) == {*before, None}
    assert len(index) == 1
    assert [m.term for m in index.match(entry("H20 exports"))] == ["H20 export"]


def test_a_term_added_late_is_met_in_words_seen_before() -> None:
    index = TermIndex((), LEXICON)
    assert index.match(entry("Huawei chips and DeepSeekV4")) == ()
    index.add("DeepSeek V4")
    index.add("芯片")
    assert [m.term for m in index.match(entry("Huawei chips and DeepSeekV4"))] == ["芯片", "DeepSeek V4"]


def test_readers_need_no_lock() -> None:
    """A watch that stays is met all the while others come and go in another thread."""
    index = TermIndex(("Huawei chip",), LEXICON)
    text = entry("Huawei sells a new chip and DeepSeek V4")
    over = threading.Event()

    def churn() -> None:
        for _ in range(100):
            for term in TERMS:
                index.add(term)
            for term in TERMS:
                index.drop(term)
        over.set()

    writer = threading.Thread(target=churn)
    writer.start()
    met = [{match.term for match in index.match(text)}]
    while not over.is_set():
        met.append({match.term for match in index.match(text)})
    writer.join()
    assert all("Huawei chip" in terms for terms in met)


def test_queries_that_were_forgotten_are_compiled_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.core.watch.index._REMEMBERED", 1)
    monkeypatch.setattr("bot.core.watch.index._FEW", 0)
    index = TermIndex(("Huawei chip", "H20 export", "DeepSeek V4"), LEXICON)
    text = entry("Huawei chip, H20 exports, DeepSeek V4")
    assert {match.term for match in index.match(text)} == {"Huawei chip", "H20 export", "DeepSeek V4"}
    index.drop("H20 export")
    assert {match.term for match in index.match(text)} == {"Huawei chip", "DeepSeek V4"}
