"""Why two reports are one story or are not, in lines: for the terminal, and for a chat."""

from __future__ import annotations

import pytest

from bot.core.model import Entry, Reading, Signature
from bot.lexicon import load_lexicon
from bot.messages.answers.comparing import Beside, compared
from bot.messages.comparing import comparison_lines, nearest
from bot.messages.locale import LOCALES, Voice
from tests.core.story.newsroom import entry

HALT = entry("Nvidia halts H20 chip production", outlet="a")


def test_it_stands_beside_the_report_that_is_most_like_it() -> None:
    near = entry("英伟达停产H20芯片", outlet="b")
    lines = list(
        comparison_lines(
            Reading(HALT, Signature()), [entry("Cup final ends in a draw", outlet="c"), near], load_lexicon()
        )
    )
    assert lines[0] == "beside “英伟达停产H20芯片” (b):"
    assert "  both hold the numbers h20" in lines
    assert any(line.startswith("  both hold the names") and "nvidia" in line for line in lines)


def test_a_veto_and_what_speaks_against_it_are_said() -> None:
    other = entry("Nvidia halts H200 chip production", outlet="a", minutes=2000)
    lines = list(comparison_lines(Reading(HALT, Signature()), [other], load_lexicon()))
    assert "  cannot be one event: another model: h20 is not h200" in lines
    assert "  against it: reports of two days" in lines


def test_a_new_fact_is_said() -> None:
    sold = entry("Intel sells its Altera unit", outlet="a")
    plan = entry("Intel plans to sell its Altera unit", outlet="b")
    lines = list(comparison_lines(Reading(sold, Signature()), [plan], load_lexicon()))
    assert "  it adds: what was ahead has happened" in lines


def test_nothing_is_said_where_there_is_nothing_beside_it() -> None:
    assert list(comparison_lines(Reading(HALT, Signature()), [HALT], load_lexicon())) == []


PAIRS = [
    (HALT, entry("Nvidia halts H200 chip production", outlet="a", minutes=2000)),
    (entry("Cup final ends 3-1 in Hanoi", outlet="a"), entry("Cup final ends 1-1 in Hanoi", outlet="b")),
    (entry("Intel plans to sell its Altera unit", outlet="a"), entry("Intel sells Altera for $9 billion", outlet="b")),
    (entry("Micron halts chip production in June", outlet="a"), entry("AMD halts chip production in June", outlet="b")),
    (entry("Chip news: morning briefing, Nvidia", outlet="a"), entry("Nvidia sold 40 chips in May", outlet="a")),
    (entry("Nvidia sold 30 of its chips", outlet="a"), entry("AMD and its 50 engineers", outlet="b")),
]


def lines(new: Entry, other: Entry, locale: str = "en") -> list[str]:
    found = nearest(Reading(new, Signature()), [other], load_lexicon())
    assert found is not None
    names = tuple(map(load_lexicon().name_of, found[0].names))
    return [line.text for line in compared(Voice(locale), Beside(*found, names))]


def test_a_chat_is_told_in_short_what_both_hold_and_what_forbids_it() -> None:
    assert lines(*PAIRS[0])[1:] == [
        "Both hold: semiconductor, Nvidia, production, halt, chip",
        "They cannot be one event: another model: h20 is not h200",
    ]


def test_a_chat_is_told_what_is_new() -> None:
    assert lines(PAIRS[2][1], PAIRS[2][0])[-1] == "It adds: what was ahead has happened"


@pytest.mark.parametrize("pair", PAIRS)
def test_a_chat_is_told_every_part_of_it_in_its_language(pair: tuple[Entry, Entry]) -> None:
    english = lines(*pair)
    for locale in LOCALES[1:]:
        said = lines(*pair, locale)
        assert len(said) == len(english)
        told = zip(english, said, strict=True)
        parts = [(a.split(": ")[1:], b) for a, b in told if a.startswith(("They", "Against", "It adds"))]
        assert not [part for words, b in parts for part in "; ".join(words).split("; ") if part in b], said
