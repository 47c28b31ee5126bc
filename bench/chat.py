"""How long an answer in the chat takes, from the message to the answer, over loopback: against the strict Bot API
server, with 2,000 remembered reports, beside the server's own answer to a bare call.

Each command is given in a chat of its own; what is measured is wall time, as a user feels it.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from bench.figure import Figure
from bot.core.model import Address, Watch
from tests.chat.house import HOST, House, open_house

REPORTS = 2000
TRIES = 30
COMMANDS = ("/start", "/list", "/why", "/watch", "/preview")
GOAL = 50.0  # ms


def figures() -> Iterator[Figure]:
    """Milliseconds, the middle of many."""
    with tempfile.TemporaryDirectory() as folder:
        yield from asyncio.run(_measured(Path(folder)))


async def _measured(folder: Path) -> list[Figure]:
    async with open_house(folder) as house:
        await _furnish(house)
        bare = median([await _bare(house) for _ in range(TRIES)])
        found = []
        for command in COMMANDS:
            times = [await _answer(house, command, number) for number in range(TRIES)]
            goal = (f"<= {GOAL:.0f} ms", median(times) <= GOAL) if command == "/start" else ("", None)
            found.append(Figure("chat", f"{command} answered", median(times), "ms", bare, median(times) / bare, *goal))
        return found


async def _furnish(house: House) -> None:
    for number in range(REPORTS):
        house.press.report(f"Chip maker number {number * 7919} opens plant {number}", at=house.clock())
    await house.poll()
    await house.engine.watch(Watch(Address(HOST), "Huawei", origin="chat"))


async def _answer(house: House, command: str, number: int) -> float:
    """From the message to the answer."""
    text = {"/watch": f"/watch plant {number}", "/preview": "/preview chip plant", "/why": "/why plant"}.get(
        command, command
    )
    before = len(house.server.sent(HOST))
    began = time.perf_counter()
    house.server.user_says(HOST, text)
    await house.server.wait(lambda: len(house.server.sent(HOST)) > before, within=30)
    took = time.perf_counter() - began
    await house.quiet()
    return took * 1000


async def _bare(house: House) -> float:
    began = time.perf_counter()
    await house.channel._bot.get_me()
    return (time.perf_counter() - began) * 1000
