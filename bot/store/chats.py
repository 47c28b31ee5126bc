"""Chats and what they watch.

Rules: what a user set in a chat (language, quiet hours, mutes) outlives a change of the configuration; a chat that
takes nothing for now keeps its watches and what it is owed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

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
    async def sync(
        self, connection: AsyncConnection, feeds: Sequence[Feed], watches: Sequence[Watch], chats: Sequence[Chat]
    ) -> None:
        await sync_feeds(self._db, connection, feeds)
        await _sync_watches(self._db, connection, watches)
        await _sync_chats(self._db, connection, chats)

    @reading
    async def watches(self, connection: AsyncConnection, address: Address | None = None) -> list[Watch]:
        query = select(watches).order_by(watches.c.id)
        if address is not None:
            query = query.where(at(watches, address))
        return [watch_of(row) for row in await connection.execute(query)]

    @writing
    async def add_watch(self, connection: AsyncConnection, watch: Watch) -> Watch | None:
        insert = self._db.insert(watches).values(watch_row(watch))
        unique = insert.on_conflict_do_nothing(index_elements=["chat", "thread", "term"])
        row = (await connection.execute(unique.returning(*watches.c))).one_or_none()
        return None if row is None else watch_of(row)

    @writing
    async def drop_watch(self, connection: AsyncConnection, id: int) -> bool:
        return (await connection.execute(delete(watches).where(watches.c.id == id))).rowcount > 0

    @writing
    async def mute_watch(self, connection: AsyncConnection, id: int, until: datetime | None) -> bool:
        done = await connection.execute(update(watches).where(watches.c.id == id).values(muted_until=until))
        return done.rowcount > 0

    @writing
    async def change_watch(self, connection: AsyncConnection, watch: Watch) -> bool:
        twin = watches.alias()
        there = (twin.c.chat == watch.address.chat) & (twin.c.thread == watch.address.thread)
        same = exists().where(there, twin.c.term == watches.c.term, twin.c.id != watch.id)
        values = {name: value for name, value in watch_row(watch).items() if name != "term"}
        changing = update(watches).where(watches.c.id == watch.id, ~same).values(values)
        return (await connection.execute(changing)).rowcount > 0

    @reading
    async def chats(self, connection: AsyncConnection) -> list[Chat]:
        query = select(chats).order_by(chats.c.chat, chats.c.thread)
        return [chat_of(row) for row in await connection.execute(query)]

    @reading
    async def chat(self, connection: AsyncConnection, address: Address) -> Chat | None:
        row = (await connection.execute(select(chats).where(at(chats, address)))).one_or_none()
        return None if row is None else chat_of(row)

    @writing
    async def put_chat(self, connection: AsyncConnection, chat: Chat) -> None:
        await _put_chats(self._db, connection, [chat], ("chat", "thread"))

    @writing
    async def suspend(self, connection: AsyncConnection, chat: int, reason: str) -> None:
        await connection.execute(update(chats).where(chats.c.chat == chat).values(suspended=reason or "suspended"))

    @writing
    async def resume(self, connection: AsyncConnection, chat: int) -> bool:
        await connection.execute(delete(absences).where(absences.c.chat == chat))
        silent = (chats.c.chat == chat) & (chats.c.suspended != "")
        return (await connection.execute(update(chats).where(silent).values(suspended=""))).rowcount > 0

    @writing
    async def migrate_chat(self, connection: AsyncConnection, old: int, new: int) -> None:
        if old != new:
            await move_chat(connection, old, new)

    @writing
    async def count_missing(self, connection: AsyncConnection, chat: int, now: datetime) -> int:
        await connection.execute(delete(absences).where(absences.c.at <= now - DAY))
        await connection.execute(self._db.insert(absences), [{"chat": chat, "at": now}])
        query = select(func.count()).select_from(absences).where(absences.c.chat == chat)
        return (await connection.execute(query)).scalar_one()


async def _sync_watches(database: Database, connection: AsyncConnection, wanted: Sequence[Watch]) -> None:
    if wanted:
        insert = database.insert(watches)
        upsert = insert.on_conflict_do_update(
            index_elements=["chat", "thread", "term"],
            set_={"threshold": insert.excluded.threshold, "min_sources": insert.excluded.min_sources},
            where=watches.c.origin == "config",
        )
        await connection.execute(upsert, [{**watch_row(watch), "origin": "config"} for watch in wanted])
    kept = {(*watch.address, watch.term) for watch in wanted}
    stored = (await connection.execute(select(watches).where(watches.c.origin == "config"))).all()
    for chunk in chunks(row.id for row in stored if (row.chat, row.thread, row.term) not in kept):
        await connection.execute(delete(watches).where(watches.c.id.in_(chunk)))


async def _sync_chats(database: Database, connection: AsyncConnection, wanted: Sequence[Chat]) -> None:
    """Of a chat that stays, the configuration sets the channel and the role; the rest was set in the chat."""
    known = {(row.chat, row.thread): row for row in await connection.execute(select(chats))}
    fresh = [chat for chat in wanted if chat.address not in known]
    if fresh:
        await connection.execute(database.insert(chats), [{**chat_row(chat), "origin": "config"} for chat in fresh])
    for chat in wanted:
        ours = at(chats, chat.address) & (chats.c.origin == "config")
        await connection.execute(update(chats).where(ours).values(channel=chat.channel, role=chat.role))
    kept = {tuple(chat.address) for chat in wanted}
    for address, row in known.items():
        if row.origin == "config" and address not in kept:
            await _let_go(connection, Address(*address))


async def _let_go(connection: AsyncConnection, address: Address) -> None:
    """A chat that left the configuration stays where it has watches of its own."""
    if (await connection.execute(select(watches.c.id).where(at(watches, address)))).first() is None:
        await connection.execute(delete(chats).where(at(chats, address)))
    else:
        await connection.execute(update(chats).where(at(chats, address)).values(origin="chat", role="user"))


async def _put_chats(
    database: Database, connection: AsyncConnection, wanted: Sequence[Chat], key: tuple[str, ...]
) -> None:
    insert = database.insert(chats)
    values = {c.name: insert.excluded[c.name] for c in chats.c if c.name not in key}
    upsert = insert.on_conflict_do_update(index_elements=list(key), set_=values)
    await connection.execute(upsert, [chat_row(chat) for chat in wanted])
