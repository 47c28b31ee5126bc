"""How grouping is set, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.core.model import Story


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


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an entry belongs: a story (sure), a new story beside another (maybe), or a new one. score: 0..100."""

    story: Story | None
    reason: str
    score: float = 0.0
    maybe: int | None = None
