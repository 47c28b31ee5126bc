"""A text as it is heard: cut into pieces, each of which may be some words of the watches.

Rules: a piece is text as written, between spaces; what it is was worked out when it was first met (vocabulary.py), and
is remembered for as long as no word is added. Where its words stand is worked out for the few that are looked for.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

from bot.core.text import Folded, cut
from bot.core.watch.words import Sense

Ids = tuple[int, ...]
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


NO_HALVES: dict[int, Ids] = {}
NO_ENDS: dict[str, Ids] = {}
SILENT = Piece(frozenset(), (), NO_HALVES, NO_ENDS, ())  # punctuation
STRANGE = SILENT._replace(words=("",))  # no word of the watches, as most pieces: one object for all of them


class Memory(dict[str, Piece]):
    """Every piece met of late, and what it is; fills itself."""

    def __init__(self, listen: Callable[[str], Piece]) -> None:
        super().__init__()
        self._listen = listen

    def __missing__(self, raw: str) -> Piece:
        piece = self[raw] = self._listen(raw)
        return piece


class Remembered(NamedTuple):
    """What is remembered of texts. age: of the words; pieces: as written, in texts with capitals and in texts without
    any; senses: what a token may be, however it is written."""

    age: int
    pieces: tuple[Memory, Memory]
    senses: dict[str, tuple[Sense, ...]]


class Spoken:
    """One text, cut into pieces."""

    def __init__(self, text: Folded, memory: Memory, senses: Callable[[str], list[Sense]]) -> None:
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
        return [piece for piece in self.pieces if piece is not SILENT]

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
