"""Reports, stories and deliveries to render."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.core.decision import Delivery, DeliveryKind, Owed, Story, Told
from bot.core.model import Address, Chat, Entry, Hit, Match, Reading, Signature, Span

NOW = datetime(2026, 3, 2, 8, 5, tzinfo=UTC)
HERE = Address(5)


def report(
    title: str, *, outlet: str = "Chip Daily", language: str = "en", summary: str = "", number: int = 1
) -> Entry:
    host = "".join(c for c in outlet.casefold() if c.isalnum()) or "nobody"
    url = f"https://{host}.example/{number}"
    return Entry(f"https://{host}.example/rss", url, title, url, summary, "", outlet, language, NOW, NOW)


def hit(entry: Entry, word: str, slot: str = "", how: str = "exact", *, field: str = "title", distance: int = 0) -> Hit:
    """A hit where the word stands first in the field."""
    start = getattr(entry, field).index(word)
    return Hit(slot or word, how, Span(field, start, start + len(word)), distance)


def read(entry: Entry, *hits: Hit, term: str = "DeepSeek V4") -> Reading:
    return Reading(entry, Signature(), (Match(term, 100, hits[0].how if hits else "exact", hits),) if hits else ())


def story(
    *reports: Entry, id: int = 7, terms: tuple[str, ...] = ("DeepSeek V4",), told: frozenset[Told] = frozenset()
) -> Story:
    families = frozenset(entry.outlet for entry in reports)
    return Story(id, reports[0].title, NOW, NOW, reports, families, dict.fromkeys(terms, 100.0), told)


def owed(
    kind: DeliveryKind, reading: Reading, *others: Entry, chat: Chat | None = None, told: frozenset[Told] = frozenset()
) -> Owed:
    """One story, with others who report it too."""
    one = story(reading.entry, *others, told=told)
    delivery = Delivery(HERE, kind, NOW, story=one.id, terms=("DeepSeek V4",))
    return Owed(delivery, chat or Chat(HERE), (one,), {one.id: reading})
