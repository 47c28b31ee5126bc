"""Readings for grouping: titles signed with the real packs, a stand of live stories to put them on."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

from bot.core.alert import Policy, Watches
from bot.core.decision import Batch, Decision
from bot.core.model import Entry, Feed, Reading
from bot.core.pipeline import decide
from bot.core.story import Stories, sign
from bot.lexicon import load_lexicon

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
ALL = Policy(group_all=True)
LEXICON = load_lexicon()


def report(title: str, outlet: str = "", *, url: str = "", summary: str = "", language: str = "") -> Entry:
    """An entry of an outlet of its own, unless one is named."""
    mark = hashlib.sha256(f"{title}{outlet}{url}".encode("utf-8", "surrogatepass")).hexdigest()[:8]
    outlet = outlet or f"Outlet {mark}"
    return Entry(f"https://{mark}.example/feed", mark, title, url, summary, outlet=outlet, language=language)


def read(entry: Entry, minutes: float = 0) -> Reading:
    """The entry as it is read so many minutes after START."""
    at = START + timedelta(minutes=minutes)
    entry = Entry(
        entry.feed,
        entry.key,
        entry.title,
        entry.url,
        entry.summary,
        outlet=entry.outlet,
        language=entry.language,
        published_at=at,
        seen_at=at,
    )
    return Reading(entry, sign(entry, LEXICON))


def tell(stories: Stories, reading: Reading) -> Decision:
    """Decides one reading and lets memory follow."""
    assert reading.entry.seen_at is not None
    batch = Batch(Feed(reading.entry.feed), first=False, readings=(reading,))
    decision = decide(batch, stories, Watches(), reading.entry.seen_at, ALL)
    stories.apply(decision)
    return decision


def grouped(*entries: Entry, apart: float = 10) -> list[int | None]:
    """The story of each entry, told `apart` minutes after the one before."""
    stories = Stories()
    return [tell(stories, read(entry, n * apart)).records[0].story for n, entry in enumerate(entries)]
