"""Amounts with a scale, as each language writes them: 5 billion is 50亿 and 5 tỷ, 5 trillion is $5tn and 5 nghìn tỷ.

Rules: the same value exactly; 15万亿 holds no 5万亿, nor 1,5 tỷ a 5 tỷ. Dollars behind it need not be said, since
headlines have a sign for them; another currency in their place rules it out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from bot.core.scales import BILLION, HAN, MILLION, THOUSAND, THOUSANDS, TRILLION, WORDS
from bot.core.text import marked
from bot.core.watch.phrases import Atom

_NUMBER = re.compile(r"\d{1,4}(?:\.\d{1,2})?")
_GLUED = re.compile(rf"({_NUMBER.pattern})(bn|mn|tn|bln|mln)|([1-9]\d?[05])(k)")  # neither 4k nor 401k
_WORDS = {**WORDS, **THOUSANDS, "k": THOUSAND}
_SCALES = {tuple(map(marked, words.split())): scale for words, scale in _WORDS.items()}
_DOLLARS = frozenset(("usd", "dollar", "dollars", "us$"))
_HAN_DOLLARS = "美元"
_SAID = (
    (TRILLION, ("{} trillion", "{}tn", "{} tn", "{}t", "{} nghìn tỷ", "{} ngàn tỷ", "{} nghìn tỉ", "{}万亿")),
    (BILLION, ("{} billion", "{}bn", "{} bn", "{}b", "{} tỷ", "{} tỉ")),
    (MILLION, ("{} million", "{}mn", "{} mn", "{} triệu")),
    (10**8, ("{}亿",)),
    (10**4, ("{}万",)),
    (THOUSAND, ("{}k", "{},000", "{}.000", "{}000", "{} thousand", "{} nghìn", "{} ngàn")),
)
_MOST = {10**8: 10_000, 10**4: 10_000}  # a thousand elsewhere
_DECIMALS = {THOUSAND: 0}  # two elsewhere
_OTHERS = ("{} đồng", "{}元", "{}人民币", "{}日元", "{}欧元", "{} yuan", "{} yen", "{} euros")


class Amount(NamedTuple):
    """What some words ahead amount to. size: how many of them; rest: what is left of the last, a run of Han."""

    value: Decimal
    size: int
    dollars: bool = False
    rest: str = ""

    def ways(self) -> Iterator[str]:
        """As the languages write it."""
        for scale, shapes in _SAID:
            number = self.value / scale
            if 1 <= number < _MOST.get(scale, 1000) and number == round(number, _DECIMALS.get(scale, 2)):
                plain = format(number.normalize(), "f")
                yield from (shape.format(plain) for shape in shapes)
                if "." in plain:
                    yield from (shape.format(plain.replace(".", ",")) for shape in shapes if " t" in shape)

    def outside(self, way: str) -> tuple[str, ...]:
        """Longer words that hold the way and are another amount."""
        thousands = tuple(f"{digit},{way}" for digit in range(10))
        others = _OTHERS if self.dollars else ()
        return (*thousands, f"{way} phú", f"{way}亿", f"{way},000", *(shape.format(way) for shape in others))


def amount(ahead: Sequence[Atom]) -> Amount | None:
    """The amount with which the words ahead begin; None where there is none."""
    glued = _GLUED.fullmatch(ahead[0].text)
    if glued:
        number, scale = filter(None, glued.groups())
        return _in_dollars(Amount(Decimal(number) * _SCALES[(scale,)], 1), ahead)
    if len(ahead) < 2 or not _NUMBER.fullmatch(ahead[0].text):
        return None
    number = Decimal(ahead[0].text)
    if ahead[1].run:
        return _in_han(number, ahead[1])
    for size in (2, 1):
        words = tuple(marked(atom.raw) for atom in ahead[1 : 1 + size])
        if words in _SCALES:
            return _in_dollars(Amount(number * _SCALES[words], 1 + len(words)), ahead)
    return None


def _in_han(number: Decimal, run: Atom) -> Amount | None:
    for written, scale in HAN.items():
        if run.text.startswith(written):
            rest = run.raw[len(written) :]
            dollars = rest.startswith(_HAN_DOLLARS)
            return Amount(number * scale, 2, dollars, rest.removeprefix(_HAN_DOLLARS))
    return None


def _in_dollars(found: Amount, ahead: Sequence[Atom]) -> Amount:
    said = found.size < len(ahead) and ahead[found.size].text in _DOLLARS
    return found._replace(size=found.size + said, dollars=said)
