"""What hangs on two ids: found when both are filled, by way of the rarer one.

Rules: what is added becomes visible whole, what is dropped disappears whole (rows.py).
"""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from bot.core.watch.rows import put_in, take_out

T = TypeVar("T")
PairTables = dict[int, dict[int, tuple[T, ...]]]
_NO_ROW: dict[int, tuple[Any, ...]] = {}
NONE = -1  # stands for the second id of what hangs on only one; filled in every text


class Pairs(Generic[T]):
    """Things, each under a first and a second id; the first is best the rarer."""

    def __init__(self) -> None:
        self._rows: PairTables[T] = {}
        self._firsts: set[int] = set()  # the keys of the rows: two sets meet several times faster than a set and a dict

    @classmethod
    def of(cls, tables: PairTables[T]) -> Pairs[T]:
        """As they were when these tables were taken; they are not copied."""
        pairs = cls()
        pairs._rows, pairs._firsts = tables, set(tables)
        return pairs

    def tables(self) -> PairTables[T]:
        """Plain values, where the things are."""
        return self._rows

    def add(self, first: int, second: int, thing: T) -> None:
        """The thing is found from now on where both are filled; as often as it is added."""
        put_in(self._rows.setdefault(first, {}), second, thing)
        self._firsts.add(first)

    def drop(self, first: int, second: int, thing: T) -> None:
        """Once less."""
        take_out(self._rows[first], second, thing)
        if not self._rows[first]:
            self._firsts.discard(first)
            del self._rows[first]

    def filled(self, ids: set[int]) -> set[T]:
        """Everything both ids of which are among these."""
        found: set[T] = set()
        rows = [self._rows.get(first, _NO_ROW) for first in self._firsts & ids]
        for seconds in [row for row in rows if not ids.isdisjoint(row)]:
            for second in ids.intersection(seconds):
                found.update(seconds.get(second, ()))
        return found
