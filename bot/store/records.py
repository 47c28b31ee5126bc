"""Decision records: what became of an entry, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.model import Delivery, Record
from bot.core.store import Explained
from bot.core.text import fold
from bot.store.connect import Room, reading
from bot.store.rows import chunks, delivery_of, page, record_of
from bot.store.tables import outbox, records

_NEWEST = (records.c.seen_at.desc().nulls_last(), records.c.feed, records.c.key)


class Records(Room):
    """What /why, `bot explain` and the web page ask."""

    @reading
    async def explain(self, connection: AsyncConnection, url: str, limit: int = 20) -> list[Explained]:
        return await _explained(connection, [records.c.page == page(url)], limit)

    @reading
    async def search(self, connection: AsyncConnection, words: str, limit: int = 20) -> list[Explained]:
        wanted = fold(words).split()
        if not wanted:
            return []
        return await _explained(
            connection, [records.c.folded.contains(word, autoescape=True) for word in wanted], limit
        )

    @reading
    async def recent(self, connection: AsyncConnection, since: datetime, limit: int) -> list[Record]:
        query = select(records).where(records.c.seen_at >= since).order_by(*_NEWEST).limit(limit)
        return [record_of(row) for row in await connection.execute(query)]


async def _explained(connection: AsyncConnection, which: Sequence[ColumnElement[bool]], limit: int) -> list[Explained]:
    rows = (await connection.execute(select(records).where(*which).order_by(*_NEWEST).limit(limit))).all()
    owed = await _deliveries(connection, {row.story for row in rows if row.story is not None})
    return [Explained(record_of(row), tuple(owed[row.story])) for row in rows]


async def _deliveries(connection: AsyncConnection, ids: set[int]) -> defaultdict[int | None, list[Delivery]]:
    """What each story led to, in the order in which it was owed."""
    owed: defaultdict[int | None, list[Delivery]] = defaultdict(list)
    for chunk in chunks(sorted(ids)):
        rows: Sequence[Row[Any]] = (
            await connection.execute(select(outbox).where(outbox.c.story.in_(chunk)).order_by(outbox.c.id))
        ).all()
        for row in rows:
            owed[row.story].append(delivery_of(row))
    return owed
