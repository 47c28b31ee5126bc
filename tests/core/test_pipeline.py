"""bot/core/pipeline.py: several polls decided at once are those polls, decided one after the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC

from hypothesis import given
from hypothesis import strategies as st

from bot.core.alert import Policy, Watches
from bot.core.calm import calm_of
from bot.core.decision import Batch, Decision, Delivery, Held, Record, Story
from bot.core.model import Address, Chat, Feed, Match, Reading, Watch
from bot.core.pipeline import decide, decide_all
from bot.core.story import Stories, sign
from bot.lexicon import load_lexicon
from tests.core.makers import NOW, entry

TERM, OTHER_TERM = "DeepSeek V4", "H20 export"
LOUD, QUIET, WARY = Address(1), Address(2), Address(3)
TITLES = ("DeepSeek V4 is out, and it is cheap", "China halts H20 export", "DeepSeek V4 runs on H20", "The cup final")
POLICY = Policy()
WATCHES = Watches(
    (Watch(LOUD, TERM, id=1), Watch(QUIET, OTHER_TERM, id=2), Watch(WARY, TERM, min_sources=2, id=3)),
    {
        QUIET: calm_of(Chat(QUIET, quiet="00:00-23:59", digest="08:00"), (), UTC),
        WARY: calm_of(Chat(WARY, digest="08:00"), (), UTC),
    },
)


def reading(title: str, outlet: str, number: int) -> Reading:
    one = entry(title, key=str(number), outlet=outlet)
    terms = [term for term in (TERM, OTHER_TERM) if term.split()[0] in title]
    return Reading(one, sign(one, load_lexicon()), tuple(Match(term, 95.0, "exact") for term in terms))


reports = st.lists(st.tuples(st.sampled_from(TITLES), st.sampled_from(("Alpha", "Beta", "Gamma"))), max_size=4)
polls = st.lists(st.tuples(st.booleans(), reports), min_size=1, max_size=5).map(
    lambda drawn: [
        Batch(
            Feed(f"https://{poll}.example"),
            first,
            tuple(reading(title, outlet, 10 * poll + number) for number, (title, outlet) in enumerate(told)),
        )
        for poll, (first, told) in enumerate(drawn)
    ]
)


@dataclass
class Outcome:
    """What is true after decisions, whatever their number."""

    feeds: list[Feed] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    owed: dict[str, Delivery] = field(default_factory=dict)
    held: dict[tuple[int, Address], Held] = field(default_factory=dict)
    stories: dict[int, Story] = field(default_factory=dict)


def after(decisions: Iterable[Decision]) -> Outcome:
    """What the store makes of them."""
    outcome = Outcome()
    for decision in decisions:
        outcome.feeds += decision.feeds
        outcome.records += decision.records
        outcome.held |= {(held.story, held.address): held for held in decision.held}
        for delivery in decision.deliveries:
            outcome.owed[delivery.key] = delivery
            outcome.held.pop((delivery.story or 0, delivery.address), None)
        outcome.stories |= {story.id: story for story in decision.stories}
    return outcome


@given(polls)
def test_polls_at_once_are_polls_one_by_one(batches: list[Batch]) -> None:
    apart = Stories()
    decisions = []
    for batch in batches:
        decisions.append(decide(batch, apart, WATCHES, NOW, POLICY))
        apart.apply(decisions[-1])
    at_once = Stories()
    together = decide_all(batches, at_once, WATCHES, NOW, POLICY)
    assert after([together]) == after(decisions)
    at_once.apply(together)
    assert list(at_once) == list(apart)
