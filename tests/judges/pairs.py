"""Pairs of reports to ask about, and judges without a network."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from bot.core.model import Pair
from tests.core.makers import entry


def pair(known: str = "Quake shuts the port of Lima", new: str = "Lima's port closed", words: float = 40.0) -> Pair:
    """Two reports with these titles, by two outlets."""
    return Pair(entry(known, key=known[:80]), entry(new, key=new[:80], outlet="Beta"), words)


class PaperJudge:
    """Answers by a function; remembers what it was asked."""

    def __init__(
        self, answer: Callable[[Pair], float | None] = lambda _: 0.97, *, name: str = "paper", batch: int = 8
    ) -> None:
        self.name = name
        self.kept = bool(name)
        self.batch = batch
        self.asked: list[list[Pair]] = []
        self.answer = answer
        self.closed = False

    async def same_event(self, pairs: Sequence[Pair]) -> list[float | None]:
        self.asked.append(list(pairs))
        return [self.answer(each) for each in pairs]

    async def close(self) -> None:
        self.closed = True


class SlowJudge(PaperJudge):
    """Never answers."""

    def __init__(self, name: str = "slow") -> None:
        super().__init__(name=name)
        self.begun = asyncio.Event()

    async def same_event(self, pairs: Sequence[Pair]) -> list[float | None]:
        self.asked.append(list(pairs))
        self.begun.set()
        await asyncio.Event().wait()
        return []


class StubbornJudge(PaperJudge):
    """Never answers, and does not heed that it is told to stop."""

    async def same_event(self, pairs: Sequence[Pair]) -> list[float | None]:
        self.asked.append(list(pairs))
        for _ in range(3):
            try:
                await asyncio.sleep(0.2)
            except asyncio.CancelledError:
                continue
        raise RuntimeError("and then it fails")
