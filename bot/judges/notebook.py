"""A docket that ends with the program: for replay, and for `bot check`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.core.docket import Judging


class Notebook:
    """bot.core.store.Docket says what each method does."""

    def __init__(self) -> None:
        self._answers: dict[str, float] = {}
        self._days: dict[str, Judging] = {}

    async def judged(self, keys: Sequence[str]) -> Mapping[str, float]:
        return {key: self._answers[key] for key in keys if key in self._answers}

    async def keep_judged(self, answers: Mapping[str, float], now: datetime) -> None:
        self._answers.update(answers)

    async def judging(self, day: str | None = None) -> Judging:
        return sum((counts for of, counts in self._days.items() if day in (None, of)), Judging())

    async def count_judging(self, day: str, more: Judging) -> None:
        self._days[day] = self._days.get(day, Judging()) + more
