"""Read-only rows and tables whose values are made when they are asked for: thousands of them are a few long strings of
bytes, which a start reads in no time and which take a tenth of the memory.

Rules: plain values alone go in (no sets, whose order is nobody's), and each way of packing makes the same bytes of the
same values, in whatever process. Nothing here changes, so readers need no lock. What is asked for often remembers
itself (Made), or whoever asks does.
"""

from __future__ import annotations

import marshal
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Generic, TypeVar
from zlib import crc32

T = TypeVar("T")
PlainRows = tuple[bytes, bytes]  # where each row begins, and the last ends; the rows
PlainTable = tuple[bytes, PlainRows]  # the hash of each key, in ascending order; the keys, each with its value
_FORMAT = 2  # of marshal: what later ones write of a string depends on who else refers to it
NUMBER = "I"  # of an array


def packed_rows(rows: Iterable[tuple[Any, ...]]) -> PlainRows:
    """The rows, for Rows."""
    bounds, written = array(NUMBER, [0]), bytearray()
    for row in rows:
        written += marshal.dumps(row, _FORMAT)
        bounds.append(len(written))
    return bounds.tobytes(), bytes(written)


def packed_table(values: Mapping[str, Any]) -> PlainTable:
    """The values by their keys, for Table."""
    ordered = sorted((_hash(key), key) for key in values)
    return array(NUMBER, [hash for hash, _ in ordered]).tobytes(), packed_rows((key, values[key]) for _, key in ordered)


def numbers(plain: bytes, kind: str = NUMBER) -> array[int]:
    """An array that was written as bytes."""
    read: array[int] = array(kind)
    read.frombytes(plain)
    return read


def _hash(key: str) -> int:
    """The same in every process, as hash() is not."""
    return crc32(key.encode("utf-8", "surrogatepass"))


class Once(dict[T, T]):
    """Equal values as one object, which is kept once and read once."""

    def __missing__(self, value: T) -> T:
        self[value] = value
        return value


class Rows:
    """Tuples by their numbers."""

    __slots__ = ("_bounds", "_rows")

    def __init__(self, plain: PlainRows) -> None:
        bounds, self._rows = plain
        self._bounds = numbers(bounds)

    def __len__(self) -> int:
        return len(self._bounds) - 1

    def __getitem__(self, number: int) -> tuple[Any, ...]:
        """Raises IndexError."""
        row: tuple[Any, ...] = marshal.loads(self._rows[self._bounds[number] : self._bounds[number + 1]])
        return row

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return map(self.__getitem__, range(len(self)))


class Made(dict[int, T]):
    """What is made of rows, by their numbers, each once."""

    def __init__(self, rows: Rows, make: Callable[..., T]) -> None:
        """make: takes the values of a row."""
        super().__init__()
        self._rows, self._make = rows, make

    def __missing__(self, number: int) -> T:
        made = self[number] = self._make(*self._rows[number])
        return made


class Table(Generic[T]):
    """Values by their keys."""

    __slots__ = ("_hashes", "_rows")

    def __init__(self, plain: PlainTable) -> None:
        hashes, rows = plain
        self._hashes, self._rows = numbers(hashes), Rows(rows)

    def get(self, key: str, default: T) -> T:
        """The value of a key, or the default."""
        hashes, sought = self._hashes, _hash(key)
        at = bisect_left(hashes, sought)
        while at < len(hashes) and hashes[at] == sought:
            found, value = self._rows[at]
            if found == key:
                return value  # type: ignore[no-any-return]
            at += 1
        return default
