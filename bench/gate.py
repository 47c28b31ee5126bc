"""The bounds that figures must keep, as gate.toml lists them: quality once reached is not given up unnoticed."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from bench.figure import Figure

FILE = Path(__file__).with_name("gate.toml")


class Bound(NamedTuple):
    """What a value must not fall below or rise above."""

    least: float = -math.inf
    most: float = math.inf


def bounds(name: str, file: Path = FILE) -> dict[str, Bound]:
    """A benchmark's bounds by figure; none where the file lists none."""
    listed = tomllib.loads(file.read_text(encoding="utf-8")).get(name, {})
    return {figure: Bound(**bound) for figure, bound in listed.items()}


def broken(measured: Iterable[Figure], kept: Mapping[str, Bound]) -> list[str]:
    """A line for each bound that is not kept. A bound whose figure is no longer measured is not kept."""
    values = {_name(figure): figure.value for figure in measured}
    return [line for name, bound in kept.items() if (line := _trouble(name, values.get(name), bound))]


def _trouble(name: str, value: float | None, bound: Bound) -> str:
    if value is None:
        return f"“{name}” is in gate.toml, but was not measured"
    if value < bound.least:
        return f"“{name}” is {value:.4g}; it was at least {bound.least} before"
    if value > bound.most:
        return f"“{name}” is {value:.4g}; it was at most {bound.most} before"
    return ""


def _name(figure: Figure) -> str:
    """The figure without the values that some carry in their name: F1, overall (P 0.97, R 0.93)."""
    return re.sub(r" \(P [^)]*\)$", "", figure.figure)
