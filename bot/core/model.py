"""The nouns of what is polled, read and wanted, in the order in which the data meets them. What is decided of it and
owed for it: decision.py.

Rules: every noun is a frozen, slotted dataclass that compares by value and pickles; datetimes are aware and in UTC;
durations are timedeltas; scores run from 0 to 100. Nothing here does anything beyond answering questions about itself.

    Feed -> Fetched -> Entry -> Match, Reading
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from bot.core.habit import Habit

# ---------------------------------------------------------------- feeds


class FeedState(StrEnum):
    """What can be expected of a feed; all but ACTIVE are shown to whoever added it, with what can be done."""

    ACTIVE = "active"
    FAILING = "failing"  # the last polls failed; polled again, ever more slowly
    BLOCKED = "blocked"  # 401, 403, 429: the site does not want this client
    CHALLENGED = "challenged"  # Cloudflare or the like checks for a browser before it answers
    SILENT = "silent"  # it answers, but brings nothing although its habit says that it should
    GONE = "gone"  # 410: never polled again unless it is added anew
    OFF = "off"  # no longer configured; kept so that its entries stay known


@dataclass(frozen=True, slots=True)
class Feed:
    """A source of entries and everything that is remembered between two polls of it."""

    url: str
    kind: str = "rss"  # which file of bot/sources reads it
    title: str = ""
    language: str = ""  # BCP 47; a hint for entries that do not say
    etag: str = ""  # both validators are sent back verbatim
    last_modified: str = ""
    body_hash: str = ""
    next_poll_at: datetime | None = None  # None: at once
    polled_at: datetime | None = None  # the last answer that could be read; None: never, so the next is its first poll
    interval: timedelta | None = None  # the scheduler's own wish, before any bound that the publisher sets
    rate: float = 0.0  # new entries an hour, as learnt
    failures: int = 0  # in a row
    state: FeedState = FeedState.ACTIVE
    error: str = ""  # the last failure in words, with its remedy; "" while all is well
    origin: str = "config"  # "config" | "chat"
    user_agent: str = ""  # an override for this feed; "" sends the bot's own
    habit: Habit = field(default_factory=Habit)  # when it brings entries
    asked: timedelta | None = None  # what its publisher asked for at the last poll, between two of them
    fresh_at: datetime | None = None  # when it last brought something new
    matched: float = 0.0  # of its entries, faded: those that a watch matched
    judged: float = 0.0  # those that were read
    location: str = ""  # where it is asked since it moved for good (301, 308); "" at its url
    moved_to: str = ""  # where its last answers say that it moved, and how many did so in a row
    moved_seen: int = 0
    tags: tuple[str, ...] = ()  # folders of the list that it was imported from
    rests: frozenset[int] = frozenset()  # hours of the week (UTC, 0: Monday's first) that its publisher skips
    ttl: timedelta | None = None  # what its document asks for between two polls; it holds while that is unchanged

    @property
    def address(self) -> str:
        """Where it is asked."""
        return self.location or self.url

    @property
    def is_new(self) -> bool:
        """Nothing was ever read of it. (A feed that was switched off and on again has no last poll, but a past.)"""
        return self.polled_at is None and self.fresh_at is None and not self.body_hash


class Outcome(StrEnum):
    """How one poll of a feed ended."""

    READ = "read"  # a document with entries
    UNCHANGED = "unchanged"  # 304, or a 200 whose body is the one already read
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Fetched:
    """What one poll of a feed brought: the source's answer, before anything was decided about it."""

    outcome: Outcome
    entries: tuple[Entry, ...] = ()  # as the document orders them
    title: str = ""
    language: str = ""
    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""
    wait: timedelta | None = None  # the publisher's bound in this answer: the greater of max-age, Expires, Retry-After
    status: int = 0  # HTTP; 0 where no answer came
    state: FeedState = FeedState.ACTIVE  # FAILING, BLOCKED, CHALLENGED or GONE when it failed
    error: str = ""
    known: int = 0  # further items of the document, that were read at an earlier poll and did not change
    moved_to: str = ""  # where permanent redirects (301, 308) alone led, "" where there were none
    older: str = ""  # the document before this one (RFC 5005)
    hub: str = ""  # where the publisher announces news (WebSub), and under which name
    topic: str = ""
    rests: frozenset[int] = frozenset()  # hours of the week that its publisher skips
    ttl: timedelta | None = None  # what the document that was read asks for; `wait` is what the answer asks for
    feeds: tuple[str, ...] = ()  # what a web page in place of a feed names as its feeds


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed, as plain text: no markup, entities decoded, white space collapsed."""

    feed: str  # the URL of its feed
    key: str  # its identity within the feed (core/identity.py)
    title: str
    url: str = ""
    summary: str = ""
    body: str = ""  # full content (content:encoded), up to a bound; matched, never stored
    outlet: str = ""  # who publishes it, in words: "Reuters"
    language: str = ""  # BCP 47; "" where nobody says
    published_at: datetime | None = None  # never in the future of seen_at; None where the feed does not say or lies
    seen_at: datetime | None = None  # when this bot first saw it

    @property
    def at(self) -> datetime | None:
        """When it happened, as well as can be told: published, else first seen."""
        return self.published_at or self.seen_at


PairKey = tuple[str, str, str, str]  # feed and key of a known report, feed and key of a new one
Answers = Mapping[PairKey, float]  # the probability, 0..1, that the two tell one event


# ---------------------------------------------------------------- what a person wants


class Address(NamedTuple):
    """Where alerts go: a chat and, in a group with topics, one of its threads (0: none)."""

    chat: int
    thread: int = 0


TERMINAL = Address(0)  # the chat that stands in while no Telegram token is set


@dataclass(frozen=True, slots=True)
class Watch:
    """A term that a chat is told about."""

    address: Address
    term: str  # as typed: plain words or the query language
    threshold: float = 80.0
    min_sources: int = 1  # publishers that must report a story before it rings
    muted_until: datetime | None = None
    origin: str = "config"  # "config" | "chat"
    id: int = 0  # 0: not stored yet


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat (or one topic of it) and how it wants to be spoken to."""

    address: Address
    channel: str = "telegram"  # which file of bot/channels speaks to it
    title: str = ""
    language: str = "en"  # a locale of bot/messages
    timezone: str = "UTC"  # IANA
    quiet: str = ""  # "22:00-07:00"; "" never
    digest: str = "off"  # "off" | "hourly" | "08:00" | "mon 08:00" (core/calm.py reads both)
    role: str = "user"  # "admin" | "user"
    suspended: str = ""  # why nothing is sent there now; "" when all is well
    origin: str = "chat"  # "config" | "chat"
    snoozed_until: datetime | None = None  # nothing rings there before


class MuteKind(StrEnum):
    """What a chat may mute beside a whole watch (Watch.muted_until)."""

    STORY = "story"  # `what` is its id: it grows no more there, and what follows it does not ring
    OUTLET = "outlet"  # `what` is a publisher's family (core/story/publisher.py): its reports count for nothing there


@dataclass(frozen=True, slots=True)
class Mute:
    """Something that a chat does not want to be rung for."""

    address: Address
    kind: MuteKind
    what: str
    until: datetime | None = None  # None: for good


@dataclass(frozen=True, slots=True)
class Vote:
    """What a person thinks of an alert: was it to the point?"""

    address: Address
    story: int
    user: int
    relevant: bool
    at: datetime


# ---------------------------------------------------------------- what was read


class Span(NamedTuple):
    """Characters [start, end) of an entry's raw field: "title", "summary" or "body"."""

    field: str
    start: int
    end: int


class Hit(NamedTuple):
    """One slot of a watch found in an entry. how: exact | stem | typo | glued | alias | concept | member | regex."""

    slot: str  # the word or phrase as the watch names it
    how: str
    span: Span
    distance: int = 0  # edits, for a typo


@dataclass(frozen=True, slots=True)
class Match:
    """An entry is about a term: which words, where, how well."""

    term: str
    score: float
    how: str  # the loosest of its hits' ways
    hits: tuple[Hit, ...] = ()

    @property
    def spans(self) -> tuple[Span, ...]:
        """Where the term stands, in reading order, each span once."""
        order = {"title": 0, "summary": 1, "body": 2}
        return tuple(sorted({hit.span for hit in self.hits}, key=lambda s: (order.get(s.field, 3), s.start, s.end)))


@dataclass(frozen=True, slots=True)
class Signature:
    """What grouping needs to know of an entry; made and understood by core/story alone."""

    url: str = ""  # canonical
    title: str = ""  # normalised: folded, outlet suffix and "UPDATE 2-" taken off
    tokens: frozenset[str] = frozenset()  # of the title
    numbers: frozenset[str] = frozenset()  # scores, amounts, model numbers, whole
    entities: frozenset[str] = frozenset()  # pack ids ("@huawei"), the same in every language
    family: str = ""  # the publisher, whatever its hosts and names
    language: str = ""  # as far as grouping cares
    names: frozenset[str] = frozenset()  # those of the tokens that are written as names
    unknown: frozenset[str] = frozenset()  # those that may be names which no pack knows (story/unknown.py)
    summary: frozenset[str] = frozenset()  # pack ids that the summary names and the title does not
    manner: frozenset[str] = (
        frozenset()
    )  # how the title speaks: a roundup, an opinion, of what is to come (story/titles.py)
    named: frozenset[str] = frozenset()  # those of the entities that are things, not ideas
    parties: frozenset[str] = frozenset()  # those of the named that act: firms, people, agencies, organisations
    lead: str = ""  # the party or product that the title names first: mostly whom it is about; "" where it names none
    stands: frozenset[tuple[str, str]] = frozenset()  # of the named, with whom it acts or stands for
    stance: frozenset[str] = frozenset()  # on which side of an event it stands (story/stance.py)
    parts: tuple[tuple[str, str], ...] = ()  # of keys that name one thing of the title: each, and the first of them
    watched: frozenset[str] = frozenset()  # what of all this its watches asked for (story/watched.py)


@dataclass(frozen=True, slots=True)
class Reading:
    """An entry, read: what it is about and what it looks like. Any process may make one; it pickles."""

    entry: Entry
    signature: Signature
    matches: tuple[Match, ...] = ()
    teaches: frozenset[str] = frozenset()  # what of it tells how watched words are spelt


@dataclass(frozen=True, slots=True)
class Pair:
    """Two reports of which words alone cannot tell whether they are of one event: what a judge is asked."""

    known: Entry  # of a live story: the report that is most like the new one
    new: Entry
    words: float  # how surely they are of one event by their words, 0..100

    @property
    def key(self) -> PairKey:
        """What an answer is found by."""
        return (self.known.feed, self.known.key, self.new.feed, self.new.key)
