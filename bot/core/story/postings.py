"""Which live stories bear a key: ids of stories by the integers of mark.py, packed.

    few      a key of few stories: 8 bytes a posting, in sorted arrays; half of them the rest of the key, half the id
    many     a key of many stories: 4 bytes a posting, an array a key

Most keys are of one story only (an address, a title, a rare pair of characters): an object for each would take several
times what it holds. Rules: ids are ascending, each once, below 2**32; an id of a story that nobody can join any more is
taken out.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence

_SHELVES = 12  # bits of a key that choose the array
_SHELF = (1 << _SHELVES) - 1
_REST = 0xFFFFFFFF << 32
_ID = 0xFFFFFFFF
MANY = 96  # stories from which on a key has an array of its own


class Postings:
    """key -> ids of stories."""

    def __init__(self) -> None:
        self._few: dict[int, array[int]] = {}
        self._many: dict[int, array[int]] = {}

    def __iter__(self) -> Iterator[tuple[int, int]]:
        """All pairs of a shortened key and an id."""
        for shelf, entries in self._few.items():
            yield from ((shelf | (entry >> 32) << _SHELVES, entry & _ID) for entry in entries)
        for key, ids in self._many.items():
            yield from ((_short(key), id) for id in ids)

    def count(self, key: int) -> int:
        """How many stories bear the key."""
        ids = self._many.get(key)
        if ids is not None:
            return len(ids)
        _, begin, end = self._range(key)
        return end - begin

    def newest(self, key: int, most: int) -> Sequence[int]:
        """The greatest ids of the key, ascending."""
        if (ids := self._many.get(key)) is not None:
            return ids[-most:].tolist()
        entries, begin, end = self._range(key)
        return [entry & _ID for entry in entries[max(begin, end - most) : end]] if begin < end else ()

    def add(self, key: int, id: int) -> None:
        """The story bears the key from now on."""
        ids = self._many.get(key)
        if ids is not None:
            _put(ids, id)
            return
        entries = self._few.get(key & _SHELF)
        if entries is None:
            entries = self._few[key & _SHELF] = array("Q")
        entry = (key << 20) & _REST | id
        at = _put(entries, entry)
        if at >= MANY and entries[at - MANY] >> 32 == entry >> 32:  # it is a newer one nearly always: so it stands last
            self._move(key)

    def remove(self, key: int, id: int) -> None:
        """The story bears the key no longer."""
        ids = self._many.get(key)
        if ids is not None:
            _take(ids, id)
            if not ids:
                del self._many[key]
            return
        entries = self._few.get(key & _SHELF, _NOBODY)
        _take(entries, (key << 20) & _REST | id)
        if not entries:
            self._few.pop(key & _SHELF, None)

    def _range(self, key: int) -> tuple[array[int], int, int]:
        entries = self._few.get(key & _SHELF, _NOBODY)
        first = (key << 20) & _REST
        begin = bisect_left(entries, first)
        return entries, begin, bisect_left(entries, first + _ID + 1, begin)

    def _move(self, key: int) -> None:
        """Gives a key that has become common an array of its own."""
        entries, begin, end = self._range(key)
        self._many[key] = array("I", [entry & _ID for entry in entries[begin:end]])
        del entries[begin:end]
        if not entries:
            del self._few[key & _SHELF]


_NOBODY: array[int] = array("Q")


def _short(key: int) -> int:
    """The bits of a key that postings tell apart."""
    return key & (1 << _SHELVES + 32) - 1


def _put(sorted_: array[int], value: int) -> int:
    """Where it stands."""
    at = bisect_left(sorted_, value)
    if at == len(sorted_) or sorted_[at] != value:
        sorted_.insert(at, value)
    return at


def _take(sorted_: array[int], value: int) -> None:
    at = bisect_left(sorted_, value)
    if at < len(sorted_) and sorted_[at] == value:
        del sorted_[at]
