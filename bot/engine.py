"""The engine: polls one feed from its first byte to one commit; memory follows the store.

    poll(feed):
        fetched  = the source's answer                         (shell)
        fresh    = entries that the feed never showed before   (store)
        readings = read(entry) for each                        (pure)
        answers  = a judge's, to the pairs in doubt            (shell; in a bounded time, nothing locked)
        decision = decide(readings, answers)                   (pure; one at a time)
        commit(decision), then stories.apply(decision)         (one transaction; memory follows)

Of polls that come to the decision at once, the last two steps are one for all of them: a transaction holds whole polls.

What a hub pushes (bot/hubs.py) goes the same way, from `fresh` on; of one feed, a poll and a push wait for each other.

Rules: the same engine runs live, with --once, in the demo and in tests. Nothing here knows when to poll (live.py) or
how alerts go out (dispatch.py). What fails before the commit is tried again at the next poll: the feed's validators are
stored with the entries.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from weakref import WeakValueDictionary

from bot.core.alert import Policy, Watches
from bot.core.budget import Budget, planned
from bot.core.calm import Calm, calm_of
from bot.core.decision import Batch, Decision
from bot.core.digests import due_digests, first_digest
from bot.core.identity import novel
from bot.core.model import Address, Answers, Chat, Entry, Feed, FeedState, Fetched, Outcome, Reading, Watch
from bot.core.pipeline import decide_all, finder
from bot.core.ports import Clock, Find, Source
from bot.core.schedule import Brought, Limits, Plan, after_poll, after_push
from bot.core.store import Store
from bot.core.story import Grouping, Stories
from bot.core.watch import compile_query
from bot.errors import StoreError
from bot.messages.locale import zone_of
from bot.readers import Readers
from bot.together import Together

log = logging.getLogger(__name__)

OLDER = 5  # earlier documents of a feed that are followed where polls missed entries
TOGETHER = 1_000  # entries that are stored at once: a send waits for that
PLACED = 10  # as how many of them one counts that a story is looked for: for that the event loop waits, too
SPELLINGS = "spellings"  # the store's name for what the stream taught of spelling


@dataclass(frozen=True, slots=True)
class Settings:
    """What the engine takes from the configuration."""

    limits: Limits = field(default_factory=Limits)
    budget: Budget = field(default_factory=Budget)
    policy: Policy = field(default_factory=Policy)
    grouping: Grouping = field(default_factory=Grouping)


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a feed that somebody asked for. Where feed.error is set it could not be read and is not kept."""

    feed: Feed
    entries: int
    known: bool  # it was polled already


@dataclass(slots=True)
class Tally:
    """What happened since the start: for the progress line."""

    polls: int = 0
    failed: int = 0
    entries: int = 0
    matched: int = 0
    alerts: int = 0


class Engine:
    """Everything between a feed and the outbox. Make it, then `await start(...)` once."""

    def __init__(
        self,
        store: Store,
        sources: Mapping[str, Source],
        readers: Readers,
        settings: Settings,
        clock: Clock,
        jitter: Callable[[], float],
    ) -> None:
        self.store = store
        self.lexicon = readers.lexicon
        self.settings = settings
        self.watches = Watches()
        self.readers = readers
        self.stories = Stories(settings.grouping)
        self.tally = Tally()
        self.plan = Plan(settings.limits)
        self.on_owed: Callable[[], None] = lambda: None  # the dispatcher's wake()
        self.on_polled: Callable[[Feed, Fetched, Sequence[Entry]], None] = lambda *_: None  # (.., .., what was fresh)
        self.on_pushed: Callable[[Feed, Sequence[Entry]], None] = lambda *_: None
        self.consult: Callable[[Find], Awaitable[Answers]] | None = None  # the judges, where there are any
        self._sources = sources
        self._clock = clock
        self._jitter = jitter
        self._storing: set[asyncio.Task[None]] = set()
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()  # URL of a feed -> its turn
        self._editor = asyncio.Lock()  # one decision at a time: memory and database agree before the next
        self._loading = asyncio.Lock()  # of watches
        self._edits = Together(self._edit, self._effort, TOGETHER)

    # ------------------------------------------------------------ life

    async def start(self, feeds: Sequence[Feed], watches: Sequence[Watch], chats: Sequence[Chat]) -> None:
        """Brings the store into line with the configuration and loads what memory needs: watches and live stories."""
        await self.store.sync(feeds, watches, chats)
        self.readers.sightings.recall(json.loads(await self.store.value(SPELLINGS) or "{}"))
        await self.reload()

    async def reload(self) -> None:
        """Memory as the store has it: at the start, and after a group's number was rewritten (who was told of a story,
        and what is watched, stand under the new one)."""
        async with self._editor:
            await self._load_watches()
            stories = Stories(self.settings.grouping)
            stories.restore(await self.store.stories(self._clock() - self.settings.grouping.window), self.readers.sign)
            stories.set_last_id(await self.store.last_story_id())
            self.stories = stories

    async def tidy(self, keep: timedelta) -> None:
        """Lets go of stories that nothing can join any more, and of rows older than `keep`."""
        self.stories.expire(self._clock())
        await self.store.prune(self._clock() - keep)
        await self._keep_spellings()

    async def _keep_spellings(self) -> None:
        await self.store.set_value(SPELLINGS, json.dumps(self.readers.sightings.counts(), ensure_ascii=False))

    # ------------------------------------------------------------ polling

    async def poll(self, feed: Feed) -> Fetched:
        """Polls the feed once and commits all that follows. Raises StoreError alone; nothing is lost then."""
        async with self._turn(feed.url) as waited:
            if waited:  # a push changed what is known of it
                feed = await self.store.feed(feed.url) or feed
            fetched = await self.look_at(feed)
            await self._whole(self._absorb(feed, fetched, first=feed.polled_at is None))
        return fetched

    async def take(self, url: str, fetched: Fetched) -> bool:
        """What a hub pushed of a feed, committed like what a poll brings; False for a feed that is not polled (any
        more, or yet: its first poll must come first, whose entries are remembered and not told). Raises StoreError."""
        async with self._turn(url):
            feed = await self.store.feed(url)
            if feed is None or feed.polled_at is None or feed.state in (FeedState.OFF, FeedState.GONE):
                return False
            await self._whole(self._absorb_push(feed, fetched))
        return True

    async def hurry(self, url: str, within: timedelta) -> None:
        """Polls a feed soon, if it is polled at all: its hub stopped, or pushed what cannot be read."""
        async with self._turn(url):
            feed, by = await self.store.feed(url), self._clock() + within
            if feed is not None and (feed.next_poll_at is None or feed.next_poll_at > by):
                await self.store.save_feed(replace(feed, next_poll_at=by))

    @asynccontextmanager
    async def _turn(self, url: str) -> AsyncIterator[bool]:
        """One poll or push of a feed at a time; whether there was one to wait for."""
        turn = self._turns.setdefault(url, asyncio.Lock())
        waited = turn.locked()
        async with turn:
            yield waited

    async def settle(self) -> None:
        """Waits for what is being stored, and stores what was learnt. To be called before the store is closed."""
        await asyncio.gather(*self._storing, return_exceptions=True)
        await self._edits.rest()
        with suppress(StoreError):  # what an hour taught may be lost
            await self._keep_spellings()

    async def _whole(self, work: Coroutine[Any, Any, None]) -> None:
        """Work that is not left half done when the poll is cancelled: a fetch may be given up, a commit may not."""
        task = asyncio.create_task(work)
        self._storing.add(task)
        task.add_done_callback(self._storing.discard)
        await asyncio.shield(task)

    async def look_at(self, feed: Feed) -> Fetched:
        """Polls the feed and stores nothing."""
        return await self._sources[feed.kind].fetch(feed, self._clock())

    async def _absorb(self, feed: Feed, fetched: Fetched, first: bool) -> None:
        now = self._clock()
        fresh = await self._fresh(feed, fetched.entries)
        gap = not first and len(fresh) == len(fetched.entries) + fetched.known > 1
        if gap:
            fresh += await self._older(feed, fetched)
        readings = await self.readers.read(sorted(fresh, key=_by_time))
        brought = Brought([entry.published_at for entry in fresh], _matched(readings), gap)
        after = after_poll(feed, fetched, brought, now, self._jitter(), self.plan)
        self.tally.polls += 1
        self.tally.failed += fetched.outcome is Outcome.FAILED
        await self._conclude(Batch(after, first, tuple(readings)), now)
        self.on_polled(feed, fetched, fresh)

    async def _absorb_push(self, feed: Feed, fetched: Fetched) -> None:
        now = self._clock()
        fresh = await self._fresh(feed, fetched.entries)
        readings = await self.readers.read(sorted(fresh, key=_by_time))
        brought = Brought([entry.published_at for entry in fresh], _matched(readings))
        if fresh:
            await self._conclude(Batch(after_push(feed, brought, now), False, tuple(readings)), now)
            self.on_pushed(feed, fresh)

    async def _conclude(self, batch: Batch, now: datetime) -> None:
        """The feed's new state, and all that follows from what it brought."""
        self.tally.entries += len(batch.readings)
        self.tally.matched += _matched(batch.readings)
        await self._edits.do(await self._judged(batch, now))

    def _effort(self, batch: Batch) -> int:
        """What it takes to decide about a batch and to store it, in entries that are stored alone."""
        placed = len(batch.readings) if self.settings.policy.group_all else _matched(batch.readings)
        return 1 + len(batch.readings) + (PLACED - 1) * placed

    async def _edit(self, batches: Sequence[Batch]) -> None:
        """One decision about what several polls brought, and its commit."""
        async with self._editor:
            await self._commit(decide_all(batches, self.stories, self.watches, self._clock(), self.settings.policy))
        self.readers.learn(reading for batch in batches for reading in batch.readings)

    async def _fresh(self, feed: Feed, entries: Sequence[Entry]) -> list[Entry]:
        """Those that the feed never showed before. Of a feed of which nothing was read the store knows none."""
        if feed.is_new or not entries:
            return novel(entries, {}, set())
        return await self.store.unseen(feed.url, entries)

    async def _older(self, feed: Feed, fetched: Fetched) -> list[Entry]:
        """Nothing that the feed shows was known: what went by unseen, as far as older documents tell (RFC 5005)."""
        log.info("%s: everything it shows is new; entries may have come and gone since the last poll", feed.url)
        found: list[Entry] = []
        for _ in range(OLDER):
            if not fetched.older:
                break
            page = Feed(fetched.older, feed.kind, language=feed.language, user_agent=feed.user_agent)
            fetched = await self.look_at(page)
            entries = [replace(entry, feed=feed.url) for entry in fetched.entries]
            fresh = await self._fresh(feed, entries)
            found += fresh
            if len(fresh) < len(entries) or not entries:
                break
        return found

    async def replan(self) -> Sequence[Feed]:
        """Shares the budget out anew, by what the feeds are like by now. The feeds."""
        feeds = await self.store.feeds()
        plan = await asyncio.to_thread(planned, feeds, self.plan, self.settings.budget)
        self.plan = replace(plan, pushed=self.plan.pushed)  # which may have changed meanwhile
        return feeds

    async def _judged(self, batch: Batch, now: datetime) -> Batch:
        """With what judges say of its pairs in doubt. What comes in while they think is decided by words."""
        if self.consult is None or not batch.readings:
            return batch
        find = finder(batch, self.stories, self.watches, now, self.settings.policy)
        return replace(batch, answers=await self.consult(find))

    async def _commit(self, decision: Decision) -> None:
        """One transaction, then memory. The editor lock is held."""
        owed = await self.store.commit(decision)
        self.stories.apply(decision)
        self.tally.alerts += len(owed)
        if owed:
            self.on_owed()

    async def digest_of_first_start(self) -> int:
        """Owes each chat one digest of what the last 24 hours hold for it; the number of stories in them. Once in a
        database's life."""
        if await self.store.value("first digest"):
            return 0
        async with self._editor:
            decision = first_digest(self.stories, self.watches, self._clock())
            await self._commit(decision)
        await self.store.set_value("first digest", self._clock().isoformat())
        return len(decision.stories)

    async def send_digests(self) -> int:
        """Owes the digests that are due; their number."""
        async with self._editor:
            held = await self.store.held()
            if not held:
                return 0
            watches = Watches((), await self._calms())  # as the store has them now: a chat may be suspended since
            decision = due_digests(held, watches, self._size, self._clock())
            if decision.deliveries:
                await self._commit(decision)
            return len(decision.deliveries)

    def _size(self, story: int) -> int:
        known = self.stories.get(story)
        return 0 if known is None else known.version

    # ------------------------------------------------------------ what a chat asks for

    async def watch(self, watch: Watch) -> Watch | None:
        """Adds a watch, live. None where that chat has it already. Raises QueryError."""
        compile_query(watch.term, self.lexicon)
        stored = await self.store.add_watch(watch)
        if stored is not None:
            await self._load_watches()
        return stored

    async def unwatch(self, id: int) -> bool:
        """Drops a watch, live; False where there is none."""
        dropped = await self.store.drop_watch(id)
        if dropped:
            await self._load_watches()
        return dropped

    async def refresh(self) -> None:
        """Memory follows what a chat set in the store: its watches, hours, digest, snooze, mutes."""
        async with self._editor:
            await self._load_watches()

    async def _load_watches(self) -> None:
        async with self._loading:  # one after the other: what was read first must not be taken for what is now
            watches = Watches(await self.store.watches(), await self._calms())
            known = self.readers.terms
            await self.readers.watch(watches.terms - known, known - watches.terms)
            self.watches = watches

    async def _calms(self) -> dict[Address, Calm]:
        mutes = await self.store.mutes()
        return {chat.address: calm_of(chat, mutes, zone_of(chat.timezone)) for chat in await self.store.chats()}

    async def add_feed(self, url: str, origin: str = "chat") -> Added:
        """Polls a feed and keeps it if it can be read. What it holds now is remembered, not told. A site's page stands
        for the feed that it names; a page that names another page is not followed further."""
        added, named = await self._added(url, origin)
        return (await self._added(named, origin))[0] if named else added

    async def _added(self, url: str, origin: str) -> tuple[Added, str]:
        """What becomes of it, and the feed that was meant where it is a page; else ""."""
        known = await self.store.feed(url)
        if known is not None and known.state is not FeedState.OFF:
            return Added(known, 0, known=True), ""
        feed = Feed(url, origin=origin)
        fetched = await self.look_at(feed)
        named = fetched.feeds[0] if fetched.feeds and url not in fetched.feeds else ""
        if named or fetched.outcome is Outcome.FAILED:
            return Added(replace(feed, state=fetched.state, error=fetched.error), 0, known=False), named
        return await self._keep(feed, fetched), ""

    async def _keep(self, feed: Feed, fetched: Fetched) -> Added:
        await self.store.add_feed(feed)
        stored = await self.store.feed(feed.url) or feed
        await self._absorb(stored, fetched, first=True)
        return Added(await self.store.feed(feed.url) or stored, len(fetched.entries), known=False)

    async def drop_feed(self, url: str) -> bool:
        """Polls it no more; what it showed stays known."""
        return await self.store.drop_feed(url)


def _matched(readings: Sequence[Reading]) -> int:
    return sum(bool(reading.matches) for reading in readings)


def _by_time(entry: Entry) -> tuple[bool, float]:
    """Oldest first; entries without a date last, in the document's order."""
    return (entry.published_at is None, entry.published_at.timestamp() if entry.published_at else 0.0)
