"""Counts, the bot's own facts, leases, pruning and backup."""

from __future__ import annotations

import asyncio
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, delete, exists, func, or_, select

from bot.core.decision import DeliveryState
from bot.core.model import FeedState
from bot.core.store import Counts, Disk
from bot.errors import StoreError
from bot.store.connect import Room, reading, writing
from bot.store.copying import copy_sqlite
from bot.store.feeds import POLLABLE
from bot.store.stories import NEWEST, newest_id
from bot.store.tables import (
    chats,
    drafts,
    entries,
    facts,
    feeds,
    held,
    invitations,
    judged,
    leases,
    mutes,
    outbox,
    records,
    stories,
    votes,
    watches,
)

_OVER = (DeliveryState.SENT.value, DeliveryState.DEAD.value, DeliveryState.FOLDED.value)
# `unseen` refreshes last_shown once a day: entries of one document differ by less than this.
_SHOWN_TOGETHER = timedelta(days=2)


class Upkeep(Room):
    """What keeps the bot running and tells how it does."""

    @reading
    def counts(self, connection: Connection, now: datetime) -> Counts:
        troubled = feeds.c.state.not_in([FeedState.ACTIVE.value, FeedState.OFF.value])
        at_once = select(feeds.c.url).where(POLLABLE, feeds.c.next_poll_at.is_(None)).exists()
        queries = {
            "feeds": _count(feeds, feeds.c.state != FeedState.OFF.value),
            "failing": _count(feeds, troubled),
            "entries": _count(entries),
            "stories": _count(stories),
            "watches": _count(watches),
            "chats": _count(chats),
            "queued": _count_deliveries(DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.LIMITED),
            "unknown": _count_deliveries(DeliveryState.UNKNOWN),
            "dead": _count_deliveries(DeliveryState.DEAD),
            "sent": _count_deliveries(DeliveryState.SENT),
            "oldest_queued_at": select(func.min(outbox.c.created_at)).where(
                outbox.c.state == DeliveryState.QUEUED.value
            ),
            "last_sent_at": select(func.max(outbox.c.sent_at)),
            "last_entry_at": select(func.max(records.c.seen_at)),
            "next_poll_at": select(func.min(feeds.c.next_poll_at)).where(POLLABLE),
        }
        columns = [query.scalar_subquery().label(name) for name, query in queries.items()]
        row = connection.execute(select(*columns, at_once.label("at_once"))).mappings().one()
        values: dict[str, Any] = {name: row[name] for name in queries}
        return Counts(**(values | {"next_poll_at": now} if row["at_once"] else values))

    async def disk(self) -> Disk:
        if self._db.path is None:
            return Disk(await self._size(), None)
        return await asyncio.to_thread(_usage, Path(self._db.path))

    @reading
    def _size(self, connection: Connection) -> int:
        return int(connection.execute(select(func.pg_database_size(func.current_database()))).scalar_one())

    @reading
    def value(self, connection: Connection, name: str) -> str | None:
        return connection.execute(select(facts.c.value).where(facts.c.name == name)).scalar_one_or_none()

    @writing
    def set_value(self, connection: Connection, name: str, value: str) -> None:
        self._remember(connection, name, value)

    def _remember(self, connection: Connection, name: str, value: str) -> None:
        insert = self._db.insert(facts).values(name=name, value=value)
        upsert = insert.on_conflict_do_update(index_elements=["name"], set_={"value": insert.excluded.value})
        connection.execute(upsert)

    @writing
    def lease(self, connection: Connection, name: str, owner: str, now: datetime, length: timedelta) -> bool:
        insert = self._db.insert(leases).values(name=name, owner=owner, until=now + length)
        new = insert.excluded
        free = or_(leases.c.owner == new.owner, leases.c.until <= now)
        taking = insert.on_conflict_do_update(
            index_elements=["name"], set_={"owner": new.owner, "until": new.until}, where=free
        )
        taken = connection.execute(taking.returning(leases.c.owner)).scalar_one_or_none()
        return taken is not None

    @writing
    def release(self, connection: Connection, name: str, owner: str) -> None:
        connection.execute(delete(leases).where(leases.c.name == name, leases.c.owner == owner))

    @writing
    def prune(self, connection: Connection, before: datetime) -> int:
        self._remember(connection, NEWEST, str(newest_id(connection)))
        owed = exists().where(outbox.c.story == stories.c.id, outbox.c.state.not_in(_OVER))
        kept = exists().where(held.c.story == stories.c.id)
        seen = func.coalesce(records.c.seen_at, records.c.published_at)
        dropped = 0
        for statement in (
            delete(outbox).where(
                outbox.c.state.in_(_OVER), func.coalesce(outbox.c.sent_at, outbox.c.created_at) < before
            ),
            delete(stories).where(stories.c.last_seen_at < before, ~owed, ~kept),  # reports and told go with them
            delete(records).where(seen < before),
            delete(mutes).where(mutes.c.until < before),
            delete(votes).where(votes.c["at"] < before),
            delete(drafts).where(drafts.c.asked < before),
            delete(invitations).where(invitations.c.until < before),
            delete(judged).where(judged.c.at < before),
        ):
            dropped += connection.execute(statement).rowcount
        return dropped + _prune_entries(connection, before)

    async def backup(self, path: str) -> None:
        if self._db.path is None:
            raise StoreError(f"{self._db.where} is no file to copy. Use pg_dump, which copies a PostgreSQL database")
        await copy_sqlite(self._db.path, Path(path))


def _usage(file: Path) -> Disk:
    """The file with its log, and what its disk has left."""
    parts = (file, file.with_name(file.name + "-wal"))
    return Disk(sum(part.stat().st_size for part in parts if part.exists()), shutil.disk_usage(file.parent).free)


def _count(table: Table, *which: ColumnElement[bool]) -> Any:
    return select(func.count()).select_from(table).where(*which)


def _count_deliveries(*states: DeliveryState) -> Any:
    return _count(outbox, outbox.c.state.in_([state.value for state in states]))


def _prune_entries(connection: Connection, before: datetime) -> int:
    """Forgets what a feed no longer shows. That an entry was shown long ago says nothing where the feed has not changed
    since (it answers 304): only a document that came later without the entry tells that it is gone."""
    dropped = 0
    latest = select(entries.c.feed, func.max(entries.c.last_shown)).group_by(entries.c.feed)
    for feed, shown in connection.execute(latest).all():
        if shown is not None:
            gone = entries.c.last_shown < min(before, shown - _SHOWN_TOGETHER)
            dropped += connection.execute(delete(entries).where(entries.c.feed == feed, gone)).rowcount
    return dropped
