"""Whether an entry that the index found worth a look matches a query, where and how well.

A group's slots stand together in the title, or in a sentence or two of summary or body (the title may hold some of a
summary's). Among all ways of choosing places the narrowest is taken.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import pairwise
from operator import itemgetter

from bot.core.model import Entry, Hit, Match, Span
from bot.core.watch.heard.live import LiveAlternative, LiveGroup, LiveSlot, Phrases
from bot.core.watch.heard.pairs import NONE
from bot.core.watch.heard.spoken import Heard
from bot.core.watch.locate import LOOSENESS, Passage, Place
from bot.core.watch.neighbours import PARTS, is_foreign, is_rival, is_straddled, is_torn
from bot.core.watch.packs.lexicon import Lexicon
from bot.core.watch.packs.spotting import Named
from bot.core.watch.query import ASKED_FOR, Group, Phrase, Slot

_SCORES = {
    "exact": 100.0,
    "alias": 100.0,
    "concept": 100.0,
    "member": 99.0,
    "regex": 100.0,
    "glued": 99.0,
    "stem": 97.0,
    "typo": 93.0,
}
_PACKED = {"alias", "concept", "member"}  # as a pack says it
_PER_EDIT = 4.0
_SENTENCES = 2
_MOST_STEPS = 5_000
Found = tuple[Slot, Passage, Place]


class Reader:
    """An entry, looked at closely for any number of queries; what was found once is remembered."""

    def __init__(
        self,
        entry: Entry,
        fields: Sequence[str],
        heard: Heard,
        lexicon: Lexicon,
    ) -> None:
        """fields: those that say something, in their order; heard: their texts, and the words that these may hold."""
        self.entry = entry
        self.heard = heard
        self.lexicon = lexicon
        self.passages = [Passage(field, spoken) for field, spoken in zip(fields, heard.spoken, strict=True)]
        self._phrases: dict[str, dict[LiveSlot, Phrases]] = {field: {} for field in fields}
        self._places: dict[str, dict[LiveSlot, list[Place]]] = {field: {} for field in fields}
        self._found: dict[str, dict[int, list[Place]]] = {field: {} for field in fields}  # by identity of the phrase

    @cached_property
    def named(self) -> Named:
        """The items that the entry names."""
        return self.lexicon.named_in("\n".join(passage.folded.raw for passage in self.passages))

    def near(self, ids: frozenset[str]) -> bool:
        """Whether the entry names one of these."""
        return ASKED_FOR in ids or self.named.any_of(ids)

    def is_at_home(self, state: str) -> bool:
        """Whether the entry is of the state's own press, and names nobody and nothing from elsewhere."""
        press, items = self.lexicon.press[state], self.lexicon.items
        if not press.is_at_home(self.entry.title, self.entry.language):
            return False
        names = {id for id in self.named.all() if not items[id].is_idea}
        return names <= self.lexicon.native(state)

    def may_name(self, live: LiveAlternative) -> bool:
        """Whether some field or other holds all words of a phrase of every slot, wherever. (A slot that goes by the id
        of its word is filled where the index found that.)"""
        for group in live.groups:
            for slot in group.slots:
                if slot.id < NONE and slot.phrases and not self._is_possible(slot):
                    return False
        return True

    def _is_possible(self, live: LiveSlot) -> bool:
        return any(self._possible(live, passage) for passage in self.passages)

    def _possible(self, live: LiveSlot, passage: Passage) -> Phrases:
        """The phrases of a slot all of whose words a passage holds."""
        if live.id not in passage.ids:
            return ()
        known = self._phrases[passage.field]
        found = known.get(live)
        if found is None:
            found = known[live] = live.possible(passage.ids)
        return found

    def places(self, live: LiveSlot, passage: Passage) -> list[Place]:
        """Everywhere that a slot is named in a passage, each place once, in the best way."""
        if live.id not in passage.ids and not live.slot.pattern:
            return []
        known = self._places[passage.field]
        found = known.get(live)
        if found is None:
            found = known[live] = self._look(live, passage)
        return found

    def _look(self, live: LiveSlot, passage: Passage) -> list[Place]:
        if live.slot.pattern:
            return passage.find_pattern(live.slot.pattern)
        possible = self._possible(live, passage)
        if len(possible) == 1:
            return self._find(possible[0], passage)
        best: dict[tuple[int, int], Place] = {}
        for pair in possible:
            for place in self._find(pair, passage):
                other = best.get(place[:2])
                if other is None or LOOSENESS[place.how] < LOOSENESS[other.how]:
                    best[place[:2]] = place
        return sorted(best.values())

    def _find(self, pair: tuple[Phrase, tuple[int, ...]], passage: Passage) -> list[Place]:
        """Where a phrase stands; of a doubtful name, only where it is no part of two other words."""
        phrase, ids = pair
        if phrase.how == "exact":  # as typed, nobody else's
            return passage.find(phrase, ids, self.near)
        known = self._found[passage.field]
        places = known.get(id(phrase))
        if places is None:
            places = passage.find(phrase, ids, self.near)
            if places and phrase.near:
                places = [place for place in places if not is_straddled(place, passage, self.lexicon)]
            known[id(phrase)] = places
        return places


def judge(alternatives: Sequence[LiveAlternative], reader: Reader) -> Match | None:
    """The best match among some alternatives of one term."""
    best: Match | None = None
    for alternative in alternatives:
        found = alternative_places(alternative, reader)
        if found is not None:
            match = _match(alternative.term, found)
            if best is None or match.score > best.score:
                best = match
    return best


def alternative_places(live: LiveAlternative, reader: Reader) -> list[Found] | None:
    """The places of an alternative; None where it does not match."""
    entry, alternative = reader.entry, live.alternative
    if alternative.sites and not any(from_site(site, entry) for site in alternative.sites):
        return None
    if alternative.languages and not any(in_language(language, entry) for language in alternative.languages):
        return None
    found: list[Found] = []
    for group in live.groups:
        part = place_group(group, reader)
        if part is None:
            return None
        found += part
    if any(alternative_places(other, reader) is not None for other in live.none_of):
        return None
    if not all(map(reader.is_at_home, alternative.unsaid)):
        return None
    return found


def from_site(site: str, entry: Entry) -> bool:
    """Whether the entry's page, or its feed, is on that host or below it."""
    return any(host == site or host.endswith("." + site) for host in (_host(entry.url), _host(entry.feed)))


def _host(url: str) -> str:
    return url.partition("://")[2].partition("/")[0].rpartition("@")[2].partition(":")[0].lower()


def in_language(language: str, entry: Entry) -> bool:
    """Whether the entry is in that language, in whatever region."""
    return entry.language.lower() == language or entry.language.lower().startswith(language + "-")


def _match(term: str, found: Sequence[Found]) -> Match:
    hits = tuple(dict.fromkeys([_hit(*part) for part in found]))  # a slot may stand in two groups
    return Match(term, min(map(_score, hits)), max([hit.how for hit in hits], key=LOOSENESS.__getitem__), hits)


def _hit(slot: Slot, passage: Passage, place: Place) -> Hit:
    start, end, how, distance = place
    return Hit(slot.name, how, Span(passage.field, *passage.folded.raw_span(start, end)), distance)


def _score(hit: Hit) -> float:
    return _SCORES[hit.how] - _PER_EDIT * hit.distance


# ---------------------------------------------------------------- windows


def place_group(group: LiveGroup, reader: Reader) -> list[Found] | None:
    """The narrowest way of finding all slots of a group together; None where there is none."""
    title: Passage | None = None
    for passage in reader.passages:
        if group.group.field and passage.field != group.group.field:
            continue
        helps = title if passage.field == "summary" and group.group.window is None else None
        found = _within(group, passage, helps, reader)
        if found is not None:
            return found
        if passage.field == "title":
            title = passage
    return None


def _within(group: LiveGroup, passage: Passage, title: Passage | None, reader: Reader) -> list[Found] | None:
    """The slots in one passage, or where there is a title to help: some in it, the others in one window of the
    passage."""
    missing = group.needed - passage.ids
    if missing and (title is None or not missing <= title.ids):
        return None
    helped: dict[int, list[Place]] = {}  # by the number of the slot
    others: dict[int, list[Place]] = {}
    for n, slot in enumerate(group.slots):
        if title is not None and (there := kept_places(group, reader, title, slot)):
            helped[n] = there
        elif here := kept_places(group, reader, passage, slot):
            others[n] = here
        else:
            return None
    chosen = _narrowest([*others.values()], _rule(group.group, passage))
    above = _narrowest([*helped.values()], _rule(group.group, title) if title else _anywhere)
    if chosen is None or above is None:
        return None
    found = {n: (passage, place) for n, place in zip(others, chosen, strict=True)}
    if title is not None:
        found |= {n: (title, place) for n, place in zip(helped, above, strict=True)}
    return [(live.slot, *found[n]) for n, live in enumerate(group.slots)]


def kept_places(group: LiveGroup, reader: Reader, passage: Passage, live: LiveSlot) -> list[Place]:
    """The places of a slot that its neighbours do not give to somebody else."""
    places, rules = _untorn(group, reader, passage, reader.places(live, passage)), group.group
    if places and rules.bound and any(group.slots[version] is live for version, _ in rules.bound):
        own: frozenset[str] = frozenset().union(*(other.slot.entities for other in group.slots))
        taken = {place.end for other in group.slots for place in reader.places(other, passage)}
        return [p for p in places if not is_foreign(p, passage, own, taken, reader.lexicon)]
    if places and rules.rivals:
        return [p for p in places if not is_rival(p, passage, rules.rivals, reader.lexicon)]
    return places


def _untorn(group: LiveGroup, reader: Reader, passage: Passage, places: list[Place]) -> list[Place]:
    """Those that are no part of a token whose other part is no word of the query, though it may be one of another."""
    if not any(place.how in PARTS for place in places):
        return places
    beside = [place for other in group.beside for place in reader.places(other, passage)]
    return [place for place in places if not is_torn(place, passage, beside)]


Rule = Callable[[Place, Place], bool]


def _apart(place: Place, after: Place) -> bool:
    """Whether one stands behind the other, or both are one form for two things: 中美 is China and the United States,
    暴雪 snow and a storm."""
    return place.end <= after.start or _are_joint(place, after)


def _are_joint(place: Place, other: Place) -> bool:
    return place[:2] == other[:2] and {place.how, other.how} <= _PACKED


def _rule(group: Group, passage: Passage) -> Rule:
    """Whether the first and the last place of a window are together."""
    if group.window is not None:
        most = group.window
        return lambda first, last: passage.word_index(last.start) - passage.word_index(first.start) - 1 <= most
    if passage.field == "title":
        return passage.are_of_one_item if passage.items else _anywhere
    return lambda first, last: passage.sentence(last.start) - passage.sentence(first.start) < _SENTENCES


def _anywhere(first: Place, last: Place) -> bool:
    return True


def _narrowest(choices: Sequence[Sequence[Place]], together: Rule) -> list[Place] | None:
    """One place of each, no two overlapping, as close together as can be."""
    if len(choices) < 2:
        return [min(places, key=_size) for places in choices] if all(choices) else None
    if all(len(places) == 1 for places in choices):
        return _only_way([places[0] for places in choices], together)
    search = _Search(together)
    for n, first in sorted(((n, place) for n, places in enumerate(choices) for place in places), key=itemgetter(1, 0)):
        rest = [(m, search.after(first, places)) for m, places in enumerate(choices) if m != n]
        rest.sort(key=lambda part: len(part[1]))  # where there is least choice first
        search.fill({n: first}, rest, first.end)
    return None if search.best is None else [search.best[n] for n in range(len(choices))]


def _size(place: Place) -> tuple[int, Place]:
    """What of some places is chosen: the shortest, of those the first."""
    return place.end - place.start, place


def _only_way(places: list[Place], together: Rule) -> list[Place] | None:
    """The places, where none overlaps another and the first and the last are together."""
    row = sorted(places)
    apart = all(_apart(place, after) for place, after in pairwise(row))
    return places if apart and (len(row) < 2 or together(row[0], row[-1])) else None


class _Search:
    """Branch and bound over the places that may follow a first one. Exact, unless a text repeats everything hundreds of
    times: then it ends after so many steps with the narrowest that it has seen."""

    def __init__(self, together: Rule) -> None:
        self.best: dict[int, Place] | None = None
        self._width = sys.maxsize
        self._together = together
        self._steps = _MOST_STEPS

    def after(self, first: Place, places: Sequence[Place]) -> list[Place]:
        """The places from the first one on that may stand with it, the nearest first."""
        near = (p for p in places if _apart(first, p) and p.end - first.start < self._width)
        return sorted((p for p in near if self._together(first, p)), key=lambda p: p.end)

    def fill(self, chosen: dict[int, Place], rest: Sequence[tuple[int, list[Place]]], end: int) -> None:
        """Every way of choosing the rest that is narrower than the best so far."""
        width = end - min(place.start for place in chosen.values())
        if width >= self._width or self._steps < 0:
            return
        if not rest:
            self.best, self._width = chosen, width
            return
        (n, places), *others = rest
        for place in places:
            self._steps -= 1
            if all(_apart(place, other) or _apart(other, place) for other in chosen.values()):
                self.fill(chosen | {n: place}, others, max(end, place.end))
