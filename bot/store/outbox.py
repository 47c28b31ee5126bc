"""The outbox: what is owed, on its way, sent, in doubt or given up.

    commit -> queued -> mark_sending -> mark_sent
                 ^            |-> retry (NotSent) -----> queued
                 |            |-> mark_limited (429) --> limited -> mark_sent | mark_sending
                 |            |-> mark(UNKNOWN) or a crash, then recover -> unknown -> mark_sent | retry | mark(DEAD)
                 |            |-> mark(DEAD); a digest is replaced by its halves (holding.py)
                 |            '-> folded into a digest, where it is no news any more (holding.py)
                 '-- an edit that was asked for again meanwhile

Rules: a row's key is unique, so nothing is owed twice. Who was told by which message is kept in `told`, with the story:
it outlasts the row.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, Row, exists, func, literal, or_, select, union, update

from bot.core.decision import Alert, Delivery, DeliveryKind, DeliveryState
from bot.core.model import Address
from bot.store.connect import Database, Room, reading, writing
from bot.store.holding import rebind, settle
from bot.store.rows import delivery_of
from bot.store.tables import chats, outbox, stories, told

QUEUED = outbox.c.state == DeliveryState.QUEUED.value
_SUSPENDED = exists().where(chats.c.chat == outbox.c.chat, chats.c.suspended != "")
_FIRST = (DeliveryKind.SEND, DeliveryKind.REPLY)
_HOW = {DeliveryKind.SEND: "alert", DeliveryKind.REPLY: "reply", DeliveryKind.DIGEST: "digest"}

_SUPERGROUP = -1_000_000_000_000  # ids at or below it are supergroups and channels


class Outbox(Room):
    """What the dispatcher asks for and answers with."""

    @writing
    def recover(self, connection: Connection) -> int:
        sending = outbox.c.state == DeliveryState.SENDING.value
        values = {"state": DeliveryState.UNKNOWN.value, "error": "the bot stopped while it was being sent"}
        return connection.execute(update(outbox).where(sending).values(values)).rowcount

    @reading
    def queued(self, connection: Connection, now: datetime, limit: int) -> list[Delivery]:
        passed = or_(outbox.c.not_before.is_(None), outbox.c.not_before <= now)
        order = (outbox.c.priority, outbox.c.created_at, outbox.c.id)
        query = select(outbox).where(QUEUED, passed, ~_SUSPENDED).order_by(*order).limit(limit)
        return [delivery_of(row) for row in connection.execute(query)]

    @reading
    def unknown(self, connection: Connection, limit: int) -> list[Delivery]:
        doubtful = outbox.c.state.in_((DeliveryState.UNKNOWN.value, DeliveryState.LIMITED.value))
        query = select(outbox).where(doubtful).order_by(outbox.c.created_at, outbox.c.id).limit(limit)
        return [delivery_of(row) for row in connection.execute(query)]

    @reading
    def next_not_before(self, connection: Connection, now: datetime) -> datetime | None:
        query = select(func.min(outbox.c.not_before)).where(QUEUED, outbox.c.not_before > now, ~_SUSPENDED)
        earliest: datetime | None = connection.execute(query).scalar_one()
        return earliest

    @writing
    def mark(self, connection: Connection, id: int, state: DeliveryState, error: str = "") -> None:
        _set(connection, id, state=state.value, error=error)

    @writing
    def mark_sending(self, connection: Connection, id: int, sent_after: int | None) -> None:
        _set(connection, id, state=DeliveryState.SENDING.value, error="", sent_after=sent_after)

    @writing
    def mark_limited(self, connection: Connection, id: int, not_before: datetime, error: str) -> None:
        _set(connection, id, state=DeliveryState.LIMITED.value, not_before=not_before, error=error)

    @writing
    def retry(self, connection: Connection, id: int, not_before: datetime, error: str, counted: bool) -> None:
        attempts = outbox.c.attempts + int(counted)
        values = {"state": DeliveryState.QUEUED.value, "not_before": not_before, "error": error, "attempts": attempts}
        _set(connection, id, **values)

    @writing
    def mark_sent(
        self,
        connection: Connection,
        delivery: Delivery,
        message_id: int | None,
        version: int,
        now: datetime,
    ) -> None:
        # As the row has it now: its chat, thread or version may have changed while the message was on its way.
        row = _locked(connection, delivery.id)
        current = delivery if row is None else delivery_of(row)
        if current.address.chat != delivery.address.chat:
            message_id = None  # it went to the group that the chat was; here the id is another message's
        again = current.kind is DeliveryKind.EDIT and current.version > version
        state = DeliveryState.QUEUED if again else DeliveryState.SENT
        values = {"state": state.value, "attempts": 0 if again else current.attempts, "error": ""}
        _set(connection, delivery.id, **values, sent_at=now, message_id=message_id)
        threads = {current.address.thread} if row is None or row.lost_thread is None else {row.thread, row.lost_thread}
        for thread in sorted(threads):
            address = Address(current.address.chat, thread)
            _tell(self._db, connection, replace(current, address=address), message_id, version)
        if current.kind is DeliveryKind.DIGEST:
            settle(connection, current)

    @writing
    def reroute(self, connection: Connection, id: int, thread: int) -> None:
        row = _locked(connection, id)
        if row is None or row.thread == thread:
            return
        moved = replace(delivery_of(row), address=Address(row.chat, thread))
        if _is_owed(connection, moved) or _is_told(connection, moved):
            error = f"thread {row.thread} is gone, and thread {thread} is told already"
            _set(connection, id, state=DeliveryState.DEAD.value, error=error)
            return
        lost = row.thread if row.lost_thread is None else row.lost_thread
        _set(connection, id, thread=thread, key=moved.key, lost_thread=lost)
        rebind(connection, row.key, moved.key)
        if moved.kind in _FIRST:  # told from now on, so that the watches of that thread do not ring once more
            _tell(self._db, connection, moved, None, 0)

    @reading
    def alert(self, connection: Connection, story: int, address: Address) -> Alert | None:
        return find_alert(connection, story, address)

    @reading
    def alert_by_message(self, connection: Connection, chat: int, message_id: int) -> Alert | None:
        query = select(told).where(told.c.chat == chat, told.c.message_id == message_id).order_by(told.c.story.desc())
        row = connection.execute(query.limit(1)).one_or_none()
        return None if row is None else _alert_of(row)

    @writing
    def forget_message(self, connection: Connection, story: int, address: Address) -> None:
        known = find_alert(connection, story, address)
        if known is None:
            return
        # Of every address that the message told: a delivery that was rerouted told two.
        # And of every story that it told: one that was merged into another left its message to it.
        here = (told.c.chat == address.chat) & (told.c.message_id == known.message_id)
        connection.execute(update(told).where(here).values(message_id=None))

    @reading
    def known_message_ids(self, connection: Connection, chat: int, after: int) -> list[int]:
        # Private chats and basic groups share one counter of message ids; a supergroup or channel has its own.
        own_counter = chat <= _SUPERGROUP
        counted = [table.c.chat == chat if own_counter else table.c.chat > _SUPERGROUP for table in (told, outbox)]
        alerts = select(told.c.message_id).where(counted[0], told.c.message_id > after)
        # A digest tells many stories by one message, which is none of theirs: only the outbox has its id.
        others = select(outbox.c.message_id).where(counted[1], outbox.c.message_id > after)
        return sorted(connection.execute(union(alerts, others)).scalars())


def find_alert(connection: Connection, story: int, address: Address) -> Alert | None:
    """The message that told an address of a story; None where none did, or a digest does."""
    first = told.c.how.in_([_HOW[kind] for kind in _FIRST])
    row = connection.execute(select(told).where(_told_at(story, address), first)).one_or_none()
    if row is None or row.message_id is not None:
        return None if row is None else _alert_of(row)
    # It may have been told of a story that is one with this, found later: then that message is the one that grows.
    part = select(told).join(stories).where(stories.c.merged_into == story, told.c.message_id.is_not(None), first)
    here = (told.c.chat == address.chat) & (told.c.thread == address.thread)
    other = connection.execute(part.where(here).order_by(told.c.story).limit(1)).one_or_none()
    return replace(_alert_of(row), message_id=other.message_id if other else None)


def _alert_of(row: Row[Any]) -> Alert:
    return Alert(row.story, Address(row.chat, row.thread), row.message_id, row.version)


def _told_at(story: int | None, address: Address) -> ColumnElement[bool]:
    return (told.c.story == story) & (told.c.chat == address.chat) & (told.c.thread == address.thread)


def _locked(connection: Connection, id: int) -> Row[Any] | None:
    return connection.execute(select(outbox).where(outbox.c.id == id).with_for_update()).one_or_none()


def _set(connection: Connection, id: int, **values: Any) -> None:
    connection.execute(update(outbox).where(outbox.c.id == id).values(values))


def _is_owed(connection: Connection, delivery: Delivery) -> bool:
    query = select(outbox.c.id).where(outbox.c.key == delivery.key)
    return connection.execute(query).first() is not None


def _is_told(connection: Connection, delivery: Delivery) -> bool:
    query = select(told.c.story).where(_told_at(delivery.story, delivery.address))
    ring = query.where(told.c.how != "waiting")
    return delivery.kind in _FIRST and connection.execute(ring).first() is not None


def _tell(database: Database, connection: Connection, delivery: Delivery, message_id: int | None, version: int) -> None:
    """Notes in `told` what a delivery told its address, and by which message."""
    if delivery.kind is DeliveryKind.EDIT:
        _show(connection, delivery, message_id, version)
        return
    digest = delivery.kind is DeliveryKind.DIGEST
    wanted = delivery.stories if digest else (delivery.story,)
    there = connection.execute(select(stories.c.id).where(stories.c.id.in_(wanted))).scalars().all()
    how, (chat, thread) = _HOW[delivery.kind], delivery.address
    shown = {"message_id": None, "version": 0} if digest else {"message_id": message_id, "version": version}
    rows = [{"story": story, "chat": chat, "thread": thread, "how": how, **shown} for story in there]
    if not rows:  # pruned meanwhile
        return
    insert, key = database.insert(told), ["story", "chat", "thread"]
    if digest:
        connection.execute(insert.on_conflict_do_nothing(index_elements=key), rows)
        return
    connection.execute(insert.on_conflict_do_update(index_elements=key, set_={"how": how, **shown}), rows)
    _settle_edit(connection, delivery, version)


def _show(connection: Connection, delivery: Delivery, message_id: int | None, version: int) -> None:
    """The alert shows this version now."""
    known = func.coalesce(literal(message_id, BigInteger), told.c.message_id)
    here = _told_at(delivery.story, delivery.address)
    connection.execute(update(told).where(here).values(version=version, message_id=known))


def _settle_edit(connection: Connection, delivery: Delivery, version: int) -> None:
    """A first message shows the outlets known when it is sent: an edit that was to add no more than those is done."""
    key = replace(delivery, kind=DeliveryKind.EDIT).key
    settled = (outbox.c.key == key) & (outbox.c.version <= version) & QUEUED
    connection.execute(update(outbox).where(settled).values(state=DeliveryState.SENT.value))
