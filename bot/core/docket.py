"""What is remembered of judges, as the panel and the chat see it. How it is done: bot/store/judging.py."""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Judging:
    """What was asked of judges, and what came of it."""

    asked: int = 0  # pairs
    remembered: int = 0  # of them, answered before
    answered: int = 0  # of them, answered now
    agreed: int = 0  # of these, as the words say
    requests: int = 0  # to a language model
    tokens: int = 0  # that it read and wrote
    timeouts: int = 0  # batches that were not answered in time
    faults: int = 0  # batches that could not be answered

    def __add__(self, more: Judging) -> Judging:
        return Judging(*map(operator.add, astuple(self), astuple(more)))


class Docket(Protocol):
    """What is remembered of judges: their answers, by a key of the question, and what was asked of them, by day."""

    async def judged(self, keys: Sequence[str]) -> Mapping[str, float]:
        """The answers that are known."""
        ...

    async def keep_judged(self, answers: Mapping[str, float], now: datetime) -> None:
        """Remembers answers; prune forgets them when they are older than everything else that it drops."""
        ...

    async def judging(self, day: str | None = None) -> Judging:
        """What was asked on a day ("2026-11-26", UTC), or ever."""
        ...

    async def count_judging(self, day: str, more: Judging) -> None:
        """Adds to what was asked on a day; figures may be negative, to correct an estimate."""
        ...
