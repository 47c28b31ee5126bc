"""People: whom an admin let in, by which invitation, how many watches they may have; and what is stored of somebody.

Rules: what a user asks to have forgotten is gone in one transaction; only what is being sent at that moment stays until
it is over.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, delete, func, select, update

from bot.core.decision import DeliveryState
from bot.core.model import Address, Watch
from bot.core.store import Guest, Rating
from bot.store.connect import Room, at, reading, writing
from bot.store.rows import vote_of, watch_of
from bot.store.tables import (
    absences,
    chats,
    guests,
    held,
    invitations,
    mutes,
    outbox,
    routes,
    stories,
    told,
    votes,
    watches,
)

_OF_A_CHAT: tuple[Table, ...] = (watches, routes, mutes, held, told, absences, chats)


class Guests(Room):
    """Who was let in."""

    @reading
    def is_allowed(self, connection: Connection, number: int) -> bool:
        query = select(guests.c.number).where(guests.c.number == number, guests.c.allowed == 1)
        return connection.execute(query).first() is not None

    @reading
    def guests(self, connection: Connection) -> list[Guest]:
        return [_guest(row) for row in connection.execute(select(guests).order_by(guests.c.number))]

    @reading
    def guest(self, connection: Connection, number: int) -> Guest | None:
        row = connection.execute(select(guests).where(guests.c.number == number)).one_or_none()
        return None if row is None else _guest(row)

    @writing
    def put_guest(self, connection: Connection, guest: Guest) -> None:
        insert = self._db.insert(guests).values(
            number=guest.number, name=guest.name, allowed=int(guest.allowed), quota=guest.quota, since=guest.since
        )
        values = {c.name: insert.excluded[c.name] for c in guests.c if c.name != "number"}
        connection.execute(insert.on_conflict_do_update(index_elements=["number"], set_=values))

    @writing
    def invite(self, connection: Connection, code: str, until: datetime) -> None:
        connection.execute(self._db.insert(invitations), [{"code": code, "until": until}])

    @writing
    def accept(self, connection: Connection, code: str, guest: Guest) -> bool:
        """The invitation is used up and the guest let in, or neither."""
        using = delete(invitations).where(invitations.c.code == code, invitations.c.until > guest.since)
        if not connection.execute(using).rowcount:
            return False
        row = {"number": guest.number, "name": guest.name, "allowed": 1, "quota": guest.quota, "since": guest.since}
        insert = self._db.insert(guests).values(row)
        upsert = insert.on_conflict_do_update(index_elements=["number"], set_={"allowed": 1, "name": guest.name})
        connection.execute(upsert)
        return True

    @reading
    def ratings(self, connection: Connection, address: Address) -> list[Rating]:
        query = (
            select(votes, stories.c.headline, stories.c.terms)
            .join(stories, stories.c.id == votes.c.story)
            .where(at(votes, address))
            .order_by(votes.c["at"], votes.c.story, votes.c.user)
        )
        return [Rating(vote_of(row), row.headline, row.terms) for row in connection.execute(query)]

    @reading
    def stored_of(self, connection: Connection, chat: int) -> dict[str, list[dict[str, Any]]]:
        found = {table.name: _rows(connection, table, table.c.chat == chat) for table in (*_OF_A_CHAT, outbox)}
        found["votes"] = _rows(connection, votes, (votes.c.chat == chat) | (votes.c.user == chat))
        found["guests"] = _rows(connection, guests, guests.c.number == chat)
        return {name: rows for name, rows in found.items() if rows}

    @writing
    def forget(self, connection: Connection, chat: int) -> int:
        leaving = [delete(table).where(table.c.chat == chat) for table in _OF_A_CHAT]
        leaving += [
            delete(votes).where((votes.c.chat == chat) | (votes.c.user == chat)),
            delete(guests).where(guests.c.number == chat),
            delete(outbox).where(outbox.c.chat == chat, outbox.c.state != DeliveryState.SENDING.value),
        ]
        gone = 0
        for statement in leaving:
            gone += connection.execute(statement).rowcount
        return gone

    @reading
    def watch_counts(self, connection: Connection) -> dict[int, int]:
        query = select(watches.c.chat, func.count().label("watches")).group_by(watches.c.chat)
        return {row.chat: row.watches for row in connection.execute(query)}

    @reading
    def sent_elsewhere(self, connection: Connection, home: Address) -> list[Watch]:
        query = select(watches).join(routes, routes.c.watch == watches.c.id).where(at(routes, home))
        away = query.where(~at(watches, home)).order_by(watches.c.id)
        return [watch_of(row) for row in connection.execute(away)]

    @writing
    def send_elsewhere(self, connection: Connection, id: int, home: Address) -> None:
        insert = self._db.insert(routes).values(watch=id, chat=home.chat, thread=home.thread)
        connection.execute(insert.on_conflict_do_nothing(index_elements=["watch"]))

    @writing
    def rename_watch(self, connection: Connection, id: int, term: str) -> bool:
        row = connection.execute(select(watches).where(watches.c.id == id)).one_or_none()
        if row is None:
            return False
        here = (watches.c.chat == row.chat) & (watches.c.thread == row.thread)
        twin = select(watches.c.id).where(here, watches.c.term == term, watches.c.id != id)
        if connection.execute(twin).first() is not None:
            return False
        connection.execute(update(watches).where(watches.c.id == id).values(term=term, origin="chat"))
        return True


def _guest(row: Any) -> Guest:
    return Guest(row.number, row.name, bool(row.allowed), row.quota, row.since)


def _rows(connection: Connection, table: Table, which: ColumnElement[bool]) -> list[dict[str, Any]]:
    found: Sequence[Any] = connection.execute(select(table).where(which)).mappings().all()
    return [dict(row) for row in found]
