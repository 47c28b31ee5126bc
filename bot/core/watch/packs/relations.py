"""What things and ideas have to do with each other: what is a kind of what, lies where, acts for whom, is made by whom.

    kinds      a flash flood is a flood: whoever asks for the wider asks for the narrower
    members    Huế lies in Vietnam, Lufthansa is an airline, the FDA acts for the United States: they stand for it where
               a watch asks for something else besides, and the more it asks for, the more may stand for it; of some
               kinds alone as well, since they make no other news (Melissa, of hurricanes)
    above      whom something acts, speaks or stands for: no other than that, to stories
    press      what the papers of a state do not say, since all is of there

Rules: never the other way round; what refers to an id that no pack holds says nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from bot.core.watch.packs.items import Item, Told
from bot.core.watch.packs.packed import Packed
from bot.core.watch.packs.press import Press

Company = frozenset[str]  # which sorts of things may stand for another, by what a watch asks for beside that
ALONE: Company = frozenset()
BESIDE = frozenset({"member", "agency", "org", "place"})  # what lies in it or is one of it; its offices, its capital
MADE = frozenset({"product", "firm"})  # what it makes
LEADING = frozenset({"person"})  # who leads it
CORPORATE = frozenset({"home"})  # the firms that are at home in it
CITIZENS = frozenset({"citizen"})  # its athletes and artists
_MAKER = "maker of "  # with the id of a kind, which holds no space: who is of it or makes such, and what that is

_FEW = 8  # makers of a kind, in all states
_Ways = Mapping[str, Iterable[str]]


def makers_of(kinds: Iterable[str]) -> Company:
    """What is of some kinds, or makes such, may stand for where it is at home."""
    return frozenset(f"{_MAKER}{kind}" for kind in kinds)


class Relations:
    """Of all items of some packs."""

    def __init__(self, packs: Sequence[Packed], items: Mapping[str, Item]) -> None:
        self.packs = packs
        self.items = items
        self._kinds: dict[str, list[str]] = {}
        self._narrower: dict[str, list[str]] = {}
        self._narrowed: dict[str, frozenset[str]] = {}
        self._above: dict[str, list[str]] = {}
        self._below: dict[str, list[str]] = {}
        self._native: dict[str, frozenset[str]] = {}
        alone = {kind for pack in packs for kind in pack.alone}
        for pack in packs:
            for wide, id in pack.broader:
                self._kinds.setdefault(wide, []).append(id)
                self._narrower.setdefault(wide, []).append(id)
            for of, member in pack.members:
                self._narrower.setdefault(of, []).append(member)
                if of in alone:
                    self._kinds.setdefault(of, []).append(member)
            for who, whom in pack.stands:
                self._above.setdefault(who, []).append(whom)
                self._below.setdefault(whom, []).append(who)

    def narrower(self, id: str) -> frozenset[str]:
        """The item and all that name it as broader, or are members of it, however far down."""
        found = self._narrowed.get(id)
        if found is None:
            found = frozenset(self._reached(id, self._narrower)) if id in self.items else frozenset()
            if id in self._narrower:  # of some hundreds
                self._narrowed[id] = found
        return found

    def kinds(self, id: str) -> frozenset[str]:
        """The item and its kinds, without what is a member of one of them: chips and AI chips, not the H200, nor what
        is a kind of a member; but of some the members too."""
        return frozenset(self._reached(id, self._kinds)) if id in self.items else frozenset()

    def above(self, id: str) -> frozenset[str]:
        """Whom it acts, speaks or stands for, however far up: the maker of a product, the state of an office."""
        return frozenset(self._reached(id, self._above)) - {id} if id in self._above else frozenset()

    def members(self, id: str, beside: Company) -> frozenset[str]:
        """What else may stand for an item in such company: its kinds; beside something else the things that are of it,
        too, and of what acts for it or is made by it the sorts that are admitted. Of leaders only those of states: what
        Musk does is not all Tesla's."""
        found = set(self.narrower(id) if beside else self.kinds(id))
        admitted = beside if self.kind_of(id) == "place" else beside - LEADING
        for who in self._of_kind(self._below.get(id, ()), admitted):
            found |= self.kinds(who)
        if beside >= CITIZENS:
            found.update(self._at_home(id, LEADING))
        if beside >= CORPORATE:
            found.update(self._at_home(id, MADE))
        if kinds := [sort.removeprefix(_MAKER) for sort in beside if sort.startswith(_MAKER)]:
            found.update(self._makers(id, frozenset().union(*map(self.narrower, kinds))))
        return frozenset(found - {id})

    def _makers(self, id: str, kinds: frozenset[str]) -> Iterator[str]:
        """Who is at home in a place and is of some kinds or makes such, and what that is. Where packs know few of the
        kind at all, whoever is at home there."""
        every = [firm for firms in self._natives.values() for firm in firms if self._is_maker(firm, kinds)]
        for firm in self._at_home(id, MADE):
            if len(every) < _FEW or self._is_maker(firm, kinds):
                yield firm
                yield from kinds.intersection(self._below.get(firm, ()))

    def _is_maker(self, firm: str, kinds: frozenset[str]) -> bool:
        return firm in kinds or not kinds.isdisjoint(self._below.get(firm, ()))

    @cached_property
    def deeds(self) -> frozenset[str]:
        """Ideas that states do, and what is of them: tariffs, sanctions, talks."""
        return frozenset().union(*(self.kinds(id) for pack in self.packs for id in pack.deeds))

    @cached_property
    def made(self) -> frozenset[str]:
        """Kinds of which firms or products are known, and what is wider: cars, AI models."""
        return self._with_wider({of for pack in self.packs for of, id in pack.members if self.kind_of(id) in MADE})

    @cached_property
    def peopled(self) -> frozenset[str]:
        """Kinds of which people are known whose home is known, and what is wider: cricket, singers."""
        people = {id for pack in self.packs for id, _ in pack.homes if self.kind_of(id) in LEADING}
        return self._with_wider({of for pack in self.packs for of, id in pack.members if id in people})

    @cached_property
    def corporate(self) -> frozenset[str]:
        """Ideas that are news of a state when they befall its firms, and what is of them: layoffs, a bankruptcy."""
        return frozenset().union(*(self.kinds(id) for pack in self.packs for id in pack.corporate))

    @cached_property
    def press(self) -> dict[str, Press]:
        """By the state, what its papers leave unsaid."""
        return {row[0]: Press._make(row) for pack in self.packs for row in pack.press}

    @cached_property
    def domestic(self) -> frozenset[str]:
        """Ideas of which a headline that names no place is told at home. Not what papers everywhere tell of other
        countries as well, nor what is told of firms: of more than a few."""
        abroad = {kind for pack in self.packs for id in pack.abroad for kind in self.kinds(id)}
        ideas = {id for id, item in self.items.items() if item.is_idea}
        known = Counter(of for pack in self.packs for of, id in pack.members if self.kind_of(id) in MADE)
        of_firms = {kind for kind, firms in known.items() if firms >= _FEW}
        return frozenset(ideas - abroad - of_firms)

    def native(self, id: str) -> frozenset[str]:
        """The state, what lies in it or is its own, acts for it, leads it, is at home in it."""
        found = self._native.get(id)
        if found is None:
            at_home = self.members(id, BESIDE | MADE | LEADING | CORPORATE | CITIZENS)
            made = (who for firm in self._at_home(id, MADE) for who in self._below.get(firm, ()))
            found = self._native[id] = at_home.union(self._of_kind(made, MADE), {id})
        return found

    def holders(self, of: str, office: str) -> frozenset[str]:
        """Who holds an office (the CEO, the foreign minister) of a firm, an agency or a state: who leads or speaks for
        that, and is of the office."""
        return frozenset(self._of_kind(self._below.get(of, ()), LEADING)) & self.narrower(office)

    def kind_of(self, id: str) -> str:
        """The kind of an item: firm, person, place, concept ...; "" of an id that no pack holds."""
        return self.items[id].kind if id in self.items else ""

    def told(self, idea: str, about: str) -> list[Told]:
        """By what further ideas headlines tell an idea about a thing or a concept."""
        return [link for link in self._told.get(idea, ()) if about == link.about or self._overlap(about, link.about)]

    def between(self, idea: str) -> list[str]:
        """By what further ideas headlines tell an idea once two parties are named."""
        return [by for pack in self.packs for id, by in pack.between if id == idea]

    def _overlap(self, id: str, concept: str) -> bool:
        """Whether one of the two is a kind of the other."""
        return id in self.narrower(concept) or concept in self.narrower(id)

    def _at_home(self, id: str, kinds: frozenset[str]) -> list[str]:
        """Who is at home in a place or in what lies in it, of some sorts."""
        return self._of_kind((who for place in self.narrower(id) for who in self._natives.get(place, ())), kinds)

    def _with_wider(self, kinds: Iterable[str]) -> frozenset[str]:
        """Kinds and all that is wider than one of them."""
        wider: dict[str, list[str]] = {}
        for pack in self.packs:
            for wide, id in pack.broader:
                wider.setdefault(id, []).append(wide)
        return frozenset().union(*(self._reached(kind, wider) for kind in kinds))

    def _of_kind(self, ids: Iterable[str], kinds: frozenset[str]) -> list[str]:
        return [id for id in ids if self.kind_of(id) in kinds]

    def _reached(self, id: str, ways: _Ways) -> set[str]:
        found, open_ = {id}, [id]
        while open_:
            for further in ways.get(open_.pop(), ()):
                if further not in found and further in self.items:
                    found.add(further)
                    open_.append(further)
        return found

    @cached_property
    def _natives(self) -> dict[str, list[str]]:
        """Who is at home in a state."""
        natives: dict[str, list[str]] = {}
        for pack in self.packs:
            for who, state in pack.homes:
                natives.setdefault(state, []).append(who)
        return natives

    @cached_property
    def _told(self) -> dict[str, list[Told]]:
        told: dict[str, list[Told]] = {}
        for pack in self.packs:
            for link in map(Told._make, pack.told):
                told.setdefault(link.idea, []).append(link)
        return told
