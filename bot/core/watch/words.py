"""Which words of the watches a token of the news is: exactly, inflected, misspelt, glued to another.

Rules: a token with digits is strict. H20 is not H200 and not H2O; what is accepted is another way of writing the same
number (v.4, v4.0, H20s) and, for a version, its own point releases (5.5 for 5). Letters: no error under five, one for
five to seven, two from eight, the first letter fixed, and never where the token is a word in its own right (export is
no misspelt expert).

Every distinct token is resolved once and remembered; the memory is bounded and starts over when it is full.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rapidfuzz.distance import OSA

from bot.core.text import TOKEN, has_digit, stem
from bot.core.watch.runs import Runs

_REMEMBERED = 100_000  # tokens; about 15 MB
_NUMBERED = re.compile(r"[a-z]*\d+(?:\.\d+)*(?=[a-z]{3})")
_NOTHING: frozenset[int] = frozenset()
_LONGEST = 40  # letters: longer tokens are addresses and noise, compared exactly only


class Word(NamedTuple):
    """One word of a watch, folded, and how loosely it may be met."""

    text: str
    edits: int = 0  # typing errors forgiven
    stem: str = ""  # its stem where inflections count; "" where they do not
    rule: str = (
        ""  # the case that the news must show: "" any | "capital" when inflected | "upper" | "written" | "strict"
    )
    written: str = ""  # as written, for the rules and for Han
    prefix: bool = False  # any word that begins so
    releases: bool = False  # a version that covers its point releases
    run: bool = False  # of a script without spaces: looked for within runs


class Sense(NamedTuple):
    """What a token is: word `id` at characters [start, end) of it, in which way."""

    id: int
    how: str
    start: int
    end: int
    distance: int = 0


def edits_for(text: str) -> int:
    """How many typing errors a folded word forgives."""
    if has_digit(text) or not text.isalpha() or len(text) < 5:
        return 0
    return 1 if len(text) < 8 else 2


class Vocabulary:
    """The words of all watches. Adding and removing are live; ids are never used twice.

    A token's remembered senses may name words that were dropped since: nobody looks those ids up any more.
    """

    def __init__(self, known: frozenset[str] = frozenset()) -> None:
        self._known = known  # words that are nobody's typing error
        self._ids: dict[Word, int] = {}
        self._uses: dict[int, int] = {}
        self._words: dict[int, Word] = {}
        self._next = 0
        self._exact: dict[str, list[int]] = {}
        self._stems: dict[str, list[int]] = {}
        self._prefixes: dict[str, list[int]] = {}
        self._deletions: dict[str, list[int]] = {}
        self._runs = Runs()
        self._seen: dict[str, frozenset[int]] = {}  # every token met of late -> the words that it can be
        self._cache: dict[str, tuple[Sense, ...]] = {}  # the same with ways and places, for the few looked at closely

    def __getitem__(self, id: int) -> Word:
        return self._words[id]

    def add(self, word: Word) -> int:
        """The id of the word, which counts one use more."""
        id = self._ids.get(word)
        if id is None:
            id = self._ids[word] = self._next
            self._next += 1
            self._words[id] = word
            self._enter(id, word)
        self._uses[id] = self._uses.get(id, 0) + 1
        return id

    def _enter(self, id: int, word: Word) -> None:
        if word.run:
            self._runs.add(id, word.text)
            return
        for table, key in self._keys(word):
            table.setdefault(key, []).append(id)
        self._seen.clear()  # what was remembered of tokens may lack the new word
        self._cache.clear()

    def drop(self, id: int) -> None:
        """One use less; a word without any is forgotten."""
        self._uses[id] -= 1
        if self._uses[id]:
            return
        word = self._words.pop(id)
        del self._uses[id], self._ids[word]
        if word.run:
            self._runs.drop(id, word.text)
            return
        for table, key in self._keys(word):
            table[key].remove(id)
            if not table[key]:
                del table[key]

    def _keys(self, word: Word) -> Iterator[tuple[dict[str, list[int]], str]]:
        """Where a word is to be found: tables and keys."""
        if word.prefix:
            yield self._prefixes, word.text
            return
        yield self._exact, word.text
        if word.stem:
            yield self._stems, word.stem
        if word.edits:
            for key in deletions(word.text, word.edits):
                yield self._deletions, key

    def words_in(self, folded: str) -> set[int]:
        """The ids of all words that a folded text may hold, without a look at places or case."""
        found: set[int] = set()
        tokens = set(TOKEN.findall(folded))
        ids = list(map(self._seen.get, tokens))
        if None in ids:
            ids = [self.ids_of(token) for token in tokens]
        found.update(*filter(None, ids))
        if not folded.isascii():
            found |= self._runs.ids_in(folded)
        return found

    def ids_of(self, token: str) -> frozenset[int]:
        """The ids of all words that a folded token can be."""
        ids = self._seen.get(token)
        if ids is None:
            if len(self._seen) >= _REMEMBERED:
                self._seen.clear()
            ids = self._seen[token] = frozenset(sense.id for sense in self._senses(token)) or _NOTHING
        return ids

    def resolve(self, token: str) -> tuple[Sense, ...]:
        """All words that a folded token can be, the best way for each."""
        senses = self._cache.get(token)
        if senses is None:
            if len(self._cache) >= _REMEMBERED // 10:
                self._cache.clear()
            best: dict[int, Sense] = {}
            for sense in self._senses(token):
                best.setdefault(sense.id, sense)
            senses = self._cache[token] = tuple(best.values())
        return senses

    def _senses(self, token: str) -> Iterator[Sense]:
        """Best ways first."""
        size = len(token)
        spelt = plain_token(token)
        for id in self._exact.get(spelt, ()):
            yield Sense(id, "exact", 0, size)
        for length in range(2, min(size, _LONGEST) + 1) if self._prefixes else ():
            for id in self._prefixes.get(spelt[:length], ()):
                yield Sense(id, "stem", 0, size)
        if has_digit(spelt):
            yield from self._numbered(spelt, size)
        elif size <= _LONGEST:
            yield from self._inflected(spelt, size)
            yield from self._misspelt(spelt, size)
        if 4 <= size <= _LONGEST:
            yield from self._numbered_and_more(token, 0)
            yield from self._glued(token)

    def _numbered_and_more(self, token: str, at: int) -> Iterator[Sense]:
        """V4Flash is V4 with something glued to it."""
        number = _NUMBERED.match(token)
        if number and number.end() < len(token):
            for id in self._exact.get(plain_token(number.group()), ()):
                yield Sense(id, "glued", at, at + number.end())

    def _numbered(self, token: str, size: int) -> Iterator[Sense]:
        """H20s is H20; v4.1 is a release of v4."""
        if token.endswith("s") and token[-2].isdigit() and not token[0].isdigit():
            for id in self._exact.get(token[:-1], ()):
                yield Sense(id, "stem", 0, size)
        if "." in token:
            for id in self._exact.get(token.split(".", 1)[0], ()):
                if self._words[id].releases:
                    yield Sense(id, "exact", 0, size)

    def _inflected(self, token: str, size: int) -> Iterator[Sense]:
        for id in self._stems.get(stem(token), ()):
            yield Sense(id, "stem", 0, size)

    def _misspelt(self, token: str, size: int) -> Iterator[Sense]:
        if size < 4 or not self._deletions or not token.isalpha() or self.is_known(token):
            return
        tried: set[int] = set()
        for key in deletions(token, 2 if size >= 6 else 1):
            for id in self._deletions.get(key, ()):
                if id in tried:
                    continue
                tried.add(id)
                word = self._words[id]
                distance = OSA.distance(token, word.text, score_cutoff=word.edits)
                if 0 < distance <= word.edits:
                    yield Sense(id, "typo", 0, size, distance)

    def is_known(self, token: str) -> bool:
        """Whether a token is a word in its own right, in this or another inflection."""
        return token in self._known or stem(token) in self._known

    def _glued(self, token: str) -> Iterator[Sense]:
        """deepseekv4 is deepseek and v4; huaweiascend is huawei and ascend (where the raw text shows the seam: see
        locate)."""
        for cut in range(2, len(token) - 1):
            if token[cut] == "." or token[cut - 1] == "." or (token[cut - 1].isdigit() and token[cut].isdigit()):
                continue
            lefts = self._exact.get(token[:cut])
            if not lefts:
                continue
            rights = [sense for sense in self._right(token[cut:], cut) if sense]
            if rights:
                yield from (Sense(id, "glued", 0, cut) for id in lefts)
                yield from rights

    def _right(self, rest: str, cut: int) -> Iterator[Sense]:
        """The second part of a glued token: a word, or a number with something glued to it in turn (V4Flash)."""
        end = cut + len(rest)
        spelt = plain_token(rest)
        for id in self._exact.get(spelt, ()):
            yield Sense(id, "glued", cut, end)
        if has_digit(rest):
            for sense in self._numbered(spelt, len(rest)):
                yield Sense(sense.id, "glued", cut, end)
            yield from self._numbered_and_more(rest, cut)


def plain_token(token: str) -> str:
    """One spelling of dotted tokens: b.i.s -> bis, v.4 -> v4, v4.0 -> v4; 5.4 stays."""
    if "." not in token:
        return token
    head, _, tail = token.partition(".")
    if not has_digit(token):
        return token.replace(".", "")
    if head.isalpha():
        token = head + tail
    while token.endswith(".0"):
        token = token[:-2]
    return token


def deletions(word: str, edits: int) -> Iterable[str]:
    """The word with up to `edits` letters taken out, never the first: two words within reach share one of these."""
    found = {word}
    layer = found
    for _ in range(edits):
        layer = {w[:i] + w[i + 1 :] for w in layer for i in range(1, len(w))}
        found = found | layer
    return found
