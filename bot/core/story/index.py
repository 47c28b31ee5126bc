"""The live stories, found by what they have in common with an entry; bounded by expiry.

    postings   key -> ids of the live stories that bear it, ascending; a token, a number, a pack id, a URL, a title
    marks      story id -> the signatures of the reports that an entry is compared with: the first ones and the latest

Rules: every answer follows from the live stories alone, not from the order of what happened, so that a restart
regroups nothing differently. A `Draft` is a layer for one decision: it sees all and changes nothing below. `Stories`
changes after the commit only.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from bot.core.model import Answers, Decision, Entry, Reading, Signature, Story
from bot.core.story.compare import place, search_keys, title_key, url_key
from bot.core.story.placement import FIRST_KEPT, Grouping, Placement
from bot.core.story.score import Mark

_NOBODY: list[int] = []
_NONE: frozenset[int] = frozenset()


def keys(signature: Signature) -> frozenset[str]:
    """Everything by which a report can be found."""
    exact = {url_key(signature.url)} if signature.url else set()
    if signature.title:
        exact.add(title_key(signature.title))
    return search_keys(signature) | exact


class _Change(NamedTuple):
    marks: tuple[Mark, ...]
    gained: frozenset[str]
    lost: frozenset[str]


def _grown(marks: tuple[Mark, ...], mark: Mark, most: int) -> _Change:
    """The marks with one more, and what the story can be found by since."""
    kept = (*marks, mark)
    if len(kept) > most:
        kept = (*kept[:FIRST_KEPT], *kept[FIRST_KEPT + 1 :])
    before = frozenset().union(*(keys(each.signature) for each in marks))
    after = frozenset().union(*(keys(each.signature) for each in kept))
    return _Change(kept, after - before, before - after)


def _mark(entry: Entry, signature: Signature, story: Story) -> Mark:
    return Mark(signature, entry.at or story.first_seen_at)


def united(whole: Story, part: Story) -> Story:
    """Two stories as one. An address that was told of both keeps how it was told of the whole."""
    known = {told.address for told in whole.told}
    return replace(
        whole,
        first_seen_at=min(whole.first_seen_at, part.first_seen_at),
        last_seen_at=max(whole.last_seen_at, part.last_seen_at),
        families=whole.families | part.families,
        terms={
            term: max(whole.terms.get(term, 0.0), part.terms.get(term, 0.0)) for term in {**whole.terms, **part.terms}
        },
        told=whole.told | {told for told in part.told if told.address not in known},
    )


class Stories:
    """All live stories."""

    def __init__(self, settings: Grouping | None = None) -> None:
        self.settings = settings or Grouping()
        self._stories: dict[int, Story] = {}
        self._marks: dict[int, tuple[Mark, ...]] = {}
        self._postings: dict[str, list[int]] = {}
        self._ages: list[tuple[datetime, int]] = []  # a heap; its times may lag behind, never run ahead
        self._last_id = 0

    def __len__(self) -> int:
        return len(self._stories)

    def __iter__(self) -> Iterator[Story]:
        return iter(self._stories.values())

    @property
    def last_id(self) -> int:
        """The greatest story id ever known."""
        return self._last_id

    def set_last_id(self, id: int) -> None:
        """Ids up to this one are taken, whether their stories live or not."""
        self._last_id = max(self._last_id, id)

    def get(self, id: int) -> Story | None:
        """The live story of that id."""
        return self._stories.get(id)

    def marks(self, id: int) -> tuple[Mark, ...]:
        """What an entry is compared with to tell whether it belongs to the story."""
        return self._marks.get(id, ())

    def newest(self, key: str, most: int) -> Sequence[int]:
        """Ids of the newest live stories with that key, ascending."""
        return self._postings.get(key, _NOBODY)[-most:]

    def count(self, key: str) -> int:
        """The number of live stories with that key."""
        return len(self._postings.get(key, _NOBODY))

    def draft(self) -> Draft:
        """A layer for one decision."""
        return Draft(self)

    def apply(self, decision: Decision) -> None:
        """After the commit: what was decided becomes known."""
        changed = {story.id: story for story in decision.stories}
        for record in decision.records:
            if record.story is not None:
                story = changed.get(record.story) or self._stories[record.story]
                self._add(story, _mark(record.reading.entry, record.reading.signature, story))
        for story in decision.stories:
            self._keep(story)

    def restore(self, stories: Iterable[Story], sign: Callable[[Entry], Signature]) -> None:
        """After a restart: the stories of the last days, with their reports."""
        for story in sorted(stories, key=lambda story: story.id):
            most = self.settings.compared
            reports = story.reports
            if len(reports) > most:
                reports = (*reports[:FIRST_KEPT], *reports[FIRST_KEPT - most :])
            for entry in reports:
                self._add(story, _mark(entry, sign(entry), story))
            self._keep(story)

    def expire(self, now: datetime) -> int:
        """Forgets the stories that take nothing more; returns their number."""
        gone = 0
        while self._ages and now - self._ages[0][0] > self.settings.window:
            _, id = heapq.heappop(self._ages)
            story = self._stories[id]
            if now - story.last_seen_at <= self.settings.window:
                heapq.heappush(self._ages, (story.last_seen_at, id))
            else:
                self._drop(id)
                gone += 1
        return gone

    def _keep(self, story: Story) -> None:
        if story.id not in self._stories:
            heapq.heappush(self._ages, (story.last_seen_at, story.id))
            self.set_last_id(story.id)
        self._stories[story.id] = story

    def _add(self, story: Story, mark: Mark) -> None:
        change = _grown(self._marks.get(story.id, ()), mark, self.settings.compared)
        self._marks[story.id] = change.marks
        for key in change.gained:
            insort(self._postings.setdefault(key, []), story.id)
        for key in change.lost:
            self._unpost(key, story.id)

    def _drop(self, id: int) -> None:
        del self._stories[id]
        for key in frozenset().union(*(keys(mark.signature) for mark in self._marks.pop(id, ()))):
            self._unpost(key, id)

    def _unpost(self, key: str, id: int) -> None:
        posting = self._postings[key]
        del posting[bisect_left(posting, id)]
        if not posting:
            del self._postings[key]


@dataclass(slots=True)
class _Layer:
    """What a draft holds above the live stories."""

    stories: dict[int, Story] = field(default_factory=dict)
    marks: dict[int, tuple[Mark, ...]] = field(default_factory=dict)
    gained: dict[str, set[int]] = field(default_factory=dict)
    lost: dict[str, set[int]] = field(default_factory=dict)


class Draft:
    """A layer for one decision: sees all stories, changes nothing below."""

    def __init__(self, below: Stories) -> None:
        self._below = below
        self._layer = _Layer()
        self._last_id = below.last_id

    def __len__(self) -> int:
        return len(self._below) + sum(self._below.get(id) is None for id in self._layer.stories)

    def next_id(self) -> int:
        """The id of the next story that is opened."""
        return self._last_id + 1

    def get(self, id: int) -> Story | None:
        """The story as drafted, else as it is."""
        return self._layer.stories.get(id) or self._below.get(id)

    def changed(self) -> tuple[Story, ...]:
        """The stories that were opened or grown, in the order in which they were first put."""
        return tuple(self._layer.stories.values())

    def marks(self, id: int) -> tuple[Mark, ...]:
        """As in Stories."""
        return self._layer.marks.get(id) or self._below.marks(id)

    def newest(self, key: str, most: int) -> Sequence[int]:
        """As in Stories."""
        gained, lost = self._layer.gained.get(key, _NONE), self._layer.lost.get(key, _NONE)
        below = self._below.newest(key, most + len(lost))
        if not gained and not lost:
            return below
        return sorted({*below, *gained} - lost)[-most:]

    def count(self, key: str) -> int:
        """As in Stories."""
        below = self._below.count(key)
        if not self._layer.stories:
            return below
        return below + len(self._layer.gained.get(key, _NONE)) - len(self._layer.lost.get(key, _NONE))

    def place(self, reading: Reading, now: datetime, answers: Answers) -> Placement:
        """The story that the entry belongs to, or none, or the one that it possibly is the same as."""
        return place(reading, now, self, self._below.settings, answers)

    def merge(self, whole: Story, ids: Iterable[int]) -> Story:
        """The story with those that are found to be one with it: who was told of any is told of it."""
        for id in ids:
            part = self.get(id)
            if part is not None:
                self._layer.stories[id] = replace(part, merged_into=whole.id)
                whole = united(whole, part)
        return whole

    def put(self, story: Story, reading: Reading) -> None:
        """The story, opened or grown by this report."""
        change = _grown(
            self.marks(story.id), _mark(reading.entry, reading.signature, story), self._below.settings.compared
        )
        self._layer.stories[story.id] = story
        self._layer.marks[story.id] = change.marks
        self._last_id = max(self._last_id, story.id)
        for key in change.gained:
            self._move(key, story.id, self._layer.lost, self._layer.gained)
        for key in change.lost:
            self._move(key, story.id, self._layer.gained, self._layer.lost)

    @staticmethod
    def _move(key: str, id: int, back: dict[str, set[int]], onto: dict[str, set[int]]) -> None:
        """Takes a change back where there was one, else makes it."""
        if id in back.get(key, _NONE):
            back[key].discard(id)
        else:
            onto.setdefault(key, set()).add(id)
