"""What the bot's own stream teaches of spelling: a word that many entries hold is nobody's typing error.

Counted are only the watched words that forgive errors, and what looks like one of them misspelt; so there is little to
keep, however long the bot runs.

Rules: one count an entry. A misspelling is rare beside what it stands for: a token is a word of its own once some
entries hold it, and not many times fewer than hold the word that it resembles. Bounded: when there are too many all
counts are halved, and what falls to nothing goes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

ENOUGH = 8  # entries
_RARER = 50  # a misspelling is at least so many times rarer than the word
_MOST = 20_000  # words; some 2 MB


class Sightings:
    """How many entries held a word, as far as it is counted."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}

    def is_own_word(self, token: str, meant: str) -> bool:
        """Whether a token that resembles a watched word is a word of its own."""
        count = self._counts.get(token, 0)
        return count >= ENOUGH and count * _RARER >= self._counts.get(meant, 0)

    def note(self, words: Iterable[str]) -> None:
        """Counts the words of one entry."""
        for word in words:
            self._counts[word] = self._counts.get(word, 0) + 1
        if len(self._counts) > _MOST:
            self._counts = {word: count // 2 for word, count in self._counts.items() if count > 1}

    def counts(self) -> Mapping[str, int]:
        """What is to be remembered over a restart."""
        return dict(self._counts)

    def recall(self, counts: Mapping[str, int]) -> None:
        """Goes on from what was remembered."""
        self._counts = dict(counts)
