"""Words of scripts without spaces, found anywhere within a text.

A text is cut into pairs of characters; a pair that begins words says how long those are, and so which slices of the
text to look up. Pairs are numbers, not strings: those would have to be made, and hashed, one by one.
"""

from __future__ import annotations

from bot.core.watch.heard.rows import put_in, take_out

_PAIR = 2
_CHARACTER, _CODE = 4, "utf-32-le"  # bytes of a character
_Lengths = dict[int, tuple[int, ...]]
RunTables = tuple[dict[str, tuple[int, ...]], _Lengths, set[str]]
_SHARED: dict[tuple[int, ...], tuple[int, ...]] = {}  # lengths: few differ


class Runs:
    """Words and their ids."""

    def __init__(self) -> None:
        self._ids: dict[str, tuple[int, ...]] = {}
        self._lengths: dict[int, tuple[int, ...]] = {}  # a pair -> the lengths of the words that begin so, each once
        self._begun: dict[int, tuple[int, ...]] = {}  # the same of each word, where two are equally long
        self._single: set[str] = set()  # words of one character

    @classmethod
    def of(cls, tables: RunTables) -> Runs:
        """As they were when these tables were taken, which are not copied: none is added or dropped."""
        runs = cls()
        runs._ids, runs._lengths, runs._single = tables
        return runs

    def tables(self) -> RunTables:
        """All that looking for words needs, as plain values."""
        return self._ids, self._lengths, self._single

    def add(self, id: int, word: str) -> None:
        """That id is met wherever the word stands."""
        known = word in self._ids
        put_in(self._ids, word, id)
        if known:
            return
        if len(word) < _PAIR:
            self._single.add(word)
        else:
            [pair] = _pairs(word[:_PAIR])
            self._begin(pair, (*self._of_each(pair), len(word)))

    def ids_of(self, word: str) -> tuple[int, ...]:
        """All that are met wherever the word stands."""
        return self._ids.get(word, ())

    def drop(self, id: int, word: str) -> None:
        """It is met there no longer."""
        take_out(self._ids, word, id)
        if word in self._ids:
            return
        self._single.discard(word)
        if len(word) >= _PAIR:
            [pair] = _pairs(word[:_PAIR])
            left = list(self._of_each(pair))
            left.remove(len(word))
            self._begin(pair, tuple(left))

    def _begin(self, pair: int, lengths: tuple[int, ...]) -> None:
        """So long are the words that begin with a pair."""
        if not lengths:
            del self._lengths[pair]
            return
        once = tuple(sorted(set(lengths)))
        self._lengths[pair] = _SHARED.setdefault(once, once)
        if len(once) < len(lengths):
            self._begun[pair] = _SHARED.setdefault(lengths, lengths)
        else:
            self._begun.pop(pair, None)

    def _of_each(self, pair: int) -> tuple[int, ...]:
        """How long each word is that begins with a pair."""
        return self._begun.get(pair) or self._lengths.get(pair, ())

    def ids_in(self, text: str) -> set[int]:
        """The ids of every word that a text, folded, holds."""
        if not self._ids:
            return set()
        ids, pairs = self._ids, enumerate(map(self._lengths.get, _pairs(text)))
        words = [text[at : at + length] for at, lengths in pairs if lengths for length in lengths]
        if self._single:
            words += self._single.intersection(text)
        return set().union(*filter(None, map(ids.get, words)))


def _pairs(text: str) -> list[int]:
    """Every two characters side by side, as one number."""
    pairs = [0] * (len(text) - 1)
    characters = memoryview(text.encode(_CODE, "surrogatepass"))
    for first in (0, 1):
        whole = (len(text) - first) // _PAIR * _PAIR
        some = characters[first * _CHARACTER : (first + whole) * _CHARACTER]
        pairs[first::_PAIR] = some.cast("Q").tolist()
    return pairs
