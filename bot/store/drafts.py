"""Watches that somebody considers: what a button stands for, as a term does not fit on one.

Rules: a draft is found by what it says, so that the same one is stored once; it is pruned when nobody asked for it in a
month.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from bot.core.refine import Draft
from bot.store.connect import Room, reading, writing
from bot.store.tables import drafts


class Drafts(Room):
    """What buttons stand for."""

    @writing
    def put_drafts(self, connection: Connection, wanted: Sequence[Draft], now: datetime) -> None:
        if not wanted:
            return
        insert = self._db.insert(drafts)
        upsert = insert.on_conflict_do_update(index_elements=["id"], set_={"asked": insert.excluded.asked})
        rows = {draft.id: draft for draft in wanted}
        connection.execute(
            upsert,
            [
                {"id": id, "term": d.term, "threshold": d.threshold, "min_sources": d.min_sources, "asked": now}
                for id, d in rows.items()
            ],
        )

    @reading
    def draft(self, connection: Connection, id: str) -> Draft | None:
        row = connection.execute(select(drafts).where(drafts.c.id == id)).one_or_none()
        return None if row is None else Draft(row.term, row.threshold, row.min_sources)
