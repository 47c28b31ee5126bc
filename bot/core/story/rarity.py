"""How much a word, a number or a name tells: what few stories bear says much about those that do.

Counted over the live stories, with a table of common words behind it: a bot that has seen ten entries knows already
that "says" says nothing, and one that watches a firm learns that the firm's name does not tell its stories apart.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Protocol

from bot.core.story.frequency import SIZE, frequency

TRUST = 3000.0  # live stories that the table weighs as much as


class Counted(Protocol):
    """What rarity needs to know of the live stories."""

    def __len__(self) -> int: ...
    def count(self, key: str) -> int:
        """The number of live stories with that key."""
        ...


class Rarity(dict[str, float]):
    """Rarities in nats: the negative logarithm of a share of the stories. For one entry; fills itself.

    A dictionary, since an entry asks for some thousand rarities, most of them again and again.
    """

    def __init__(self, counted: Counted) -> None:
        super().__init__()
        self._count = counted.count
        self._size = len(counted) + TRUST
        self._squares: dict[frozenset[str], float] = {}

    def __missing__(self, key: str) -> float:
        expected = frequency(key) * (TRUST / SIZE)
        rarity = self[key] = math.log(self._size / (self._count(key) + expected + 0.3))
        return rarity

    def sum(self, keys: Iterable[str]) -> float:
        """Of several keys, as if they were independent."""
        return sum(map(self.__getitem__, keys))

    def square(self, keys: frozenset[str]) -> float:
        """The squared length of the vector of the keys' rarities."""
        square = self._squares.get(keys)
        if square is None:
            square = self._squares[keys] = sum([self[key] ** 2 for key in keys])
        return square
