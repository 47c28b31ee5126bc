"""Words of scripts without spaces, found anywhere within a text.

A text is cut into pairs of characters; a pair that begins words says how long those are, and so which slices of the
text to look up.
"""

from __future__ import annotations

from operator import add

from bot.core.text import RUN
from bot.core.watch.rows import put_in, take_out

_PAIR = 2
_SHARED: dict[tuple[int, ...], tuple[int, ...]] = {}  # lengths: few differ


class Runs:
    """Words and their ids."""

    def __init__(self) -> None:
        self._ids: dict[str, tuple[int, ...]] = {}
        self._begun: dict[str, tuple[int, ...]] = {}  # two characters -> the length of each word that begins so
        self._lengths: dict[str, tuple[int, ...]] = {}  # the same, each length once
        self._single: set[str] = set()  # words of one character

    def add(self, id: int, word: str) -> None:
        """That id is met wherever the word stands."""
        known = word in self._ids
        put_in(self._ids, word, id)
        if known:
            return
        if len(word) < _PAIR:
            self._single.add(word)
        else:
            self._begin(word[:_PAIR], (*self._begun.get(word[:_PAIR], ()), len(word)))

    def drop(self, id: int, word: str) -> None:
        """It is met there no longer."""
        take_out(self._ids, word, id)
        if word in self._ids:
            return
        self._single.discard(word)
        if len(word) >= _PAIR:
            left = list(self._begun[word[:_PAIR]])
            left.remove(len(word))
            self._begin(word[:_PAIR], tuple(left))

    def _begin(self, pair: str, lengths: tuple[int, ...]) -> None:
        """So long are the words that begin with a pair."""
        if not lengths:
            del self._begun[pair], self._lengths[pair]
            return
        self._begun[pair] = _SHARED.setdefault(lengths, lengths)
        once = tuple(sorted(set(lengths)))
        self._lengths[pair] = _SHARED.setdefault(once, once)

    def ids_in(self, folded: str) -> set[int]:
        """The ids of every word that a folded text holds."""
        if not self._ids:
            return set()
        text = " ".join(RUN.findall(folded))
        ids, begun = self._ids, self._lengths
        starts = [at for at, pair in enumerate(map(add, text, text[1:])) if pair in begun]
        words = [text[at : at + length] for at in starts for length in begun.get(text[at : at + _PAIR], ())]
        if self._single:
            words += self._single.intersection(text)
        return set().union(*[found for word in words if (found := ids.get(word))])
