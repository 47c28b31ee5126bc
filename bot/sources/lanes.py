"""How many requests a host sees at a time and how soon after each other: bursts get readers blocked (FreshRSS#2262).

Rules: waiting for one host takes no room from the others; a host is first waited for, then a place among all requests.
The gap is for other people's servers: a feed generator on this very machine is asked as fast as it answers.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

_REMEMBERED = 2_000  # hosts; above it, those that nobody waits for are forgotten


@dataclass(slots=True)
class _Lane:
    seats: asyncio.Semaphore
    free_at: float = 0.0  # on the loop's clock
    users: int = 0


class Lanes:
    """Access to hosts. per_host: requests in flight; gap: seconds between two starts; in_flight: over all hosts."""

    def __init__(self, per_host: int, gap: float, in_flight: int) -> None:
        self._per_host, self._gap = per_host, gap
        self._all = asyncio.Semaphore(in_flight)
        self._lanes: dict[str, _Lane] = {}

    @asynccontextmanager
    async def of(self, host: str) -> AsyncIterator[None]:
        """Waits for its turn, and keeps the place for as long as the block runs."""
        lane = self._lane(host)
        lane.users += 1
        try:
            async with lane.seats:
                if not _is_here(host):
                    await self._pause(lane)
                async with self._all:
                    yield
        finally:
            lane.users -= 1

    async def _pause(self, lane: _Lane) -> None:
        now = asyncio.get_running_loop().time()
        start = max(now, lane.free_at)
        lane.free_at = start + self._gap
        if start > now:
            await asyncio.sleep(start - now)

    def _lane(self, host: str) -> _Lane:
        if len(self._lanes) > _REMEMBERED:
            now = asyncio.get_running_loop().time()
            self._lanes = {name: lane for name, lane in self._lanes.items() if lane.users or lane.free_at > now}
        return self._lanes.setdefault(host, _Lane(asyncio.Semaphore(self._per_host)))


def _is_here(host: str) -> bool:
    return host in ("localhost", "::1") or host.startswith("127.")
