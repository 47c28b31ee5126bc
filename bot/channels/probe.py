"""Where a message may stand whose answer was lost: the ids to try, the likeliest first. Why, and what this assumes:
docs/technotes/unknown-sends.md.

Rules: pure; bounded. An id that somebody else's message bears is never tried.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

AHEAD = 24  # ids above the greatest one known that may have been given out: what is in flight, and what users write
BEHIND = 400  # after a restart: ids below the greatest one known
PROBES = 64  # at most


@dataclass(frozen=True, slots=True)
class Window:
    """Ids above `floor` and below `ceiling` (None: not known), of which `near` is the likeliest."""

    floor: int
    ceiling: int | None
    near: int


def candidates(window: Window, top: int, taken: Collection[int]) -> list[int]:
    """The ids to try. top: the greatest id known; taken: ids that other messages bear."""
    last = max(top, window.floor) + AHEAD if window.ceiling is None else window.ceiling - 1
    free = (id for id in range(max(1, window.floor + 1), last + 1) if id not in taken)
    return sorted(free, key=lambda id: (abs(id - window.near), id))[:PROBES]
