"""The live stories themselves: the last that changed as they are, all others packed, several into one run of bytes.

    warm       story id -> all of it
    cold       story id -> when it was last reported, which packet holds it, and its marks
    packets    the stories' texts, squeezed together: they share hosts, feeds and words

A story is needed whole only when a report joins it; to be compared, its marks are enough. Rules: what comes out equals
what was put in; times are UTC; of a packet at least half is in use.
"""

from __future__ import annotations

import marshal
import struct
import zlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple

from bot.core.decision import Story, Told
from bot.core.model import Address, Entry
from bot.core.story.mark import Packed, apart, moment, ticks

WARM = 512  # stories that are kept as they are: of a story that breaks, every report would pack it anew
TOGETHER = 8  # stories a packet
_HEAD = struct.Struct("<qIB")  # last seen, packet, place in it
_WINDOW = -12  # bits, without a header: a packet is short


class _Live(NamedTuple):
    seen: int  # ticks
    story: Story
    marks: tuple[Packed, ...]


class Shelf:
    """id -> story and its marks."""

    def __init__(self) -> None:
        self._warm: dict[int, _Live] = {}  # the least lately changed first
        self._cold: dict[int, bytes] = {}
        self._packets: dict[int, bytes] = {}
        self._left: dict[int, int] = {}  # packet -> of its stories those that have not changed since
        self._last = 0  # packet

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
        _, packet, place = _HEAD.unpack_from(packed)
        return _story(_loosened(self._packets[packet])[place])

    def marks(self, id: int) -> tuple[Packed, ...]:
        """What a report is compared with to tell whether it belongs to the story."""
        live = self._warm.get(id)
        if live is not None:
            return live.marks
        packed = self._cold.get(id)
        return () if packed is None else apart(packed[_HEAD.size :])

    def seen(self, id: int) -> int | None:
        """When it was last reported, in ticks; None where it does not live."""
        live = self._warm.get(id)
        if live is not None:
            return live.seen
        packed = self._cold.get(id)
        seen: int | None = None if packed is None else _HEAD.unpack_from(packed)[0]
        return seen

    def put(self, story: Story, marks: tuple[Packed, ...]) -> None:
        """The story is so from now on."""
        self.drop(story.id)
        self._warm[story.id] = _Live(ticks(story.last_seen_at), story, marks)
        if len(self._warm) >= WARM + TOGETHER:
            self._freeze(list(islice(self._warm, TOGETHER)))

    def drop(self, id: int) -> None:
        """It lives no longer, if it did."""
        if self._warm.pop(id, None) is None and (packed := self._cold.pop(id, None)) is not None:
            packet = _HEAD.unpack_from(packed)[1]
            self._left[packet] -= 1
            if self._left[packet] * 2 < TOGETHER:
                self._thaw(packet)

    def _freeze(self, ids: Iterable[int]) -> None:
        """These go into a packet."""
        lives = [self._warm.pop(id) for id in ids]
        self._last += 1
        self._packets[self._last] = _squeezed([live.story for live in lives])
        self._left[self._last] = len(lives)
        for place, live in enumerate(lives):
            self._cold[live.story.id] = b"".join((_HEAD.pack(live.seen, self._last, place), *live.marks))

    def _thaw(self, packet: int) -> None:
        """What is left of it is warm again."""
        packed = self._packets.pop(packet)
        if not self._left.pop(packet):
            return
        for story in map(_story, _loosened(packed)):
            cold = self._cold.get(story.id, b"")
            if cold and _HEAD.unpack_from(cold)[1] == packet:
                self._warm[story.id] = _Live(_HEAD.unpack_from(cold)[0], story, self.marks(story.id))
                del self._cold[story.id]


def _squeezed(stories: Iterable[Story]) -> bytes:
    return zlib.compress(marshal.dumps([marshal.dumps(_flat(story)) for story in stories]), 1, _WINDOW)


def _loosened(packet: bytes) -> list[bytes]:
    stories: list[bytes] = marshal.loads(zlib.decompress(packet, _WINDOW))
    return stories


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
    id, headline, first, last, reports, families, terms, told, *links = marshal.loads(packed)
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
