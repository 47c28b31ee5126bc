"""The slots of all watches: which ids they go by, which words fill them.

Rules: a slot that one word fills goes by that word's id. Any other goes by the id of its family, below NONE: slots that
stand for the same things, however each was typed ("chip", "Chips", "芯片"). What fills one of a family counts for all
of it, and so do two words of a phrase side by side: guesses on the safe side, since the judge looks closer. A member
that hundreds of slots may have (Paris: of France, of Europe) is kept and heard once, and fills them all.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from itertools import chain

from bot.core.text import has_digit
from bot.core.watch.live import LiveAlternative, LiveMember, LiveSlot, Phrases
from bot.core.watch.pairs import NONE
from bot.core.watch.query import Member, Phrase, Slot
from bot.core.watch.rows import put_in, take_out
from bot.core.watch.vocabulary import Vocabulary
from bot.core.watch.words import Word

_REMEMBERED = 100_000  # phrases of packs


@dataclass(eq=False, slots=True)
class _Family:
    """Slots that stand for the same. likely: that a text names one; uses: how many slots; keys: what of their phrases
    brings it (see Slots._key), and how many slots have each: none, where members alone may fill it."""

    id: int
    likely: float
    uses: int = 0
    keys: dict[tuple[int, int], int] = field(default_factory=dict)


class Slots:
    """Counts who holds which slot, and knows what a text fills."""

    def __init__(self, vocabulary: Vocabulary, frequency: Callable[[Word], float]) -> None:
        self._vocabulary = vocabulary
        self._frequency = frequency
        self._lives: dict[Slot, LiveSlot] = {}
        self._same: dict[int, LiveSlot] = {}  # by identity: hashing a slot of a hundred phrases takes long
        self._paireds: dict[int, tuple[Phrase, tuple[int, ...]]] = {}  # by identity of the phrase, kept alive so
        self._members: dict[Member, LiveMember] = {}
        self._fills: dict[int, tuple[int, ...]] = {}  # by the id of a member: the families that it may stand for
        self._filling: set[int] = set()  # its keys: two sets meet several times faster than a set and a dict
        self._families: dict[Hashable, _Family] = {}
        self._likely: dict[int, float] = {}  # of each family
        self._next = NONE - 1

    # ------------------------------------------------------------ holding

    def take(self, slot: Slot) -> LiveSlot:
        """The slot at work, held once more."""
        if _is_word(slot):
            return _as_word(slot, self._vocabulary.add(slot.phrases[0].words[0]))
        live = self._known(slot) or self._made(slot)
        live.uses += 1
        return live

    def find(self, slot: Slot) -> LiveSlot:
        """The slot at work, which somebody holds. Raises KeyError."""
        if _is_word(slot):
            return _as_word(slot, self._vocabulary.id_of(slot.phrases[0].words[0]))
        return self._known(slot) or self._lives[slot]

    def _known(self, slot: Slot) -> LiveSlot | None:
        return self._same.get(id(slot)) or self._lives.get(slot)

    def _made(self, slot: Slot) -> LiveSlot:
        phrases = tuple(map(self._paired, slot.phrases))
        members = {member.id: member for member in map(self._member, slot.members)}
        live = self._lives[slot] = LiveSlot(self._family(slot), phrases, slot, members)
        self._same[id(slot)] = live
        for member in members.values():
            member.uses += 1
            put_in(self._fills, member.id, live.id)
            self._filling.add(member.id)
        family = self._families[_kin(slot)]
        family.uses += 1
        keys = family.keys
        for key in map(self._key, phrases):
            keys[key] = keys.get(key, 0) + 1
            if keys[key] == 1:
                self._bring(key, live.id)
        return live

    def _paired(self, phrase: Phrase) -> tuple[Phrase, tuple[int, ...]]:
        """A phrase and the ids of its words; one object for all slots that have the phrase of a pack."""
        ids = tuple(map(self._vocabulary.add, phrase.words))
        if phrase.how == "exact":
            return phrase, ids
        known = self._paireds.get(id(phrase))
        if known is None or known[1] != ids:
            if len(self._paireds) >= _REMEMBERED:
                self._paireds = {}
            known = self._paireds[id(phrase)] = phrase, ids
        return known

    def _member(self, member: Member) -> LiveMember:
        """The member at work."""
        live = self._members.get(member)
        if live is None:
            live = self._members[member] = LiveMember(self._next, tuple(map(self._paired, member.phrases)))
            self._next -= 1
            for key in set(map(self._key, live.phrases)):
                self._bring(key, live.id)
        return live

    def widen(self, ids: set[int]) -> None:
        """Adds to what a text holds the slots for which its members may stand."""
        for member in self._filling & ids:
            ids.update(self._fills.get(member, ()))

    def _bring(self, key: tuple[int, int], family: int) -> None:
        first, second = key
        if second == NONE:
            self._vocabulary.bring(first, family)
        else:
            self._vocabulary.bring_pair(first, second, family)

    def _leave(self, key: tuple[int, int], family: int) -> None:
        first, second = key
        if second == NONE:
            self._vocabulary.leave(first, family)
        else:
            self._vocabulary.leave_pair(first, second, family)

    def _family(self, slot: Slot) -> int:
        family = self._families.get(_kin(slot))
        if family is None:
            every = chain(slot.phrases, *(member.phrases for member in slot.members))
            likely = sum(min(map(self._frequency, phrase.words)) for phrase in every)
            family = self._families[_kin(slot)] = _Family(self._next, likely)
            self._likely[family.id] = likely
            self._next -= 1
        return family.id

    def _key(self, pair: tuple[Phrase, tuple[int, ...]]) -> tuple[int, int]:
        """What brings a phrase: the rarest two of its words that stand side by side, runs aside; where there are none,
        its rarest word, and NONE."""
        phrase, ids = pair
        words, likely = phrase.words, list(map(self._frequency, phrase.words))
        apart = [at for at in range(len(ids) - 1) if not (words[at].run or words[at + 1].run)]
        if phrase.seam == "quantity":
            apart = []
        if not apart:
            return min(zip(likely, ids, strict=True))[1], NONE
        at = min(apart, key=lambda n: likely[n] * likely[n + 1])
        return ids[at], ids[at + 1]

    def release(self, live: LiveSlot) -> None:
        """The slot is held once less."""
        if live.id > NONE:
            self._vocabulary.drop(live.id)
            return
        live.uses -= 1
        if live.uses:
            return
        del self._lives[live.slot], self._same[id(live.slot)]
        family = self._families[_kin(live.slot)]
        for key in map(self._key, live.phrases):
            family.keys[key] -= 1
            if not family.keys[key]:
                del family.keys[key]
                self._leave(key, family.id)
        family.uses -= 1
        if not family.uses:
            del self._families[_kin(live.slot)], self._likely[family.id]
        self._drop_words(live.phrases)
        for member in live.slot.members:
            self._leave_member(member, live.id)

    def _leave_member(self, member: Member, family: int) -> None:
        """The member stands for a slot less."""
        live = self._members[member]
        take_out(self._fills, live.id, family)
        live.uses -= 1
        if live.uses:
            return
        del self._members[member]
        self._filling.discard(live.id)
        for key in set(map(self._key, live.phrases)):
            self._leave(key, live.id)
        self._drop_words(live.phrases)

    def _drop_words(self, phrases: Phrases) -> None:
        for _, words in phrases:
            for word in words:
                self._vocabulary.drop(word)

    def rarest(self, live: LiveAlternative) -> tuple[int, int]:
        """The two slots of an alternative that texts are least likely to fill; NONE for the second of one."""
        first, second, *_ = (*sorted(live.needed, key=self._rank), NONE)
        return first, second

    def _rank(self, id: int) -> tuple[float, int]:
        likely = self._likely[id] if id < NONE else self._frequency(self._vocabulary[id])
        return likely, id


def _kin(slot: Slot) -> Hashable:
    """What the slots of a family have in common."""
    if not slot.entities:
        return slot
    return slot.entities, tuple(filter(has_digit, slot.name.lower().split()))


def _as_word(slot: Slot, id: int) -> LiveSlot:
    phrases = ((slot.phrases[0], (id,)),)
    return LiveSlot(id, phrases, slot)


def _is_word(slot: Slot) -> bool:
    return len(slot.phrases) == 1 and len(slot.phrases[0].words) == 1 and not (slot.pattern or slot.members)
