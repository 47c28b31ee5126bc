"""bot/together.py: what is there at once is done at once, in order, and nobody pays for another's fault."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from bot.together import Together

pytestmark = pytest.mark.anyio


class Desk:
    """Work that is held up until the desk opens, and that never gets done where a thing is "bad"."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.rounds: list[list[str]] = []
        self.done: list[str] = []

    async def work(self, things: Sequence[str]) -> None:
        self.rounds.append(list(things))
        await self.open.wait()
        if "bad" in things:
            raise ValueError("it cannot be done")
        self.done += things


async def begun(*tasks: asyncio.Task[None]) -> None:
    """The tasks have come as far as they come without the desk."""
    for _ in range(3):
        await asyncio.sleep(0)


async def outcomes(*tasks: asyncio.Task[None]) -> list[str]:
    """Of each, what went wrong; "" for nothing."""
    return [str(error or "") for error in await asyncio.gather(*tasks, return_exceptions=True)]


async def start(desk: Desk, *things: str, most: int = 100) -> tuple[Together[str], list[asyncio.Task[None]]]:
    """The first thing is at work, the others wait."""
    together = Together(desk.work, len, most)
    tasks = [asyncio.create_task(together.do(thing)) for thing in things[:1]]
    await begun()
    tasks += [asyncio.create_task(together.do(thing)) for thing in things[1:]]
    await begun()
    return together, tasks


async def test_what_comes_while_one_is_done_is_done_together_in_its_order() -> None:
    desk = Desk()
    _, tasks = await start(desk, "first", "one", "two", "three")
    assert desk.rounds == [["first"]], "nothing waits for company"
    desk.open.set()
    assert await outcomes(*tasks) == ["", "", "", ""]
    assert desk.rounds == [["first"], ["one", "two", "three"]]


async def test_a_round_has_its_bound_and_what_is_larger_comes_alone() -> None:
    desk = Desk()
    _, tasks = await start(desk, "-", "four", "four", "much too large", "one", "two", most=8)
    desk.open.set()
    assert not any(await outcomes(*tasks))
    assert desk.rounds == [["-"], ["four", "four"], ["much too large"], ["one", "two"]]


async def test_what_cannot_be_done_fails_alone_and_the_order_stays() -> None:
    desk = Desk()
    _, tasks = await start(desk, "first", "one", "bad", "two")
    desk.open.set()
    assert await outcomes(*tasks) == ["", "", "it cannot be done", ""]
    assert desk.done == ["first", "one", "two"]


async def test_what_comes_after_all_is_done_is_done_too() -> None:
    desk = Desk()
    desk.open.set()
    together, tasks = await start(desk, "bad")
    assert await outcomes(*tasks) == ["it cannot be done"]
    await together.do("next")
    assert desk.done == ["next"]


async def test_who_gives_up_waiting_gives_up_nothing_else() -> None:
    desk = Desk()
    together, (first, gone, bad, other) = await start(desk, "first", "gone", "bad", "other")
    for task in (first, gone, bad):
        task.cancel()
    await begun()
    desk.open.set()
    await other
    await together.rest()
    assert desk.done == ["first", "gone", "other"]


async def test_to_rest_is_to_wait_for_what_nobody_waits_for() -> None:
    desk = Desk()
    together, (task,) = await start(desk, "gone")
    task.cancel()
    await begun()
    rest = asyncio.create_task(together.rest())
    await begun()
    assert not rest.done()
    desk.open.set()
    await rest
    assert desk.done == ["gone"]
    await together.rest()
