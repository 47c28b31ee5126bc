"""The demo: a day of news that shows what the bot is for, through the real way, within its time."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from rich.console import Console

from bot import live
from bot.demo.play import WATCHES, play
from bot.demo.stand import load_day

pytestmark = pytest.mark.anyio


def test_the_day_has_three_languages_and_several_outlets_a_story() -> None:
    day = load_day()
    assert {outlet.language.partition("-")[0] for outlet in day.outlets} == {"en", "zh", "vi"}
    names = {outlet.name for outlet in day.outlets}
    assert {piece.feed for piece in day.pieces} == names
    assert len(day.pieces) >= 40 and len({piece.title for piece in day.pieces}) == len(day.pieces)


async def test_it_rings_for_each_watch_and_not_for_the_near_misses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "TICK", 0.05)
    output = io.StringIO()
    assert await play(Console(file=output, width=200), length=1.0, beat=timedelta(seconds=0.1)) == 0
    shown, _, quiet = output.getvalue().partition("Kept quiet, though close:")
    for term in WATCHES:
        assert f"🔔 {term}" in shown
    assert "The last 24 hours" in shown and "Why:" in shown
    for near_miss in ("H200", "DeepSeek V3", "Ascendis", "H2O", "MI308"):
        assert near_miss not in shown
    assert "H200 export licences" in quiet
    assert f"{len(load_day().pieces)} entries read" in quiet
