"""What is kept back for a chat's next digest, from the commit that holds it to the message that tells it.

    commit with Held rows -> held, bound to no digest      told: "held" or "waiting"
    commit with a DIGEST  -> bound to it                   in one transaction, so that no second one brings it
    mark_sent             -> gone                          told: "digest" ("waiting" stays: it may still ring)
    replace_digest        -> bound to its halves, or gone with its Told: the story rings when it grows
    fold                  -> queued alerts that are no news any more become held

Rules: a row is there once for a story and an address. An alert of its own takes it out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, or_, select, update

from bot.core.decision import Delivery, DeliveryKind, DeliveryState, Held, HeldBy, Told
from bot.core.model import Address
from bot.store.connect import Database, Room, at, reading, writing
from bot.store.rows import chunks, delivery_of, delivery_row, held_of, held_row
from bot.store.tables import held, outbox, stories, told

_FIRST = (DeliveryKind.SEND.value, DeliveryKind.REPLY.value)


class Holding(Room):
    """What digests are made of."""

    @reading
    def held(self, connection: Connection, address: Address | None = None) -> list[Held]:
        query = select(held).where(held.c.digest == "").order_by(held.c.since, held.c.story, held.c.chat, held.c.thread)
        if address is not None:
            query = query.where(at(held, address))
        return [held_of(row) for row in connection.execute(query)]

    @writing
    def replace_digest(self, connection: Connection, delivery: Delivery, error: str, parts: Sequence[Delivery]) -> None:
        dead = {"state": DeliveryState.DEAD.value, "error": error}
        connection.execute(update(outbox).where(outbox.c.id == delivery.id).values(dead))
        if parts:
            insert = self._db.insert(outbox).on_conflict_do_nothing(index_elements=["key"])
            connection.execute(insert, [delivery_row(part) for part in parts])
            for part in parts:
                here = (held.c.digest == delivery.key) & held.c.story.in_(part.stories)
                connection.execute(update(held).where(here).values(digest=part.key))
            return
        bound = connection.execute(select(held).where(held.c.digest == delivery.key)).all()
        for row in bound:
            known = (told.c.story == row.story) & at(told, Address(row.chat, row.thread)) & (told.c.how == "held")
            connection.execute(delete(told).where(known))
        connection.execute(delete(held).where(held.c.digest == delivery.key))

    @writing
    def fold(self, connection: Connection, chat: int, before: datetime) -> int:
        stale = (outbox.c.chat == chat) & outbox.c.kind.in_(_FIRST) & (outbox.c.created_at < before)
        query = select(outbox).join(stories, stories.c.id == outbox.c.story)
        queued = stale & (outbox.c.state == DeliveryState.QUEUED.value)
        rows = [delivery_of(row) for row in connection.execute(query.where(queued))]
        kept = [
            held_row(Held(row.story or 0, row.address, HeldBy.STALE, row.created_at, row.terms, row.entry))
            for row in rows
        ]
        if not kept:
            return 0
        insert = self._db.insert(held).on_conflict_do_nothing(index_elements=["story", "chat", "thread"])
        connection.execute(insert, kept)
        folded = {"state": DeliveryState.FOLDED.value, "error": "it is no news any more: a digest tells it"}
        for chunk in chunks(row.id for row in rows):
            connection.execute(update(outbox).where(outbox.c.id.in_(chunk)).values(folded))
        for row in rows:
            here = (told.c.story == row.story) & at(told, row.address)
            connection.execute(update(told).where(here).values(how="held"))
        return len(rows)


def keep_back(
    database: Database,
    connection: Connection,
    kept: Sequence[Held],
    deliveries: Sequence[Delivery],
    before: Mapping[tuple[int, Address], Told],
) -> None:
    """Stores what a decision holds back, where nobody was told meanwhile; what rings is held no more."""
    for delivery in deliveries:
        if delivery.kind.value in _FIRST and (delivery.story or 0, delivery.address) in before:
            gone = (held.c.story == delivery.story) & at(held, delivery.address) & (held.c.digest == "")
            connection.execute(delete(held).where(gone))
    rows = [held_row(one) for one in kept if _is_new(one, before.get((one.story, one.address)))]
    if rows:
        insert = database.insert(held)
        new = insert.excluded
        later = {"by": new.by, "since": new.since, "terms": new.terms, "entry": new.entry}
        waited = or_(held.c.by == HeldBy.WAITING.value, held.c.by == HeldBy.MUTE.value)
        upsert = insert.on_conflict_do_update(index_elements=["story", "chat", "thread"], set_=later, where=waited)
        connection.execute(upsert, rows)


def _is_new(one: Held, known: Told | None) -> bool:
    return known is None or (known.how == "waiting" and one.by is not HeldBy.WAITING)


def new_digests(connection: Connection, deliveries: Sequence[Delivery]) -> list[Delivery]:
    """The digests among them whose keys the outbox does not know yet."""
    digests = [delivery for delivery in deliveries if delivery.kind is DeliveryKind.DIGEST]
    known: set[str] = set()
    for chunk in chunks(digest.key for digest in digests):
        known |= set(connection.execute(select(outbox.c.key).where(outbox.c.key.in_(chunk))).scalars())
    return [digest for digest in digests if digest.key not in known]


def bind(connection: Connection, digests: Sequence[Delivery]) -> None:
    """What these digests bring is brought by no other."""
    for digest in digests:
        for chunk in chunks(digest.stories):
            here = at(held, digest.address) & held.c.story.in_(chunk) & (held.c.digest == "")
            connection.execute(update(held).where(here).values(digest=digest.key))


def settle(connection: Connection, digest: Delivery) -> None:
    """The digest was sent: what it brought is told."""
    rows = connection.execute(select(held).where(held.c.digest == digest.key)).all()
    for row in rows:
        here = (told.c.story == row.story) & at(told, Address(row.chat, row.thread)) & (told.c.how == "held")
        connection.execute(update(told).where(here).values(how="digest"))
    connection.execute(delete(held).where(held.c.digest == digest.key))


def rebind(connection: Connection, old: str, new: str) -> None:
    """The digest bears another key now."""
    connection.execute(update(held).where(held.c.digest == old).values(digest=new))
