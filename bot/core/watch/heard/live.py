"""Queries at work: the same alternatives, groups and slots, with the ids of their words looked up once.

Rules: slots.py says which id a slot goes by. A slot that several phrases fill is one object for all watches that hold
an equal one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from bot.core.watch.heard.rows import put_in
from bot.core.watch.query import Alternative, Group, Phrase, Slot
from bot.core.watch.words import Word

Ids = tuple[int, ...]
Phrases = tuple[tuple[Phrase, Ids], ...]  # each with the ids of its words


def _length(word: Word) -> int:
    return len(word.text)


@dataclass(eq=False, slots=True)
class LiveMember:
    """A member of slots and its phrases. id: by which it is heard; words: the ids of those of each phrase; uses: how
    often it is held."""

    id: int
    phrases: tuple[Phrase, ...]
    words: tuple[Ids, ...]
    uses: int = field(default=0, kw_only=True)
    _keyed: tuple[frozenset[int], dict[int, Ids]] | None = field(default=None, init=False)

    def pairs(self) -> Iterator[tuple[Phrase, Ids]]:
        """Each phrase with the ids of its words."""
        return zip(self.phrases, self.words, strict=True)

    def possible(self, ids: set[int]) -> Phrases:
        """The phrases all of whose words are among these, in their order."""
        words = self.words
        if len(words) == 1:
            return ((self.phrases[0], words[0]),) if ids.issuperset(words[0]) else ()
        keys, keyed = self._keyed or self._key()
        found = [at for key in keys & ids for at in keyed[key] if ids.issuperset(words[at])]
        return tuple([(self.phrases[at], words[at]) for at in sorted(found)])

    def _key(self) -> tuple[frozenset[int], dict[int, Ids]]:
        """Which phrases have a word as their longest, worked out for slots that are looked at; and these words, since
        sets meet several times faster than a set and a dict."""
        keyed: dict[int, Ids] = {}
        for at, (phrase, ids) in enumerate(self.pairs()):
            put_in(keyed, max(zip(map(_length, phrase.words), ids, strict=True))[1], at)
        self._keyed = frozenset(keyed), keyed
        return self._keyed


@dataclass(eq=False, slots=True)
class LiveMembers:
    """The members of slots that have the same. ids: by which they are heard; families: those of these slots, each with
    how many of it."""

    by_id: dict[int, LiveMember]
    ids: frozenset[int]
    families: dict[int, int] = field(default_factory=dict)


_NOBODY = LiveMembers({}, frozenset())


@dataclass(eq=False, slots=True)
class LiveSlot(LiveMember):
    """A slot, its phrases and its members. uses: how many alternatives hold it (where it is no word)."""

    slot: Slot
    members: LiveMembers = _NOBODY

    def possible(self, ids: set[int]) -> Phrases:
        """The same, those of members too."""
        found = LiveMember.possible(self, ids)
        members = self.members
        for id in sorted(members.ids & ids) if members.ids else ():
            found += members.by_id[id].possible(ids)
        return found


@dataclass(eq=False, slots=True)
class LiveGroup:
    """A group and its slots. needed: the ids of those that words fill (an expression is none of them); beside: all
    slots of its term."""

    group: Group
    slots: tuple[LiveSlot, ...]
    needed: frozenset[int]
    beside: list[LiveSlot]


@dataclass(eq=False, slots=True)
class LiveAlternative:
    """An alternative of a term. needed: the ids of all slots that words fill."""

    term: str
    alternative: Alternative
    groups: tuple[LiveGroup, ...]
    none_of: tuple[LiveAlternative, ...]
    needed: frozenset[int]

    def all_slots(self) -> list[LiveSlot]:
        """Every slot, of what must and of what must not be there."""
        found = [slot for group in self.groups for slot in group.slots]
        return found + [slot for other in self.none_of for slot in other.all_slots()]


Lives = tuple[LiveAlternative, ...]


def enliven(term: str, alternatives: Iterable[Alternative], live: Callable[[Slot], LiveSlot]) -> Lives:
    """The alternatives of a term at work; live: gives a slot its id."""
    beside: list[LiveSlot] = []
    return tuple(_enliven(term, alternative, live, beside) for alternative in alternatives)


def _enliven(
    term: str, alternative: Alternative, live: Callable[[Slot], LiveSlot], beside: list[LiveSlot]
) -> LiveAlternative:
    groups = tuple(_group(group, tuple(map(live, group.slots)), beside) for group in alternative.groups)
    beside += chain.from_iterable(group.slots for group in groups)
    none_of = tuple(_enliven(term, other, live, beside) for other in alternative.none_of)
    one = len(groups) == 1  # as nearly always: then it shares the set
    needed = groups[0].needed if one else frozenset().union(*[group.needed for group in groups])
    return LiveAlternative(term, alternative, groups, none_of, needed)


def _group(group: Group, slots: tuple[LiveSlot, ...], beside: list[LiveSlot]) -> LiveGroup:
    return LiveGroup(group, slots, frozenset([slot.id for slot in slots if not slot.slot.pattern]), beside)
