"""What a parsing process is sent and what it answers, and how the two are told apart on its pipes.

Rules: what both processes import, so nothing that parses: the event loop's does without it.
"""

from __future__ import annotations

import copyreg
import struct
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

from bot.core.model import Entry

MAX_ITEMS = 1_000  # of one document; feeds list the newest first
LENGTH = struct.Struct(">I")  # of a message, in bytes, before it
READY = b"ready"  # a process's first message


@dataclass(frozen=True, slots=True)
class Document:
    """A feed's document, and what is known of it beside its bytes."""

    body: bytes
    feed: str  # the URL that the feed is known by
    url: str  # where the document came from in the end; relative links start here
    now: datetime
    content_type: str = ""
    language: str = ""  # a hint, for a document that does not say


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a document holds; error: in words with the remedy where it is no feed."""

    title: str = ""
    language: str = ""
    entries: tuple[Entry, ...] = ()
    wait: timedelta | None = None  # what the document asks for between two polls
    sound: bool = False  # its XML is well-formed: any part of it reads as it does in the whole
    older: str = ""  # the document before this one, as a whole URL (RFC 5005)
    hub: str = ""  # where its publisher announces news (WebSub), and under which name
    topic: str = ""
    error: str = ""
    feeds: tuple[str, ...] = ()  # of a web page: the feeds that it names
    rests: frozenset[int] = frozenset()  # hours of the week in which it asks to be left alone (skipHours, skipDays)


def _pickle_by_value(kind: type[Any]) -> None:
    """A dataclass's own way sets field by field, in the event loop's process."""
    values = attrgetter(*[each.name for each in fields(kind)])
    copyreg.pickle(kind, lambda one: (kind, values(one)))


for _kind in (Document, Parsed, Entry):
    _pickle_by_value(_kind)
