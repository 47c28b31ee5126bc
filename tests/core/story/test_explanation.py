"""Why two reports are one event or are not: in English, Chinese, Vietnamese and across them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.decision import Story
from bot.core.model import Hit, Match, Reading, Signature, Span
from bot.core.story.explanation import Comparison, compare, held_against
from bot.lexicon import load_lexicon
from tests.core.story.newsroom import entry


def compared(new: str, known: str, minutes: float = 0) -> Comparison:
    read = Reading(entry(new, outlet="a", minutes=minutes), Signature())
    return compare(read, entry(known, outlet="b"), load_lexicon())


@pytest.mark.parametrize(
    ("new", "known", "words", "names", "numbers"),
    [
        (
            "Nvidia halts production of H20 chip in China",
            "Nvidia halts H20 chip output",
            {"nvidia", "halts", "chip"},
            {"nvidia"},
            {"h20"},
        ),
        ("英伟达停产H20芯片", "英伟达宣布停产H20芯片", {"英伟达", "停产", "芯片"}, {"nvidia"}, {"h20"}),
        (
            "Nvidia ngừng sản xuất chip H20",
            "Nvidia dừng sản xuất chip H20 tại Trung Quốc",
            {"nvidia", "sản xuất"},
            {"nvidia"},
            {"h20"},
        ),
        ("Nvidia halts production of H20 chip", "英伟达停产H20芯片", set(), {"nvidia"}, {"h20"}),
    ],
)
def test_what_is_shared_is_named(new: str, known: str, words: set[str], names: set[str], numbers: set[str]) -> None:
    found = compared(new, known)
    assert words <= set(found.words)
    assert names <= set(found.names)
    assert numbers == set(found.numbers)
    assert found.veto == ""


@pytest.mark.parametrize(
    ("new", "known", "says"),
    [
        ("Nvidia halts production of H200 chip", "Nvidia halts production of H20 chip", "h200 is not h20"),
        ("英伟达停产H200芯片", "英伟达停产H20芯片", "h200 is not h20"),
        ("Việt Nam thắng Thái Lan 3-1 tối nay", "Việt Nam thắng Thái Lan 1-1 tối nay", "3-1 is not 1-1"),
    ],
)
def test_a_veto_is_named(new: str, known: str, says: str) -> None:
    assert says in compared(new, known).veto


@pytest.mark.parametrize(
    ("new", "known", "says"),
    [
        ("Intel plans to sell its Altera unit", "Intel sells its Altera unit", "one speaks of what is to come"),
        ("Micron raises its forecast", "Samsung lowers its forecast", "one names micron, the other samsung"),
        ("OpenAI raises 40 million dollars", "OpenAI raises 55 million dollars", "other numbers: 4e+07 and 5.5e+07"),
        ("Nvidia halts chip output", "Nvidia starts chip output", "one tells that something stops"),
        ("Nvidia denies talks", "Nvidia holds talks", "one tells an answer"),
        ("Nvidia sued over chips", "Nvidia chips earnings", "only one is news of results, law"),
        ("Morning briefing: OpenAI and Apple", "OpenAI raises money", "a roundup stands alone"),
        (
            "Nvidia halts chip exports to China",
            "Chip exports to China halted in new curbs",
            "one is about nvidia, whom the other does not name",
        ),
    ],
)
def test_what_sets_them_apart_is_named(new: str, known: str, says: str) -> None:
    assert says in compared(new, known).apart


def test_another_day_and_one_publisher() -> None:
    late = Reading(entry("A fire in Penang", outlet="a", minutes=2000), Signature())
    both = compare(late, entry("A fire", outlet="a"), load_lexicon())
    assert {"reports of two days", "one publisher"} <= set(both.apart)


def test_what_a_watch_asked_for_makes_two_reports_no_more_alike() -> None:
    new, known = entry("Court hears a case over Quarkel V4", outlet="a"), entry("Quarkel V4 is out", outlet="b")
    hits = (Hit("Quarkel", "exact", Span("title", 24, 31)), Hit("V4", "exact", Span("title", 32, 34)))
    watched = compare(Reading(new, Signature(), (Match("Quarkel V4", 100, "exact", hits),)), known, load_lexicon())
    assert watched.score < compare(Reading(new, Signature()), known, load_lexicon()).score - 20
    assert watched.numbers == ("v4",)


def test_what_is_new_is_named() -> None:
    for new, known in (
        ("Intel sells its Altera unit", "Intel plans to sell its Altera unit"),
        ("华为正式发布昇腾新芯片", "消息称华为计划发布昇腾新芯片"),
        ("VinFast bán nhà máy tại Mỹ", "VinFast dự kiến bán nhà máy tại Mỹ"),
    ):
        assert compared(new, known).fact == "what was ahead has happened"
        assert compared(new, new).fact == ""


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_texts_can_be_compared(new: str, known: str) -> None:
    found = compared(new, known)
    assert 0.0 <= found.score <= 100.0
    assert set(found.numbers) == set(compared(known, new).numbers)


def test_a_report_was_held_against_the_stories_beside_its_own_and_the_one_that_its_reason_names() -> None:
    at = datetime(2026, 3, 2, tzinfo=UTC)
    own = Story(12, "Kimi K3 is out", at, at, maybe=5, follows=9)
    assert held_against("87 % like story 12 (chip, h20); story 9 is one with it", own) == [5, 9]
    assert held_against("new story, not story 7: the same words about others", own) == [5, 9, 7]
    assert held_against("new story, not story 7: the same words about others", None) == [7]
    assert held_against("no watch matches it", None) == []
