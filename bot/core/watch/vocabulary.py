"""Which words of the watches a token of the news is: exactly, inflected, misspelt, glued to another.

Rules: a token with digits is strict. H20 is not H200 and not H2O; what is accepted is another way of writing the same
number (v.4, v4.0, H20s) and, for a version, its own point releases (5.5 for 5). The first letter of a misspelt word is
right, and a token that is a word in its own right is nobody's typing error (export is no misspelt expert), by the
packs or by what the stream has taught (sightings.py).

Every distinct piece of text, as it is written, is resolved once and remembered; the memory is bounded and starts over
when it is full.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from functools import cached_property, partial
from itertools import pairwise
from typing import NamedTuple, TypeVar

from rapidfuzz.distance import OSA

from bot.core.text import (
    TOKEN,
    Folded,
    cut,
    has_digit,
    is_caseless,
    stem,
)
from bot.core.watch.misspellings import Misspellings
from bot.core.watch.runs import Runs
from bot.core.watch.sightings import Sightings
from bot.core.watch.spelling import agrees, seam_shows, written
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


class Piece(NamedTuple):
    """What a piece of text is, as written. ids: of the words that it may be, and of all that they bring; words: what it
    consists of, folded, in order, the s of a possessive aside; halves: what it brings as half of a pair, by the other
    half; ends: what its last word brings right before another; telling: what of it teaches how words are spelt."""

    ids: frozenset[int]
    words: tuple[str, ...]
    halves: dict[int, Ids]
    ends: dict[str, Ids]
    telling: tuple[str, ...]


class _Memory(dict[str, Piece]):
    """Every piece met of late, and what it is; fills itself."""

    def __init__(self, listen: Callable[[str], Piece]) -> None:
        super().__init__()
        self._listen = listen

    def __missing__(self, raw: str) -> Piece:
        piece = self[raw] = self._listen(raw)
        return piece


class _Remembered(NamedTuple):
    """What is remembered of texts. age: of the words; pieces: as written, in texts with capitals and in texts without
    any; senses: what a token may be, however it is written."""

    age: int
    pieces: tuple[_Memory, _Memory]
    senses: dict[str, tuple[Sense, ...]]


class Spoken:
    """One text, cut into pieces."""

    def __init__(self, text: Folded, memory: _Memory, senses: Callable[[str], list[Sense]]) -> None:
        """senses: the words that a piece may be, at places of its folded text."""
        self.text = text
        self._cut = cut(text)
        self._senses = senses
        self.pieces = list(map(memory.__getitem__, self._cut))

    def senses_of(self, id: int) -> list[tuple[int, Sense]]:
        """Where the word of that id may stand: a sense, and where its piece starts, folded."""
        held = [n for n, piece in enumerate(self.pieces) if id in piece.ids]
        return [(self._starts[n], sense) for n in held for sense in self._senses(self._cut[n]) if sense.id == id]

    def may_follow(self, ids: tuple[int, ...]) -> bool:
        """Whether these words may stand side by side, in this order: in one piece, in the next, or beyond the s of a
        possessive. Of a word of a script without spaces nothing is asked."""
        places = self._places
        open_ = places.get(ids[0], _ANYWHERE)
        for id in ids[1:]:
            beyond = (open_ << 1 & self._possessives) << 1
            open_ = (open_ | open_ << 1 | beyond) & places.get(id, _ANYWHERE)
        return open_ != 0

    @cached_property
    def _telling(self) -> list[Piece]:
        """The pieces that are more than punctuation."""
        return [piece for piece in self.pieces if piece is not _SILENT]

    @cached_property
    def _possessives(self) -> int:
        """Which of them are the s of a possessive, as bits."""
        return sum(1 << at for at, piece in enumerate(self._telling) if not piece.words)

    @cached_property
    def _places(self) -> dict[int, int]:
        """Of every id that they bring, which of them may hold it, as bits."""
        places: dict[int, int] = {}
        for at, piece in enumerate(self._telling):
            for id in piece.ids:
                places[id] = places.get(id, 0) | 1 << at
        return places

    @cached_property
    def _starts(self) -> list[int]:
        """Where each piece starts, folded."""
        raw, at, starts = self.text.raw, 0, []
        for piece in self._cut:
            at = raw.find(piece, at)
            starts.append(at)
            at += len(piece)
        return list(map(self.text.index, starts)) if self.text.offsets else starts


class Heard:
    """What an entry holds of the words. ids: of all that it may hold, and of what they bring; spoken: its texts."""

    __slots__ = ("ids", "spoken")

    def __init__(self, ids: set[int], spoken: list[Spoken]) -> None:
        self.ids = ids
        self.spoken = spoken


_NO_HALVES: dict[int, Ids] = {}
_NO_ENDS: dict[str, Ids] = {}
_SILENT = Piece(_NOTHING, (), _NO_HALVES, _NO_ENDS, ())  # punctuation
_STRANGE = _SILENT._replace(words=("",))  # no word of the watches, as most pieces: one object for all of them


def _rows(halves: Sequence[tuple[int, int]]) -> dict[int, Ids]:
    """What a half brings, by the other half."""
    if not halves:
        return _NO_HALVES
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
        self._ends: dict[str, dict[str, Ids]] = {}  # ids of others' that a word brings along right before another
        self._halves: dict[int, Halves] = {}  # the same by each of the two words
        self._age = 0  # grows with each word
        self._remembered = self._nothing()

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
        row = self._ends.setdefault(self[first].text, {})
        row[self[second].text] = (*row.get(self[second].text, ()), other)
        for id, half in ((first, (second, other)), (second, (first, other))):
            self._halves[id] = (*self._halves.get(id, ()), half)
        self._forget()

    def leave_pair(self, first: int, second: int, other: int) -> None:
        """The two words bring `other` along no longer."""
        _take_out(self._ends[self[first].text], self[second].text, other)
        if not self._ends[self[first].text]:
            del self._ends[self[first].text]
        for id, half in ((first, (second, other)), (second, (first, other))):
            _take_out(self._halves, id, half)

    def _nothing(self) -> _Remembered:
        listen = partial(self._listen, False), partial(self._listen, True)
        return _Remembered(self._age, (_Memory(listen[0]), _Memory(listen[1])), {})

    def _forget(self) -> None:
        """What is remembered may lack a new word. It is let go by whoever comes next, since that takes longer than to
        add the word. (A dropped one does no harm: nobody looks it up.)"""
        self._age += 1

    def _memory(self) -> _Remembered:
        """What is remembered of texts with the words as they are now."""
        found = self._remembered
        if found.age != self._age or sum(map(len, found.pieces)) >= _REMEMBERED or len(found.senses) >= _REMEMBERED:
            found = self._remembered = self._nothing()
        return found

    def _keys(self, word: Word) -> Iterator[tuple[dict[str, Ids], str]]:
        """Where a word is to be found: tables and keys."""
        if word.prefix:
            yield self._prefixes, word.text
            return
        yield self._exact, word.text
        if word.stem:
            yield self._stems, word.stem

    # ------------------------------------------------------------ texts

    def hear(self, fields: Iterable[Folded]) -> Heard:
        """All words that the texts of an entry may hold, without a look at what stands where."""
        spoken = [self._spoken(text) for text in fields]
        pieces = [piece for part in spoken for piece in part.pieces]
        ids: set[int] = set().union(*[piece.ids for piece in pieces])
        ids.update(self._pairs_in(pieces, ids))
        for part in spoken:
            if part.text.has_runs:
                ids |= self._runs.ids_in(part.text.text)
        return Heard(ids, spoken)

    def _spoken(self, text: Folded) -> Spoken:
        caseless = is_caseless(text.raw)
        return Spoken(text, self._memory().pieces[caseless], partial(self._senses_of, caseless))

    def _pairs_in(self, pieces: list[Piece], ids: set[int]) -> list[int]:
        """What words side by side bring along."""
        found: list[int] = []
        for halves in [piece.halves for piece in pieces if piece.halves]:
            for other in ids.intersection(halves):
                found += halves[other]
        said = [piece for piece in pieces if piece.words]
        for piece, after in [two for two in pairwise(said) if two[0].ends]:
            found += piece.ends.get(after.words[0], ())
        return found

    def learn(self, fields: Iterable[Folded]) -> None:
        """Counts what the texts of an entry of the stream teach of spelling. For the editor alone."""
        spoken = [self._spoken(text) for text in fields]
        pieces = [piece for part in spoken for piece in part.pieces if piece.telling]
        if self.sightings.note({token for piece in pieces for token in piece.telling}):
            self._forget()

    def _tells(self, token: str) -> bool:
        """Whether a token is a watched word that forgives errors, or looks like one misspelt."""
        for sense in self.resolve(token):
            word = self._words[sense.id]  # None: dropped since
            if word is not None and (sense.how == "typo" or (sense.how == "exact" and word.edits)):
                return True
        return False

    def _listen(self, caseless: bool, raw: str) -> Piece:
        """What a piece of text can be."""
        folded = Folded(raw)
        tokens = TOKEN.findall(folded.text)
        words = tuple([token for token in tokens if token != "s"])
        if not any(map(self.resolve, tokens)):
            return _STRANGE if words else _SILENT
        telling = tuple(filter(self._tells, tokens))
        agreed = [(at.group(), self._agreed(at, folded, caseless)) for at in TOKEN.finditer(folded.text)]
        found = {sense.id for _, some in agreed for sense in some}
        if not (found or telling):
            return _STRANGE if words else _SILENT
        other = {sense.id for token, some in agreed for sense in some if self._text(sense.id) != token}
        halves = _rows([half for id in other for half in self._halves.get(id, ())])
        ends = self._ends.get(words[-1], _NO_ENDS) if words else _NO_ENDS
        brought = [self._also.get(id, ()) for id in found]
        brought += [self._ends.get(first, {}).get(second, ()) for first, second in pairwise(words)]
        return Piece(frozenset(found.union(*brought)), words, halves, ends, telling)

    def _senses_of(self, caseless: bool, raw: str) -> list[Sense]:
        """The words that a piece can be, at places of its folded text; for the few that are looked at closely."""
        folded = Folded(raw)
        return [sense for at in TOKEN.finditer(folded.text) for sense in self._agreed(at, folded, caseless)]

    def _agreed(self, token: re.Match[str], folded: Folded, caseless: bool) -> list[Sense]:
        """What a token of a piece can be, as it is written."""
        senses = self.resolve(token.group())
        if not senses:
            return []
        start, end = token.span()
        whole = written(folded.slice(start, end))
        found = []
        for id, how, first, last, distance in senses:
            word, part = self._words[id], whole
            if first > 0 or last < end - start:
                part = written(folded.slice(start + first, start + last))
            if how == "glued" and not seam_shows(folded.slice(start + (first or last), end)):
                continue
            if word is not None and agrees(word, how, part, caseless):  # None: dropped since
                found.append(Sense(id, how, start + first, start + last, distance))
        return found

    def _text(self, id: int) -> str:
        word = self._words[id]
        return "" if word is None else word.text  # dropped by another thread meanwhile

    def resolve(self, token: str) -> tuple[Sense, ...]:
        """All words that a folded token can be, however it is written, the best way for each."""
        known = self._remembered.senses
        senses = known.get(token)
        if senses is None:
            best: dict[int, Sense] = {}
            for sense in self._ways(token):
                best.setdefault(sense.id, sense)
            senses = known[token] = tuple(best.values())
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
