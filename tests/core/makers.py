"""Nouns with everything filled in that a test does not care about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.core.decision import Story, Told
from bot.core.model import Address, Entry, Match, Reading, Signature, Watch

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
CHAT = Address(42)
OTHER = Address(-1001234, 7)


def entry(title: str = "DeepSeek V4 is out", *, key: str = "1", age: float | None = 0, outlet: str = "Alpha") -> Entry:
    """age: minutes between publication and NOW; None: no date."""
    published = None if age is None else NOW - timedelta(minutes=age)
    return Entry(
        feed=f"https://{outlet.lower()}.example/feed",
        key=key,
        title=title,
        url=f"https://{outlet.lower()}.example/{key}",
        outlet=outlet,
        published_at=published,
        seen_at=NOW,
    )


def reading(term: str = "DeepSeek V4", score: float = 100, *, of: Entry | None = None) -> Reading:
    """An entry that matches one term."""
    of = of or entry()
    return Reading(
        of, Signature(url=of.url, title=of.title.casefold(), family=of.outlet), (Match(term, score, "exact"),)
    )


def story(*told: Told, terms: dict[str, float] | None = None, outlets: int = 1, age: float = 0) -> Story:
    """Story 1 with one report an outlet; age: minutes since its reports were published."""
    names = ["Alpha", "Beta", "Gamma", "Delta"][:outlets]
    return Story(
        1,
        "DeepSeek V4 is out",
        NOW,
        NOW,
        reports=tuple(entry(key=str(n), outlet=name, age=age) for n, name in enumerate(names)),
        families=frozenset(names),
        terms={"DeepSeek V4": 100.0} if terms is None else terms,
        told=frozenset(told),
    )


def watch(term: str = "DeepSeek V4", address: Address = CHAT, **settings: object) -> Watch:
    """A watch of CHAT unless said otherwise."""
    return Watch(address, term, **settings)  # type: ignore[arg-type]  # a test names only what it needs
