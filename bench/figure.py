"""One measured figure, beside what it is compared with."""

from __future__ import annotations

from dataclasses import dataclass


class Skipped(Exception):
    """Raised by a benchmark that cannot be measured here; its message says what is missing."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A line of `run bench`. baseline: the same thing measured another way in the same run; ratio: value to baseline,
    in the direction in which more is better; goal: in words, from the project's goals; holds: None without a goal."""

    bench: str
    figure: str
    value: float
    unit: str
    baseline: float | None = None
    ratio: float | None = None
    goal: str = ""
    holds: bool | None = None
