"""Words of scripts without spaces, found anywhere within a text through their first two characters."""

from __future__ import annotations

from operator import add


class Runs:
    """Words by their first two characters (or the only one)."""

    def __init__(self) -> None:
        self._words: dict[str, dict[str, list[int]]] = {}  # beginning -> word -> ids
        self._short: set[str] = set()  # words of one character

    def add(self, id: int, text: str) -> None:
        """The word of that id may be met from now on."""
        self._words.setdefault(text[:2], {}).setdefault(text, []).append(id)
        if len(text) == 1:
            self._short.add(text)

    def drop(self, id: int, text: str) -> None:
        """It may no longer."""
        words = self._words[text[:2]]
        words[text].remove(id)
        if words[text]:
            return
        del words[text]
        self._short.discard(text)
        if not words:
            del self._words[text[:2]]

    def ids_in(self, text: str) -> set[int]:
        """The ids of all words that a folded text holds."""
        found: set[int] = set()
        beginnings = self._words.keys() & set(map(add, text, text[1:]))
        if self._short:
            beginnings |= self._short.intersection(text)
        for beginning in beginnings:
            for word, ids in self._words[beginning].items():
                if word in text:
                    found.update(ids)
        return found
