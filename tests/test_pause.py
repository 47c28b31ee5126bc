"""A wait that the end cuts short."""

from __future__ import annotations

import asyncio

import pytest

from bot.pause import stopped

pytestmark = pytest.mark.anyio


async def test_it_ends_by_itself_or_by_the_end() -> None:
    stop = asyncio.Event()
    assert not await stopped(stop, 0.01)
    waiting = asyncio.create_task(stopped(stop, 600))
    await asyncio.sleep(0)
    stop.set()
    assert await asyncio.wait_for(waiting, 5)
    assert await stopped(stop, 600)


async def test_a_cancellation_is_none_of_both() -> None:
    waiting = asyncio.create_task(stopped(asyncio.Event(), 600))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
