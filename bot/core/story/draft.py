"""A layer above the live stories for one decision: it sees all and changes nothing below."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple, Protocol

from bot.core.decision import Story
from bot.core.model import Answers, Reading
from bot.core.story.compare import place
from bot.core.story.mark import Keys, Mark, Packed, keys_of, marked, ticks, unpack
from bot.core.story.placement import FIRST_KEPT, Grouping, Placement
from bot.core.story.rarity import Commonness

_NONE: frozenset[int] = frozenset()


class Below(Protocol):
    """The live stories."""

    @property
    def settings(self) -> Grouping: ...

    def __len__(self) -> int: ...
    @property
    def last_id(self) -> int: ...
    @property
    def commonness(self) -> Commonness: ...
    def get(self, id: int) -> Story | None: ...
    def marks(self, id: int) -> tuple[Mark, ...]: ...
    def packed(self, id: int) -> tuple[Packed, ...]: ...
    def seen(self, id: int) -> int | None: ...
    def count(self, key: int) -> int: ...
    def newest(self, key: int, most: int) -> Sequence[int]: ...


class Change(NamedTuple):
    """What one more report makes of a story: what it is compared by, what it can be found by since and no longer."""

    marks: tuple[Packed, ...]
    gained: Keys
    lost: Keys


def grown(marks: tuple[Packed, ...], mark: Packed, most: int) -> Change:
    """The marks with one more: the first ones and the latest are kept."""
    if not marks:
        return Change((mark,), keys_of([mark]), _NONE)
    kept = (*marks, mark)
    if len(kept) > most:
        kept = (*kept[:FIRST_KEPT], *kept[FIRST_KEPT + 1 :])
    before, after = keys_of(marks), keys_of(kept)
    return Change(kept, after - before, before - after)


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


@dataclass(slots=True)
class _Layer:
    """What a draft holds above the live stories."""

    stories: dict[int, Story] = field(default_factory=dict)
    marks: dict[int, tuple[Packed, ...]] = field(default_factory=dict)
    gained: dict[int, set[int]] = field(default_factory=dict)
    lost: dict[int, set[int]] = field(default_factory=dict)


class _Layered(Commonness):
    """Of what lies below, but for the keys that the layer touches."""

    def __init__(self, count: Callable[[int], int], below: Commonness, touched: AbstractSet[int]) -> None:
        super().__init__(count)
        self._below = below
        self._touched = touched

    def __missing__(self, key: int) -> int:
        return super().__missing__(key) if key in self._touched else self._below[key]


class Draft:
    """A layer for one decision: sees all stories, changes nothing below."""

    def __init__(self, below: Below) -> None:
        self._below = below
        self._layer = _Layer()
        self._last_id = below.last_id
        self._unposted: list[tuple[int, Packed]] = []  # of stories: the last report of a batch is looked for by none

    def __len__(self) -> int:
        return len(self._below) + sum(self._below.get(id) is None for id in self._layer.stories)

    @property
    def settings(self) -> Grouping:
        """As in Stories."""
        return self._below.settings

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
        return tuple(map(unpack, self.packed(id)))

    def packed(self, id: int) -> tuple[Packed, ...]:
        """As in Stories."""
        return self._layer.marks.get(id) or self._below.packed(id)

    def seen(self, id: int) -> int | None:
        """As in Stories."""
        story = self._layer.stories.get(id)
        return self._below.seen(id) if story is None else ticks(story.last_seen_at)

    def newest(self, key: int, most: int) -> Sequence[int]:
        """As in Stories."""
        gained, lost = self._layer.gained.get(key, _NONE), self._layer.lost.get(key, _NONE)
        below = self._below.newest(key, most + len(lost))
        return sorted({*below, *gained} - lost)[-most:] if gained or lost else below

    def count(self, key: int) -> int:
        """As in Stories."""
        gained, lost = self._layer.gained.get(key, _NONE), self._layer.lost.get(key, _NONE)
        return self._below.count(key) + len(gained) - len(lost)

    @property
    def commonness(self) -> Commonness:
        """Of the live stories, with what the layer changes."""
        below = self._below.commonness
        touched = self._layer.gained.keys() | self._layer.lost.keys()
        return _Layered(self.count, below, touched) if touched else below

    def place(self, reading: Reading, now: datetime, answers: Answers) -> Placement:
        """The story that the entry belongs to, or none, or the one that it possibly is the same as."""
        self._post()
        mark, _ = marked(reading.signature, reading.entry.at or now)
        if self._layer.stories:
            return place(reading, mark, now, self, answers)
        return place(reading, mark, now, self._below, answers)  # most batches are of one report

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
        _, mark = marked(reading.signature, reading.entry.at or story.first_seen_at)
        self._layer.stories[story.id] = story
        self._last_id = max(self._last_id, story.id)
        self._unposted.append((story.id, mark))

    def _post(self) -> None:
        """What was put can be found from now on."""
        for id, mark in self._unposted:
            change = grown(self.packed(id), mark, self.settings.compared)
            self._layer.marks[id] = change.marks
            for key in change.gained:
                self._move(key, id, self._layer.lost, self._layer.gained)
            for key in change.lost:
                self._move(key, id, self._layer.gained, self._layer.lost)
        self._unposted.clear()

    @staticmethod
    def _move(key: int, id: int, back: dict[int, set[int]], onto: dict[int, set[int]]) -> None:
        """Takes a change back where there was one, else makes it."""
        if id in back.get(key, _NONE):
            back[key].discard(id)
        else:
            onto.setdefault(key, set()).add(id)
