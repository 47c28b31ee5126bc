"""The slots of all watches: which ids they go by, which words fill them.

Rules: a slot that one word fills goes by that word's id. Any other goes by the id of its family, below NONE: slots that
stand for the same things, however each was typed ("chip", "Chips", "芯片"). What fills one of a family counts for all
of it, and so do two words of a phrase side by side: guesses on the safe side, since the judge looks closer. A member
that hundreds of slots may have (Paris: of France, of Europe) is kept and heard once, and fills them all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from itertools import chain

from bot.core.text import has_digit
from bot.core.watch.heard.compact import Once
from bot.core.watch.heard.live import Ids, LiveAlternative, LiveMember, LiveMembers, LiveSlot
from bot.core.watch.heard.pairs import NONE
from bot.core.watch.heard.rows import put_in, take_out
from bot.core.watch.heard.vocabulary import Vocabulary
from bot.core.watch.query import Member, Phrase, Slot
from bot.core.watch.words import Word

_REMEMBERED = 100_000  # rows of ids
Key = tuple[int, int]  # ids of words, NONE for the second of one


@dataclass(eq=False, slots=True)
class _Family:
    """Slots that stand for the same. likely: that a text names one; only: the slot, while there never was another;
    counts: else what brings the family (see Slots._keys), and how many phrases have it; size: how many slots."""

    id: int
    likely: float
    only: LiveSlot | None
    counts: Counter[Key] | None = None
    size: int = 1


class Slots:
    """Counts who holds which slot, and knows what a text fills."""

    def __init__(self, vocabulary: Vocabulary, frequency: Callable[[Word], float]) -> None:
        self._vocabulary = vocabulary
        self._frequency = frequency
        self._lives: dict[Slot, LiveSlot] = {}
        self._same: dict[int, LiveSlot] = {}  # by identity: hashing a slot of a hundred phrases takes long
        self._rows: Once[Ids] = Once()  # ids of the words of phrases of packs
        self._members: dict[Member, LiveMember] = {}
        self._together: dict[tuple[Member, ...], LiveMembers] = {}
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
        live = self._lives[slot] = LiveSlot(self._next, slot.phrases, tuple(map(self._words, slot.phrases)), slot)
        self._same[id(slot)] = live
        family = self._families.get(_kin(slot))
        if family is None:
            family = self._family(live)
            for key in set(self._keys(live)):
                self._bring(key, live.id)
        else:
            live.id = family.id
            self._join(family, live)
        if slot.members:
            live.members = self._take_members(slot.members, live.id)
        return live

    def _family(self, live: LiveSlot) -> _Family:
        """A family of its own for a slot."""
        slot = live.slot
        every = chain(slot.phrases, *(member.phrases for member in slot.members))
        likely = sum(min(map(self._frequency, phrase.words)) for phrase in every)
        family = self._families[_kin(slot)] = _Family(live.id, likely, live)
        self._likely[family.id] = likely
        self._next -= 1
        return family

    def _join(self, family: _Family, live: LiveSlot) -> None:
        """One slot more in a family."""
        if family.counts is None:
            family.counts = Counter(self._keys(family.only) if family.only else ())
            family.only = None
        family.size += 1
        for key in self._keys(live):
            family.counts[key] += 1
            if family.counts[key] == 1:
                self._bring(key, family.id)

    def _words(self, phrase: Phrase) -> Ids:
        """The ids of the words of a phrase, each used once more."""
        ids = tuple([self._vocabulary.add(word) for word in phrase.words])
        if phrase.how == "exact":  # as typed, nobody else's
            return ids
        if len(self._rows) >= _REMEMBERED:
            self._rows.clear()
        return self._rows[ids]

    def _take_members(self, members: tuple[Member, ...], family: int) -> LiveMembers:
        """The members at work, for one more slot of that family."""
        found = self._together.get(members)
        if found is None:
            by_id = {live.id: live for live in map(self._member, members)}
            found = self._together[members] = LiveMembers(by_id, frozenset(by_id))
        if family not in found.families:
            for live in found.by_id.values():
                live.uses += 1
                put_in(self._fills, live.id, family)
                self._filling.add(live.id)
        found.families[family] = found.families.get(family, 0) + 1
        return found

    def _member(self, member: Member) -> LiveMember:
        """The member at work."""
        live = self._members.get(member)
        if live is None:
            live = self._members[member] = LiveMember(
                self._next, member.phrases, tuple(map(self._words, member.phrases))
            )
            self._next -= 1
            for key in set(self._keys(live)):
                self._bring(key, live.id)
        return live

    def widen(self, ids: set[int]) -> None:
        """Adds to what a text holds the slots for which its members may stand."""
        for member in self._filling & ids:
            ids.update(self._fills.get(member, ()))

    def _bring(self, key: Key, family: int) -> None:
        first, second = key
        if second == NONE:
            self._vocabulary.bring(first, family)
        else:
            self._vocabulary.bring_pair(first, second, family)

    def _leave(self, key: Key, family: int) -> None:
        first, second = key
        if second == NONE:
            self._vocabulary.leave(first, family)
        else:
            self._vocabulary.leave_pair(first, second, family)

    def _keys(self, live: LiveMember) -> list[Key]:
        """What brings each phrase: the rarest two of its words that stand side by side, runs aside; where there are
        none, its rarest word, and NONE."""
        return [self._key(phrase, ids) for phrase, ids in live.pairs()]

    def _key(self, phrase: Phrase, ids: Ids) -> Key:
        words = phrase.words
        if len(ids) == 1:
            return ids[0], NONE
        likely = list(map(self._frequency, words))
        apart = [at for at in range(len(ids) - 1) if not (words[at].run or words[at + 1].run)]
        if not apart or phrase.seam == "quantity":
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
        self._leave_family(self._families[_kin(live.slot)], live)
        self._drop_words(live)
        if live.slot.members:
            self._leave_members(live)

    def _leave_family(self, family: _Family, live: LiveSlot) -> None:
        """A slot less in a family."""
        keys = set(self._keys(live))
        if family.counts is not None:
            family.counts.subtract(self._keys(live))
            keys = {key for key in keys if not family.counts[key]}
            for key in keys:
                del family.counts[key]
        for key in keys:
            self._leave(key, family.id)
        family.size -= 1
        if not family.size:
            del self._families[_kin(live.slot)], self._likely[family.id]

    def _leave_members(self, slot: LiveSlot) -> None:
        """A slot is gone that had members."""
        families = slot.members.families
        families[slot.id] -= 1
        if families[slot.id]:
            return
        del families[slot.id]
        if not families:
            del self._together[slot.slot.members]
        for member in slot.slot.members:
            self._leave_member(member, slot.id)

    def _leave_member(self, member: Member, family: int) -> None:
        """The member stands for the slots of a family no longer, or for fewer of them."""
        live = self._members[member]
        take_out(self._fills, live.id, family)
        live.uses -= 1
        if live.uses:
            return
        del self._members[member]
        self._filling.discard(live.id)
        for key in set(self._keys(live)):
            self._leave(key, live.id)
        self._drop_words(live)

    def _drop_words(self, live: LiveMember) -> None:
        for word in chain.from_iterable(live.words):
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
    return LiveSlot(id, slot.phrases, ((id,),), slot)


def _is_word(slot: Slot) -> bool:
    return len(slot.phrases) == 1 and len(slot.phrases[0].words) == 1 and not (slot.pattern or slot.members)
