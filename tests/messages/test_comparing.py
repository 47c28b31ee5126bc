"""Why two reports are one story or are not, in lines."""

from __future__ import annotations

from bot.lexicon import load_lexicon
from bot.messages.comparing import comparison_lines
from tests.core.story.newsroom import entry

HALT = entry("Nvidia halts H20 chip production", outlet="a")


def test_it_stands_beside_the_report_that_is_most_like_it() -> None:
    near = entry("英伟达停产H20芯片", outlet="b")
    lines = list(comparison_lines(HALT, [entry("Cup final ends in a draw", outlet="c"), near], load_lexicon()))
    assert lines[0] == "beside “英伟达停产H20芯片” (b):"
    assert "  both hold the numbers h20" in lines
    assert any(line.startswith("  both hold the names") and "nvidia" in line for line in lines)


def test_a_veto_and_what_speaks_against_it_are_said() -> None:
    other = entry("Nvidia halts H200 chip production", outlet="a", minutes=2000)
    lines = list(comparison_lines(HALT, [other], load_lexicon()))
    assert "  cannot be one event: another model: h20 is not h200" in lines
    assert "  against it: reports of two days" in lines


def test_a_new_fact_is_said() -> None:
    plan = entry("Intel plans to sell its Altera unit", outlet="b")
    lines = list(comparison_lines(entry("Intel sells its Altera unit", outlet="a"), [plan], load_lexicon()))
    assert "  it adds: what was ahead has happened" in lines


def test_nothing_is_said_where_there_is_nothing_beside_it() -> None:
    assert list(comparison_lines(HALT, [HALT], load_lexicon())) == []
