"""How often a watch would have rung: what the store remembers goes once more through read and decide.

Rules: the same pipeline as live and in replay; the clock is the time at which each report was published, else seen.
Nothing is stored. Any number of watches cost a pass over what is remembered, and each is alone in it: what others
watch changes nothing.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from operator import itemgetter

from bot.core.alert import Policy, Watches
from bot.core.decision import Batch, DeliveryKind
from bot.core.model import TERMINAL, Entry, Feed, Match, Reading, Signature, Watch
from bot.core.pipeline import decide
from bot.core.refine import Draft
from bot.core.store import Store
from bot.core.story import Grouping, Stories, sign, signed
from bot.core.watch import Lexicon, TermIndex

FIRST = 500  # remembered reports, the latest, in which a broad watch finds enough already
MOST = 20_000  # that are looked at in all
ENOUGH = 150  # reports of one watch that are grouped: of a broad one the latest, over a shorter time
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

    def sign(self, entry: Entry) -> Signature:
        """As the bot does."""
        return sign(entry, self.lexicon)


async def rehearse(past: Past, drafts: Sequence[Draft], now: datetime, days: int = 7) -> list[Rehearsal]:
    """Each watch over the last days, in the order given. Raises QueryError for a term that cannot be understood."""
    index = TermIndex({draft.term for draft in drafts}, past.lexicon)
    begin = now - timedelta(days=days)
    search = _Search(drafts)
    for most in (FIRST, MOST):
        readings = [record.reading for record in await past.store.recent(begin, most)]
        await search.through(_newest(readings, begin), index)
        if search.is_over or len(readings) < most:
            break
    return [await _play(draft, past, search.reports(draft), now - search.oldest(now), now) for draft in drafts]


def _newest(readings: Sequence[Reading], begin: datetime) -> list[_Timed]:
    """Those of the time in question, the latest first."""
    timed = [(at, number, r) for number, r in enumerate(readings) if (at := r.entry.at) and at >= begin]
    return [(at, reading) for at, _, reading in sorted(timed, reverse=True)]


class _Search:
    """For the reports of each watch, the latest first: of a broad one no more than show that there are more than
    enough. Then its term is looked for no longer."""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        self._found: dict[Draft, list[_Timed]] = {draft: [] for draft in drafts}
        self._open: defaultdict[str, set[Draft]] = defaultdict(set)
        for draft in drafts:
            self._open[draft.term].add(draft)
        self._seen: dict[tuple[str, str], datetime] = {}

    @property
    def is_over(self) -> bool:
        """Whether every watch is a broad one."""
        return not self._open

    def oldest(self, now: datetime) -> datetime:
        """How far back it went."""
        return min(self._seen.values(), default=now)

    def reports(self, draft: Draft) -> list[_Timed]:
        """Of one watch, oldest first."""
        return sorted(self._found[draft], key=itemgetter(0))

    async def through(self, newest: Sequence[_Timed], index: TermIndex) -> None:
        """Looks through reports that it did not see yet, until none is needed any more."""
        for number, (at, reading) in enumerate(newest):
            if number % BREATH == BREATH - 1:
                await asyncio.sleep(0)
            if self.is_over:
                return
            if (key := (reading.entry.feed, reading.entry.key)) in self._seen:
                continue
            self._seen[key] = at
            for match in index.match(reading.entry):
                self._take(match, at, reading, index)

    def _take(self, match: Match, at: datetime, reading: Reading, index: TermIndex) -> None:
        wanting = self._open[match.term]
        for draft in [one for one in wanting if match.score >= one.threshold]:
            self._found[draft].append((at, replace(reading, matches=(match,))))
            if len(self._found[draft]) > ENOUGH:
                wanting.discard(draft)
        if not wanting:
            del self._open[match.term]
            index.drop(match.term)


async def _play(draft: Draft, past: Past, fitting: Sequence[_Timed], covered: timedelta, now: datetime) -> Rehearsal:
    """One watch, alone, over the reports that it would have been about."""
    if len(fitting) > ENOUGH:  # the latest tell how often it rings
        fitting = fitting[-ENOUGH:]
        covered = now - fitting[0][0]
    watches = Watches([Watch(TERMINAL, draft.term, draft.threshold, draft.min_sources)])
    stories = Stories(past.grouping)
    rings: list[Reading] = []
    for number, (at, reading) in enumerate(fitting):
        if number % BREATH == BREATH - 1:
            await asyncio.sleep(0)
        reading = signed(reading.entry, reading.matches, past.sign)
        batch = Batch(Feed(reading.entry.feed), first=False, readings=(reading,))
        decision = decide(batch, stories, watches, at, past.policy)
        stories.apply(decision)
        if any(delivery.kind is DeliveryKind.SEND for delivery in decision.deliveries):
            rings.append(reading)
    spoken = tuple(reading for _, reading in reversed(fitting))
    return Rehearsal(draft, len(fitting), tuple(reversed(rings)), spoken, covered)
