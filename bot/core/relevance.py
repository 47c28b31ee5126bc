"""What people's votes on alerts teach about a watch: how precise it is, and what would make it more so. Pure.

Rules: nothing is changed here, only proposed, and only after enough votes; a proposal never costs an alert that
somebody found to the point.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.core.refine import Draft, Proposal, is_plain, without, words_of
from bot.core.text import TOKEN, fold, stem
from bot.core.watch import QueryError

ENOUGH = 5  # votes on a watch before anything is proposed
DISLIKED = 3  # of them against it
SHARE = 0.6  # of the votes against it that a word must explain
STEP = 0.5  # of a score: a threshold lies at least so far above what it is to keep out


@dataclass(frozen=True, slots=True)
class Precision:
    """How many alerts of a watch were found to the point, and how many not."""

    up: int = 0
    down: int = 0

    @property
    def total(self) -> int:
        """How many were judged."""
        return self.up + self.down

    @property
    def share(self) -> float:
        """To the point, of those judged; 1 where none was."""
        return self.up / self.total if self.total else 1.0


@dataclass(frozen=True, slots=True)
class Judged:
    """An alert that somebody judged: its headline, and the score of the watch's match."""

    relevant: bool
    headline: str
    score: float


def precision(judged: Sequence[Judged]) -> Precision:
    """Of the votes on one watch."""
    up = sum(one.relevant for one in judged)
    return Precision(up, len(judged) - up)


def lessons(draft: Draft, judged: Sequence[Judged]) -> list[Proposal]:
    """What would have kept out alerts that were not to the point, and none that were: a word to rule out, a higher
    threshold. () before there are votes enough."""
    liked = [one for one in judged if one.relevant]
    disliked = [one for one in judged if not one.relevant]
    if len(judged) < ENOUGH or len(disliked) < DISLIKED:
        return []
    return [*_excluding(draft, liked, disliked), *_stricter(draft, liked, disliked)]


def _excluding(draft: Draft, liked: Sequence[Judged], disliked: Sequence[Judged]) -> list[Proposal]:
    own = {stem(word) for word in TOKEN.findall(fold(draft.term))}
    wanted = {stem(word) for one in liked for word in words_of(one.headline)}
    counts = Counter(word for one in disliked for word in words_of(one.headline) if stem(word) not in own | wanted)
    best = max(counts, key=lambda word: (counts[word], len(word), word), default="")
    if not best or counts[best] < max(2, SHARE * len(disliked)) or not _readable(draft):
        return []
    return [Proposal("without", best, without(draft, best))]


def _stricter(draft: Draft, liked: Sequence[Judged], disliked: Sequence[Judged]) -> list[Proposal]:
    loose = [one.score for one in disliked if all(one.score < other.score - STEP for other in liked)]
    if not liked or len(loose) < max(2, SHARE * len(disliked)):
        return []
    threshold = (max(loose) + min(one.score for one in liked)) / 2
    return [Proposal("threshold", "", replace(draft, threshold=round(threshold, 1)))]


def _readable(draft: Draft) -> bool:
    try:
        is_plain(draft.term)
    except QueryError:
        return False
    return True
