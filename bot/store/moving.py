"""A group that became a supergroup: the same people under another chat id.

Rules: what the new id already has wins, so nobody is told twice. The messages stay behind: a supergroup numbers its own
from 1, so an old message id would name some other message there. The alerts sent before therefore grow no more.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection, Row, Table, and_, bindparam, delete, exists, select, update

from bot.core.decision import DeliveryKind
from bot.core.model import Address
from bot.store.holding import rebind
from bot.store.rows import chunks, delivery_of
from bot.store.tables import absences, chats, guests, held, mutes, outbox, routes, told, votes, watches


def move_chat(connection: Connection, old: int, new: int) -> None:
    """Rewrites the id wherever it stands."""
    _move_outbox(connection, old, new)
    _move(connection, chats, ("thread",), old, new)
    _move(connection, watches, ("thread", "term"), old, new)
    _move(connection, mutes, ("thread", "kind", "what"), old, new)
    _move(connection, votes, ("thread", "story", "user"), old, new)
    _move(connection, held, ("story", "thread"), old, new)
    connection.execute(update(told).where(told.c.chat == old).values(message_id=None))
    _move(connection, told, ("story", "thread"), old, new)
    connection.execute(update(routes).where(routes.c.chat == old).values(chat=new))
    twin = guests.alias()
    known = exists().where(twin.c.number == new)
    connection.execute(update(guests).where(guests.c.number == old, ~known).values(number=new))
    connection.execute(delete(absences).where(absences.c.chat == old))


def _move(connection: Connection, table: Table, key: tuple[str, ...], old: int, new: int) -> None:
    """Drops the rows of the old id that the new one has already, and moves the others."""
    twin = table.alias()
    same = and_(twin.c.chat == new, *(twin.c[name] == table.c[name] for name in key))
    connection.execute(delete(table).where(table.c.chat == old, exists().where(same)))
    connection.execute(update(table).where(table.c.chat == old).values(chat=new))


def _move_outbox(connection: Connection, old: int, new: int) -> None:
    """Before `told` moves: a first alert of a story that the new id knows is not owed any more."""
    rows = connection.execute(select(outbox).where(outbox.c.chat == old)).all()
    taken = set(connection.execute(select(outbox.c.key).where(outbox.c.chat == new)).scalars())
    query = select(told.c.story, told.c.thread).where(told.c.chat == new)
    known = {(story, thread) for story, thread in connection.execute(query)}
    keys = {row.id: _key_at(row, new) for row in rows}
    twice = [row.id for row in rows if keys[row.id] in taken or _is_known(row, known)]
    for chunk in chunks(twice):
        connection.execute(delete(outbox).where(outbox.c.id.in_(chunk)))
    for row in rows:
        if row.kind == DeliveryKind.DIGEST.value:
            rebind(connection, row.key, "" if row.id in twice else keys[row.id])
    moved = [{"row": id, "its_key": keys[id]} for id in keys.keys() - set(twice)]
    if moved:
        here = update(outbox).where(outbox.c.id == bindparam("row"))
        connection.execute(here.values(chat=new, key=bindparam("its_key"), message_id=None, sent_after=None), moved)


def _key_at(row: Row[object], chat: int) -> str:
    return replace(delivery_of(row), address=Address(chat, row.thread)).key


def _is_known(row: Row[object], known: set[tuple[int, int]]) -> bool:
    return row.kind in (DeliveryKind.SEND.value, DeliveryKind.REPLY.value) and (row.story, row.thread) in known
