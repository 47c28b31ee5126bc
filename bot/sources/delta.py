"""Only what is new in a document is parsed: its items are hashed as bytes, and those of the last poll cut out.

    body -> frame, item, frame, item, ..., frame -> the frame with the items whose bytes were not there last time

Rules: pure. feedparser remains the parser, and the entries are those that it would find in the whole document; wherever
that is not certain, the whole is parsed: where items nest, do not close, stand in a comment or CDATA, are not UTF-8, or
where the last document was not well-formed, since feedparser then reads the whole another way. What was read is tied to
the body whose entries the store took (`body_hash`): a poll whose commit failed is read again as if it were the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import blake2b
from itertools import chain, pairwise

from bot.sources.document import MAX_ITEMS

_WHOLE_AFTER = timedelta(hours=20)  # every entry is shown to the store once a day: what is shown is not forgotten
_FIRST = re.compile(rb"<(item|entry)[\s>]")
_PAIRS = ((b"<![CDATA[", b"]]>"), (b"<!--", b"-->"))
_LARGE = 2_000_000  # bytes; scanning more would hold up the event loop


@dataclass(frozen=True, slots=True)
class Spans:
    """Where a document's items stand: [start, end) in bytes, in order, and the hash of each."""

    body: bytes
    places: tuple[tuple[int, int], ...]
    hashes: tuple[bytes, ...]

    def without(self, known: frozenset[bytes]) -> bytes:
        """The document less the items with these hashes."""
        parts, at = [], 0
        for (start, end), mark in zip(self.places, self.hashes, strict=True):
            if mark in known:
                parts.append(self.body[at:start])
                at = end
        parts.append(self.body[at:])
        return b"".join(parts)


def spans(body: bytes) -> Spans | None:
    """None where the document is not one whose items can be told apart by their bytes."""
    found = _FIRST.search(body)
    if found is None or len(body) > _LARGE or not _is_plain(body):
        return None
    places = list(_places(body, found[1], found.start()))
    if not places or len(places) > MAX_ITEMS or places[-1][1] < 0:
        return None
    if not _are_balanced(body, places):
        return None
    hashes = tuple(blake2b(body[start:end], digest_size=12).digest() for start, end in places)
    return Spans(body, tuple(places), hashes)


def _places(body: bytes, name: bytes, start: int) -> Iterator[tuple[int, int]]:
    """Each item's [start, end); one whose end is -1 says that something is wrong."""
    opening, closing = b"<" + name, b"</" + name + b">"
    while start >= 0:
        end = body.find(closing, start)
        after = _opening(body, opening, start + len(opening))
        if end < 0 or 0 <= after < end:
            yield start, -1
            return
        yield start, end + len(closing)
        start = after


def _opening(body: bytes, opening: bytes, at: int) -> int:
    """The next opening tag of that very name: <items> is none."""
    while (found := body.find(opening, at)) >= 0:
        if body[found + len(opening) : found + len(opening) + 1] in (b">", b" ", b"\n", b"\r", b"\t"):
            return found
        at = found + len(opening)
    return -1


def _are_balanced(body: bytes, places: Sequence[tuple[int, int]]) -> bool:
    """No comment and no CDATA reaches out of an item, or of what stands between two."""
    pairs = [pair for pair in _PAIRS if pair[0] in body or pair[1] in body]
    edges = [0, *chain.from_iterable(places), len(body)] if pairs else ()
    return all(
        body.count(opens, start, end) == body.count(closes, start, end)
        for opens, closes in pairs
        for start, end in pairwise(edges)
    )


def _is_plain(body: bytes) -> bool:
    """UTF-8, so that a part reads as it does in the whole."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return b"\x00" not in body and b"\x1b" not in body


@dataclass(frozen=True, slots=True)
class _Read:
    body_hash: str
    hashes: frozenset[bytes]
    whole_at: datetime


@dataclass(slots=True)
class Delta:
    """What was read of each feed at its last poll. Lives in memory: after a restart the whole is parsed once."""

    _read: dict[str, _Read] = field(default_factory=dict)

    def known(self, feed: str, body_hash: str, now: datetime) -> frozenset[bytes]:
        """The items of the document that the store took, if it is this one; none where the whole is due."""
        read = self._read.get(feed)
        if read is None or read.body_hash != body_hash or now - read.whole_at > _WHOLE_AFTER:
            return frozenset()
        return read.hashes

    def note(self, feed: str, body_hash: str, found: Spans | None, whole_at: datetime | None) -> None:
        """A document was read; whole_at: when, if it was parsed as a whole. found: None forgets the feed."""
        before = self._read.pop(feed, None)
        at = whole_at or (before.whole_at if before is not None else None)
        if found is not None and at is not None:
            self._read[feed] = _Read(body_hash, frozenset(found.hashes), at)
