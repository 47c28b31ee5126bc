"""Feeds, and what the configuration says about feeds, watches and chats.

Rules: a feed is never deleted, it is switched OFF: its entries stay known, should it come back. A feed that was
switched off while it was polled stays off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, case, or_, select, update

from bot.core.model import Feed, FeedState
from bot.store.connect import Database, Room, reading, writing
from bot.store.rows import chunks, feed_of, feed_row
from bot.store.tables import feeds

_NEVER = (FeedState.OFF.value, FeedState.GONE.value)
POLLABLE = feeds.c.state.not_in(_NEVER)


class Feeds(Room):
    """What is polled."""

    @reading
    def feeds(self, connection: Connection) -> list[Feed]:
        query = select(feeds).where(feeds.c.state != FeedState.OFF.value).order_by(feeds.c.url)
        return [feed_of(row) for row in connection.execute(query)]

    @reading
    def feed(self, connection: Connection, url: str) -> Feed | None:
        return _stored(connection, [url]).get(url)

    @reading
    def due(self, connection: Connection, now: datetime, limit: int) -> list[Feed]:
        passed = or_(feeds.c.next_poll_at.is_(None), feeds.c.next_poll_at <= now)
        longest = feeds.c.next_poll_at.nulls_first()
        query = select(feeds).where(POLLABLE, passed).order_by(longest, feeds.c.url).limit(limit)
        return [feed_of(row) for row in connection.execute(query)]

    @writing
    def add_feed(self, connection: Connection, feed: Feed) -> bool:
        known = _stored(connection, [feed.url]).get(feed.url)
        if known is not None and known.state.value not in _NEVER:
            return False
        _put(self._db, connection, [feed if known is None else _switched_on(known, feed)])
        return True

    @writing
    def drop_feed(self, connection: Connection, url: str) -> bool:
        here = (feeds.c.url == url) & (feeds.c.state != FeedState.OFF.value)
        done = connection.execute(update(feeds).where(here).values(state=FeedState.OFF.value))
        return done.rowcount > 0

    @writing
    def save_feed(self, connection: Connection, feed: Feed) -> None:
        store_feeds(self._db, connection, [feed])


def store_feeds(database: Database, connection: Connection, polled: Sequence[Feed]) -> None:
    """The state of feeds after polls."""
    if polled:
        storing = database.bulk("store feeds", lambda: _storing(database))
        storing.run(connection, [feed_row(feed) for feed in polled])


def _storing(database: Database) -> Any:
    insert = database.insert(feeds)
    values: dict[str, Any] = {f.name: insert.excluded[f.name] for f in fields(Feed) if f.name not in ("url", "origin")}
    off = feeds.c.state == FeedState.OFF.value
    values["state"] = case((off, FeedState.OFF.value), else_=insert.excluded.state)
    return insert.on_conflict_do_update(index_elements=["url"], set_=values)


def sync_feeds(database: Database, connection: Connection, wanted: Sequence[Feed]) -> None:
    """Makes the feeds of the configuration these."""
    urls = [feed.url for feed in wanted]
    known = _stored(connection, urls)
    changed = [_configured(known.get(feed.url), feed) for feed in wanted]
    if changed:
        _put(database, connection, changed)
    ours = (feeds.c.origin == "config") & (feeds.c.state != FeedState.OFF.value)
    stored = connection.execute(select(feeds.c.url).where(ours)).scalars()
    for chunk in chunks(set(stored) - set(urls)):
        connection.execute(update(feeds).where(feeds.c.url.in_(chunk)).values(state=FeedState.OFF.value))


def _configured(known: Feed | None, wanted: Feed) -> Feed:
    """The stored feed as the configuration wants it, with everything that was learnt."""
    if known is None:
        return replace(wanted, origin="config")
    if known.origin == "chat" and known.state is not FeedState.OFF:
        return known
    return replace(
        known,
        kind=wanted.kind,
        title=wanted.title or known.title,
        language=wanted.language or known.language,
        user_agent=wanted.user_agent,
        tags=wanted.tags or known.tags,
        origin="config",
        state=FeedState.ACTIVE if known.state is FeedState.OFF else known.state,
        # what it published while it was off is remembered, not told: no flood (RSS-to-Telegram-Bot#642)
        polled_at=None if known.state is FeedState.OFF else known.polled_at,
    )


def _switched_on(known: Feed, wanted: Feed) -> Feed:
    return replace(
        known,
        kind=wanted.kind,
        language=wanted.language or known.language,
        state=FeedState.ACTIVE,
        next_poll_at=wanted.next_poll_at,
        polled_at=None,  # what it published meanwhile is remembered, not told
        failures=0,
        error="",
        origin=wanted.origin,
    )


def _stored(connection: Connection, urls: Sequence[str]) -> dict[str, Feed]:
    found: dict[str, Feed] = {}
    for chunk in chunks(urls):
        rows = connection.execute(select(feeds).where(feeds.c.url.in_(chunk)))
        found |= {row.url: feed_of(row) for row in rows}
    return found


def _put(database: Database, connection: Connection, wanted: Sequence[Feed]) -> None:
    insert = database.insert(feeds)
    values = {f.name: insert.excluded[f.name] for f in fields(Feed) if f.name != "url"}
    upsert = insert.on_conflict_do_update(index_elements=["url"], set_=values)
    connection.execute(upsert, [feed_row(feed) for feed in wanted])
