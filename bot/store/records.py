"""Decision records: what became of an entry, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select

from bot.core.decision import Delivery, Record
from bot.core.store import Explained
from bot.core.text import fold
from bot.store.connect import Room, reading
from bot.store.rows import chunks, delivery_of, page, record_of
from bot.store.tables import outbox, records

_NEWEST = (records.c.seen_at.desc().nulls_last(), records.c.feed, records.c.key)


class Records(Room):
    """What /why, `bot explain` and the web page ask."""

    @reading
    def explain(self, connection: Connection, url: str, limit: int = 20) -> list[Explained]:
        return _explained(connection, [records.c.page == page(url)], limit)

    @reading
    def search(self, connection: Connection, words: str, limit: int = 20) -> list[Explained]:
        wanted = fold(words).split()
        if not wanted:
            return []
        return _explained(connection, [records.c.folded.contains(word, autoescape=True) for word in wanted], limit)

    @reading
    def recent(self, connection: Connection, since: datetime, limit: int) -> list[Record]:
        query = select(records).where(records.c.seen_at >= since).order_by(*_NEWEST).limit(limit)
        return [record_of(row) for row in connection.execute(query)]


def _explained(connection: Connection, which: Sequence[ColumnElement[bool]], limit: int) -> list[Explained]:
    rows = connection.execute(select(records).where(*which).order_by(*_NEWEST).limit(limit)).all()
    owed = _deliveries(connection, {row.story for row in rows if row.story is not None})
    return [Explained(record_of(row), tuple(owed[row.story])) for row in rows]


def _deliveries(connection: Connection, ids: set[int]) -> defaultdict[int | None, list[Delivery]]:
    """What each story led to, in the order in which it was owed."""
    owed: defaultdict[int | None, list[Delivery]] = defaultdict(list)
    for chunk in chunks(sorted(ids)):
        rows: Sequence[Row[Any]] = (
            connection.execute(select(outbox).where(outbox.c.story.in_(chunk)).order_by(outbox.c.id))
        ).all()
        for row in rows:
            owed[row.story].append(delivery_of(row))
    return owed
