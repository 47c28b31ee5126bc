"""Things that come one by one, done together as far as they are there at once: the more there is to do, the less of it
costs a round each, and nothing waits for company.

Rules: one round at a time, in the order of coming; what comes meanwhile waits for the next. A round of several that
fails is done again, each thing alone: one that can never be done fails by itself. What was begun is not given up when
who waits for it is.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")


class Together(Generic[T]):
    """work: does some things as one, or raises and has done nothing. size: of a thing; most: of a round, which is
    exceeded by a single thing alone."""

    def __init__(self, work: Callable[[Sequence[T]], Awaitable[None]], size: Callable[[T], int], most: int) -> None:
        self._work, self._size, self._most = work, size, most
        self._waiting: deque[tuple[T, asyncio.Future[None]]] = deque()
        self._rounds: asyncio.Task[None] | None = None

    async def do(self, thing: T) -> None:
        """Waits until it is done. Raises what the work raises."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((thing, done))
        if self._rounds is None:
            self._rounds = asyncio.create_task(self._run())
        await done

    async def rest(self) -> None:
        """Waits for what is being done, whoever else does."""
        if self._rounds is not None:
            await asyncio.wait([self._rounds])

    async def _run(self) -> None:
        try:
            while self._waiting:
                await self._do(self._next())
        finally:
            self._rounds = None

    def _next(self) -> list[tuple[T, asyncio.Future[None]]]:
        """Those that have waited longest, as many as fit into a round."""
        chosen = [self._waiting.popleft()]
        size = self._size(chosen[0][0])
        while self._waiting and (size := size + self._size(self._waiting[0][0])) <= self._most:
            chosen.append(self._waiting.popleft())
        return chosen

    async def _do(self, chosen: Sequence[tuple[T, asyncio.Future[None]]]) -> None:
        try:
            await self._work([thing for thing, _ in chosen])
        except Exception as error:  # noqa: BLE001  # who waits for it is told
            if len(chosen) > 1:
                for one in chosen:
                    await self._do([one])
            elif not chosen[0][1].done():
                chosen[0][1].set_exception(error)
            return
        for _, done in chosen:
            if not done.done():  # nobody waits for it any more
                done.set_result(None)
