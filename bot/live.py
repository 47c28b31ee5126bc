"""The live run on one machine: APScheduler ticks, feeds that are due are polled, each on its own.

Rules: what is due is a row in the store, not a job a feed, so a restart polls nothing early. A feed is never polled
twice at once, and none waits for another: how many are in flight, and how many at one host, is the fetcher's to bound.
A fault of the store is said and tried again after a pause; it never ends the run.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from bot.core.model import Feed, Fetched, Outcome
from bot.core.ports import Clock
from bot.engine import Engine, Tally
from bot.errors import StoreError

if TYPE_CHECKING:
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = logging.getLogger(__name__)

TICK = 1.0  # seconds
DIGESTS = 15.0  # seconds between two looks at what is kept back
REPLAN = 1  # hours between two looks at how the budget is spent
STATUS = 10.0  # seconds between two lines of progress
BATCH = 500  # due feeds looked at in a tick
PAUSE = timedelta(seconds=30)  # before a feed whose result could not be stored is polled again
FAREWELL = 2.0  # seconds that polls in flight have to finish when the bot stops


class Reporter(Protocol):
    """Shows a person how the run goes."""

    def begin(self, feeds: int) -> None:
        """A sweep over so many feeds begins."""

    def polled(self, feed: Feed, fetched: Fetched) -> None:
        """One of them was polled."""

    def end(self, sweep: Sweep) -> None:
        """The sweep is over."""

    def status(self, tally: Tally, next_poll_at: datetime | None) -> None:
        """Every few seconds: what happened so far."""


@dataclass(slots=True)
class Sweep:
    """One poll of everything that was due."""

    feeds: int = 0
    failed: int = 0
    entries: int = 0

    @property
    def nothing_reached(self) -> bool:
        """There were feeds and not one could be read."""
        return 0 < self.feeds == self.failed


def make_scheduler() -> AsyncIOScheduler:
    """However late a job is, it runs, and then once for all the times that it missed: by itself the scheduler drops one
    that is a second late, and the next look at the budget is an hour away."""
    from apscheduler.schedulers.asyncio import AsyncIOScheduler  # here: a single round does without

    defaults = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    return AsyncIOScheduler(timezone="UTC", job_defaults=defaults)


class Live:
    """Polls what is due, until told to stop."""

    def __init__(self, engine: Engine, clock: Clock, reporter: Reporter, keep: timedelta) -> None:
        self._engine = engine
        self._clock = clock
        self._reporter = reporter
        self._keep = keep
        self._polling: dict[str, asyncio.Task[Fetched | None]] = {}
        self._paused: dict[str, datetime] = {}

    @property
    def healthy(self) -> bool:
        """The store took what the last polls brought."""
        return not self._paused

    async def sweep(self, stop: asyncio.Event) -> Sweep:
        """Polls every feed that is due now, once, and waits for all (or for `stop`)."""
        feeds = await self._engine.replan()
        await self._engine.readers.expect(sum(feed.is_new for feed in feeds))
        before = self._engine.tally.entries
        tasks = await self._start_due()
        await asyncio.sleep(0)  # they ask their servers before
        self._engine.lexicon.prepare()  # the answers take their time
        sweep = Sweep(feeds=len(tasks))
        self._reporter.begin(len(tasks))
        ends: list[asyncio.Task[Any]] = [asyncio.create_task(stop.wait())]
        if tasks:
            ends.append(asyncio.create_task(asyncio.wait(tasks)))
        try:
            if tasks:
                await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for end in ends:
                end.cancel()
            await self._engine.readers.be_alone()
            sweep.failed = sum(_failed(task) for task in tasks if task.done())
            sweep.entries = self._engine.tally.entries - before
            self._reporter.end(sweep)
        return sweep

    async def run(self, stop: asyncio.Event) -> None:
        """Ticks until `stop`; then lets polls in flight finish, or gives them up: the next start polls them again."""
        scheduler = make_scheduler()
        scheduler.add_job(self._until_the_end(self._start_due), "interval", seconds=TICK, id="poll")
        scheduler.add_job(self._until_the_end(self._engine.send_digests), "interval", seconds=DIGESTS, id="digests")
        scheduler.add_job(self._until_the_end(self._engine.replan), "interval", hours=REPLAN, id="replan")
        scheduler.add_job(self._until_the_end(self._tidy), "interval", hours=1, id="tidy")
        scheduler.add_job(self._until_the_end(self._status), "interval", seconds=STATUS, id="status")
        scheduler.start()
        await self._guarded(self._engine.replan)()  # the first sweep taught what feeds are like
        await self._guarded(self._status)()
        try:
            await stop.wait()
        finally:
            scheduler.shutdown(wait=False)
            await self.close()

    async def close(self) -> None:
        """Waits a moment for polls in flight, then cancels them."""
        if self._polling:
            _, pending = await asyncio.wait(self._polling.values(), timeout=FAREWELL)
            for task in pending:
                task.cancel()
            await asyncio.gather(*pending, return_exceptions=True)
        await self._engine.settle()

    async def _start_due(self) -> list[asyncio.Task[Fetched | None]]:
        now = self._clock()
        self._paused = {url: until for url, until in self._paused.items() if until > now}
        started = []
        for feed in await self._engine.store.due(now, BATCH):
            if feed.url in self._polling or feed.url in self._paused:
                continue
            task = asyncio.create_task(self._poll(feed), name=f"poll {feed.url}")
            self._polling[feed.url] = task
            task.add_done_callback(partial(self._ended, feed.url))
            started.append(task)
        return started

    def _ended(self, url: str, _: asyncio.Task[Fetched | None]) -> None:
        self._polling.pop(url, None)

    async def _poll(self, feed: Feed) -> Fetched | None:
        try:
            fetched = await self._engine.poll(feed)
        except StoreError as error:
            self._paused[feed.url] = self._clock() + PAUSE
            log.error(
                "%s: what it brought could not be stored; polled again in %s s: %s", feed.url, PAUSE.seconds, error
            )
            return None
        except Exception:  # a defect of ours: one feed must not end the run
            self._paused[feed.url] = self._clock() + PAUSE
            log.exception("%s: the poll failed in an unforeseen way; polled again in %s s", feed.url, PAUSE.seconds)
            return None
        self._reporter.polled(feed, fetched)
        return fetched

    async def _tidy(self) -> None:
        await self._engine.tidy(self._keep)

    async def _status(self) -> None:
        counts = await self._engine.store.counts(self._clock())
        self._reporter.status(self._engine.tally, counts.next_poll_at)

    def _guarded(self, job: Callable[[], Awaitable[object]]) -> Callable[[], Awaitable[None]]:
        """The job, with a fault of the store said instead of thrown into the scheduler."""

        async def run() -> None:
            try:
                await job()
            except StoreError as error:
                log.error("the database does not answer: %s", error)

        return run

    def _until_the_end(self, job: Callable[[], Awaitable[object]]) -> Callable[[], Awaitable[None]]:
        """The same for the scheduler, which cuts it short when it ends, and would tell that as a fault."""
        guarded = self._guarded(job)

        async def run() -> None:
            with suppress(asyncio.CancelledError):
                await guarded()

        return run


def _failed(task: asyncio.Task[Fetched | None]) -> bool:
    fetched = None if task.cancelled() else task.result()
    return fetched is None or fetched.outcome is Outcome.FAILED
