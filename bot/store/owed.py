"""A delivery with all that its wording needs, gathered at the moment of sending.

Rules: an alert that grows shows the report that rang first, and its terms, for as long as the outbox knows them. A
missing row never keeps an alert back: a thread without settings of its own is spoken to as its chat is; a record that
was pruned costs the words in bold.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, select, tuple_

from bot.core.decision import Alert, Delivery, DeliveryKind, HeldBy, Owed, Story
from bot.core.model import Address, Chat, Entry, Match, Reading, Signature
from bot.store.connect import Room, reading
from bot.store.outbox import find_alert
from bot.store.rows import chat_of, chunks, matches_of
from bot.store.stories import stories_by_id
from bot.store.tables import chats, held, outbox, records

_Id = tuple[str, str]  # an entry's (feed, key)


class Owing(Room):
    """What a channel is handed."""

    @reading
    def owed(self, connection: Connection, delivery: Delivery) -> Owed | None:
        single = () if delivery.story is None else (delivery.story,)
        found = stories_by_id(connection, delivery.stories or single)
        chat = _chat_for(connection, delivery.address)
        if not found or chat is None:
            return None
        if delivery.kind is DeliveryKind.EDIT:
            delivery = _with_first(connection, delivery)
        kept = _kept(connection, delivery)
        rang = {row.story: row.entry and (row.entry[0], row.entry[1]) for row in kept}
        shown = {story.id: _shown(story, rang.get(story.id, delivery.entry)) for story in found}
        readings = _readings(connection, shown)
        alert = _alert_for(connection, delivery, found[0])
        held_by = {row.story: HeldBy(row.by) for row in kept}
        return Owed(delivery, chat, tuple(found), readings, alert, held_by, _former(connection, delivery, found))


def _former(connection: Connection, delivery: Delivery, found: Sequence[Story]) -> Story | None:
    """What an alert has something new to."""
    if delivery.kind is DeliveryKind.DIGEST or found[0].follows is None:
        return None
    return next(iter(stories_by_id(connection, (found[0].follows,))), None)


def _kept(connection: Connection, delivery: Delivery) -> Sequence[Row[Any]]:
    """What a digest brings."""
    if delivery.kind is not DeliveryKind.DIGEST:
        return ()
    return connection.execute(select(held).where(held.c.digest == delivery.key)).all()


def _chat_for(connection: Connection, address: Address) -> Chat | None:
    """The settings of the address, else of another thread of its chat, the main one first."""
    query = select(chats).where(chats.c.chat == address.chat).order_by(chats.c.thread)
    rows = {row.thread: row for row in connection.execute(query)}
    row: Row[Any] | None = rows.get(address.thread) or next(iter(rows.values()), None)
    return None if row is None else replace(chat_of(row), address=address)


def _with_first(connection: Connection, edit: Delivery) -> Delivery:
    """The edit, with the report and the terms of the alert that it changes."""
    key = replace(edit, kind=DeliveryKind.SEND).key
    first = connection.execute(select(outbox.c.terms, outbox.c.entry).where(outbox.c.key == key)).one_or_none()
    if first is None:
        return edit
    entry = edit.entry if first.entry is None else (first.entry[0], first.entry[1])
    return replace(edit, terms=edit.terms or tuple(first.terms), entry=edit.entry or entry)


def _shown(story: Story, rang: _Id | None) -> Entry | None:
    """The report that rang, else the first."""
    return next((r for r in story.reports if (r.feed, r.key) == rang), next(iter(story.reports), None))


def _readings(connection: Connection, shown: dict[int, Entry | None]) -> dict[int, Reading]:
    matches = _matches(connection, [(entry.feed, entry.key) for entry in shown.values() if entry is not None])
    return {
        story: Reading(entry, Signature(), matches.get((entry.feed, entry.key), ()))
        for story, entry in shown.items()
        if entry is not None
    }


def _matches(connection: Connection, ids: Iterable[_Id]) -> dict[_Id, tuple[Match, ...]]:
    found: dict[_Id, tuple[Match, ...]] = {}
    for chunk in chunks(ids):
        here = tuple_(records.c.feed, records.c.key).in_(chunk)
        for row in connection.execute(select(records.c.feed, records.c.key, records.c.matches).where(here)):
            found[row.feed, row.key] = matches_of(row.matches)
    return found


def _alert_for(connection: Connection, delivery: Delivery, story: Story) -> Alert | None:
    """The message to edit; for a first message, the one to reply to, if it was sent."""
    if delivery.kind is DeliveryKind.EDIT:
        return find_alert(connection, story.id, delivery.address)
    earlier = {DeliveryKind.SEND: story.follows, DeliveryKind.REPLY: story.maybe}.get(delivery.kind)
    alert = None if earlier is None else find_alert(connection, earlier, delivery.address)
    return None if alert is None or alert.message_id is None else alert
