"""Shares, as each language writes them: 25 % is 25 percent, 25 phần trăm and 百分之二十五.

Rules: the same value exactly; 12,5% holds no 5%, nor 百分之二十五 a 百分之二十.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from bot.core.text import marked
from bot.core.watch.phrases import Atom
from bot.core.watch.typed.numerals import DIGITS, han

_NUMBER = re.compile(r"\d{1,4}(?:\.\d{1,2})?")
_COMMA = re.compile(r"(?<=\d),(?=\d{1,2}\s?(?:%|phần trăm))")
_SAID = (("percent",), ("per", "cent"), ("pct",), ("phần", "trăm"))
_SHAPES = ("{}%", "{} percent", "{} per cent", "{} pct", "{} phần trăm", "百分之{}")
_WITH_COMMA = ("{}%", "{} phần trăm")


class Share(NamedTuple):
    """So many of a hundred. size: how many of the words ahead it takes."""

    value: Decimal
    size: int

    def ways(self) -> Iterator[str]:
        """As the languages write it."""
        plain = format(self.value.normalize(), "f")
        yield from (shape.format(plain) for shape in _SHAPES)
        if "." in plain:
            yield from (shape.format(plain.replace(".", ",")) for shape in _WITH_COMMA)
        elif spelt := han(int(plain)):
            yield f"百分之{spelt}"

    def outside(self, way: str) -> tuple[str, ...]:
        """Longer words that hold the way and are another share."""
        if way[-1] in DIGITS or way.endswith("十"):
            return tuple(f"{way}{digit}" for digit in (*DIGITS, "十"))
        return tuple(f"{digit},{way}" for digit in range(10))


def share(ahead: Sequence[Atom]) -> Share | None:
    """The share with which the words ahead begin; None where there is none."""
    first, *others = ahead
    if first.run or not _NUMBER.fullmatch(first.text):
        return None
    if first.sign == "%":
        return Share(Decimal(first.text), 1)
    for words in _SAID:
        if tuple(marked(atom.raw) for atom in others[: len(words)]) == tuple(map(marked, words)):
            return Share(Decimal(first.text), 1 + len(words))
    return None


def with_point(text: str) -> str:
    """The text with 2,5% as 2.5%, which no reader of words cuts in two."""
    return _COMMA.sub(".", text)
