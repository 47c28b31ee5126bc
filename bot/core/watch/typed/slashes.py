"""What a slash between two words means: H20/MI308 is either, TCP/IP is one thing, US/China is both.

Rules: either, where both sides are of one kind that people list: firms, products, ideas that packs know, models with
letters and figures, versions of the product before them. Two places, people or clubs stand for what is between them.
What packs know with its slash stays one, and so does all else (24/7, km/h).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

from bot.core.watch.packs.lexicon import Lexicon
from bot.core.watch.phrases import atoms

_LISTED = frozenset(("firm", "product", "concept"))
_MODEL = re.compile(r"(?=.*[a-z])(?=.*\d)[a-z0-9.\-]+", re.IGNORECASE)
_FIGURE = re.compile(r"\d{1,3}(?:\.\d+)?")
_MOST = 16  # readings


def ways(text: str, lexicon: Lexicon) -> list[str]:
    """The words, once for each choice of what slashes offer."""
    if "/" not in text:
        return [text]
    chunks = text.split()
    choices = [_choices(chunk, before, lexicon) for chunk, before in zip(chunks, ["", *chunks], strict=False)]
    found = [" ".join(chosen) for chosen in product(*choices)]
    return found if len(found) <= _MOST else [text]


def _choices(chunk: str, before: str, lexicon: Lexicon) -> list[str]:
    sides = chunk.split("/")
    if len(sides) < 2 or not all(map(atoms, sides)) or lexicon.claims(atoms(chunk)):
        return [chunk]
    if all(map(_FIGURE.fullmatch, sides)):
        return sides if "product" in _claimed(before, lexicon) else [chunk]
    kinds = [set(_kinds(side, lexicon)) for side in sides]
    return sides if set.intersection(*kinds) & _LISTED else [chunk]


def _kinds(side: str, lexicon: Lexicon) -> Iterator[str]:
    """What a side may be; a model is a product, whether packs know it or not."""
    if _MODEL.fullmatch(side):
        yield "product"
    yield from _claimed(side, lexicon)


def _claimed(text: str, lexicon: Lexicon) -> set[str]:
    found = atoms(text)
    return {claim.item.kind for claim in lexicon.claims(found)} if found else set()
