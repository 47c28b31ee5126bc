"""WebSub: hubs push what feeds bring, within seconds; polls go on, more slowly, and count what a hub missed.

    a poll names a hub  ->  ask it, with a secret  ->  it verifies (GET)  ->  it pushes (POST), signed  ->  engine.take
                            again before the lease ends; unsubscribe when the feed is dropped

Rules: core/websub.py says what holds, this does it. Nothing here is needed: whatever a hub does or leaves undone, polls
find what it missed. A push whose signature does not hold is taken and thrown away, as the specification asks (7.2),
so that it tells a forger nothing. Hubs are asked through the fetcher, hence its guard: their addresses come from feeds.
What is agreed is stored before it is asked for; counts of what was pushed are stored with the next tick.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.core.model import Entry, Feed, Fetched, Outcome
from bot.core.ports import Clock
from bot.core.websub import (
    LEAVES,
    Standing,
    Subscription,
    agrees,
    asked,
    brought,
    denied,
    is_signed,
    refused,
    request_of,
    unwanted,
    verified,
)
from bot.engine import Engine
from bot.errors import StoreError
from bot.pause import stopped
from bot.sources.http import Fetcher

log = logging.getLogger(__name__)

TICK = 15.0  # seconds between two looks at what is to be asked, renewed, left, stored
AT_ONCE = 20  # hubs that are asked in a tick
IN_FLIGHT = 8  # pushes that are worked on at the same time; a hub sends again what is turned away
PATIENCE = 8.0  # seconds that a hub is kept waiting for its answer; the work goes on
SOON = timedelta(seconds=5)  # until the poll of a feed whose hub stopped, or pushed nothing that can be read

TAKEN, NOT_OURS, GONE, BUSY = 202, 404, 410, 503


class Reader(Protocol):
    """What reads a document that was pushed (bot/sources/rss.py)."""

    async def pushed(self, feed: Feed, body: bytes, content_type: str, now: datetime) -> Fetched:
        """What it holds. Failures are answers."""
        ...


@dataclass(frozen=True, slots=True)
class Ways:
    """Out to hubs and back from them. base: where this bot is reached from outside; new_secret: makes a text that
    nobody can guess."""

    fetcher: Fetcher
    reader: Reader
    base: str
    new_secret: Callable[[], str]


class Hubs:
    """What the bot has agreed on with hubs. Make it, `await start()` once, then `run(stop)`."""

    def __init__(self, engine: Engine, ways: Ways, clock: Clock) -> None:
        self._engine, self._ways, self._clock = engine, ways, clock
        self._known: dict[str, Subscription] = {}  # by the feed's URL
        self._by_key: dict[str, str] = {}  # the callback's key -> the feed's URL
        self._unstored: set[str] = set()
        self._live: set[str] = set()
        self._working: set[asyncio.Task[int]] = set()
        engine.on_polled, engine.on_pushed = self._polled, self._pushed

    # ------------------------------------------------------------ life

    async def start(self) -> None:
        """Takes up what was agreed on before; what was agreed for another public address is asked for anew."""
        for known in await self._engine.store.subscriptions():
            moved = known.base != self._ways.base and known.state is not Standing.LEAVING
            self._put(replace(known, base=self._ways.base, act_at=self._clock()) if moved else known)
        self._unstored.clear()
        await self._settle_live()

    async def run(self, stop: asyncio.Event) -> None:
        """Asks, renews and leaves what is due, until `stop`. Not at once: hubs that verify must find us listening."""
        while not await stopped(stop, TICK):
            try:
                await self.tick()
            except StoreError as error:
                log.error("what hubs push cannot be kept track of: %s", error)
        await self._store_counts()
        await asyncio.gather(*self._working, return_exceptions=True)

    async def tick(self) -> None:
        """One look at everything."""
        now, store = self._clock(), self._engine.store
        for url in await store.unpolled_subscriptions():
            known = self._known.get(url)
            if known is not None and known.state is not Standing.LEAVING:
                self._put(unwanted(known, now))
        await self._store_counts()
        due = sorted((known for known in self._known.values() if known.act_at <= now), key=lambda known: known.act_at)
        await asyncio.gather(*(self._ask(known) for known in due[:AT_ONCE]))
        await self._settle_live()

    async def _ask(self, known: Subscription) -> None:
        """One request to a hub, if there is still something to ask for."""
        now = self._clock()
        if known.state is Standing.LEAVING and (known.tries >= LEAVES or known.until is None or known.until <= now):
            await self._forget(known)
            return
        known = asked(known, now)
        await self._keep(known)
        answer = await self._ways.fetcher.post(known.hub, request_of(known))
        status = answer.status
        if 200 <= status < 300:
            return  # it verifies now, or did so already
        words = getattr(answer, "error", "") or f"It answers {status} to the request for its pushes."
        log.info("%s: its hub cannot be used now, it is polled: %s", known.feed, words)
        now_known = self._known.get(known.feed)
        if now_known is not None and now_known.key == known.key:
            await self._keep(refused(now_known, words))

    # ------------------------------------------------------------ what hubs want of us

    def knows(self, key: str) -> bool:
        """Whether a callback's key is one that we gave out."""
        return key in self._by_key

    async def verify(self, key: str, said: Mapping[str, str]) -> tuple[int, str]:
        """A hub asks whether we meant it, or denies: status and body to answer."""
        known = self._subscription(key)
        mode, topic, now = said.get("hub.mode", ""), said.get("hub.topic", ""), self._clock()
        if known is None or (mode == "denied" and topic != known.topic):
            return NOT_OURS, ""
        if mode == "denied" and known.state is not Standing.LEAVING:
            await self._keep(denied(known, said.get("hub.reason", ""), now))
            await self._settle_live()
            return 200, ""
        if not agrees(known, mode, topic):
            return NOT_OURS, ""
        if known.state is Standing.LEAVING:
            await self._forget(known)
        else:
            known = verified(known, said.get("hub.lease_seconds", ""), now)
            log.info("%s: its hub pushes until %s", known.feed, f"{known.until:%Y-%m-%d %H:%M} UTC")
            await self._keep(known)
            await self._settle_live()
        return 200, said.get("hub.challenge", "")

    async def deliver(self, key: str, headers: Mapping[str, str], body: bytes) -> int:
        """A hub pushes: the status to answer. What cannot be stored now, it sends again."""
        known = self._subscription(key)
        if known is None or known.state is Standing.LEAVING:
            return GONE
        if not is_signed(headers.get("x-hub-signature", ""), body, known.secret):
            log.info("%s: a push without its hub's signature was thrown away", known.feed)
            return TAKEN
        if len(self._working) >= IN_FLIGHT:
            return BUSY
        work = asyncio.create_task(self._take(known.feed, body, headers.get("content-type", "")))
        self._working.add(work)
        work.add_done_callback(self._working.discard)
        done, _ = await asyncio.wait({work}, timeout=PATIENCE)
        return work.result() if done else TAKEN

    async def _take(self, url: str, body: bytes, content_type: str) -> int:
        try:
            feed = await self._engine.store.feed(url)
            if feed is None:
                return GONE
            fetched = await self._ways.reader.pushed(feed, body, content_type, self._clock())
            if fetched.outcome is Outcome.FAILED:  # some push nothing, to say that there is something
                log.info("%s: its hub pushed what cannot be read, it is polled: %s", url, fetched.error)
                await self._engine.hurry(url, SOON)
            elif fetched.entries:
                await self._engine.take(url, fetched)
        except StoreError as error:
            log.error("%s: what its hub pushed could not be stored: %s", url, error)
            return BUSY
        except Exception:  # a defect of ours: polls go on
            log.exception("%s: what its hub pushed failed in an unforeseen way", url)
        return TAKEN

    # ------------------------------------------------------------ what the engine tells

    def _polled(self, feed: Feed, fetched: Fetched, fresh: Sequence[Entry]) -> None:
        """After each poll: which hub the feed names, and what its hub did not bring."""
        known = self._known.get(feed.url)
        if fetched.outcome is Outcome.READ:
            known = self._named(feed, fetched, known)
        if known is not None and known.is_live(self._clock()):
            missed = sum(_is_since(entry, known.since) for entry in fresh)
            if missed:
                log.info("%s: its hub missed %d entries", feed.url, missed)
                self._put(brought(known, 0, missed))

    def _named(self, feed: Feed, fetched: Fetched, known: Subscription | None) -> Subscription | None:
        """The subscription that the feed's document asks for."""
        hub, topic, now = fetched.hub, fetched.topic or feed.address, self._clock()
        if known is not None and (known.hub, known.topic) == (hub, topic) and known.state is not Standing.LEAVING:
            return known
        if hub:  # a hub that it named before gets a 410 for its next push
            new = self._ways.new_secret
            known = Subscription(feed.url, hub, topic, new(), new(), self._ways.base, now)
        elif known is not None and known.state is not Standing.LEAVING:
            known = unwanted(known, now)
        if known is not None:
            self._put(known)
        return known

    def _pushed(self, feed: Feed, fresh: Sequence[Entry]) -> None:
        known = self._known.get(feed.url)
        if known is not None:
            self._put(brought(known, len(fresh), 0))

    # ------------------------------------------------------------ memory and store

    def _subscription(self, key: str) -> Subscription | None:
        return self._known.get(self._by_key.get(key, ""))

    def _put(self, known: Subscription) -> None:
        """In memory; stored with the next tick."""
        before = self._known.get(known.feed)
        if before is not None:
            self._by_key.pop(before.key, None)
        self._known[known.feed], self._by_key[known.key] = known, known.feed
        self._unstored.add(known.feed)

    async def _keep(self, known: Subscription) -> None:
        self._put(known)
        self._unstored.discard(known.feed)
        await self._engine.store.put_subscription(known)

    async def _forget(self, known: Subscription) -> None:
        self._known.pop(known.feed, None)
        self._by_key.pop(known.key, None)
        self._unstored.discard(known.feed)
        await self._engine.store.drop_subscription(known.feed)
        await self._settle_live()

    async def _store_counts(self) -> None:
        for url in list(self._unstored):
            await self._keep(self._known[url])

    async def _settle_live(self) -> None:
        """Polls follow: slower where a hub is live, at once where one has stopped."""
        now = self._clock()
        live = {url: known.left for url, known in self._known.items() if known.is_live(now)}
        silent, self._live = self._live - live.keys(), set(live)
        self._engine.plan = replace(self._engine.plan, pushed=live)
        for url in silent:
            await self._engine.hurry(url, SOON)


def _is_since(entry: Entry, since: datetime | None) -> bool:
    """Whether the hub was there when the entry was published."""
    return since is None or entry.published_at is None or entry.published_at >= since
