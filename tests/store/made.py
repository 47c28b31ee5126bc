"""Nouns for the tests of the store, with as little said as a test needs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.core.decision import Decision, Delivery, DeliveryKind, Priority, Record, Stage, Story, Told
from bot.core.model import Address, Entry, Feed, Hit, Match, Reading, Signature, Span

NOW = datetime(2026, 3, 2, 8, 0, 0, 123456, tzinfo=UTC)
FEED = "https://feed.example/rss"
HERE = Address(42)
TOPIC = Address(-100, 7)


def minutes(count: float) -> datetime:
    """That many minutes after NOW."""
    return NOW + timedelta(minutes=count)


def entry(key: str = "a", **fields: Any) -> Entry:
    defaults: dict[str, Any] = {
        "title": f"Chip exports, part {key}",
        "url": f"https://news.example/{key}",
        "summary": "What is known so far.",
        "outlet": "The Example",
        "language": "en",
        "published_at": minutes(-10),
        "seen_at": NOW,
    }
    return Entry(FEED, key, **(defaults | fields))


MATCH = Match(
    "chip exports",
    91.25,
    "typo",
    (Hit("exports", "typo", Span("title", 5, 12), 1), Hit("chip", "exact", Span("title", 0, 4))),
)


def story(id: int = 1, *reports: Entry, **fields: Any) -> Story:
    reports = reports or (entry(f"s{id}"),)
    defaults: dict[str, Any] = {
        "families": frozenset(f"family {report.key}" for report in reports),
        "terms": {"chip exports": 91.25},
    }
    first: dict[str, Any] = {"first_seen_at": NOW, "last_seen_at": NOW}
    return Story(id, reports[0].title, reports=reports, **(first | defaults | fields))


def record(entry: Entry, story: int | None = None, stage: Stage = Stage.QUEUED) -> Record:
    return Record(Reading(entry, Signature(), (MATCH,)), stage, "rings for “chip exports” in 1 chat", story)


def send(story: int = 1, address: Address = HERE, **fields: Any) -> Delivery:
    defaults: dict[str, Any] = {"terms": ("chip exports",), "entry": (FEED, f"s{story}"), "not_before": NOW}
    return Delivery(address, DeliveryKind.SEND, NOW, story=story, **(defaults | fields))


def edit(story: int = 1, version: int = 2, address: Address = HERE, **fields: Any) -> Delivery:
    defaults: dict[str, Any] = {"priority": Priority.EDIT, "not_before": minutes(1), "version": version}
    return Delivery(address, DeliveryKind.EDIT, NOW, story=story, **(defaults | fields))


def digest(*stories: int, occasion: str = "first start", address: Address = HERE) -> Delivery:
    return Delivery(
        address, DeliveryKind.DIGEST, NOW, stories=stories, priority=Priority.DIGEST, not_before=NOW, occasion=occasion
    )


def rings(id: int = 1, *addresses: Address, reports: tuple[Entry, ...] = (), **fields: Any) -> Decision:
    """A story that opens and rings at these addresses."""
    addresses = addresses or (HERE,)
    told = frozenset(Told(address) for address in addresses)
    opened = story(id, *reports, **fields)
    told_story = replace(opened, told=told)
    records = tuple(record(report, id) for report in opened.reports)
    return Decision((Feed(FEED),), records, (told_story,), tuple(send(id, address) for address in addresses))


def grows(id: int, version: int, *addresses: Address) -> Decision:
    """The same story with `version` publishers, and the edits that this asks for."""
    addresses = addresses or (HERE,)
    reports = tuple(entry(f"s{id}" if n == 0 else f"s{id}-{n}") for n in range(version))
    grown = story(id, *reports, told=frozenset(Told(address) for address in addresses))
    edits = tuple(edit(id, version, address) for address in addresses)
    return Decision((Feed(FEED),), (record(reports[-1], id, Stage.JOINED),), (grown,), edits)


def many(number: int, size: int) -> Decision:
    """The decision of that number, of as many stories, none of which another one holds, with all that belongs to
    them."""
    ids = range(number * size, (number + 1) * size)
    opened = tuple(story(id, entry(f"s{id}"), told=frozenset({Told(HERE)})) for id in ids)
    records = tuple(record(s.reports[0], s.id) for s in opened)
    return Decision((Feed(FEED, etag=str(number)),), records, opened, tuple(send(id) for id in ids))
