"""Queries at work: the same alternatives, groups and slots, with the ids of their words looked up once.

Rules: equal slots of all watches are one object, compared by identity, so that what was found for one is found for all.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.core.watch.query import Alternative, Group, Phrase, Slot


@dataclass(eq=False, slots=True)
class LiveSlot:
    """A slot and, per phrase, the ids of its words.

    keys: one word of each phrase; a text without any of them cannot name the slot. frequency: how likely a text is to
    name it. uses: how many alternatives hold it; hung: how many are found through it.
    """

    id: int
    slot: Slot
    phrases: tuple[tuple[Phrase, tuple[int, ...]], ...]
    keys: tuple[int, ...]  # in the order of the phrases
    key_set: frozenset[int]
    frequency: float = 0.0
    uses: int = 0
    hung: dict[int, list[LiveAlternative]] = field(default_factory=dict)  # by their second slot's id, -1 for none

    def fillings(self) -> list[tuple[int, frozenset[int]]]:
        """A word of each phrase, with the others that the phrase needs."""
        return [(key, frozenset(ids) - {key}) for key, (_, ids) in zip(self.keys, self.phrases, strict=True)]


@dataclass(eq=False, slots=True)
class LiveGroup:
    """A group and its slots."""

    group: Group
    slots: tuple[LiveSlot, ...]


@dataclass(eq=False, slots=True)
class LiveAlternative:
    """An alternative of a term, its slots ranked: first and second are the least likely to be filled, others the rest.

    An expression is no slot that words fill. words: the ids of all its words, and of what must not be there.
    """

    term: str
    alternative: Alternative
    groups: tuple[LiveGroup, ...]
    none_of: tuple[LiveAlternative, ...]
    first: LiveSlot | None
    second: LiveSlot | None
    others: tuple[LiveSlot, ...]
    words: tuple[int, ...]

    @classmethod
    def of(
        cls, term: str, alternative: Alternative, groups: tuple[LiveGroup, ...], none_of: tuple[LiveAlternative, ...]
    ) -> LiveAlternative:
        """The alternative, its slots ranked."""
        slots = {slot.id: slot for group in groups for slot in group.slots if not slot.slot.pattern}
        ranked = sorted(slots.values(), key=lambda slot: (slot.frequency, slot.id))
        first, second, *_ = (*ranked, None, None)
        ids = {id for slot in slots.values() for _, ids in slot.phrases for id in ids}
        ids.update(id for other in none_of for id in other.words)
        return cls(term, alternative, groups, none_of, first, second, tuple(ranked[2:]), tuple(ids))

    def all_slots(self) -> list[LiveSlot]:
        """Every slot, of what must and of what must not be there."""
        found = [slot for group in self.groups for slot in group.slots]
        return found + [slot for other in self.none_of for slot in other.all_slots()]
