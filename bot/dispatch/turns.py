"""The turn of an answer to a command: before every alert, as long as answers take but half of the rate.

Rules: answers and alerts share one pacing. While an answer waits for its token, no alert takes it; how many tokens
answers may take is a limit of its own, so that a flood of questions leaves alerts theirs.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from bot.core.pacing import Pacing

ADMITTED = 10.0  # seconds that an answer waits for its turn: then the server may decide


class Turns:
    """changed: set when alerts may go on."""

    def __init__(self, pacing: Pacing, changed: asyncio.Event) -> None:
        self._pacing, self._changed = pacing, changed
        self._waiting = 0

    @property
    def taken(self) -> bool:
        """The next token is an answer's."""
        return self._waiting > 0

    async def admit(self, chat: int) -> None:
        """Waits until an answer to the chat may go, and takes its token."""
        end = _now() + ADMITTED
        await _until(lambda: min(self._pacing.answer_opens_at(chat), end))
        self._pacing.reserve(_now())
        self._waiting += 1
        try:
            await _until(lambda: min(self._pacing.overall_at(_now()), end))
            self._pacing.take(chat, _now())
        finally:
            self._waiting -= 1
            self._changed.set()


async def _until(when: Callable[[], float]) -> None:
    """Until that time has come, which may move meanwhile."""
    while True:
        wait = when() - _now()
        if wait <= 0:
            return
        await asyncio.sleep(wait)


def _now() -> float:
    return asyncio.get_running_loop().time()
