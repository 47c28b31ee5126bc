"""Chats and what they watch.

Rules: what a user set in a chat (language, quiet hours, mutes) outlives a change of the configuration; a chat that
takes nothing for now keeps its watches and what it is owed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, exists, func, select, update

from bot.core.model import Address, Chat, Feed, Watch
from bot.store.connect import Database, Room, at, reading, writing
from bot.store.feeds import sync_feeds
from bot.store.moving import move_chat
from bot.store.rows import chat_of, chat_row, chunks, watch_of, watch_row
from bot.store.tables import absences, chats, watches

DAY = timedelta(hours=24)


class Chats(Room):
    """Who is told of what."""

    @writing
    def sync(
        self, connection: Connection, feeds: Sequence[Feed], watches: Sequence[Watch], chats: Sequence[Chat]
    ) -> None:
        sync_feeds(self._db, connection, feeds)
        _sync_watches(self._db, connection, watches)
        _sync_chats(self._db, connection, chats)

    @reading
    def watches(self, connection: Connection, address: Address | None = None) -> list[Watch]:
        query = select(watches).order_by(watches.c.id)
        if address is not None:
            query = query.where(at(watches, address))
        return [watch_of(row) for row in connection.execute(query)]

    @writing
    def add_watch(self, connection: Connection, watch: Watch) -> Watch | None:
        insert = self._db.insert(watches).values(watch_row(watch))
        unique = insert.on_conflict_do_nothing(index_elements=["chat", "thread", "term"])
        row = connection.execute(unique.returning(*watches.c)).one_or_none()
        return None if row is None else watch_of(row)

    @writing
    def drop_watch(self, connection: Connection, id: int) -> bool:
        return connection.execute(delete(watches).where(watches.c.id == id)).rowcount > 0

    @writing
    def mute_watch(self, connection: Connection, id: int, until: datetime | None) -> bool:
        done = connection.execute(update(watches).where(watches.c.id == id).values(muted_until=until))
        return done.rowcount > 0

    @writing
    def change_watch(self, connection: Connection, watch: Watch) -> bool:
        twin = watches.alias()
        there = (twin.c.chat == watch.address.chat) & (twin.c.thread == watch.address.thread)
        same = exists().where(there, twin.c.term == watches.c.term, twin.c.id != watch.id)
        values = {name: value for name, value in watch_row(watch).items() if name != "term"}
        changing = update(watches).where(watches.c.id == watch.id, ~same).values(values)
        return connection.execute(changing).rowcount > 0

    @reading
    def chats(self, connection: Connection) -> list[Chat]:
        query = select(chats).order_by(chats.c.chat, chats.c.thread)
        return [chat_of(row) for row in connection.execute(query)]

    @reading
    def chat(self, connection: Connection, address: Address) -> Chat | None:
        row = connection.execute(select(chats).where(at(chats, address))).one_or_none()
        return None if row is None else chat_of(row)

    @writing
    def put_chat(self, connection: Connection, chat: Chat) -> None:
        _put_chats(self._db, connection, [chat], ("chat", "thread"))

    @writing
    def suspend(self, connection: Connection, chat: int, reason: str) -> None:
        connection.execute(update(chats).where(chats.c.chat == chat).values(suspended=reason or "suspended"))

    @writing
    def resume(self, connection: Connection, chat: int) -> bool:
        connection.execute(delete(absences).where(absences.c.chat == chat))
        silent = (chats.c.chat == chat) & (chats.c.suspended != "")
        return connection.execute(update(chats).where(silent).values(suspended="")).rowcount > 0

    @writing
    def migrate_chat(self, connection: Connection, old: int, new: int) -> None:
        if old != new:
            move_chat(connection, old, new)

    @writing
    def count_missing(self, connection: Connection, chat: int, now: datetime) -> int:
        connection.execute(delete(absences).where(absences.c.at <= now - DAY))
        connection.execute(self._db.insert(absences), [{"chat": chat, "at": now}])
        query = select(func.count()).select_from(absences).where(absences.c.chat == chat)
        return connection.execute(query).scalar_one()


def _sync_watches(database: Database, connection: Connection, wanted: Sequence[Watch]) -> None:
    if wanted:
        insert = database.insert(watches)
        upsert = insert.on_conflict_do_update(
            index_elements=["chat", "thread", "term"],
            set_={"threshold": insert.excluded.threshold, "min_sources": insert.excluded.min_sources},
            where=watches.c.origin == "config",
        )
        connection.execute(upsert, [{**watch_row(watch), "origin": "config"} for watch in wanted])
    kept = {(*watch.address, watch.term) for watch in wanted}
    stored = connection.execute(select(watches).where(watches.c.origin == "config")).all()
    for chunk in chunks(row.id for row in stored if (row.chat, row.thread, row.term) not in kept):
        connection.execute(delete(watches).where(watches.c.id.in_(chunk)))


def _sync_chats(database: Database, connection: Connection, wanted: Sequence[Chat]) -> None:
    """Of a chat that stays, the configuration sets the channel and the role; the rest was set in the chat."""
    known = {(row.chat, row.thread): row for row in connection.execute(select(chats))}
    fresh = [chat for chat in wanted if chat.address not in known]
    if fresh:
        connection.execute(database.insert(chats), [{**chat_row(chat), "origin": "config"} for chat in fresh])
    for chat in wanted:
        ours = at(chats, chat.address) & (chats.c.origin == "config")
        connection.execute(update(chats).where(ours).values(channel=chat.channel, role=chat.role))
    kept = {tuple(chat.address) for chat in wanted}
    for address, row in known.items():
        if row.origin == "config" and address not in kept:
            _let_go(connection, Address(*address))


def _let_go(connection: Connection, address: Address) -> None:
    """A chat that left the configuration stays where it has watches of its own."""
    if connection.execute(select(watches.c.id).where(at(watches, address))).first() is None:
        connection.execute(delete(chats).where(at(chats, address)))
    else:
        connection.execute(update(chats).where(at(chats, address)).values(origin="chat", role="user"))


def _put_chats(database: Database, connection: Connection, wanted: Sequence[Chat], key: tuple[str, ...]) -> None:
    insert = database.insert(chats)
    values = {c.name: insert.excluded[c.name] for c in chats.c if c.name not in key}
    upsert = insert.on_conflict_do_update(index_elements=list(key), set_=values)
    connection.execute(upsert, [chat_row(chat) for chat in wanted])
