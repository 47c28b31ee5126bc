"""Runs work side by side, but that of one chat one after the other.

Rules: a chat that floods only fills its own lane; what is beyond its bound is left out and said in the log once a
flood.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)

LENGTH = 50  # pieces of work that wait in one lane

Work = Callable[[], Awaitable[None]]


class Lanes:
    """Work by chat."""

    def __init__(self) -> None:
        self._waiting: dict[int, list[Work]] = {}
        self._running: dict[int, asyncio.Task[None]] = {}

    @property
    def busy(self) -> bool:
        """Whether anything is left to do."""
        return bool(self._running)

    def put(self, chat: int, work: Work) -> None:
        """Does it after what the chat has put before."""
        waiting = self._waiting.setdefault(chat, [])
        if len(waiting) >= LENGTH:
            log.log(logging.WARNING if len(waiting) == LENGTH else logging.DEBUG, "chat %d floods the bot", chat)
            return
        waiting.append(work)
        if chat not in self._running:
            self._running[chat] = asyncio.create_task(self._drive(chat, waiting))

    async def close(self, within: float) -> None:
        """Lets what was begun end, for so many seconds."""
        tasks = list(self._running.values())
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=within)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _drive(self, chat: int, waiting: list[Work]) -> None:
        try:
            while waiting:
                await _do(waiting.pop(0))
        finally:
            del self._waiting[chat], self._running[chat]


async def _do(work: Work) -> None:
    try:
        await work()
    except Exception:
        log.exception("an update could not be handled")
