"""Words of scripts without spaces, found anywhere within a text.

A text is cut into pairs and triples of characters. A word of two is one of the pairs; the triples that begin a longer
word say how long those words are, and so which slices of the text to look up.
"""

from __future__ import annotations

from operator import add

from bot.core.text import RUN

_PAIR, _TRIPLE = 2, 3
_ALONE: dict[tuple[int, ...], tuple[int, ...]] = {
    (length,): (length,) for length in range(_TRIPLE, 40)
}  # most beginnings begin one word: they share a value


class Runs:
    """Words and their ids."""

    def __init__(self) -> None:
        self._ids: dict[str, tuple[int, ...]] = {}
        self._pairs: set[str] = set()  # words of two characters
        self._beginnings: set[str] = set()  # three characters each
        self._longer: dict[str, tuple[int, ...]] = {}  # beginning -> the length of every word that begins so
        self._short: set[str] = set()  # words of one character

    def add(self, id: int, word: str) -> None:
        """That id is met wherever the word stands."""
        known = self._ids.get(word, ())
        self._ids[word] = (*known, id)
        if known:
            return
        if len(word) >= _TRIPLE:
            lengths = (*self._longer.get(word[:_TRIPLE], ()), len(word))
            self._longer[word[:_TRIPLE]] = _ALONE.get(lengths, lengths)
            self._beginnings.add(word[:_TRIPLE])
        else:
            (self._pairs if len(word) == _PAIR else self._short).add(word)

    def drop(self, id: int, word: str) -> None:
        """It is met there no longer."""
        kept = tuple(other for other in self._ids[word] if other != id)
        if kept:
            self._ids[word] = kept
            return
        del self._ids[word]
        self._pairs.discard(word)
        self._short.discard(word)
        if len(word) >= _TRIPLE:
            lengths = list(self._longer.pop(word[:_TRIPLE]))
            lengths.remove(len(word))
            if lengths:
                self._longer[word[:_TRIPLE]] = tuple(lengths)
            else:
                self._beginnings.discard(word[:_TRIPLE])

    def ids_in(self, folded: str) -> set[int]:
        """The ids of every word that a folded text holds."""
        if not self._ids:
            return set()
        text = " ".join(RUN.findall(folded))
        pairs = list(map(add, text, text[1:]))
        words = self._pairs.intersection(pairs)
        if self._short:
            words |= self._short.intersection(text)
        for beginning in self._beginnings.intersection(map(add, pairs, text[2:])):
            words.update(self._long(beginning, text))
        return set().union(*[self._ids.get(word, ()) for word in words])

    def _long(self, beginning: str, text: str) -> list[str]:
        lengths = set(self._longer.get(beginning, ()))
        if lengths == {_TRIPLE}:
            return [beginning]
        found = []
        at = text.find(beginning)
        while at >= 0:
            found += [word for length in lengths if (word := text[at : at + length]) in self._ids]
            at = text.find(beginning, at + 1)
        return found
