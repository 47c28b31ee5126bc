"""A bot with one feed that names a hub, over real sockets: a feed, its hub, the bot's own page as the callback."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path

import httpx

from bot.core.decision import Stage
from bot.core.model import TERMINAL, Chat, Feed, Watch
from bot.core.websub import Subscription
from bot.engine import Engine, Settings
from bot.hubs import Hubs, Ways
from bot.lexicon import load_lexicon
from bot.readers import Readers
from bot.sources import load_sources
from bot.sources.http import Fetcher, FetchSettings
from bot.sources.rss import Rss
from bot.web import Services, make_app, serve
from tests.fakes.clock import Clock
from tests.fakes.feeds import FeedServer, Item, render
from tests.fakes.here import Here
from tests.fakes.hub import Hub
from tests.fakes.stores import quick_store
from tests.fakes.web import browser

OLD, NEW, NEWER = "The cup final ends in a draw", "DeepSeek V4 is out", "Nvidia H20 export licences are granted"
WELL = {"all": "ok"}


@dataclass
class House:
    """A bot with one feed that names a hub, polled once."""

    engine: Engine
    hubs: Hubs
    server: FeedServer
    hub: Hub
    clock: Clock
    feed: str
    base: str

    async def poll(self) -> None:
        """Polls the feed now, whether or not it is due."""
        feed = await self.engine.store.feed(self.feed)
        assert feed is not None
        await self.engine.poll(feed)

    async def names(self, hub: str) -> None:
        """The feed names this hub from now on, or none."""
        links = {"Link": f"<{hub}>; rel=hub, <{self.feed}>; rel=self"} if hub else {}
        self.server.feed("/feed", [OLD], headers=links)
        self.server.publish("/feed", f"It names {hub}")
        await self.poll()

    async def ask(self) -> None:
        """Asks what is due, and lets the hub verify it."""
        await self.hubs.tick()
        await self.hub.settle()

    async def push(self, *items: str, sign: str = "sha256", secret: str | None = None) -> list[int]:
        """The hub pushes a document with these items."""
        return await self.hub.publish(self.feed, render([Item(item) for item in items]), sign, secret)

    async def agreed(self) -> Subscription:
        """The one subscription, as it is stored."""
        await self.hubs._store_counts()
        (found,) = await self.engine.store.subscriptions()
        return found

    async def stages(self) -> dict[str, Stage]:
        records = await self.engine.store.recent(self.clock() - timedelta(days=30), 100)
        return {record.reading.entry.title: record.stage for record in records}

    async def rung(self) -> int:
        return len(await self.engine.store.queued(self.clock() + timedelta(hours=1), 99))


@asynccontextmanager
async def open_house(
    folder: Path, server: FeedServer, clock: Clock, hub: Hub | None = None, allow_private: bool = True
) -> AsyncIterator[House]:
    """A bot over this folder's database; opened again, it is the same bot after a restart."""
    hub = hub or Hub(server)
    url = server.url("/feed")
    if "/feed" not in server.paths:
        server.feed("/feed", [OLD], headers=hub.links(url))
    async with AsyncExitStack() as closing:
        store = await quick_store(folder / "news.db")
        closing.push_async_callback(store.close)
        settings = FetchSettings(allow_private_addresses=allow_private, total_timeout=timedelta(seconds=5), per_host=9)
        fetcher = Fetcher(settings)
        closing.push_async_callback(fetcher.close)
        sources = load_sources(fetcher, Here())
        engine = Engine(store, sources, Readers(load_lexicon()), Settings(), clock, lambda: 0.5)
        with socket.create_server(("127.0.0.1", 0)) as taken:
            listen = f"127.0.0.1:{taken.getsockname()[1]}"
        numbers, reader = count(len(await store.subscriptions()) * 100), sources["rss"]
        assert isinstance(reader, Rss)
        hubs = Hubs(engine, Ways(fetcher, reader, f"http://{listen}", lambda: f"secret-{next(numbers)}"), clock)
        stop = asyncio.Event()
        page = asyncio.create_task(serve(make_app(Services(store, clock, lambda: WELL, hubs=hubs)), listen, stop))
        await _listening(listen)
        await engine.start([Feed(url)], [Watch(TERMINAL, "DeepSeek V4")], [Chat(TERMINAL, channel="console")])
        await hubs.start()
        house = House(engine, hubs, server, hub, clock, url, f"http://{listen}")
        if not server.count("/feed"):
            await house.poll()
        yield house
        stop.set()
        await page


async def _listening(listen: str) -> None:
    """Until the page answers."""
    async with browser() as http:
        while True:
            try:
                await http.get(f"http://{listen}/healthz")
            except httpx.TransportError:
                await asyncio.sleep(0.01)
            else:
                return


async def interval(house: House) -> timedelta:
    feed = await house.engine.store.feed(house.feed)
    assert feed is not None and feed.interval is not None
    return feed.interval
