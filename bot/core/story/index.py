"""The live stories, found by what they have in common with an entry; bounded by expiry.

    postings   key -> ids of the live stories that bear it; a word, a number, a pack id, a URL, a title
    shelf      story id -> the story, and the marks of the reports that an entry is compared with: the first, the latest
    ages       minute -> ids of the stories that were last seen then, or later

Rules: every answer follows from the live stories alone, not from the order of what happened, so that a restart
regroups nothing differently. Drafts (draft.py) change nothing here: `Stories` changes after the commit only.
"""

from __future__ import annotations

import heapq
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from bot.core.decision import Decision, Story
from bot.core.model import Entry, Signature
from bot.core.story.draft import Draft, grown
from bot.core.story.mark import Keys, Mark, Packed, keys_of, marked, ticks, unpack
from bot.core.story.placement import FIRST_KEPT, Grouping
from bot.core.story.postings import Postings
from bot.core.story.rarity import Commonness
from bot.core.story.shelf import Shelf

_MINUTE = 60 * 10**6  # ticks


class Stories:
    """All live stories."""

    def __init__(self, settings: Grouping | None = None) -> None:
        self.settings = settings or Grouping()
        self._shelf = Shelf()
        self._postings = Postings()
        self.commonness = Commonness(self._postings.count)
        self._ages: dict[int, array[int]] = {}  # their minutes may lag behind, never run ahead
        self._minutes: list[int] = []  # of the ages, a heap
        self._last_id = 0

    def __len__(self) -> int:
        return len(self._shelf)

    def __iter__(self) -> Iterator[Story]:
        return iter(self._shelf)

    @property
    def last_id(self) -> int:
        """The greatest story id ever known."""
        return self._last_id

    def set_last_id(self, id: int) -> None:
        """Ids up to this one are taken, whether their stories live or not."""
        self._last_id = max(self._last_id, id)

    def get(self, id: int) -> Story | None:
        """The live story of that id."""
        return self._shelf.get(id)

    def marks(self, id: int) -> tuple[Mark, ...]:
        """What an entry is compared with to tell whether it belongs to the story."""
        return tuple(map(unpack, self.packed(id)))

    def packed(self, id: int) -> tuple[Packed, ...]:
        """The same, as bytes."""
        return self._shelf.marks(id)

    def seen(self, id: int) -> int | None:
        """When the story was last reported, in ticks; None where it does not live."""
        return self._shelf.seen(id)

    def newest(self, key: int, most: int) -> Sequence[int]:
        """Ids of the newest live stories with that key, ascending."""
        return self._postings.newest(key, most)

    def count(self, key: int) -> int:
        """The number of live stories with that key."""
        return self._postings.count(key)

    def draft(self) -> Draft:
        """A layer for one decision."""
        return Draft(self)

    def apply(self, decision: Decision) -> None:
        """After the commit: what was decided becomes known."""
        changed = {story.id: story for story in decision.stories}
        for record in decision.records:
            if record.story is not None:
                story = changed.pop(record.story, None) or self._shelf.get(record.story)
                assert story is not None  # a record names what was changed by it
                self._add(story, record.reading.entry, record.reading.signature)
        for story in changed.values():  # without a report: it was told, or is one with another
            self._put(story, self.packed(story.id))

    def restore(self, stories: Iterable[Story], sign: Callable[[Entry], Signature]) -> None:
        """After a restart: the stories of the last days, with their reports."""
        for story in sorted(stories, key=lambda story: story.id):
            most = self.settings.compared
            reports = story.reports
            if len(reports) > most:
                reports = (*reports[:FIRST_KEPT], *reports[FIRST_KEPT - most :])
            marks = tuple(marked(sign(entry), entry.at or story.first_seen_at)[1] for entry in reports)
            self._put(story, marks)
            self._post(story.id, keys_of(marks), frozenset())

    def expire(self, now: datetime) -> int:
        """Forgets the stories that take nothing more; returns their number."""
        oldest, gone = ticks(now - self.settings.window), 0
        kept: list[tuple[int, int]] = []
        while self._minutes and self._minutes[0] <= oldest // _MINUTE:
            for id in self._ages.pop(heapq.heappop(self._minutes)):
                seen = self._shelf.seen(id)
                if seen is not None and seen >= oldest:
                    kept.append((id, seen))
                elif seen is not None:
                    self._drop(id)
                    gone += 1
        for id, seen in kept:
            self._age(id, seen)
        return gone

    def _add(self, story: Story, entry: Entry, signature: Signature) -> None:
        _, mark = marked(signature, entry.at or story.first_seen_at)
        change = grown(self.packed(story.id), mark, self.settings.compared)
        self._put(story, change.marks)
        self._post(story.id, change.gained, change.lost)

    def _put(self, story: Story, marks: tuple[Packed, ...]) -> None:
        if story.id not in self._shelf:
            self._age(story.id, ticks(story.last_seen_at))
            self.set_last_id(story.id)
        self._shelf.put(story, marks)

    def _age(self, id: int, seen: int) -> None:
        minute = seen // _MINUTE
        if minute not in self._ages:
            self._ages[minute] = array("I")
            heapq.heappush(self._minutes, minute)
        self._ages[minute].append(id)

    def _drop(self, id: int) -> None:
        self._post(id, frozenset(), keys_of(self._shelf.marks(id)))
        self._shelf.drop(id)

    def _post(self, id: int, gained: Keys, lost: Keys) -> None:
        """What the story is found by since, and no longer."""
        for key in gained:
            self._postings.add(key, id)
        for key in lost:
            self._postings.remove(key, id)
        self.commonness.shift(gained, 1)
        self.commonness.shift(lost, -1)
