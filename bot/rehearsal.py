"""How often a watch would have rung: what the store remembers goes once more through read and decide.

Rules: the same pipeline as live and in replay; the clock is the time at which each report was published, else seen.
Nothing is stored. Any number of watches cost one pass over what is remembered, and each is alone in it: what others
watch changes nothing.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.alert import Policy, Watches
from bot.core.model import TERMINAL, Batch, DeliveryKind, Feed, Reading, Watch
from bot.core.pipeline import decide
from bot.core.ports import Store
from bot.core.refine import Draft
from bot.core.story import Grouping, Stories, sign
from bot.core.watch import Lexicon, TermIndex

MOST = 20_000  # remembered reports that are looked at
ENOUGH = 300  # reports of one watch that are grouped: of a broad one the latest, over a shorter time
BREATH = 25  # reports between two chances for the event loop
SHORTEST = timedelta(hours=6)  # the least time that a rate is told of


_Timed = tuple[datetime, Reading]


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a watch would have done."""

    draft: Draft
    reports: int  # that match
    rings: tuple[Reading, ...]  # the report of each ring, newest first
    spoken: tuple[Reading, ...]  # every report that matches, newest first
    covered: timedelta  # how far back this goes: to the oldest report that was looked at

    @property
    def a_day(self) -> float:
        """Rings a day."""
        return len(self.rings) / (max(self.covered, SHORTEST) / timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Past:
    """What a rehearsal takes from the bot."""

    store: Store
    lexicon: Lexicon
    policy: Policy
    grouping: Grouping


async def rehearse(past: Past, drafts: Sequence[Draft], now: datetime, days: int = 7) -> list[Rehearsal]:
    """Each watch over the last days, in the order given. Raises QueryError for a term that cannot be understood."""
    index = TermIndex({draft.term for draft in drafts}, past.lexicon)
    begin = now - timedelta(days=days)
    readings = [record.reading for record in await past.store.recent(begin, MOST)]
    timed = sorted((at, number, r) for number, r in enumerate(readings) if (at := r.entry.at) and at >= begin)
    matched: defaultdict[str, list[_Timed]] = defaultdict(list)
    for number, (at, _, reading) in enumerate(timed):
        if number % BREATH == BREATH - 1:
            await asyncio.sleep(0)
        for match in index.match(reading.entry):
            matched[match.term].append((at, replace(reading, matches=(match,))))
    oldest = timed[0][0] if timed else now
    return [await _play(draft, past, matched[draft.term], now - oldest, now) for draft in drafts]


async def _play(draft: Draft, past: Past, matched: Sequence[_Timed], covered: timedelta, now: datetime) -> Rehearsal:
    """One watch, alone, over the reports that its term matches."""
    fitting = [(at, reading) for at, reading in matched if reading.matches[0].score >= draft.threshold]
    if len(fitting) > ENOUGH:  # the latest tell how often it rings
        fitting = fitting[-ENOUGH:]
        covered = now - fitting[0][0]
    watches = Watches([Watch(TERMINAL, draft.term, draft.threshold, draft.min_sources)])
    stories = Stories(past.grouping)
    rings: list[Reading] = []
    for number, (at, reading) in enumerate(fitting):
        if number % BREATH == BREATH - 1:
            await asyncio.sleep(0)
        signed = replace(reading, signature=sign(reading.entry, past.lexicon))
        batch = Batch(Feed(signed.entry.feed), first=False, readings=(signed,))
        decision = decide(batch, stories, watches, at, past.policy)
        stories.apply(decision)
        if any(delivery.kind is DeliveryKind.SEND for delivery in decision.deliveries):
            rings.append(signed)
    spoken = tuple(reading for _, reading in reversed(fitting))
    return Rehearsal(draft, len(fitting), tuple(reversed(rings)), spoken, covered)
