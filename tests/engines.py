"""Engines for tests: with the real store, the real matching and the real grouping, and paper for feeds."""

from __future__ import annotations

from datetime import timedelta

from bot.core.decision import DeliveryKind, Stage
from bot.core.model import TERMINAL, Chat, Feed, Watch
from bot.core.store import Store
from bot.engine import Engine, Settings
from bot.lexicon import load_lexicon
from bot.readers import Readers
from tests.fakes.clock import Clock
from tests.fakes.paper import PaperSource

A, B, C = "https://alpha.example", "https://beta.example", "https://gamma.example"
V4 = Watch(TERMINAL, "DeepSeek V4")
H20 = Watch(TERMINAL, "H20 export")
FRESH = timedelta(minutes=1)


def make(store: Store, paper: PaperSource, clock: Clock) -> Engine:
    return Engine(store, {"rss": paper}, Readers(load_lexicon()), Settings(), clock, lambda: 0.5)


async def begin(store: Store, paper: PaperSource, clock: Clock, *watches: Watch) -> Engine:
    """An engine with feeds A, B and C polled once, empty."""
    engine = make(store, paper, clock)
    await engine.start([Feed(A), Feed(B), Feed(C)], watches or (V4, H20), [Chat(TERMINAL, channel="console")])
    await poll(engine, A, B, C)
    return engine


async def poll(engine: Engine, *urls: str) -> None:
    for url in urls:
        feed = await engine.store.feed(url)
        assert feed is not None
        await engine.poll(feed)


async def owed(engine: Engine, clock: Clock) -> list[tuple[DeliveryKind, int | None]]:
    later = clock() + timedelta(hours=1)
    return [(delivery.kind, delivery.story) for delivery in await engine.store.queued(later, 100)]


async def stages(engine: Engine) -> dict[str, Stage]:
    records = await engine.store.recent(Clock()() - timedelta(days=30), 100)
    return {record.reading.entry.title: record.stage for record in records}
