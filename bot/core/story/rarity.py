"""How much a word, a number or a name tells: what few stories bear says much about those that do.

Counted over the live stories, with a table of common words behind it: a bot that has seen ten entries knows already
that "says" says nothing, and one that watches a firm learns that the firm's name does not tell its stories apart. That
takes hundreds of stories; so what a watch asked for is never rarer than the name of a firm that is much in the news.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from bot.core.story.frequency import FREQUENCIES, SIZE
from bot.core.story.mark import number_of

TRUST = 3000.0  # live stories that the table weighs as much as
ASKED_FOR = 6.0  # nats that what a watch asked for tells at most: as if one story in 400 bore it
KEPT = 32_768  # of the keys that were asked for of late

_UNSEEN = 0.3  # stories that bear a key which none bears
_EXPECTED = {number_of(key): count * (TRUST / SIZE) + _UNSEEN for key, count in FREQUENCIES.items()}


class Commonness(dict[int, int]):
    """key -> how many live stories bear it.

    It fills itself and keeps what was asked for of late. Whoever changes how many bear a key says so.
    """

    def __init__(self, count: Callable[[int], int]) -> None:
        super().__init__()
        self._count = count

    def __missing__(self, key: int) -> int:
        if len(self) >= KEPT:
            self.clear()
        count = self[key] = self._count(key)
        return count

    def shift(self, keys: Iterable[int], by: int) -> None:
        """So many more bear these."""
        for key in keys:
            if key in self:
                self[key] += by


class Counted(Protocol):
    """What rarity needs to know of the live stories."""

    @property
    def commonness(self) -> Commonness: ...
    def __len__(self) -> int: ...


class Rarity:
    """Rarities in nats, for one entry: the negative logarithm of the share of the stories that bear a key."""

    def __init__(self, counted: Counted) -> None:
        self._commonness = counted.commonness
        self._size = math.log(len(counted) + TRUST)

    def of(self, keys: Iterable[int]) -> list[float]:
        """Of several keys."""
        size, commonness, log, expected = self._size, self._commonness, math.log, _EXPECTED.get
        return [size - log(commonness[key] + expected(key, _UNSEEN)) for key in keys]

    def square(self, keys: Iterable[int]) -> float:
        """The squared length of the vector of the keys' rarities."""
        return square(self.of(keys))

    def length(self, keys: Sequence[int]) -> float:
        """Its length, soon told."""
        return math.hypot(*self.of(keys))


def square(rarities: Iterable[float]) -> float:
    """The squared length of a vector; exactly, so that it does not hang on the order of a set."""
    return math.fsum([rarity * rarity for rarity in rarities])
