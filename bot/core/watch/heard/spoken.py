"""A text as it is heard: cut into pieces, each of which may be some words of the watches.

Rules: a piece is text as written, between spaces; what it is was worked out when it was first met (vocabulary.py), and
is remembered for as long as no word is added. Where its words stand is worked out for the few that are looked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, TypeVar

from bot.core.text import Folded, cut, starts
from bot.core.watch.words import Sense

Kept = TypeVar("Kept")
Ids = tuple[int, ...]
_ANYWHERE = -1  # all bits
_MOST = 100_000  # pieces that are remembered; about 15 MB
_MOST_CLOSELY = 20_000  # about 8 MB


@dataclass(eq=False, slots=True)
class Piece:
    """What a piece of text is, as written; never changed. (No NamedTuple: of that a value takes several times as long
    to get, and these are got for every piece of every text.) ids: of the words that it may be, and of all that they
    bring; words: what it consists of, folded, in order, the s of a possessive aside; halves: what it brings as half of
    a pair, by the other half; ends: what its last word brings right before another; teaches: what of it tells how words
    are spelt."""

    ids: frozenset[int]
    words: tuple[str, ...]
    halves: dict[int, Ids]
    ends: dict[str, Ids]
    teaches: tuple[str, ...]
    first: str = field(init=False)  # of the words
    others: frozenset[int] = field(init=False)  # the halves that it asks for: sets meet faster than a set and a dict

    def __post_init__(self) -> None:
        self.first = self.words[0] if self.words else ""
        self.others = frozenset(self.halves)


NO_HALVES: dict[int, Ids] = {}
NO_ENDS: dict[str, Ids] = {}
NO_LESSON: frozenset[str] = frozenset()
SILENT = Piece(frozenset(), (), NO_HALVES, NO_ENDS, ())  # punctuation
STRANGE = Piece(frozenset(), ("",), NO_HALVES, NO_ENDS, ())  # no word of the watches, as most pieces: one for all


class Memory(dict[str, Kept]):
    """Every piece met of late, and what was found out about it; fills itself."""

    def __init__(self, work_out: Callable[[str], Kept]) -> None:
        super().__init__()
        self._work_out = work_out

    def __missing__(self, raw: str) -> Kept:
        kept = self[raw] = self._work_out(raw)
        return kept


class Remembered(NamedTuple):
    """What is remembered of pieces as written. pieces: all; closely: of the few that were looked at closely, the words
    that each can be, at places of its folded text."""

    pieces: Memory[Piece]
    closely: Memory[list[Sense]]


class Known(NamedTuple):
    """What is known of texts. age: of the words; pieces: in texts with capitals, and in texts without any; senses: what
    a token may be, however it is written; teaching: of a token that tells how words are spelt, the pieces that hold
    it."""

    age: int
    pieces: tuple[Remembered, Remembered]
    senses: dict[str, tuple[Sense, ...]]
    teaching: dict[str, list[str]]

    def is_full(self) -> bool:
        """Whether it is time to start over."""
        some, others = self.pieces
        return (
            len(self.senses) >= _MOST
            or len(some.pieces) + len(others.pieces) >= _MOST
            or len(some.closely) + len(others.closely) >= _MOST_CLOSELY
        )

    def forget(self, token: str) -> None:
        """The token is to be looked at anew, and every piece that holds it."""
        self.senses.pop(token, None)
        for raw in self.teaching.pop(token, ()):
            for kept in self.pieces:
                kept.pieces.pop(raw, None)
                kept.closely.pop(raw, None)


class Spoken:
    """One text, cut into pieces. ids: of all words that it may hold, and of what these bring, once it is heard."""

    def __init__(self, text: Folded, remembered: Remembered) -> None:
        self.text = text
        self._remembered = remembered
        self._cut = cut(text)
        self.pieces = list(map(remembered.pieces.__getitem__, self._cut))
        self.ids: set[int] = set()

    def senses_of(self, id: int) -> list[tuple[int, Sense]]:
        """Where the word of that id may stand: a sense, and where its piece starts, folded."""
        closely, found = self._remembered.closely, []
        for at in [at for at, piece in enumerate(self.pieces) if id in piece.ids]:
            start = self.text.index(self._starts[at])
            found += [(start, sense) for sense in closely[self._cut[at]] if sense.id == id]
        return found

    def may_follow(self, ids: tuple[int, ...]) -> bool:
        """Whether these words, which the text holds, may stand side by side, in this order: in one piece, in the next,
        or beyond the s of a possessive. Of a word of a script without spaces nothing is asked."""
        open_ = self._places(ids[0])
        for id in ids[1:]:
            beyond = (open_ << 1 & self._possessives) << 1
            open_ = (open_ | open_ << 1 | beyond) & self._places(id)
        return open_ != 0

    def _places(self, id: int) -> int:
        """Which pieces may hold a word, as bits; for a word of a script without spaces all."""
        return sum([1 << at for at in self._held.get(id, ())]) or _ANYWHERE

    @cached_property
    def _held(self) -> Mapping[int, Sequence[int]]:
        """Which pieces, punctuation aside, bring an id."""
        held: defaultdict[int, list[int]] = defaultdict(list)
        for at, piece in enumerate(self._telling):
            for id in piece.ids:
                held[id].append(at)
        return held

    @cached_property
    def _telling(self) -> list[Piece]:
        """The pieces that are more than punctuation."""
        return [piece for piece in self.pieces if piece is not SILENT]

    @cached_property
    def _possessives(self) -> int:
        """Which of them are the s of a possessive, as bits."""
        return sum([1 << at for at, piece in enumerate(self._telling) if not piece.words])

    @cached_property
    def _starts(self) -> list[int]:
        """Where each piece starts, raw."""
        return starts(self.text)


class Heard:
    """What an entry holds of the words. spoken: its texts; teaches: what of it tells how words are spelt."""

    def __init__(self, spoken: list[Spoken], teaches: frozenset[str] = NO_LESSON) -> None:
        self.spoken = spoken
        self.teaches = teaches

    @cached_property
    def ids(self) -> set[int]:
        """Those of all texts; put together when they are first asked for, after all that adds to a text's."""
        return set().union(*[text.ids for text in self.spoken])
