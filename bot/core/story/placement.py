"""How grouping is set, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from bot.core.decision import Story
from bot.core.model import Pair
from bot.core.story.score import BESIDE_A_JUDGE, MODELS, Models

FIRST_KEPT = 2  # of the reports of a story that are compared; the rest are the latest

UNSURE = 0.999  # of the bound from which on an entry joins: what is in doubt at most

ASKED = 8  # stories that a judge is asked about for one entry, where there is a judge


@dataclass(frozen=True, slots=True)
class Grouping:
    """What an operator may set about grouping."""

    window: timedelta = timedelta(hours=72)  # a story that nobody reported for so long takes nothing more
    sure: float = 84.0  # from this score on an entry joins
    doubt: float = 59.0  # from this score on it opens a story that is possibly the same
    near: float = 30.0  # from this score on a new story that adds a fact to another follows it
    compared: int = 8  # reports of a story that an entry is compared with: the first ones and the latest
    candidates: int = 8  # stories that an entry is compared with
    queried: int = 8  # rarest tokens by which candidates are found
    posting: int = 128  # newest stories that one token leads to
    asked: int = 0  # stories that a judge is asked about for one entry; 0: there is no judge
    ask_from: float = 4.0  # below this score no answer that a model gives makes a pair likely
    models: Models = MODELS  # what says how like two reports are
    ask_to: float = 98.0  # above it none makes the pair unlikely

    def with_judge(self) -> Grouping:
        """The same, where a judge is asked."""
        return replace(self, asked=ASKED, models=BESIDE_A_JUDGE)


# caution -> (sure, doubt). What each costs on the labelled weeks stands in docs/technotes/grouping.md.
BANDS = {
    "cautious": (89.0, 65.0),  # rather twice than quietly
    "balanced": (84.0, 59.0),
    "terse": (77.0, 48.0),  # rather quietly than twice
}


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an entry belongs: a story (sure), a new story beside another (maybe), or a new one. score: 0..100."""

    story: Story | None
    reason: str
    score: float = 0.0
    maybe: int | None = None
    doubts: tuple[Pair, ...] = ()  # what a judge could still be asked
    merged: tuple[int, ...] = ()  # stories that are found to be one with it
    follows: int | None = None  # the story to which it adds a new fact; where it is a new story, and not in doubt
