"""Who is served next: deliveries in memory, one at a time for each chat, the most urgent chat first.

    waiting   a heap of chats by when they may be served        the time comes: -> due
    due       a heap of chats by their most urgent delivery     pop: -> busy
    busy      one delivery is on its way; done: free() -> waiting

Rules: pure. A chat's deliveries go by priority, then age; doubtful ones before all others, since nothing may overtake
what is to be resolved. A chat that must wait delays no other. Entries of the heaps that no longer hold are dropped
when they come up.
"""

from __future__ import annotations

from datetime import datetime
from heapq import heappop, heappush

from bot.core.decision import Delivery

Rank = tuple[int, datetime, int]
LONG_AGO = float("-inf")


def rank(delivery: Delivery) -> Rank:
    """The smaller, the sooner."""
    return (-1 if delivery.doubtful else int(delivery.priority), delivery.created_at, delivery.id)


class Lineup:
    """The deliveries that wait in memory. Times are seconds on the caller's clock."""

    def __init__(self) -> None:
        self._rows: dict[int, list[tuple[Rank, Delivery]]] = {}  # chat -> heap
        self._opens_at: dict[int, float] = {}  # where in the future, or lately
        self._waiting: list[tuple[float, int]] = []
        self._due: list[tuple[Rank, int]] = []
        self._ready: set[int] = set()  # chats that stand in `due`
        self._busy: set[int] = set()
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, delivery: Delivery, opens_at: float = LONG_AGO) -> None:
        """Takes it in; its chat may not be served before `opens_at`."""
        chat = delivery.address.chat
        heappush(self._rows.setdefault(chat, []), (rank(delivery), delivery))
        self._count += 1
        if opens_at > self._opens(chat):
            self._opens_at[chat] = opens_at
            self._ready.discard(chat)
        if chat not in self._busy:
            self._enlist(chat)

    def pop(self, now: float) -> Delivery | None:
        """The most urgent delivery that may go now; its chat is busy until free()."""
        self._ripen(now)
        if not self._due:
            return None
        chat = heappop(self._due)[1]
        _, delivery = heappop(self._rows[chat])
        self._busy.add(chat)
        self._ready.discard(chat)
        self._count -= 1
        return delivery

    def free(self, chat: int, opens_at: float) -> None:
        """The chat may be served again from then on."""
        self._busy.discard(chat)
        self._opens_at[chat] = opens_at
        self._enlist(chat)

    def drop(self, chat: int) -> list[Delivery]:
        """Lets go of all that waits for the chat, and returns it."""
        self._ready.discard(chat)
        dropped = [delivery for _, delivery in self._rows.pop(chat, ())]
        self._count -= len(dropped)
        return dropped

    def next_at(self, now: float) -> float | None:
        """When the next delivery may go: `now` where one may already; None where none waits but for a busy chat."""
        self._ripen(now)
        if self._due:
            return now
        return self._waiting[0][0] if self._waiting else None

    def best(self, now: float) -> int | None:
        """The priority of the delivery that pop() would bring."""
        self._ripen(now)
        return self._due[0][0][0] if self._due else None

    def ready(self, now: float) -> int:
        """How many chats may be served now."""
        self._ripen(now)
        return len(self._ready)

    def _opens(self, chat: int) -> float:
        return self._opens_at.get(chat, LONG_AGO)

    def _enlist(self, chat: int) -> None:
        if self._rows.get(chat):
            heappush(self._waiting, (self._opens(chat), chat))
        else:
            self._rows.pop(chat, None)

    def _ripen(self, now: float) -> None:
        """Moves the chats whose time has come, and clears the heads of both heaps of what no longer holds."""
        while self._waiting and (self._waiting[0][0] <= now or not self._holds(*self._waiting[0])):
            at, chat = heappop(self._waiting)
            if self._holds(at, chat):
                heappush(self._due, (self._rows[chat][0][0], chat))
                self._ready.add(chat)
        while self._due and not self._is_due(*self._due[0], now):
            heappop(self._due)
        if len(self._opens_at) > 10_000:
            self._opens_at = {chat: at for chat, at in self._opens_at.items() if at > now}

    def _holds(self, at: float, chat: int) -> bool:
        return chat not in self._busy and chat in self._rows and self._opens(chat) == at

    def _is_due(self, head: Rank, chat: int, now: float) -> bool:
        ready = chat not in self._busy and chat in self._rows and self._opens(chat) <= now
        return ready and self._rows[chat][0][0] == head
