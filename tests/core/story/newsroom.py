"""A newsroom in miniature: headlines go through the pipeline's own `decide`, every one of them grouped."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from bot.core.alert import Policy, Watches
from bot.core.decision import Batch, Decision
from bot.core.model import Entry, Feed, Reading, Signature
from bot.core.pipeline import decide
from bot.core.story import Grouping, Stories, sign
from bot.lexicon import load_lexicon

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
ALL = Policy(group_all=True)
FEED = Feed("https://feed.example/rss")
ROOMY = Grouping(sure=60, doubt=30)  # far below the defaults: what is kept apart here is kept apart anywhere


def entry(title: str, *, minutes: float = 0, outlet: str = "", url: str = "", summary: str = "") -> Entry:
    """minutes: after NOW. Without an outlet each title has its own."""
    outlet = outlet or f"outlet{sum(map(ord, title))}"
    at = NOW + timedelta(minutes=minutes)
    url = url or f"https://{outlet}.example/news/{minutes:g}-{sum(map(ord, title))}"
    return Entry(FEED.url, f"{outlet} {minutes} {title}"[:200], title, url, summary, "", outlet, "", at, at)


@lru_cache(20_000)
def signed(of: Entry) -> Signature:
    """By the packs as they are; an entry that is told again is not signed again."""
    return sign(of, load_lexicon())


def read(of: Entry) -> Reading:
    """Signed, with no match."""
    return Reading(of, signed(of))


class Newsroom:
    """Entries in, story ids out."""

    def __init__(self, settings: Grouping | None = None) -> None:
        self.stories = Stories(settings)

    def decide(self, entries: Iterable[Entry], now: datetime | None = None) -> Decision:
        """What one poll with these entries brings; nothing is stored."""
        readings = tuple(map(read, entries))
        now = now or max((reading.entry.seen_at or NOW for reading in readings), default=NOW)
        return decide(Batch(FEED, False, readings), self.stories, Watches(), now, ALL)

    def tell(self, *entries: Entry) -> list[int]:
        """One entry a poll; the ids of their stories."""
        told = []
        for one in entries:
            decision = self.decide([one])
            self.stories.apply(decision)
            told.append(decision.records[0].story or 0)
        return told

    def reason(self, one: Entry) -> str:
        """Why an entry would be put where it would be put."""
        return self.decide([one]).records[0].reason


def merged(a: str, b: str, settings: Grouping | None = None) -> bool:
    """Whether two headlines, an hour apart and by two outlets, become one story."""
    first, second = Newsroom(settings).tell(entry(a, outlet="alpha"), entry(b, outlet="beta", minutes=60))
    return first == second
