"""Which words of the watches a token may be, however it is written: exactly, inflected, misspelt, glued to another.

Rules: a token with digits is strict. H20 is not H200 and not H2O; what is accepted is another way of writing the same
number (v.4, v4.0, H20s) and, for a version, its own point releases (5.5 for 5). The first letter of a misspelt word is
right, and a token that is a word in its own right is nobody's typing error (export is no misspelt expert), by the
packs or by what the stream has taught (sightings.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Protocol

from rapidfuzz.distance import OSA

from bot.core.scales import BILLION, LETTERS, MILLION, TRILLION, WORDS
from bot.core.text import has_digit, stem
from bot.core.watch.heard.misspellings import Misspellings
from bot.core.watch.heard.rows import take_out
from bot.core.watch.heard.sightings import Sightings
from bot.core.watch.words import NUMBERED, VERSIONED, Sense, Word, plain_token

_LONGEST = 40  # letters: longer tokens are addresses and noise, compared exactly only
_MOST_EDITS_FROM = 4  # letters of the shortest token that may be misspelt
_SCALED = re.compile(r"\d[\d.,]*([a-z]{1,3})")
_SPELT = {MILLION: "million", BILLION: "billion", TRILLION: "trillion"}
_SHORT = {short: _SPELT[scale] for short, scale in (LETTERS | WORDS).items() if scale in _SPELT}
Table = dict[str, tuple[int, ...]]  # a form -> the ids of words
FormTables = tuple[Table, Table, Table]


class ById(Protocol):
    """Words by their ids."""

    def __getitem__(self, id: int, /) -> Word | None:
        """None: dropped since."""


class Forms:
    """The words that are written with spaces, by every form in which a token may show them."""

    def __init__(self, words: ById, known: Iterable[str], sightings: Sightings) -> None:
        """words: all, by id, as they come and go; known: those that are nobody's typing error."""
        self._words = words
        self._known = known if isinstance(known, frozenset) else frozenset(known)
        self._sightings = sightings
        self._exact: Table = {}
        self._stems: Table = {}
        self._prefixes: Table = {}
        self._misspellings = Misspellings()

    def take(self, tables: FormTables) -> None:
        """Those of others in place of its own; they are not copied."""
        self._exact, self._stems, self._prefixes = tables

    def tables(self) -> FormTables:
        """Plain values, of words that forgive no typing error."""
        return self._exact, self._stems, self._prefixes

    def enter(self, id: int, word: Word) -> None:
        """The word can be met from now on."""
        row = (id,)  # one for all tables in which the word is alone
        for table, key in self._keys(word):
            table[key] = (*table[key], id) if key in table else row
        if word.edits and not word.prefix:
            self._misspellings.add(id, word.text, word.edits)

    def leave(self, id: int, word: Word) -> None:
        """It can no longer."""
        for table, key in self._keys(word):
            take_out(table, key, id)

    def ids_of(self, word: Word) -> tuple[int, ...]:
        """The ids of all words that are spelt so, and met so."""
        return (self._prefixes if word.prefix else self._exact).get(word.text, ())

    def _keys(self, word: Word) -> Iterator[tuple[Table, str]]:
        """Where a word is to be found: tables and keys."""
        if word.prefix:
            yield self._prefixes, word.text
            return
        yield self._exact, word.text
        if word.stem:
            yield self._stems, word.stem

    def of(self, token: str) -> tuple[Sense, ...]:
        """All words that a folded token can be, the best way for each; of a part of it every way, since who watches for
        what stands beside it decides (neighbours.py)."""
        best: dict[int, list[Sense]] = {}
        for sense in self._ways(token):
            senses = best.setdefault(sense.id, [])
            if not senses or (senses[0].how == "glued" and sense not in senses):
                senses.append(sense)
        return tuple(chain.from_iterable(best.values()))

    def _ways(self, token: str) -> Iterator[Sense]:
        """Best ways first."""
        size = len(token)
        spelt = plain_token(token)
        for id in self._exact.get(spelt, ()):
            yield Sense(id, "exact", 0, size)
        if self._prefixes:
            yield from self._begun(spelt, size)
        if has_digit(spelt):
            yield from self._numbered(spelt, size)
            yield from self._scaled(spelt, size)
        elif size <= _LONGEST:
            yield from self._acronyms(spelt, size)
            root = stem(spelt)
            for id in self._stems.get(root, ()):
                yield Sense(id, "stem", 0, size)
            if size >= _MOST_EDITS_FROM and spelt not in self._known and root not in self._known and spelt.isalpha():
                yield from self._misspelt(spelt, size)
        if 4 <= size <= _LONGEST:
            yield from self._numbered_and_more(token, 0)
            yield from self._versioned(token)
            yield from self._glued(token)

    def _begun(self, token: str, size: int) -> Iterator[Sense]:
        for length in range(2, min(size, _LONGEST) + 1):
            for id in self._prefixes.get(token[:length], ()):
                yield Sense(id, "stem", 0, size)

    def _numbered_and_more(self, token: str, at: int) -> Iterator[Sense]:
        """V4Flash is V4 with something glued to it."""
        number = NUMBERED.match(token)
        if number and number.end() < len(token):
            for id in self._exact.get(plain_token(number.group()), ()):
                yield Sense(id, "glued", at, at + number.end())

    def _versioned(self, token: str) -> Iterator[Sense]:
        """Qwen3.5 is Qwen: which version, says who asks for one."""
        if found := VERSIONED.fullmatch(token):
            yield from (Sense(id, "glued", 0, found.end(1)) for id in self._exact.get(found[1], ()))

    def _acronyms(self, token: str, size: int) -> Iterator[Sense]:
        """GPUs are GPU, though a word whose capitals count does not inflect otherwise."""
        for id in self._exact.get(token[:-1], ()) if token.endswith("s") else ():
            word = self._words[id]
            if word is not None and word.rule in ("upper", "written"):  # None: dropped since
                yield Sense(id, "stem", 0, size)

    def _numbered(self, token: str, size: int) -> Iterator[Sense]:
        """H20s is H20; v4.1 is a release of v4."""
        if token.endswith("s") and token[-2].isdigit() and not token[0].isdigit():
            for id in self._exact.get(token[:-1], ()):
                yield Sense(id, "stem", 0, size)
        if "." in token:
            for id in self._exact.get(token.split(".", 1)[0], ()):
                word = self._words[id]
                if word is not None and word.releases:
                    yield Sense(id, "exact", 0, size)

    def _scaled(self, token: str, size: int) -> Iterator[Sense]:
        """65m is so many million."""
        if (amount := _SCALED.fullmatch(token)) and (spelt := _SHORT.get(amount[1])):
            for id in self._exact.get(spelt, ()):
                yield Sense(id, "exact", amount.start(1), size)

    def _misspelt(self, token: str, size: int) -> Iterator[Sense]:
        for id in sorted(self._misspellings.guesses(token)):
            word = self._words[id]
            if word is not None and word.text[0] == token[0]:
                distance = OSA.distance(token, word.text, score_cutoff=word.edits)
                if 0 < distance <= word.edits and not self._sightings.is_own_word(token, word.text):
                    yield Sense(id, "typo", 0, size, distance)

    def _glued(self, token: str) -> Iterator[Sense]:
        """deepseekv4 is deepseek and v4; huaweiascend is huawei and ascend (where the raw text shows the seam: see
        spelling.py)."""
        exact = self._exact
        for at in [at for at in range(2, len(token) - 1) if token[:at] in exact]:
            if token[at] == "." or (token[at - 1].isdigit() and token[at].isdigit()):
                continue
            rights = list(self._right(token[at:], at))
            if rights:
                yield from (Sense(id, "glued", 0, at) for id in exact[token[:at]])
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
