"""RSS 0.9x to 2.0, RDF, Atom, JSON Feed and news sitemaps, over HTTP.

    ask, conditionally -> 304 or the body that is known: UNCHANGED -> parse -> READ; all else: FAILED, in words

Rules: validators belong to a document that was read; an answer that could not be read leaves the old ones in place, so
that nothing is skipped. The greatest wait that the publisher states is passed on.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime

from bot.core.model import Feed, FeedState, Fetched, Outcome
from bot.core.ports import Source
from bot.sources.delta import Delta, Spans, spans
from bot.sources.document import Document, Parsed
from bot.sources.freshness import fresh_for, longest, retry_after, validators
from bot.sources.http import Answer, Ask, Failure, Fetcher
from bot.sources.links import stated_links
from bot.sources.pool import Parser
from bot.sources.refusal import refusal


def source(fetcher: Fetcher, parser: Parser) -> Source:
    """How bot/sources/__init__.py gets this kind."""
    return Rss(fetcher, parser)


class Rss:
    """Polls feeds of the kind "rss"."""

    kind = "rss"

    def __init__(self, fetcher: Fetcher, parser: Parser) -> None:
        self._fetcher, self._parser = fetcher, parser
        self._delta = Delta()

    async def fetch(self, feed: Feed, now: datetime) -> Fetched:
        """Polls the feed once. Every failure is an answer."""
        ask = Ask(feed.address, feed.etag, feed.last_modified, feed.user_agent)
        answer = await self._fetcher.get(ask)
        if isinstance(answer, Failure):
            return _failed(answer)
        if answer.status == 304:
            return _unchanged(feed, ask, answer, now)
        if answer.status != 200:
            return _failed(refusal(answer), answer, now)
        return await self._read(feed, answer, now)

    async def _read(self, feed: Feed, answer: Answer, now: datetime) -> Fetched:
        came = _came(answer, now)
        if came.body_hash == feed.body_hash:
            return came
        found = spans(answer.body)
        known = self._delta.known(feed.url, feed.body_hash, now) if found is not None else frozenset()
        if found is not None and known.issuperset(found.hashes):  # a clock, a counter, an item gone: no news
            self._delta.note(feed.url, came.body_hash, found, None)
            return came
        parsed, seen = await self._parse(feed, answer, now, found, known)
        if parsed.error:
            return replace(_failed(_named(parsed), answer, now), feeds=parsed.feeds)
        self._delta.note(feed.url, came.body_hash, found if parsed.sound else None, None if seen else now)
        stated = stated_links(answer.headers, answer.url)
        return replace(
            came,
            outcome=Outcome.READ,
            entries=parsed.entries,
            title=parsed.title,
            language=parsed.language,
            known=seen,
            older=parsed.older,
            hub=stated.get("hub", parsed.hub),
            topic=stated.get("self", parsed.topic),
            rests=parsed.rests,
            ttl=longest([parsed.wait]),
        )

    async def pushed(self, feed: Feed, body: bytes, content_type: str, now: datetime) -> Fetched:
        """What a hub pushed of the feed. The next poll is asked as if there had been no push: its validators, and the
        items that are known by their bytes, remain those of the last poll."""
        found = spans(body)
        known = self._delta.known(feed.url, feed.body_hash, now) if found is not None else frozenset()
        if found is not None and known.issuperset(found.hashes):
            return Fetched(Outcome.UNCHANGED, status=200)
        answer = Answer(200, {"content-type": content_type}, body, feed.address)
        parsed, seen = await self._parse(feed, answer, now, found, known)
        if parsed.error:
            return _failed(_named(parsed))
        return Fetched(Outcome.READ, parsed.entries, parsed.title, parsed.language, status=200, known=seen)

    async def _parse(
        self, feed: Feed, answer: Answer, now: datetime, found: Spans | None, known: frozenset[bytes]
    ) -> tuple[Parsed, int]:
        """What the document holds beyond the items that are known, and how many those are."""
        seen = sum(mark in known for mark in found.hashes) if found is not None else 0
        body = found.without(known) if found is not None and seen else answer.body
        content_type = answer.headers.get("content-type", "")
        parsed = await self._parser.parse(Document(body, feed.url, answer.url, now, content_type, feed.language))
        if seen and (parsed.error or not parsed.sound):  # what is new is broken: see what the whole gives
            return await self._parse(feed, answer, now, found, frozenset())
        return parsed, seen


def _named(parsed: Parsed) -> Failure:
    """Why it is no feed and, of a web page, where its feed is."""
    where = f" It names {parsed.feeds[0]} as its feed." if parsed.feeds else ""
    return Failure(parsed.error + where, status=200)


def _unchanged(feed: Feed, ask: Ask, answer: Answer, now: datetime) -> Fetched:
    """A 304: it may bring new validators (RFC 9110 15.4.5), and makes sense only where it was asked for."""
    if not ask.conditional:
        text = (
            "It answers “not modified” (304) to a question that was not asked. Tell the site; it is tried again later."
        )
        return _failed(Failure(text, status=304), answer, now)
    came = _came(answer, now)
    return replace(
        came,
        etag=came.etag or feed.etag,
        last_modified=came.last_modified or feed.last_modified,
        body_hash=feed.body_hash,
        status=304,
    )


def _failed(failure: Failure, answer: Answer | None = None, now: datetime | None = None) -> Fetched:
    wait = longest([retry_after(answer.headers, now)]) if answer is not None and now is not None else None
    return Fetched(
        Outcome.FAILED, wait=wait, status=failure.status, state=failure.state or FeedState.FAILING, error=failure.error
    )


def _came(answer: Answer, now: datetime) -> Fetched:
    """What the coming of a document tells by itself, before anything new is found in it."""
    etag, modified = validators(answer.headers)
    return Fetched(
        Outcome.UNCHANGED,
        etag=etag,
        last_modified=modified,
        body_hash=hashlib.sha256(answer.body).hexdigest(),
        wait=longest([fresh_for(answer.headers, now)]),
        status=200,
        moved_to=answer.moved_to,
    )
