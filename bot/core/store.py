"""What is remembered: the store, as the core, the engine and the chat see it. How it is done: bot/store/.

Store    all of it
Outbox   what is owed, and what became of it (core/outbox.py)
Docket   what judges were asked, and what they answered (core/docket.py)

Rules: each method is one transaction; one writer at a time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.core.decision import Decision, Delivery, Held, Record, Story
from bot.core.docket import Docket
from bot.core.model import Address, Chat, Entry, Feed, Mute, MuteKind, Vote, Watch
from bot.core.outbox import Outbox
from bot.core.refine import Draft
from bot.core.websub import Subscription


@dataclass(frozen=True, slots=True)
class Counts:
    """What /status, the web page and the progress line say."""

    feeds: int
    failing: int
    entries: int
    stories: int
    watches: int
    chats: int
    queued: int
    unknown: int
    dead: int
    sent: int
    oldest_queued_at: datetime | None
    last_sent_at: datetime | None
    last_entry_at: datetime | None
    next_poll_at: datetime | None


@dataclass(frozen=True, slots=True)
class Explained:
    """A decision record with what became of it in the outbox."""

    record: Record
    deliveries: tuple[Delivery, ...] = ()


@dataclass(frozen=True, slots=True)
class Disk:
    """How much room the database takes, in bytes, and how much is left where it lies (None: nobody can say)."""

    size: int
    free: int | None


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody, or a group, whom an admin let in or gave a number of watches of its own."""

    number: int
    name: str
    allowed: bool
    quota: int | None  # watches that it may have; None: as everybody
    since: datetime


@dataclass(frozen=True, slots=True)
class Rating:
    """A vote with what it is about."""

    vote: Vote
    headline: str
    terms: Mapping[str, float]  # every term that the story matches -> score


class Store(Docket, Outbox, Protocol):
    """Everything that outlives a restart. Each method is one transaction; one writer at a time.

    Raises bot.errors.StoreError (with the database and the remedy) where the database fails.
    """

    async def close(self) -> None: ...

    async def sync(self, feeds: Sequence[Feed], watches: Sequence[Watch], chats: Sequence[Chat]) -> None:
        """Makes the rows of origin "config" equal to these; a feed taken out becomes OFF, and what is remembered of a
        feed, chat or watch that stays is kept. Rows of origin "chat" are not touched."""
        ...

    # feeds

    async def feeds(self) -> list[Feed]:
        """All but those that are OFF, by URL."""
        ...

    async def feed(self, url: str) -> Feed | None: ...

    async def add_feed(self, feed: Feed) -> bool:
        """False where it is already there and on; an OFF or GONE one is switched on again with its memory."""
        ...

    async def drop_feed(self, url: str) -> bool:
        """Switches it OFF; False where there is none."""
        ...

    async def save_feed(self, feed: Feed) -> None:
        """Its new state after a poll that brought nothing to decide."""
        ...

    async def due(self, now: datetime, limit: int) -> list[Feed]:
        """Feeds to poll, the longest due first; neither OFF nor GONE."""
        ...

    async def subscriptions(self) -> list[Subscription]:
        """What was agreed on with hubs, by the feed's URL."""
        ...

    async def unpolled_subscriptions(self) -> list[str]:
        """URLs of the feeds of such that are OFF, GONE or unknown."""
        ...

    async def put_subscription(self, subscription: Subscription) -> None:
        """Adds it, or takes the place of the feed's former one."""
        ...

    async def drop_subscription(self, feed: str) -> None: ...

    # entries and stories

    async def unseen(self, feed: str, entries: Sequence[Entry]) -> list[Entry]:
        """Those of the entries that the feed never showed before (core/identity.py has the rule), in their order."""
        ...

    async def commit(self, decision: Decision) -> tuple[Delivery, ...]:
        """Feed state, seen entries, decision records, stories and outbox rows in one transaction. Returns the stored
        deliveries with their ids. A SEND that is already owed is left as it is; an EDIT that is already owed takes the
        greater version; one that was sent is owed again."""
        ...

    async def stories(self, since: datetime) -> list[Story]:
        """Stories last seen at or after `since`, oldest first, with their reports and who was told."""
        ...

    async def story(self, id: int) -> Story | None: ...

    async def last_story_id(self) -> int:
        """0 where there is none."""
        ...

    async def explain(self, url: str, limit: int = 20) -> list[Explained]:
        """Decision records of every entry with this canonical URL, newest first."""
        ...

    async def search(self, words: str, limit: int = 20) -> list[Explained]:
        """Decision records of entries whose title holds every one of these words (folded), newest first."""
        ...

    async def recent(self, since: datetime, limit: int) -> list[Record]:
        """Records of entries first seen at or after `since`, newest first."""
        ...

    # watches and chats

    async def watches(self, address: Address | None = None) -> list[Watch]:
        """Of one address, or all, by id."""
        ...

    async def add_watch(self, watch: Watch) -> Watch | None:
        """The stored watch with its id; None where the address already watches this very term."""
        ...

    async def drop_watch(self, id: int) -> bool: ...

    async def mute_watch(self, id: int, until: datetime | None) -> bool: ...

    async def change_watch(self, watch: Watch) -> bool:
        """The watch of this id takes these settings: where it rings (address), threshold, min_sources, muted_until,
        origin. False where it is gone, or where that address watches this very term already."""
        ...

    async def rename_watch(self, id: int, term: str) -> bool:
        """The watch asks for another term and is its chat's own from now on. False where it is gone, or where that
        chat has the term already."""
        ...

    async def sent_elsewhere(self, home: Address) -> list[Watch]:
        """Watches that this chat sends to other chats or topics, by id."""
        ...

    async def send_elsewhere(self, id: int, home: Address) -> None:
        """Remembers which chat steers a watch that rings in another one."""
        ...

    async def watch_counts(self) -> dict[int, int]:
        """How many watches each chat has, in all its topics."""
        ...

    async def put_drafts(self, wanted: Sequence[Draft], now: datetime) -> None:
        """Keeps them for a month, so that a button can stand for one."""
        ...

    async def draft(self, id: str) -> Draft | None: ...

    async def is_allowed(self, number: int) -> bool:
        """Whether an admin let this user or group in."""
        ...

    async def guests(self) -> list[Guest]: ...

    async def guest(self, number: int) -> Guest | None: ...

    async def put_guest(self, guest: Guest) -> None:
        """Adds it or takes its place."""
        ...

    async def invite(self, code: str, until: datetime) -> None:
        """Whoever brings this code first, in time, is let in."""
        ...

    async def accept(self, code: str, guest: Guest) -> bool:
        """Lets the guest in and uses the code up; False for a code that is none, used up or too old."""
        ...

    async def ratings(self, address: Address) -> list[Rating]:
        """Votes on stories that are remembered, oldest first."""
        ...

    async def stored_of(self, chat: int) -> dict[str, list[dict[str, Any]]]:
        """All rows about a chat or user, by table."""
        ...

    async def forget(self, chat: int) -> int:
        """Deletes all of that but what is being sent; how many rows. Memory must follow (Engine.reload)."""
        ...

    async def chats(self) -> list[Chat]: ...

    async def chat(self, address: Address) -> Chat | None: ...

    async def put_chat(self, chat: Chat) -> None:
        """Adds it or replaces its settings."""
        ...

    async def snooze(self, address: Address, until: datetime | None) -> bool:
        """Nothing rings there before; None ends it. False where the chat is not known."""
        ...

    async def mute(self, mute: Mute) -> None:
        """One that is there already takes the new end."""
        ...

    async def unmute(self, address: Address, kind: MuteKind, what: str) -> bool: ...

    async def mutes(self, address: Address | None = None) -> list[Mute]:
        """Of one address, or all; those that have ended, too, until they are pruned."""
        ...

    async def vote(self, vote: Vote) -> None:
        """A person's later vote on a story takes the place of the earlier one."""
        ...

    async def votes(self, address: Address) -> list[Vote]:
        """Oldest first."""
        ...

    async def held(self, address: Address | None = None) -> list[Held]:
        """What is kept back and in no digest yet, of one address or of all: oldest first."""
        ...

    async def suspend(self, chat: int, reason: str) -> None:
        """Nothing is sent to any thread of the chat; what is owed stays queued."""
        ...

    async def resume(self, chat: int) -> bool:
        """True where it was suspended."""
        ...

    async def migrate_chat(self, old: int, new: int) -> None:
        """Rewrites the id in chats, watches, told, alerts and outbox; what the new id already has wins."""
        ...

    async def count_missing(self, chat: int, now: datetime) -> int:
        """Notes that the chat was not found, and returns how often that happened in the last 24 hours."""
        ...

    # the rest

    async def counts(self, now: datetime) -> Counts: ...

    async def disk(self) -> Disk: ...

    async def value(self, name: str) -> str | None:
        """A small named fact of the bot's own: the Telegram update offset, the day of the first start."""
        ...

    async def set_value(self, name: str, value: str) -> None: ...

    async def lease(self, name: str, owner: str, now: datetime, length: timedelta) -> bool:
        """Takes or renews a lease; False while another owner's has not run out."""
        ...

    async def release(self, name: str, owner: str) -> None: ...

    async def prune(self, before: datetime) -> int:
        """Drops stories, records, finished deliveries last touched before; returns how many rows. An entry's identity
        is kept as long as its feed still shows it."""
        ...

    async def backup(self, path: str) -> None:
        """A consistent copy while the bot runs (SQLite only; PostgreSQL has pg_dump, and the error says so)."""
        ...
