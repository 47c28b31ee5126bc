"""Offices as they are typed: “Nvidia CEO” and 美国总统 are a firm or a state and an office, not a person.

A headline that says so means who holds the office, and packs list it among the person's names; who types it wants the
office, whoever holds it (other_ways.py knows who does).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from bot.core.watch.packs.lexicon import Claim, Lexicon
from bot.core.watch.phrases import Atom

Part = Sequence[Atom]


def without_holders(claims: list[Claim], part: Part, lexicon: Lexicon) -> list[Claim]:
    """What claims some typed words, but for those whom they call by an office."""
    if not any(claim.item.kind == "person" for claim in claims):
        return claims
    holders = frozenset().union(*(_holders(left, right, lexicon) for left, right in _halves(part)))
    return [claim for claim in claims if claim.item.id not in holders]


def _holders(left: Part, right: Part, lexicon: Lexicon) -> frozenset[str]:
    """Who holds an office, whichever half names it."""
    sides = [[claim.item.id for claim in lexicon.claims(half)] for half in (left, right)]
    return frozenset[str]().union(*(lexicon.holders(a, b) | lexicon.holders(b, a) for a, b in product(*sides)))


def _halves(part: Part) -> Iterator[tuple[Part, Part]]:
    """Every way to cut some words in two: between them, or within the one word of a script without spaces."""
    yield from ((part[:at], part[at:]) for at in range(1, len(part)))
    if len(part) == 1 and part[0].run:
        raw, text = part[0].raw, part[0].text
        for at in range(1, len(text)):
            yield [Atom(raw[:at], text[:at], True)], [Atom(raw[at:], text[at:], True)]
