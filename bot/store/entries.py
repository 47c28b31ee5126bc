"""What feeds have shown, and the one transaction that stores what was decided about it.

Rules: `commit` is all or nothing, and the same whether it stores one entry or a thousand: a fixed number of statements.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, Table, and_, bindparam, case, or_, select, update

from bot.core.decision import Decision, Delivery, DeliveryKind, DeliveryState, Story, Told
from bot.core.identity import fingerprint, novel
from bot.core.model import Address, Entry
from bot.store.bulk import Bulk
from bot.store.connect import Room, reading, writing
from bot.store.feeds import store_feeds
from bot.store.holding import bind, keep_back, new_digests
from bot.store.rows import chunks, delivery_of, delivery_row, identity_row, record_row, report_rows, story_row
from bot.store.stories import report_counts, told_before
from bot.store.tables import entries, outbox, records, reports, stories, told

DAY = timedelta(days=1)


class Entries(Room):
    """From what a feed shows to what is owed."""

    async def unseen(self, feed: str, entries: Sequence[Entry]) -> list[Entry]:
        rows = await self._shown(feed, entries)
        now = max((entry.seen_at for entry in entries if entry.seen_at is not None), default=None)
        stale = [row.key for row in rows if now and (row.last_shown is None or row.last_shown <= now - DAY)]
        if now is not None and stale:
            await self._show(feed, stale, now)
        known = {row.key: (row.url, row.title) for row in rows}
        return novel(entries, known, {row.fingerprint for row in rows})

    @reading
    def _shown(self, connection: Connection, feed: str, shown: Sequence[Entry]) -> list[Any]:
        """The stored identities that these entries may have."""
        query = self._db.once("shown", _same)
        found: list[Any] = []
        for chunk in chunks(shown):
            marks = {"keys": [entry.key for entry in chunk], "prints": [fingerprint(entry) for entry in chunk]}
            found += connection.execute(query, {"of": feed, **marks})
        return found

    @writing
    def _show(self, connection: Connection, feed: str, keys: Sequence[str], now: datetime) -> None:
        """The feed still shows them: prune keeps what is shown, so that it is not taken for new later."""
        for chunk in chunks(keys):
            here = (entries.c.feed == feed) & entries.c.key.in_(chunk)
            connection.execute(update(entries).where(here).values(last_shown=now))

    @writing
    def commit(self, connection: Connection, decision: Decision) -> tuple[Delivery, ...]:
        store_feeds(self._db, connection, decision.feeds)
        self._store_records(connection, decision)
        before = told_before(connection, [story.id for story in decision.stories])
        self._store_stories(connection, decision.stories)
        self._store_told(connection, decision.stories, before)
        # The last guard against a double alert: who knew of a story before this commit gets no first alert of it.
        wanted = [delivery for delivery in decision.deliveries if not _is_told(delivery, before)]
        keep_back(self._db, connection, decision.held, wanted, before)
        fresh = new_digests(connection, wanted)
        self._store_deliveries(connection, wanted)
        bind(connection, fresh)
        return _queued(connection, [delivery.key for delivery in decision.deliveries])

    def _store_records(self, connection: Connection, decision: Decision) -> None:
        if not decision.records:
            return
        seen = [identity_row(record.reading.entry) for record in decision.records]
        self._new(entries).run(connection, seen)
        self._new(records).run(connection, [record_row(record) for record in decision.records])

    def _new(self, table: Table) -> Bulk:
        """An insert that leaves alone what is there."""
        return self._db.bulk(
            f"new {table.name}",
            lambda: self._db.insert(table).on_conflict_do_nothing(index_elements=["feed", "key"]),
        )

    def _store_stories(self, connection: Connection, changed: Sequence[Story]) -> None:
        if not changed:
            return
        insert = self._db.insert(stories)
        values = {c.name: insert.excluded[c.name] for c in stories.c if c.name != "id"}
        upsert = insert.on_conflict_do_update(index_elements=["id"], set_=values)
        connection.execute(upsert, [story_row(story) for story in changed])
        stored = report_counts(connection, [story.id for story in changed])
        added = [row for story in changed for row in report_rows(story, stored.get(story.id, 0))]
        if added:
            connection.execute(self._db.insert(reports), added)

    def _store_told(
        self, connection: Connection, changed: Sequence[Story], before: Mapping[tuple[int, Address], Told]
    ) -> None:
        added = [
            {"story": story.id, "chat": address.chat, "thread": address.thread, "how": how, "version": 0}
            for story in changed
            for address, how in story.told
            if how != "waiting" or (story.id, address) not in before
        ]
        if added:
            insert, key = self._db.insert(told), ["story", "chat", "thread"]
            new = insert.excluded.how
            # Memory may lag behind: a digest may have told meanwhile what it believes held. It never goes back.
            further = or_(told.c.how == "waiting", and_(told.c.how == "held", or_(new == "alert", new == "reply")))
            connection.execute(
                insert.on_conflict_do_update(index_elements=key, set_={"how": new}, where=further), added
            )

    def _store_deliveries(self, connection: Connection, deliveries: Sequence[Delivery]) -> None:
        edits = [delivery_row(d) for d in deliveries if d.kind is DeliveryKind.EDIT]
        others = [delivery_row(d) for d in deliveries if d.kind is not DeliveryKind.EDIT]
        if others:
            connection.execute(self._db.insert(outbox).on_conflict_do_nothing(index_elements=["key"]), others)
        if edits:
            connection.execute(self._ask_for_edit(), edits)

    def _ask_for_edit(self) -> Any:
        """An edit that waits takes the greater version and keeps its place; one that is over is owed again; one that is
        on its way only takes the version, and `mark_sent` puts it back into the queue."""
        insert = self._db.insert(outbox)
        new = insert.excluded
        # Not IN: a statement that is executed for many rows cannot expand a list.
        over = or_(outbox.c.state == DeliveryState.SENT.value, outbox.c.state == DeliveryState.DEAD.value)
        waits = outbox.c.state == DeliveryState.QUEUED.value
        return insert.on_conflict_do_update(
            index_elements=["key"],
            set_={
                "version": new.version,
                "state": case((over, DeliveryState.QUEUED.value), else_=outbox.c.state),
                "attempts": case((over, 0), else_=outbox.c.attempts),
                "error": case((over, ""), else_=outbox.c.error),
                "created_at": case((over, new.created_at), else_=outbox.c.created_at),
                "not_before": case((waits, outbox.c.not_before), else_=new.not_before),
            },
            where=new.version > outbox.c.version,
        )


def _same() -> Select[Any]:
    """The identities of one feed that have one of these keys, or one of these fingerprints."""
    keys = entries.c.key.in_(bindparam("keys", expanding=True))
    prints = entries.c.fingerprint.in_(bindparam("prints", expanding=True))
    return select(entries).where(entries.c.feed == bindparam("of"), or_(keys, prints))


def _is_told(delivery: Delivery, before: Mapping[tuple[int, Address], Told]) -> bool:
    if delivery.kind not in (DeliveryKind.SEND, DeliveryKind.REPLY) or delivery.story is None:
        return False
    known = before.get((delivery.story, delivery.address))
    return known is not None and known.how not in ("waiting", "held")


def _queued(connection: Connection, keys: Sequence[str]) -> tuple[Delivery, ...]:
    """What is queued under these keys, in their order."""
    stored: dict[str, Delivery] = {}
    for chunk in chunks(keys):
        query = select(outbox).where(outbox.c.key.in_(chunk), outbox.c.state == DeliveryState.QUEUED.value)
        stored |= {row.key: delivery_of(row) for row in connection.execute(query)}
    return tuple(stored[key] for key in dict.fromkeys(keys) if key in stored)
