"""The nouns of what is decided about entries and of what is owed for it, in the order in which they follow.

Rules: those of model.py, whose nouns these are made of.

    Reading -> Story -> Record, Delivery -> Decision -> Alert, Owed
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import NamedTuple

from bot.core.model import Address, Answers, Chat, Entry, Feed, Reading


class Told(NamedTuple):
    """A chat that knows of a story, or will. how: "alert" (grows by edits) | "digest" | "reply" (quiet, possibly the
    same) | "held" (kept back: a digest will tell it) | "waiting" (too few publishers: a digest lists it, and it still
    rings when there are enough)."""

    address: Address
    how: str = "alert"


class HeldBy(StrEnum):
    """What kept a story from ringing in a chat."""

    QUIET = "quiet"  # quiet hours
    SNOOZE = "snooze"
    MUTE = "mute"
    WAITING = "waiting"  # for more publishers
    STALE = "stale"  # it stood in the queue for too long to be news
    FIRST = "first"  # it broke before the chat was there


@dataclass(frozen=True, slots=True)
class Held:
    """A story that a chat's next digest holds."""

    story: int
    address: Address
    by: HeldBy
    since: datetime
    terms: tuple[str, ...] = ()  # the chat's terms that would have rung
    entry: tuple[str, str] | None = None  # (feed, key) of the report that would have rung
    digest: str = ""  # key of the delivery that brings it; "": none yet


@dataclass(frozen=True, slots=True)
class Story:
    """One event, however many outlets tell it. `told` lives here: it must outlast the outbox rows."""

    id: int
    headline: str
    first_seen_at: datetime
    last_seen_at: datetime
    reports: tuple[Entry, ...] = ()  # in order of arrival, without bodies; one a publisher family is what counts
    families: frozenset[str] = frozenset()
    terms: Mapping[str, float] = field(default_factory=dict)  # every term that any report matched -> best score
    told: frozenset[Told] = frozenset()
    follows: int | None = None  # the story to which this adds a new fact
    maybe: int | None = None  # the story that this is possibly the same as
    merged_into: int | None = None  # the story that this was found to be one with, later

    @property
    def version(self) -> int:
        """Grows with every outlet: an alert that shows an older version is due an edit."""
        return len(self.families)


class Stage(StrEnum):
    """How far an entry got. Every entry leaves a record of it."""

    NO_MATCH = "no match"
    BELOW_THRESHOLD = "below threshold"
    FIRST_POLL = "first poll"  # remembered, not told: the feed was new
    TOO_OLD = "too old"
    JOINED = "joined"  # its story is already told to everyone who watches it
    WAITING = "waiting"  # for more publishers (min_sources)
    MUTED = "muted"
    HELD = "held back"  # quiet hours or a snooze: the next digest tells it
    QUEUED = "queued"  # an alert is owed; the outbox knows whether it was sent


@dataclass(frozen=True, slots=True)
class Record:
    """What became of one entry and why."""

    reading: Reading
    stage: Stage
    reason: str
    story: int | None = None


class DeliveryKind(StrEnum):
    """What is owed to a chat."""

    SEND = "send"  # the first alert of a story; a reply to the alert of the story that it follows
    REPLY = "reply"  # a story in doubt: a silent reply to the alert of the story that it is possibly the same as
    EDIT = "edit"  # the alert grows: "also reported by"
    DIGEST = "digest"


class Priority(IntEnum):
    """What goes first when much is owed."""

    INTERACTIVE = 0
    BREAKING = 1
    EDIT = 2
    DIGEST = 3


class DeliveryState(StrEnum):
    """queued -> sending -> sent | unknown | limited | dead; `sending` is stored before the call; a crash makes it
    unknown. queued -> folded, where it waited for too long to ring."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"  # it may have arrived: to be resolved, never sent again blindly
    LIMITED = "limited"  # the server asked to wait: hardly taken, but looked for before it is sent again
    DEAD = "dead"
    FOLDED = "folded"  # a digest tells it instead


@dataclass(frozen=True, slots=True)
class Delivery:
    """A row of the outbox: what is owed to whom, not its wording."""

    address: Address
    kind: DeliveryKind
    created_at: datetime
    story: int | None = None  # None for a digest
    stories: tuple[int, ...] = ()  # a digest's, best first
    terms: tuple[str, ...] = ()  # the chat's terms that rang
    entry: tuple[str, str] | None = None  # (feed, key) of the report that rang
    priority: Priority = Priority.BREAKING
    not_before: datetime | None = None
    attempts: int = 0
    state: DeliveryState = DeliveryState.QUEUED
    version: int = 0  # an edit's: the story version that it must show at least
    error: str = ""
    occasion: str = ""  # a digest's: "first start", "2026-11-23 08:00"; part of its key
    id: int = 0  # 0: not stored yet
    sent_at: datetime | None = None
    sent_after: int | None = None  # the greatest message id known in its chat when it was last sent

    @property
    def doubtful(self) -> bool:
        """Whether it may stand in its chat already."""
        return self.state in (DeliveryState.UNKNOWN, DeliveryState.LIMITED)

    @property
    def key(self) -> str:
        """What can be owed only once: unique in the outbox."""
        what = self.occasion if self.kind is DeliveryKind.DIGEST else str(self.story)
        kind = (
            DeliveryKind.SEND if self.kind is DeliveryKind.REPLY else self.kind
        )  # a story is told once, loud or quiet
        return f"{kind}:{what}:{self.address.chat}:{self.address.thread}"


@dataclass(frozen=True, slots=True)
class Batch:
    """What one poll brought, read: the input of a decision."""

    feed: Feed  # its new state, to be stored
    first: bool  # no document of this feed was ever read before
    readings: tuple[Reading, ...] = ()  # of the entries not seen before, oldest first
    answers: Answers = field(default_factory=dict)  # of a judge, to the pairs that it was asked about


@dataclass(frozen=True, slots=True)
class Decision:
    """Everything that polls change, to be stored in one transaction and only then in memory."""

    feeds: tuple[Feed, ...] = ()  # none where a digest is owed
    records: tuple[Record, ...] = ()
    stories: tuple[Story, ...] = ()  # opened or grown, whole, as they are afterwards
    deliveries: tuple[Delivery, ...] = ()
    held: tuple[Held, ...] = ()  # kept back, each with its Told


# ---------------------------------------------------------------- what is sent


@dataclass(frozen=True, slots=True)
class Alert:
    """The message that tells a chat of a story."""

    story: int
    address: Address
    message_id: int | None  # None: not sent yet, or forgotten because the chat deleted it
    version: int = 0  # the story version that it shows


@dataclass(frozen=True, slots=True)
class Owed:
    """A delivery with all that a channel needs to word it at the moment of sending."""

    delivery: Delivery
    chat: Chat
    stories: tuple[Story, ...]  # one for an alert; a digest's, in order
    readings: Mapping[int, Reading] = field(
        default_factory=dict
    )  # story id -> the report that is shown, with its matches
    alert: Alert | None = None  # the message to edit, or (SEND, REPLY) to reply to
    held: Mapping[int, HeldBy] = field(default_factory=dict)  # a digest's: story id -> what had kept it back
    former: Story | None = None  # the story that the one story follows, where it is remembered
