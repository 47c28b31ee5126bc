"""Rows to nouns and back.

Rules: what comes back equals what went in, but for texts that no database can hold (tables.Words), the summary of a
record (SUMMARY characters) and an entry's body, which is never stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Row

from bot.core.decision import Delivery, DeliveryKind, DeliveryState, Held, HeldBy, Priority, Record, Stage, Story, Told
from bot.core.identity import canonical_url, fingerprint
from bot.core.model import (
    Address,
    Chat,
    Entry,
    Feed,
    FeedState,
    Hit,
    Match,
    Mute,
    MuteKind,
    Reading,
    Signature,
    Span,
    Vote,
    Watch,
)
from bot.core.text import fold

T = TypeVar("T")

SUMMARY = 1000  # characters of a summary that a record keeps
PAGE = 500  # characters of a canonical URL that find a record: PostgreSQL indexes no more than 2,700 bytes
CHUNK = 500  # keys in one IN list

_ENTRY = tuple(f.name for f in fields(Entry) if f.name != "body")
_FEED = tuple(f.name for f in fields(Feed) if f.name != "state")


def chunks(items: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """The items in lists of at most `size`."""
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk


def page(url: str) -> str:
    """What finds the records of a page, whichever of its addresses is asked for."""
    return canonical_url(url)[:PAGE]


# ---------------------------------------------------------------- feeds and entries


def feed_row(feed: Feed) -> dict[str, Any]:
    rests = f"{sum(1 << cell for cell in feed.rests):x}" if feed.rests else ""
    packed = {"state": feed.state.value, "tags": "\n".join(feed.tags), "rests": rests}
    return {name: getattr(feed, name) for name in _FEED} | packed


def feed_of(row: Row[Any]) -> Feed:
    stored = {name: getattr(row, name) for name in _FEED}
    bits = int(row.rests or "0", 16)
    rests = frozenset(cell for cell in range(bits.bit_length()) if bits >> cell & 1)
    return Feed(**{**stored, "tags": tuple(row.tags.splitlines()), "rests": rests}, state=FeedState(row.state))


def _entry_row(entry: Entry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in _ENTRY}


def entry_of(row: Row[Any]) -> Entry:
    return Entry(
        feed=row.feed,
        key=row.key,
        title=row.title,
        url=row.url,
        summary=row.summary,
        outlet=row.outlet,
        language=row.language,
        published_at=row.published_at,
        seen_at=row.seen_at,
    )


def identity_row(entry: Entry) -> dict[str, Any]:
    return {
        "feed": entry.feed,
        "key": entry.key,
        "url": canonical_url(entry.url),
        "title": entry.title,
        "fingerprint": fingerprint(entry),
        "last_shown": entry.seen_at,
    }


# ---------------------------------------------------------------- records


def record_row(record: Record) -> dict[str, Any]:
    entry = record.reading.entry
    return {
        **_entry_row(entry),
        "summary": entry.summary[:SUMMARY],
        "page": page(entry.url),
        "folded": fold(entry.title),
        "matches": [_match_json(match) for match in record.reading.matches],
        "stage": record.stage.value,
        "reason": record.reason,
        "story": record.story,
    }


def record_of(row: Row[Any]) -> Record:
    return Record(Reading(entry_of(row), Signature(), matches_of(row.matches)), Stage(row.stage), row.reason, row.story)


def _match_json(match: Match) -> list[Any]:
    hits = [[hit.slot, hit.how, list(hit.span), hit.distance] for hit in match.hits]
    return [match.term, match.score, match.how, hits]


def matches_of(stored: Sequence[Any]) -> tuple[Match, ...]:
    return tuple(
        Match(term, score, how, tuple(Hit(slot, way, Span(*span), distance) for slot, way, span, distance in hits))
        for term, score, how, hits in stored
    )


# ---------------------------------------------------------------- stories


def story_row(story: Story) -> dict[str, Any]:
    return {
        "id": story.id,
        "headline": story.headline,
        "first_seen_at": story.first_seen_at,
        "last_seen_at": story.last_seen_at,
        "families": sorted(story.families),
        "terms": dict(story.terms),
        "follows": story.follows,
        "maybe": story.maybe,
        "merged_into": story.merged_into,
    }


def report_rows(story: Story, stored: int) -> list[dict[str, Any]]:
    """The reports beyond those that are stored: reports are only ever added."""
    return [
        {"story": story.id, "position": position, **_entry_row(report)}
        for position, report in enumerate(story.reports[stored:], stored)
    ]


def story_of(row: Row[Any], reports: Sequence[Entry], told: Iterable[Told]) -> Story:
    return Story(
        id=row.id,
        headline=row.headline,
        first_seen_at=row.first_seen_at,
        last_seen_at=row.last_seen_at,
        reports=tuple(reports),
        families=frozenset(row.families),
        terms=row.terms,
        told=frozenset(told),
        follows=row.follows,
        maybe=row.maybe,
        merged_into=row.merged_into,
    )


# ---------------------------------------------------------------- the outbox


def delivery_row(delivery: Delivery) -> dict[str, Any]:
    return {
        "key": delivery.key,
        "chat": delivery.address.chat,
        "thread": delivery.address.thread,
        "kind": delivery.kind.value,
        "story": delivery.story,
        "stories": list(delivery.stories),
        "terms": list(delivery.terms),
        "entry": None if delivery.entry is None else list(delivery.entry),
        "priority": int(delivery.priority),
        "not_before": delivery.not_before,
        "attempts": delivery.attempts,
        "state": delivery.state.value,
        "version": delivery.version,
        "error": delivery.error,
        "occasion": delivery.occasion,
        "created_at": delivery.created_at,
    }


def delivery_of(row: Row[Any]) -> Delivery:
    return Delivery(
        address=Address(row.chat, row.thread),
        kind=DeliveryKind(row.kind),
        created_at=row.created_at,
        story=row.story,
        stories=tuple(row.stories),
        terms=tuple(row.terms),
        entry=None if row.entry is None else (row.entry[0], row.entry[1]),
        priority=Priority(row.priority),
        not_before=row.not_before,
        attempts=row.attempts,
        state=DeliveryState(row.state),
        version=row.version,
        error=row.error,
        occasion=row.occasion,
        id=row.id,
        sent_at=row.sent_at,
        sent_after=row.sent_after,
    )


# ---------------------------------------------------------------- watches and chats


def watch_row(watch: Watch) -> dict[str, Any]:
    return {
        "chat": watch.address.chat,
        "thread": watch.address.thread,
        "term": watch.term,
        "threshold": watch.threshold,
        "min_sources": watch.min_sources,
        "muted_until": watch.muted_until,
        "origin": watch.origin,
    }


def watch_of(row: Row[Any]) -> Watch:
    return Watch(
        Address(row.chat, row.thread), row.term, row.threshold, row.min_sources, row.muted_until, row.origin, row.id
    )


def chat_row(chat: Chat) -> dict[str, Any]:
    return {
        "chat": chat.address.chat,
        "thread": chat.address.thread,
        "channel": chat.channel,
        "title": chat.title,
        "language": chat.language,
        "timezone": chat.timezone,
        "quiet": chat.quiet,
        "digest": chat.digest,
        "role": chat.role,
        "suspended": chat.suspended,
        "origin": chat.origin,
        "snoozed_until": chat.snoozed_until,
    }


def chat_of(row: Row[Any]) -> Chat:
    return Chat(
        address=Address(row.chat, row.thread),
        channel=row.channel,
        title=row.title,
        language=row.language,
        timezone=row.timezone,
        quiet=row.quiet,
        digest=row.digest,
        role=row.role,
        suspended=row.suspended,
        origin=row.origin,
        snoozed_until=row.snoozed_until,
    )


def _place(address: Address) -> dict[str, int]:
    return {"chat": address.chat, "thread": address.thread}


def mute_row(mute: Mute) -> dict[str, Any]:
    return {**_place(mute.address), "kind": mute.kind.value, "what": mute.what, "until": mute.until}


def mute_of(row: Row[Any]) -> Mute:
    return Mute(Address(row.chat, row.thread), MuteKind(row.kind), row.what, row.until)


def vote_row(vote: Vote) -> dict[str, Any]:
    return {
        **_place(vote.address),
        "story": vote.story,
        "user": vote.user,
        "relevant": int(vote.relevant),
        "at": vote.at,
    }


def vote_of(row: Row[Any]) -> Vote:
    return Vote(Address(row.chat, row.thread), row.story, row.user, bool(row.relevant), row.at)


def held_row(held: Held) -> dict[str, Any]:
    return {
        **_place(held.address),
        "story": held.story,
        "by": held.by.value,
        "since": held.since,
        "terms": list(held.terms),
        "entry": None if held.entry is None else list(held.entry),
        "digest": held.digest,
    }


def held_of(row: Row[Any]) -> Held:
    return Held(
        story=row.story,
        address=Address(row.chat, row.thread),
        by=HeldBy(row.by),
        since=row.since,
        terms=tuple(row.terms),
        entry=None if row.entry is None else (row.entry[0], row.entry[1]),
        digest=row.digest,
    )
