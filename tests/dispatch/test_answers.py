"""Answers to commands take their turn before alerts, and leave alerts theirs."""

from __future__ import annotations

import asyncio

import pytest

from bot.core.model import Address
from bot.core.pacing import Limit, Pacing
from tests.fakes.delivery import FREE, Rig

pytestmark = pytest.mark.anyio


async def test_an_answer_goes_before_alerts_that_wait(parts: Rig) -> None:
    parts.restart(pacing=Pacing(Limit(0.05, 1), FREE, FREE))
    await parts.ring(1, *(Address(chat) for chat in range(1, 30)))
    async with parts.running():
        await parts.server.wait(lambda: len(parts.server.sent()) >= 2)
        before = len(parts.server.sent())
        await parts.dispatcher.turns.admit(999)
        assert len(parts.server.sent()) <= before + 1
        await parts.server.wait(lambda: len(parts.server.sent()) > before + 3)


async def test_a_flood_of_questions_leaves_alerts_half_of_the_rate(parts: Rig) -> None:
    parts.restart(pacing=Pacing(Limit(1 / 200, 2), FREE, FREE))
    await parts.ring(1, *(Address(chat) for chat in range(1, 12)))
    asked = [asyncio.create_task(parts.dispatcher.turns.admit(1000 + n)) for n in range(300)]
    async with parts.running():
        await parts.server.wait(lambda: len(parts.server.sent()) == 11)
    assert sum(not task.done() for task in asked) > 0, "the alerts were out before the questions were through"
    for task in asked:
        task.cancel()
    await asyncio.gather(*asked, return_exceptions=True)


async def test_an_answer_counts_against_the_chats_own_limit() -> None:
    pacing = Pacing()
    for _ in range(3):
        pacing.reserve(0.0)
        pacing.take(5, 0.0)
    assert pacing.answer_opens_at(5) == pacing.opens_at(5) == pytest.approx(1.0)
    assert pacing.answer_opens_at(6) <= 0.0
    assert pacing.overall_at(0.0) > 0.0
