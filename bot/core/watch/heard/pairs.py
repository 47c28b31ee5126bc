"""What hangs on two ids: found when both are filled, by way of the rarer one.

Rules: what is added becomes visible whole, what is dropped disappears whole. A row grows at its end, by both values at
once (twenty thousand watches of one rare word are one row, which is not to be copied for each), and is replaced where
something leaves.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Any, Generic, TypeVar

from bot.core.watch.heard.compact import NUMBER, numbers

T = TypeVar("T")
PlainPairs = tuple[bytes, bytes, bytes]  # where the row of each first id begins, and the last ends; of all rows the
# second ids, and the things
_PAIR = 2  # values of a row
NONE = -1  # stands for the second id of what hangs on only one; filled in every text


class Pairs(Generic[T]):
    """Things, each under a first and a second id; the first is best the rarer."""

    def __init__(self) -> None:
        self._rows: dict[int, list[Any]] = {}  # by the first id: a second, its thing, a second, its thing ...
        self._firsts: set[int] = set()  # the keys of the rows: two sets meet several times faster than a set and a dict

    def add(self, first: int, second: int, thing: T) -> None:
        """The thing is found from now on where both are filled; as often as it is added."""
        row = self._rows.get(first)
        if row is None:
            self._rows[first] = [second, thing]
            self._firsts.add(first)
        else:
            row += second, thing

    def drop(self, first: int, second: int, thing: T) -> None:
        """Once less."""
        row = self._rows[first]
        at = 2 * [*_both(row)].index((second, thing))
        if len(row) > _PAIR:
            self._rows[first] = row[:at] + row[at + _PAIR :]
        else:
            self._firsts.discard(first)
            del self._rows[first]

    def filled(self, ids: set[int]) -> set[T]:
        """Everything both ids of which are among these."""
        rows = [self._rows.get(first, ()) for first in self._firsts & ids]
        some = [row for row in rows if not ids.isdisjoint(row)]  # a guess, where things are numbers
        return {thing for row in some for second, thing in _both(row) if second in ids}


def _both(row: Sequence[Any]) -> Iterator[tuple[int, Any]]:
    """The seconds of a row, each with its thing; of one that grows meanwhile as far as it goes."""
    values = iter(row)
    return zip(values, values, strict=False)


_SIGNED = "i"  # NONE is below zero


def packed_pairs(pairs: Sequence[tuple[int, int]], size: int) -> PlainPairs:
    """Numbers 0, 1, 2 ..., each under its pair, for PackedPairs. size: no first id is greater or the same."""
    counts = [0] * size
    for first, _ in pairs:
        counts[first] += 1
    ordered = sorted(range(len(pairs)), key=lambda number: (pairs[number][0], number))
    return (
        array(NUMBER, accumulate(counts, initial=0)).tobytes(),
        array(_SIGNED, [pairs[number][1] for number in ordered]).tobytes(),
        array(NUMBER, ordered).tobytes(),
    )


class PackedPairs:
    """Numbers, each under a first and a second id; none comes or goes."""

    def __init__(self, plain: PlainPairs) -> None:
        bounds, seconds, things = plain
        self._bounds, self._seconds, self._things = numbers(bounds), numbers(seconds, _SIGNED), numbers(things)

    def __iter__(self) -> Iterator[tuple[int, int, int]]:
        """First id, second id, number."""
        for first, (begin, end) in enumerate(pairwise(self._bounds)):
            for at in range(begin, end):
                yield first, self._seconds[at], self._things[at]

    def filled(self, ids: set[int]) -> set[int]:
        """Everything both ids of which are among these."""
        bounds, seconds, things = self._bounds, self._seconds, self._things
        rows = [(bounds[first], bounds[first + 1]) for first in ids if first != NONE]
        return {
            things[at]
            for begin, end in rows
            if not ids.isdisjoint(seconds[begin:end])
            for at in range(begin, end)
            if seconds[at] in ids
        }
