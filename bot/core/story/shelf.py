"""The live stories themselves: the last that changed as they are, all others packed into bytes.

A story is needed whole only when a report joins it; to be compared, its marks are enough. Rules: what comes out equals
what was put in; times are UTC.
"""

from __future__ import annotations

import marshal
import struct
import zlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from bot.core.model import Address, Entry, Story, Told
from bot.core.story.mark import Mark, moment, pack, ticks, unpack

WARM = 1024  # stories that are kept as they are: of a story that breaks, every report would pack it anew
_HEAD = struct.Struct("<qI")  # last seen, bytes of the marks
_SQUEEZE = zlib.compressobj(1, zlib.DEFLATED, -12, 4)  # a small window: a story is short


class _Live(NamedTuple):
    seen: int  # ticks
    story: Story
    marks: tuple[Mark, ...]


class Shelf:
    """id -> story and its marks."""

    def __init__(self) -> None:
        self._warm: dict[int, _Live] = {}  # the least lately changed first
        self._cold: dict[int, bytes] = {}

    def __len__(self) -> int:
        return len(self._warm) + len(self._cold)

    def __contains__(self, id: int) -> bool:
        return id in self._warm or id in self._cold

    def __iter__(self) -> Iterator[Story]:
        for id in sorted((*self._warm, *self._cold)):
            story = self.get(id)
            if story is not None:
                yield story

    def get(self, id: int) -> Story | None:
        """The story, whole."""
        live = self._warm.get(id)
        if live is not None:
            return live.story
        packed = self._cold.get(id)
        if packed is None:
            return None
        return _story(packed[_HEAD.size + _HEAD.unpack_from(packed)[1] :])

    def marks(self, id: int) -> tuple[Mark, ...]:
        """What a report is compared with to tell whether it belongs to the story."""
        live = self._warm.get(id)
        if live is not None:
            return live.marks
        packed = self._cold.get(id)
        return () if packed is None else unpack(memoryview(packed)[_HEAD.size :])

    def seen(self, id: int) -> int | None:
        """When it was last reported, in ticks; None where it does not live."""
        live = self._warm.get(id)
        if live is not None:
            return live.seen
        packed = self._cold.get(id)
        seen: int | None = None if packed is None else _HEAD.unpack_from(packed)[0]
        return seen

    def put(self, story: Story, marks: tuple[Mark, ...]) -> None:
        """The story is so from now on."""
        self._cold.pop(story.id, None)
        self._warm.pop(story.id, None)
        self._warm[story.id] = _Live(ticks(story.last_seen_at), story, marks)
        if len(self._warm) > WARM:
            id = next(iter(self._warm))
            self._cold[id] = _packed(self._warm.pop(id))

    def drop(self, id: int) -> None:
        """It lives no longer."""
        if self._warm.pop(id, None) is None:
            del self._cold[id]


def _packed(live: _Live) -> bytes:
    seen, story, marks = live
    packed = pack(marks)
    return b"".join(
        (
            _HEAD.pack(seen, len(packed)),
            packed,
            _squeezed(marshal.dumps(_flat(story))),
        )
    )


def _squeezed(plain: bytes) -> bytes:
    squeeze = _SQUEEZE.copy()
    return squeeze.compress(plain) + squeeze.flush()


def _flat(story: Story) -> tuple[Any, ...]:
    return (
        story.id,
        story.headline,
        ticks(story.first_seen_at),
        ticks(story.last_seen_at),
        tuple([_flat_entry(entry) for entry in story.reports]),
        tuple(story.families),
        dict(story.terms),
        tuple([(told.address.chat, told.address.thread, told.how) for told in story.told]),
        story.follows,
        story.maybe,
        story.merged_into,
    )


def _flat_entry(entry: Entry) -> tuple[Any, ...]:
    return (
        entry.feed,
        entry.key,
        entry.title,
        entry.url,
        entry.summary,
        entry.body,
        entry.outlet,
        entry.language,
        _ticks(entry.published_at),
        _ticks(entry.seen_at),
    )


def _story(packed: bytes) -> Story:
    id, headline, first, last, reports, families, terms, told, *links = marshal.loads(zlib.decompress(packed, -12))
    return Story(
        id,
        headline,
        moment(first),
        moment(last),
        tuple([_entry(*report) for report in reports]),
        frozenset(families),
        terms,
        frozenset([Told(Address(chat, thread), how) for chat, thread, how in told]),
        *links,
    )


def _entry(*flat: Any) -> Entry:
    *texts, published, seen = flat
    return Entry(*texts, *map(_moment, (published, seen)))


def _ticks(at: datetime | None) -> int | None:
    return None if at is None else ticks(at)


def _moment(at: int | None) -> datetime | None:
    return None if at is None else moment(at)
