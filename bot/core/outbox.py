"""The outbox: what is owed to chats, and what became of it.

Rules: those of core/store.py. A delivery is `sending` before the call, and in doubt when nobody knows how the call
ended.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.core.decision import Alert, Delivery, DeliveryState, Owed
from bot.core.model import Address


class Outbox(Protocol):
    """Deliveries, and the messages that they became. Raises bot.errors.StoreError where the database fails."""

    async def recover(self) -> int:
        """At start: rows still `sending` become `unknown`. Returns how many."""
        ...

    async def queued(self, now: datetime, limit: int) -> list[Delivery]:
        """What may be sent now (queued, not_before passed, chat not suspended): by priority, then age, then id."""
        ...

    async def unknown(self, limit: int) -> list[Delivery]:
        """Deliveries to resolve, and those that were told to wait (before their not_before, too), oldest first."""
        ...

    async def next_not_before(self, now: datetime) -> datetime | None:
        """When the next delivery that must still wait becomes due."""
        ...

    async def owed(self, delivery: Delivery) -> Owed | None:
        """The delivery with all that its wording needs; None where story or chat are gone."""
        ...

    async def mark(self, id: int, state: DeliveryState, error: str = "") -> None: ...

    async def mark_sending(self, id: int, sent_after: int | None) -> None:
        """Before the call; sent_after: the greatest message id known in the chat."""
        ...

    async def mark_limited(self, id: int, not_before: datetime, error: str) -> None:
        """The server asks to wait so long. It stays so over a restart, and `unknown` brings it."""
        ...

    async def replace_digest(self, delivery: Delivery, error: str, parts: Sequence[Delivery]) -> None:
        """The digest is dead; what it held goes to these parts. Without parts, its stories are not told: they ring when
        they grow."""
        ...

    async def fold(self, chat: int, before: datetime) -> int:
        """First alerts to the chat that are queued since before then are kept back for a digest; returns how many."""
        ...

    async def mark_sent(self, delivery: Delivery, message_id: int | None, version: int, now: datetime) -> None:
        """Sent, and the alert with its message id and version stored, in one transaction. A digest's stories are told.
        An EDIT that was asked for again meanwhile (greater version) goes back to the queue."""
        ...

    async def retry(self, id: int, not_before: datetime, error: str, counted: bool) -> None:
        """Back to the queue; `attempts` grows where counted."""
        ...

    async def reroute(self, id: int, thread: int) -> None:
        """The delivery goes to another thread of its chat (0: the main one), if that is not already told."""
        ...

    async def alert(self, story: int, address: Address) -> Alert | None: ...

    async def alert_by_message(self, chat: int, message_id: int) -> Alert | None:
        """Which story a message of ours told: /why as a reply."""
        ...

    async def forget_message(self, story: int, address: Address) -> None: ...

    async def known_message_ids(self, chat: int, after: int) -> list[int]:
        """Ids above `after` that we recorded in any chat that counts its messages with this one, ascending: resolving a
        doubtful send probes the others."""
        ...
