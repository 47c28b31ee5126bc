"""The seams: what the core and the engine ask of the world, as protocols, and nothing about how it is done.

Source   where entries come from          bot/sources/<kind>.py
Channel  where alerts go                  bot/channels/<name>.py
Matcher  what an entry is about           bot/core/watch/
Judge    whether two reports are of one event, where words cannot tell      bot/judges/<name>.py
Clock    the time; the real one in bot/app.py, a settable one in tests and replay

What is remembered has a page of its own: core/store.py.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.core.decision import Owed
from bot.core.model import Address, Answers, Entry, Feed, Fetched, Match, Pair


class Clock(Protocol):
    """Tells the time."""

    def __call__(self) -> datetime:
        """Now: aware, UTC."""
        ...


class Matcher(Protocol):
    """Finds which terms an entry is about."""

    def look(self, entry: Entry) -> tuple[tuple[Match, ...], frozenset[str]]:
        """Every term that matches, best score first; what the entry teaches of spelling. Never raises on any text."""
        ...


class Source(Protocol):
    """One kind of feed."""

    kind: str

    async def fetch(self, feed: Feed, now: datetime) -> Fetched:
        """Polls the feed once. Failures are answers (Outcome.FAILED with words and remedy), never exceptions."""
        ...


# ---------------------------------------------------------------- judges


Find = Callable[[Answers], Sequence[Pair]]  # the pairs in doubt, given the answers so far


class Judge(Protocol):
    """Tells whether two reports are of one event. Never needed: what it does not answer, words decide."""

    name: str  # for messages; and its answers are remembered under it
    kept: bool  # whether they are: an answer that costs nothing is not worth it
    batch: int  # pairs that are best asked together

    async def same_event(self, pairs: Sequence[Pair]) -> Sequence[float | None]:
        """For each pair the probability, 0..1, that both tell one event; None where it has no answer. May be cancelled
        at any time. Raises bot.errors.JudgeError where it cannot answer now."""
        ...

    async def close(self) -> None: ...


# ---------------------------------------------------------------- channels


@dataclass(frozen=True, slots=True)
class Sent:
    """It arrived (an edit: or the message already reads so)."""

    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class NotSent:
    """It certainly did not arrive; try again after `wait`. counted: it was this delivery's own fault, as an attempt."""

    wait: timedelta
    reason: str
    everyone: bool = False  # the limit is the bot's, not the chat's: all chats wait
    counted: bool = True
    limit: bool = (
        True  # of what is not counted: the server asks to be slower; False: it is this chat that cannot be reached
    )


@dataclass(frozen=True, slots=True)
class Doubtful:
    """It may have arrived."""

    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """It will never arrive, whatever is tried: dead."""

    reason: str


@dataclass(frozen=True, slots=True)
class Suspended:
    """The chat takes nothing now (blocked, kicked); its watches are kept and what is owed waits."""

    reason: str


@dataclass(frozen=True, slots=True)
class NoSuchChat:
    """The chat was not found: suspended after three times in a day."""

    reason: str


@dataclass(frozen=True, slots=True)
class Migrated:
    """The group became a supergroup with a new id; to be sent again there."""

    chat: int


@dataclass(frozen=True, slots=True)
class NoSuchThread:
    """The topic is gone: to be sent to the main thread, and the admins told."""

    reason: str


@dataclass(frozen=True, slots=True)
class MessageGone:
    """There is no message to edit any more: its id is to be forgotten."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unhealthy:
    """The channel as a whole cannot send (bad token): stop and say so; what is owed waits."""

    reason: str


SendOutcome = (
    Sent | NotSent | Doubtful | Refused | Suspended | NoSuchChat | Migrated | NoSuchThread | MessageGone | Unhealthy
)


class Channel(Protocol):
    """One way out. Renders at sending, in the chat's language and with the outlets known by then."""

    name: str

    async def top(self, address: Address) -> int | None:
        """The greatest message id known in the chat, from where on `resolve` would look; None where it does not look
        for ids. Raises StoreError where what it knows cannot be read."""
        ...

    async def deliver(self, owed: Owed) -> SendOutcome:
        """Sends or edits once. Failures are answers, never exceptions."""
        ...

    async def resolve(self, owed: Owed) -> SendOutcome:
        """Finds out whether a doubtful delivery arrived: Sent, NotSent, or Doubtful where it cannot be told."""
        ...

    async def say(self, address: Address, text: str) -> SendOutcome:
        """A plain service message: to an admin, about the bot itself."""
        ...

    async def close(self) -> None: ...
