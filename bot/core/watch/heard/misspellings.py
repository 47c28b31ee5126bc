"""Which words a misspelt token may have been meant for: the deletion neighbourhood, packed.

Two words within n edits become one when up to n letters are taken out of each (SymSpell); of the first seven letters,
and never the first of them. What they become is kept as a hash, in open-addressed tables of eight bytes an entry, so
that a million words take some hundred megabytes and one more word takes microseconds.

Rules: what is found is a guess, to be measured; a dropped word may still be found.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator

_PREFIX = 7  # letters that are compared
_SHARDS = 256
_EMPTY = -1


class Misspellings:
    """Words by what is left of them when letters go missing."""

    def __init__(self) -> None:
        self._shards: dict[int, _Shard] = {}
        # The first letter, which is never wrong -> edits -> letters of the shortest such word that forgives so many
        self._shortest: dict[str, dict[int, int]] = {}

    def add(self, id: int, word: str, edits: int) -> None:
        """The word of that id forgives so many edits."""
        shortest = self._shortest.get(word[0], {})  # replaced, not changed: others may be reading it
        self._shortest[word[0]] = {**shortest, edits: min(len(word), shortest.get(edits, len(word)))}
        for key in deletions(word[:_PREFIX], edits):
            code = hash(key) & 0xFFFF_FFFF
            shard = self._shards.get(code % _SHARDS)
            if shard is None:
                shard = self._shards[code % _SHARDS] = _Shard()
            shard.add(code, id)

    def guesses(self, token: str) -> set[int]:
        """The ids of all words that the token may be meant for, and of some that it is not."""
        found: set[int] = set()
        shortest = self._shortest.get(token[0])
        if shortest is None:
            return found
        edits = max((n for n, least in shortest.items() if len(token) >= least - n), default=0)
        if edits:
            for key in deletions(token[:_PREFIX], edits):
                code = hash(key) & 0xFFFF_FFFF
                shard = self._shards.get(code % _SHARDS)
                if shard is not None:
                    found.update(shard.find(code))
        return found


class _Shard:
    """A table of hashes and ids with linear probing, at most two thirds full."""

    __slots__ = ("_codes", "_ids", "_mask", "_used")

    def __init__(self) -> None:
        self._resize(4)

    def _resize(self, size: int) -> None:
        self._codes = array("I", bytes(4 * size))
        self._ids = array("i", [_EMPTY]) * size
        self._mask = size - 1
        self._used = 0

    def add(self, code: int, id: int) -> None:
        ids, mask = self._ids, self._mask
        if (self._used + 1) * 3 > len(ids) * 2:
            self._grow()
            ids, mask = self._ids, self._mask
        at = code // _SHARDS & mask
        while ids[at] != _EMPTY:
            at = (at + 1) & mask
        ids[at], self._codes[at] = id, code
        self._used += 1

    def _grow(self) -> None:
        old = [(code, id) for code, id in zip(self._codes, self._ids, strict=True) if id != _EMPTY]
        self._resize(len(self._ids) * 2)
        for code, id in old:
            self.add(code, id)

    def find(self, code: int) -> Iterator[int]:
        ids, codes, mask = self._ids, self._codes, self._mask
        at = code // _SHARDS & mask
        while (id := ids[at]) != _EMPTY:
            if codes[at] == code:
                yield id
            at = (at + 1) & mask


def deletions(word: str, edits: int) -> set[str]:
    """The word with up to `edits` letters taken out, never the first."""
    found = {word}
    layer = found
    for _ in range(edits):
        layer = {w[:i] + w[i + 1 :] for w in layer for i in range(1, len(w))}
        found = found | layer
    return found
