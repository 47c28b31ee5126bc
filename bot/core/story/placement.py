"""How grouping is set, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.core.model import Pair, Story

FIRST_KEPT = 2  # of the reports of a story that are compared; the rest are the latest

ASKED = 6  # pairs that a judge is asked about for one entry, where there is a judge


@dataclass(frozen=True, slots=True)
class Grouping:
    """What an operator may set about grouping."""

    window: timedelta = timedelta(hours=72)  # a story that nobody reported for so long takes nothing more
    sure: float = 88.0  # from this score on an entry joins
    doubt: float = 68.0  # from this score on it opens a story that is possibly the same
    compared: int = 8  # reports of a story that an entry is compared with: the first ones and the latest
    candidates: int = 16  # stories that an entry is compared with
    queried: int = 8  # rarest tokens by which candidates are found
    posting: int = 128  # newest stories that one token leads to
    asked: int = 0  # pairs that a judge is asked about for one entry; 0: there is no judge
    ask_from: float = 4.0  # below this score no answer that a model gives makes a pair likely
    ask_to: float = 98.0  # above it none makes the pair unlikely

    @property
    def matters(self) -> float:
        """From this score on it matters whether something forbids a join."""
        return min(self.doubt, self.ask_from) if self.asked else self.doubt


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an entry belongs: a story (sure), a new story beside another (maybe), or a new one. score: 0..100."""

    story: Story | None
    reason: str
    score: float = 0.0
    maybe: int | None = None
    doubts: tuple[Pair, ...] = ()  # what a judge could still be asked
