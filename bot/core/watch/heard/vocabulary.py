"""The words of all watches: which of them a text may hold, and what they bring along.

Rules: a piece of text, as written, is resolved once and remembered (spoken.py): which words its tokens may be
(forms.py), and whether its capitals and marks let them (spelling.py). The memory is bounded and starts over when it is
full, or when a word is added. What goes is let go by whoever comes next, since that takes longer than adding a word.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, pairwise

from bot.core.text import TOKEN, Folded, is_caseless
from bot.core.watch.heard.compact import NUMBER
from bot.core.watch.heard.forms import ById, Forms, FormTables
from bot.core.watch.heard.rows import put_in, take_out
from bot.core.watch.heard.runs import Runs, RunTables
from bot.core.watch.heard.sightings import Sightings
from bot.core.watch.heard.spelling import agrees, seam_shows, written
from bot.core.watch.heard.spoken import (
    NO_ENDS,
    NO_HALVES,
    NO_LESSON,
    SILENT,
    STRANGE,
    Heard,
    Ids,
    Known,
    Memory,
    Piece,
    Remembered,
    Spoken,
)
from bot.core.watch.words import Sense, Word

AROUND = ".,:;!?…'\"‘’“”«»()[]{}-–—|/"  # what is no part of a token at either end of a piece
_POSSESSIVE = re.compile(r"['’]s\b|^s$")
Tables = tuple[FormTables, RunTables]  # plain values, to be kept
Halves = tuple[int, ...]  # of pairs: the other word, what the two bring, another such word, what those bring ...


class Vocabulary:
    """The words of all watches. Adding and removing are live; ids are never used twice."""

    def __init__(self, known: Iterable[str] = ()) -> None:
        """known: words that are nobody's typing error."""
        self.sightings = Sightings()
        self._added: list[Word | None] = []
        self._words: ById = self._added
        self._uses = array(NUMBER)
        self._forms = Forms(self._words, known, self.sightings)
        self._runs = Runs()
        self._also: dict[int, Ids] = {}  # ids of others' that a word brings along
        self._ends: dict[str, dict[str, Ids]] = {}  # ids of others' that a word brings along right before another
        self._halves: dict[int, Halves] = {}  # the same by each of the two words
        self._age = 0  # grows with each word
        self._known = self._nothing()

    @classmethod
    def of(cls, words: ById, tables: Tables) -> Vocabulary:
        """With these words, by their ids, as they were when their tables were taken; neither is copied. It is there to
        be heard with: none is added or dropped."""
        vocabulary = cls()
        forms, runs = tables
        vocabulary._words, vocabulary._forms = words, Forms(words, (), vocabulary.sightings)
        vocabulary._forms.take(forms)
        vocabulary._runs = Runs.of(runs)
        return vocabulary

    def tables(self) -> Tables:
        """All that hearing needs, as plain values. Raises ValueError where a word forgives typing errors or was
        dropped: of such no tables are kept."""
        if any(word is None or word.edits for word in self._added):
            raise ValueError("tables are of words that forgive no typing error")
        return self._forms.tables(), self._runs.tables()

    def __len__(self) -> int:
        return sum(word is not None for word in self._added)

    def __getitem__(self, id: int) -> Word:
        word = self._words[id]
        if word is None:
            raise KeyError(id)
        return word

    # ------------------------------------------------------------ adding and dropping

    def id_of(self, word: Word) -> int:
        """The id of a word that was added. Raises KeyError."""
        id = self._id_of(word)
        if id is None:
            raise KeyError(word)
        return id

    def _id_of(self, word: Word) -> int | None:
        """Found where texts find it: a table of all words would take a hundred bytes a word."""
        ids = self._runs.ids_of(word.text) if word.run else self._forms.ids_of(word)
        added = self._added
        for id in ids:
            if id >= 0 and added[id] == word:
                return id
        return None

    def add(self, word: Word) -> int:
        """The id of the word, which counts one use more."""
        id = self._id_of(word)
        if id is None:
            id = len(self._added)
            self._added.append(word)
            self._uses.append(0)
            self._enter(id, word)
        self._uses[id] += 1
        return id

    def _enter(self, id: int, word: Word) -> None:
        if word.run:
            self._runs.add(id, word.text)
            return
        self._forms.enter(id, word)
        self._forget()

    def drop(self, id: int) -> None:
        """One use less; a word without any is forgotten."""
        self._uses[id] -= 1
        if self._uses[id]:
            return
        word = self[id]
        self._added[id] = None
        if word.run:
            self._runs.drop(id, word.text)
            return
        self._forms.leave(id, word)

    def bring(self, id: int, other: int) -> None:
        """From now on a text that holds the word holds `other` too: an id from outside the words."""
        word = self[id]
        if word.run:
            self._runs.add(other, word.text)
            return
        put_in(self._also, id, other)
        self._forget()

    def leave(self, id: int, other: int) -> None:
        """The word brings `other` along no longer."""
        word = self[id]
        if word.run:
            self._runs.drop(other, word.text)
            return
        take_out(self._also, id, other)

    def bring_pair(self, first: int, second: int, other: int) -> None:
        """From now on a text that holds the two words side by side holds `other` too; and, to be on the safe side, one
        that holds either in another spelling than its own and the other anywhere. Neither is a run."""
        put_in(self._ends.setdefault(self[first].text, {}), self[second].text, other)
        for id, half in ((first, second), (second, first)):
            self._halves[id] = (*self._halves.get(id, ()), half, other)
        self._forget()

    def leave_pair(self, first: int, second: int, other: int) -> None:
        """The two words bring `other` along no longer."""
        take_out(self._ends[self[first].text], self[second].text, other)
        if not self._ends[self[first].text]:
            del self._ends[self[first].text]
        for id, half in ((first, second), (second, first)):
            pairs = [*_pairs(self._halves[id])]
            pairs.remove((half, other))
            if pairs:
                self._halves[id] = tuple(chain.from_iterable(pairs))
            else:
                del self._halves[id]

    def _nothing(self) -> Known:
        return Known(self._age, (self._memory(False), self._memory(True)), {}, {})

    def _memory(self, caseless: bool) -> Remembered:
        return Remembered(Memory(partial(self._listen, caseless)), Memory(partial(self._senses_of, caseless)))

    def _forget(self) -> None:
        """What is remembered may lack a new word. (A dropped one does no harm: nobody looks it up.)"""
        self._age += 1

    def _now(self) -> Known:
        """What is known of texts with the words as they are now."""
        found = self._known
        if found.age != self._age or found.is_full():
            found = self._known = self._nothing()
        return found

    # ------------------------------------------------------------ texts

    def hear(self, fields: Iterable[Folded]) -> Heard:
        """All words that the texts of an entry may hold, without a look at what stands where."""
        known = self._now()
        spoken = [Spoken(text, known.pieces[is_caseless(text.raw)]) for text in fields]
        lessons: list[tuple[str, ...]] = []
        for part in spoken:
            # Nine pieces of ten are no word of the watches, and half of the texts hold no other.
            if telling := [piece for piece in part.pieces if piece is not STRANGE and piece is not SILENT]:
                part.ids.update(*[piece.ids for piece in telling])
                lessons += [piece.teaches for piece in telling if piece.teaches]
                part.ids.update(*_halves_in(telling, part.ids))
                part.ids.update(*_ends_in(part.pieces))
            if part.text.has_runs:
                part.ids |= self._runs.ids_in(part.text.text)
        return Heard(spoken, frozenset(chain.from_iterable(lessons)) if lessons else NO_LESSON)

    def learn(self, tokens: frozenset[str]) -> None:
        """Counts what an entry of the stream teaches of spelling. For the editor alone."""
        known = self._now()
        self.sightings.note(tokens)
        for token in filter(self._is_grown, tokens):
            known.forget(token)

    def _is_grown(self, token: str) -> bool:
        """Whether a token that was taken for a watched word misspelt is one in its own right by now."""
        meant = [self._text(sense.id) for sense in self.resolve(token) if sense.how == "typo"]
        return any(self.sightings.is_own_word(token, text) for text in meant)

    def _tells(self, token: str) -> bool:
        """Whether a token is a watched word that forgives errors, or looks like one misspelt."""
        for sense in self.resolve(token):
            word = self._words[sense.id]  # None: dropped since
            if word is not None and (sense.how == "typo" or (sense.how == "exact" and word.edits)):
                return True
        return False

    def _listen(self, caseless: bool, raw: str) -> Piece:
        """What a piece of text can be; remembered by what it teaches, too."""
        bare = raw.strip(AROUND)
        known = self._known
        piece = self._heard_as(caseless, raw) if bare == raw else known.pieces[caseless].pieces[bare]
        for token in piece.teaches:
            known.teaching.setdefault(token, []).append(raw)
        return piece

    def _heard_as(self, caseless: bool, raw: str) -> Piece:
        """The same, worked out."""
        folded = Folded(raw)
        tokens = TOKEN.findall(folded.text)
        words = tuple(TOKEN.findall(_POSSESSIVE.sub("", folded.text)) if "s" in tokens and raw != "S" else tokens)
        if not any(map(self.resolve, tokens)):
            return STRANGE if words else SILENT
        teaches = tuple(filter(self._tells, tokens))
        agreed = [(at.group(), self._agreed(at, folded, caseless)) for at in TOKEN.finditer(folded.text)]
        found = {sense.id for _, some in agreed for sense in some}
        if not (found or teaches):
            return STRANGE if words else SILENT
        other = {sense.id for token, some in agreed for sense in some if self._text(sense.id) != token}
        halves = _rows([half for id in other for half in _pairs(self._halves.get(id, ()))])
        ends = self._ends.get(words[-1], NO_ENDS) if words else NO_ENDS
        brought = [self._also.get(id, ()) for id in found]
        pairs = [*pairwise(words), *(pairwise(tokens) if len(tokens) > len(words) else ())]  # Moody's
        brought += [self._ends.get(first, {}).get(second, ()) for first, second in pairs]
        return Piece(frozenset(found.union(*brought)), words, halves, ends, teaches)

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
        known = self._known.senses
        senses = known.get(token)
        if senses is None:
            senses = known[token] = self._forms.of(token)
        return senses


def _halves_in(pieces: Sequence[Piece], ids: set[int]) -> list[Ids]:
    """What pieces bring along as halves of pairs, by the other half that the text holds."""
    return [piece.halves[other] for piece in pieces if piece.others for other in piece.others & ids]


def _ends_in(pieces: Sequence[Piece]) -> list[Ids]:
    """What words side by side bring along."""
    found: list[Ids] = []
    ends = NO_ENDS
    for piece in pieces:
        if piece.words:
            if ends and (ids := ends.get(piece.first)):
                found.append(ids)
            ends = piece.ends
    return found


def _pairs(halves: Halves) -> Iterator[tuple[int, int]]:
    """Each with what it brings."""
    return zip(halves[::2], halves[1::2], strict=True)


def _rows(halves: Sequence[tuple[int, int]]) -> dict[int, Ids]:
    """What a half brings, by the other half."""
    rows: dict[int, Ids] = {}
    for other, id in halves:
        put_in(rows, other, id)
    return rows or NO_HALVES
