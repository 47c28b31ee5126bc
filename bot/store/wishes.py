"""How a chat wants to be left in peace: snoozes, mutes, votes.

Rules: a mute is found by what it mutes, so it is never there twice.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from bot.core.model import Address, Mute, MuteKind, Vote
from bot.store.connect import Room, at, reading, writing
from bot.store.rows import mute_of, mute_row, vote_of, vote_row
from bot.store.tables import chats, mutes, votes


class Wishes(Room):
    """What people set by buttons and commands."""

    @writing
    def snooze(self, connection: Connection, address: Address, until: datetime | None) -> bool:
        done = connection.execute(update(chats).where(at(chats, address)).values(snoozed_until=until))
        return done.rowcount > 0

    @writing
    def mute(self, connection: Connection, mute: Mute) -> None:
        insert = self._db.insert(mutes).values(mute_row(mute))
        key = ["chat", "thread", "kind", "what"]
        upsert = insert.on_conflict_do_update(index_elements=key, set_={"until": insert.excluded.until})
        connection.execute(upsert)

    @writing
    def unmute(self, connection: Connection, address: Address, kind: MuteKind, what: str) -> bool:
        which = at(mutes, address) & (mutes.c.kind == kind.value) & (mutes.c.what == what)
        return connection.execute(delete(mutes).where(which)).rowcount > 0

    @reading
    def mutes(self, connection: Connection, address: Address | None = None) -> list[Mute]:
        query = select(mutes).order_by(mutes.c.chat, mutes.c.thread, mutes.c.kind, mutes.c.what)
        if address is not None:
            query = query.where(at(mutes, address))
        return [mute_of(row) for row in connection.execute(query)]

    @writing
    def vote(self, connection: Connection, vote: Vote) -> None:
        insert = self._db.insert(votes).values(vote_row(vote))
        new, key = insert.excluded, ["chat", "thread", "story", "user"]
        changed = {"relevant": new.relevant, "at": new["at"]}
        connection.execute(insert.on_conflict_do_update(index_elements=key, set_=changed))

    @reading
    def votes(self, connection: Connection, address: Address) -> list[Vote]:
        query = select(votes).where(at(votes, address)).order_by(votes.c["at"], votes.c.story, votes.c.user)
        return [vote_of(row) for row in connection.execute(query)]
