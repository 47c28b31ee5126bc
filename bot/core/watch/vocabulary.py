"""Which words of the watches a token of the news is: exactly, inflected, misspelt, glued to another.

Rules: a token with digits is strict. H20 is not H200 and not H2O; what is accepted is another way of writing the same
number (v.4, v4.0, H20s) and, for a version, its own point releases (5.5 for 5). The first letter of a misspelt word is
right, and a token that is a word in its own right is nobody's typing error (export is no misspelt expert), by the
packs or by what the stream has taught (sightings.py).

Every distinct piece of text is resolved once and remembered; the memory is bounded and starts over when it is full.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator
from functools import cached_property
from itertools import pairwise
from typing import TypeVar

from rapidfuzz.distance import OSA

from bot.core.text import TOKEN, has_digit, pieces, stem
from bot.core.watch.misspellings import Misspellings
from bot.core.watch.runs import Runs
from bot.core.watch.sightings import Sightings
from bot.core.watch.words import Sense, Word, plain_token

_REMEMBERED = 100_000  # pieces; about 15 MB
_NUMBERED = re.compile(r"[a-z]*\d+(?:\.\d+)*(?=[a-z]{3})")
_LONGEST = 40  # letters: longer tokens are addresses and noise, compared exactly only
_MOST_EDITS_FROM = 4  # letters of the shortest token that may be misspelt
Ids = tuple[int, ...]
Halves = tuple[tuple[int, int], ...]  # of pairs: the other word, and what the two bring
Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")
_NOTHING: frozenset[int] = frozenset()
_ANYWHERE = -1  # all bits


class Heard:
    """What a text holds of the words. ids: of all that it may hold, and of what they bring."""

    def __init__(self, ids: set[int], cut: list[str], memory: _Memory) -> None:
        self.ids = ids
        self._cut = cut
        self._memory = memory

    def pieces_of(self, id: int) -> list[str]:
        """The pieces that may hold a word."""
        return self._pieces.get(id, [])

    def may_follow(self, ids: tuple[int, ...]) -> bool:
        """Whether these words may stand side by side, in this order: in one piece, in the next, or in the next but one
        beyond the s of a possessive. Of a word of a script without spaces nothing is asked."""
        places = self._places
        open_ = places.get(ids[0], _ANYWHERE)
        for id in ids[1:]:
            open_ = (open_ | open_ << 1 | (open_ << 1 & self._possessives) << 1) & places.get(id, _ANYWHERE)
        return open_ != 0

    @cached_property
    def _possessives(self) -> int:
        """Which pieces are the s of a possessive, as bits."""
        return sum(1 << at for at, piece in enumerate(self._cut) if piece == "s")

    @cached_property
    def _places(self) -> dict[int, int]:
        """Of every id that pieces bring, which of them may hold it, as bits."""
        places: dict[int, int] = {}
        for at, piece in enumerate(self._cut):
            for id in self._memory[piece]:
                places[id] = places.get(id, 0) | 1 << at
        return places

    @cached_property
    def _pieces(self) -> dict[int, list[str]]:
        """Every id that pieces bring, and the pieces, each once."""
        found: dict[int, list[str]] = {}
        for piece in set(self._cut):
            for id in self._memory[piece]:
                found.setdefault(id, []).append(piece)
        return found


def _rows(halves: Iterable[tuple[int, int]]) -> dict[int, Ids]:
    """What a half brings, by the other half."""
    rows: dict[int, Ids] = {}
    for other, id in halves:
        rows[other] = (*rows.get(other, ()), id)
    return rows


def _take_out(table: dict[Key, tuple[Value, ...]], key: Key, value: Value) -> None:
    """The value leaves its row once; a row without any goes."""
    row = list(table[key])
    row.remove(value)
    if row:
        table[key] = tuple(row)
    else:
        del table[key]


class _Memory(dict[str, frozenset[int]]):
    """Every piece met of late -> the ids that it brings; fills itself."""

    def __init__(self, listen: Callable[[str], frozenset[int]]) -> None:
        super().__init__()
        self._listen = listen

    def __missing__(self, piece: str) -> frozenset[int]:
        ids = self[piece] = self._listen(piece)
        return ids


class Vocabulary:
    """The words of all watches. Adding and removing are live; ids are never used twice."""

    def __init__(self, known: Iterable[str] = ()) -> None:
        """known: words that are nobody's typing error."""
        self.sightings = Sightings()
        self._known = known if isinstance(known, frozenset) else frozenset(known)
        self._ids: dict[Word, int] = {}
        self._words: list[Word | None] = []
        self._uses: list[int] = []
        self._exact: dict[str, Ids] = {}
        self._stems: dict[str, Ids] = {}
        self._prefixes: dict[str, Ids] = {}
        self._misspellings = Misspellings()
        self._runs = Runs()
        self._also: dict[int, Ids] = {}  # ids of others' that a word brings along
        self._pairs: dict[tuple[str, str], Ids] = {}  # ids of others' that two words side by side bring along
        self._pair_keys: set[tuple[str, str]] = set()  # its keys: sets meet iterators several times faster
        self._halves: dict[int, Halves] = {}  # the same by each of the two words
        self._heard = _Memory(self._listen)
        self._open: dict[str, dict[int, Ids]] = {}  # pieces heard that may be half of a pair in another spelling
        self._senses: dict[str, tuple[Sense, ...]] = {}  # token -> ways and places, for the few looked at closely

    def __len__(self) -> int:
        return len(self._ids)

    def __getitem__(self, id: int) -> Word:
        word = self._words[id]
        if word is None:
            raise KeyError(id)
        return word

    # ------------------------------------------------------------ adding and dropping

    def id_of(self, word: Word) -> int:
        """The id of a word that was added. Raises KeyError."""
        return self._ids[word]

    def add(self, word: Word) -> int:
        """The id of the word, which counts one use more."""
        id = self._ids.get(word)
        if id is None:
            id = len(self._words)
            self._words.append(word)
            self._uses.append(0)
            self._enter(id, word)
            self._ids[word] = id
        self._uses[id] += 1
        return id

    def _enter(self, id: int, word: Word) -> None:
        if word.run:
            self._runs.add(id, word.text)
            return
        for table, key in self._keys(word):
            table[key] = (*table.get(key, ()), id)
        if word.edits and not word.prefix:
            self._misspellings.add(id, word.text, word.edits)
        self._forget()

    def drop(self, id: int) -> None:
        """One use less; a word without any is forgotten."""
        self._uses[id] -= 1
        if self._uses[id]:
            return
        word = self[id]
        self._words[id] = None
        del self._ids[word]
        if word.run:
            self._runs.drop(id, word.text)
            return
        for table, key in self._keys(word):
            kept = tuple(other for other in table[key] if other != id)
            if kept:
                table[key] = kept
            else:
                del table[key]

    def bring(self, id: int, other: int) -> None:
        """From now on a text that holds the word holds `other` too: an id from outside the words."""
        word = self[id]
        if word.run:
            self._runs.add(other, word.text)
            return
        self._also[id] = (*self._also.get(id, ()), other)
        self._forget()

    def leave(self, id: int, other: int) -> None:
        """The word brings `other` along no longer."""
        word = self[id]
        if word.run:
            self._runs.drop(other, word.text)
            return
        _take_out(self._also, id, other)

    def bring_pair(self, first: int, second: int, other: int) -> None:
        """From now on a text that holds the two words side by side holds `other` too; and, to be on the safe side, one
        that holds either in another spelling than its own and the other anywhere. Neither is a run."""
        key = self[first].text, self[second].text
        self._pairs[key] = (*self._pairs.get(key, ()), other)
        self._pair_keys.add(key)
        for id, half in ((first, (second, other)), (second, (first, other))):
            self._halves[id] = (*self._halves.get(id, ()), half)
        self._forget()

    def leave_pair(self, first: int, second: int, other: int) -> None:
        """The two words bring `other` along no longer."""
        key = self[first].text, self[second].text
        _take_out(self._pairs, key, other)
        if key not in self._pairs:
            self._pair_keys.discard(key)
        for id, half in ((first, (second, other)), (second, (first, other))):
            _take_out(self._halves, id, half)

    def _forget(self) -> None:
        """What is remembered of pieces may lack a new word. (A dropped one does no harm: nobody looks it up.)"""
        if self._heard:
            self._heard, self._open, self._senses = _Memory(self._listen), {}, {}

    def _keys(self, word: Word) -> Iterator[tuple[dict[str, Ids], str]]:
        """Where a word is to be found: tables and keys."""
        if word.prefix:
            yield self._prefixes, word.text
            return
        yield self._exact, word.text
        if word.stem:
            yield self._stems, word.stem

    # ------------------------------------------------------------ texts

    def hear(self, folded: str) -> Heard:
        """All words that a folded text may hold, without a look at places or case."""
        if len(self._heard) >= _REMEMBERED:
            self._forget()
        cut, memory = pieces(folded), self._heard
        ids: set[int] = set().union(*map(memory.__getitem__, cut))
        ids.update(self._pairs_in(cut, ids))
        if not folded.isascii():
            ids |= self._runs.ids_in(folded)
        return Heard(ids, cut, memory)

    def _pairs_in(self, cut: list[str], ids: set[int]) -> list[int]:
        """What words side by side bring along."""
        words = [piece.strip(".") for piece in cut if piece != "s"]  # the s of a possessive parts nothing
        found = [id for key in self._pair_keys.intersection(pairwise(words)) for id in self._pairs.get(key, ())]
        for row in [self._open[piece] for piece in cut if piece in self._open]:
            for other in ids.intersection(row):
                found += row[other]
        return found

    def learn(self, folded: str) -> None:
        """Counts what a text of the stream teaches of spelling. For the editor alone."""
        words = {word for piece in set(pieces(folded)) if self._heard[piece] for word in self._telling(piece)}
        if self.sightings.note(words):
            self._forget()

    def _telling(self, piece: str) -> Iterator[str]:
        """The watched words in a piece that forgive errors, and the tokens that look like one misspelt."""
        for token in TOKEN.findall(piece):
            for sense in self.resolve(token):
                word = self._words[sense.id]  # None: dropped since
                if word is not None and (sense.how == "typo" or (sense.how == "exact" and word.edits)):
                    yield token

    def _listen(self, piece: str) -> frozenset[int]:
        """The ids of all words that a piece of folded text can hold, and of what they bring."""
        found = {sense.id for token in TOKEN.findall(piece) for sense in self._ways(token)}
        if not found:
            return _NOTHING
        spelt = piece.strip(".")
        halves = [half for id in found if self._text(id) != spelt for half in self._halves.get(id, ())]
        if halves:
            self._open[piece] = _rows(halves)
        return frozenset(found.union(*[self._also.get(id, ()) for id in found]))

    def _text(self, id: int) -> str:
        word = self._words[id]
        return "" if word is None else word.text  # dropped by another thread meanwhile

    def resolve(self, token: str) -> tuple[Sense, ...]:
        """All words that a folded token can be, the best way for each."""
        senses = self._senses.get(token)
        if senses is None:
            if len(self._senses) >= _REMEMBERED // 10:
                self._senses = {}
            best: dict[int, Sense] = {}
            for sense in self._ways(token):
                best.setdefault(sense.id, sense)
            senses = self._senses[token] = tuple(best.values())
        return senses

    # ------------------------------------------------------------ one token

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
        elif size <= _LONGEST:
            yield from self._acronyms(spelt, size)
            root = stem(spelt)
            for id in self._stems.get(root, ()):
                yield Sense(id, "stem", 0, size)
            if size >= _MOST_EDITS_FROM and spelt not in self._known and root not in self._known and spelt.isalpha():
                yield from self._misspelt(spelt, size)
        if 4 <= size <= _LONGEST:
            yield from self._numbered_and_more(token, 0)
            yield from self._glued(token)

    def _begun(self, token: str, size: int) -> Iterator[Sense]:
        for length in range(2, min(size, _LONGEST) + 1):
            for id in self._prefixes.get(token[:length], ()):
                yield Sense(id, "stem", 0, size)

    def _numbered_and_more(self, token: str, at: int) -> Iterator[Sense]:
        """V4Flash is V4 with something glued to it."""
        number = _NUMBERED.match(token)
        if number and number.end() < len(token):
            for id in self._exact.get(plain_token(number.group()), ()):
                yield Sense(id, "glued", at, at + number.end())

    def _acronyms(self, token: str, size: int) -> Iterator[Sense]:
        """GPUs are GPU, though a word whose capitals count does not inflect otherwise."""
        for id in self._exact.get(token[:-1], ()) if token.endswith("s") else ():
            if self[id].rule in ("upper", "written"):
                yield Sense(id, "stem", 0, size)

    def _numbered(self, token: str, size: int) -> Iterator[Sense]:
        """H20s is H20; v4.1 is a release of v4."""
        if token.endswith("s") and token[-2].isdigit() and not token[0].isdigit():
            for id in self._exact.get(token[:-1], ()):
                yield Sense(id, "stem", 0, size)
        if "." in token:
            for id in self._exact.get(token.split(".", 1)[0], ()):
                if self[id].releases:
                    yield Sense(id, "exact", 0, size)

    def _misspelt(self, token: str, size: int) -> Iterator[Sense]:
        for id in sorted(self._misspellings.guesses(token)):
            word = self._words[id]
            if word is not None and word.text[0] == token[0]:
                distance = OSA.distance(token, word.text, score_cutoff=word.edits)
                if 0 < distance <= word.edits and not self.sightings.is_own_word(token, word.text):
                    yield Sense(id, "typo", 0, size, distance)

    def _glued(self, token: str) -> Iterator[Sense]:
        """deepseekv4 is deepseek and v4; huaweiascend is huawei and ascend (where the raw text shows the seam: see
        locate)."""
        exact = self._exact
        for cut in [cut for cut in range(2, len(token) - 1) if token[:cut] in exact]:
            if token[cut] == "." or (token[cut - 1].isdigit() and token[cut].isdigit()):
                continue
            rights = list(self._right(token[cut:], cut))
            if rights:
                yield from (Sense(id, "glued", 0, cut) for id in exact[token[:cut]])
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
