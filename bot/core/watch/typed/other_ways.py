"""The further ways in which a headline may say all of a watch of plain words: with a slot less, or two slots in one.

Rules: each is an alternative beside the one that asks for every slot as it was typed, and may only add matches. A new
way is one function of what was asked for, listed in WAYS.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from bot.core.text import is_marked
from bot.core.watch.packs.items import Told
from bot.core.watch.packs.lexicon import Lexicon
from bot.core.watch.packs.relations import BESIDE
from bot.core.watch.phrases import NAME, Atom, Manner, phrases, unique, words
from bot.core.watch.query import Alternative, Group, Phrase, Slot
from bot.core.watch.typed.fillers import is_another, is_somebody
from bot.core.watch.typed.segments import Segment

_SLACK = 4  # words between the parts of a person's name: "Huang, Jensen", "Jensen 'Jen-Hsun' Huang"
_BEFALLS = 3  # slots: somebody, of a kind, and what befalls them
_AFFAIR = 3  # slots: two parties, and what passes between them
_PARTIES = ("firm", "person")
_SOMEBODIES = ("agency", "firm", "org", "person", "product")


class Asked(NamedTuple):
    """What a watch asks for. sources: what each slot was made of; bound: (version, name), by the numbers of their
    slots."""

    slots: tuple[Slot, ...]
    sources: list[Segment]
    bound: tuple[tuple[int, int], ...]
    lexicon: Lexicon

    def without(self, at: int) -> tuple[Slot, ...]:
        """The slots but for one."""
        return self.slots[:at] + self.slots[at + 1 :]


def other_ways(asked: Asked) -> Iterator[Alternative]:
    """All of them."""
    for way in WAYS:
        yield from way(asked)


def _name_with_version(asked: Asked) -> Iterator[Alternative]:
    """A name that is also a word needs no other company than its version right behind it: “Kimi K2”."""
    slots, sources = asked.slots, asked.sources
    for version, name in asked.bound:
        if sources[name].needs_company:
            text = f"{sources[name].text} {sources[version].text}"
            merged = Slot(text, phrases(text, NAME), slots[name].entities)
            yield Alternative((Group((*slots[:name], merged, *slots[version + 1 :])),))


# ---------------------------------------------------------------- told by others


def _told(asked: Asked) -> Iterator[Alternative]:
    """An idea about a named product is told by other ideas too (the export of a chip as its sale), and a product by its
    makers."""
    slots, sources, lexicon = asked.slots, asked.sources, asked.lexicon
    for at, idea in enumerate(sources):
        for other, thing in enumerate(sources):
            links = {link for a in idea.claims for b in thing.claims for link in lexicon.told(a.item.id, b.item.id)}
            for link in sorted(links) if other != at else ():
                subject = _subject(link, slots[other], thing, lexicon)
                if not subject.phrases:
                    continue
                changed = list(slots)
                changed[at] = Slot(slots[at].name, _said(link.by, lexicon), frozenset(link.by))
                changed[other] = subject
                if link.beside:
                    changed.append(Slot(slots[at].name, _said(link.beside, lexicon), frozenset(link.beside)))
                yield Alternative((Group(tuple(changed)),))


def _said(ids: Iterable[str], lexicon: Lexicon) -> tuple[Phrase, ...]:
    """Every phrase for any of these items, and for what is one of them."""
    every = {narrow for id in ids for narrow in lexicon.narrower(id)}
    return unique([phrase for id in sorted(every) for _, found in lexicon.phrases_of(id) for phrase in found])


def _surely(ids: Iterable[str], lexicon: Lexicon) -> tuple[Phrase, ...]:
    """The same, of these items alone, without the loose words that count only beside another."""
    said = [pair for id in ids for pair in lexicon.phrases_of(id)]
    return unique([phrase for form, found in said if not form.beside for phrase in found])


def _subject(link: Told, slot: Slot, thing: Segment, lexicon: Lexicon) -> Slot:
    """What an idea must be told about: as typed where names stand for it (Nvidia for chips) and where a name was typed;
    of a typed category its members that have a name."""
    if any(not lexicon.items[id].is_idea for id in link.by) or thing.is_name:
        return slot
    named = [id for id in sorted(slot.entities) if not lexicon.items[id].is_idea]
    return slot._replace(phrases=_said(named, lexicon), members=())


def _between(asked: Asked) -> Iterator[Alternative]:
    """What passes between two firms, or a firm and a person, is told by each of its steps: “Nissan Honda merger” by
    talks and by a deal."""
    others = [n for n, source in enumerate(asked.sources) if not source.is_of(*_PARTIES)]
    if len(asked.slots) != _AFFAIR or len(others) != 1:
        return
    [at] = others
    steps = [step for claim in asked.sources[at].claims for step in asked.lexicon.between(claim.item.id)]
    if steps:
        told = Slot(asked.slots[at].name, _surely(steps, asked.lexicon), frozenset(steps))
        yield Alternative((Group((*asked.slots[:at], told, *asked.slots[at + 1 :])),))


# ---------------------------------------------------------------- with a slot less


def _without_makers(asked: Asked) -> Iterator[Alternative]:
    """“Nvidia Blackwell” is met by a headline that says Blackwell alone, unless another maker's name stands before
    it."""
    sources = asked.sources
    for at, source in enumerate(sources):
        firms = {claim.item.id for claim in source.claims if claim.item.kind == "firm"}
        products = [n for n, other in enumerate(sources) if any(c.item.maker in firms for c in other.claims)]
        if not firms or not products or any(name == at for _, name in asked.bound):
            continue
        kept = _by_itself(asked, at, products)
        if kept:
            yield Alternative((Group(kept, rivals=frozenset(firms)),))


def _without_kinds(asked: Asked) -> Iterator[Alternative]:
    """“H-1B visa fee” is met by a headline that says H-1B: what is one of a kind need not be called so, unless it is a
    word as well."""
    sources = asked.sources
    for at, source in enumerate(sources):
        kinds = {claim.item.id for claim in source.claims if claim.item.is_idea}
        every = {id for kind in kinds for id in asked.lexicon.narrower(kind)} - kinds
        ones = [n for n, other in enumerate(sources) if _are_all(other, every)]
        kept = _by_itself(asked, at, ones)
        if ones and kept:
            yield Alternative((Group(kept),))


def _without_states(asked: Asked) -> Iterator[Alternative]:
    """“US FDA approval” is met by a headline that says FDA: an office need not be called its state's."""
    sources, lexicon = asked.sources, asked.lexicon
    for at, source in enumerate(sources):
        states = {claim.item.id for claim in source.claims if claim.item.kind == "place"}
        others = [other for n, other in enumerate(sources) if n != at]
        if any(_is_office(other, states, lexicon) for other in others):
            kept = asked.without(at)
            if len(kept) == 1:
                kept = (_strict(kept[0], others[0], lexicon),)
            yield Alternative((Group(kept),))


def _is_office(source: Segment, states: set[str], lexicon: Lexicon) -> bool:
    """Whether whatever it may mean is an office of one of them."""
    return bool(source.claims) and all(
        claim.item.kind == "agency" and not states.isdisjoint(lexicon.above(claim.item.id)) for claim in source.claims
    )


def _are_all(source: Segment, kinds: set[str]) -> bool:
    """Whether whatever it may mean is one of them: a launch may be a rocket's, and any other."""
    return bool(source.claims) and all(claim.item.id in kinds for claim in source.claims)


def _by_itself(asked: Asked, at: int, ones: list[int]) -> tuple[Slot, ...]:
    """The slots but for one, where those that stand for it too say so by themselves; none where one has no way to."""
    kept = [_unmistakable(one) if n in ones else one for n, one in enumerate(asked.slots) if n != at]
    if len(kept) == 1:
        kept = [_strict(kept[0], asked.sources[1 - at], asked.lexicon)]
    return tuple(kept) if all(one.phrases for one in kept) else ()


def _unmistakable(one: Slot) -> Slot:
    """Of a product's names those that mean it without its maker; one that is also a word does where its pack names
    company for it, and that is there."""
    return one._replace(
        phrases=tuple(p for p in one.phrases if p.near or not any(w.written and not w.run for w in p.words))
    )


def _somebody(asked: Asked) -> Iterator[Alternative]:
    """“Robot maker IPO” is met by a headline that names one of the kind, which need not be called a maker; the kind
    alone says too little then."""
    slots, sources, lexicon = asked.slots, asked.sources, asked.lexicon
    if len(slots) < _BEFALLS:
        return
    for at, source in enumerate(sources):
        for kind in (at - 1, at + 1) if is_somebody(source.text) else ():
            if not 0 <= kind < len(slots) or sources[kind].is_name:
                continue
            ones = tuple(member for member in slots[kind].members if lexicon.kind_of(member.id) in _SOMEBODIES)
            named = slots[kind]._replace(phrases=(), members=ones)
            if ones:
                kept = tuple(named if n == kind else one for n, one in enumerate(slots) if n != at)
                yield Alternative((Group(kept),))


def _unsaid(asked: Asked) -> Iterator[Alternative]:
    """“Vietnam flood” is met by a headline on floods that Vietnam's own press writes and that names nowhere else. Only
    of ideas and plain words, one of which is told of home."""
    lexicon = asked.lexicon
    for at, source in enumerate(asked.sources):
        press = next((lexicon.press[c.item.id] for c in source.claims if c.item.id in lexicon.press), None)
        others = [other for n, other in enumerate(asked.sources) if n != at]
        if press is None or len(others) < press.beside or any(not o.claims or o.is_name for o in others):
            continue
        if any(claim.item.id in lexicon.domestic for other in others for claim in other.claims):
            kept = asked.without(at)
            if len(kept) == 1:
                kept = (_strict(kept[0], others[0], lexicon),)
            yield Alternative((Group(kept, field="title"),), unsaid=frozenset({press.of}))


def _strict(one: Slot, source: Segment, lexicon: Lexicon) -> Slot:
    """The slot without the loose words that count only beside another."""
    said = [pair for claim in source.claims for pair in lexicon.phrases_of(claim.item.id)]
    loose = {phrase for form, phrases_ in said if form.beside for phrase in phrases_}
    return one._replace(phrases=tuple(phrase for phrase in one.phrases if phrase not in loose))


# ---------------------------------------------------------------- two slots in one, one in two


def _holders(asked: Asked) -> Iterator[Alternative]:
    """“Nvidia CEO” is met by a headline that names Jensen Huang, “中国外长” by Wang Yi: who leads or speaks for whom,
    and holds the office; not where a former one or a deputy is meant."""
    if any(is_another(source.text) for source in asked.sources):
        return
    for at, (left, right) in enumerate(pairwise(asked.sources)):
        who = _who_is(left, right, asked.lexicon) | _who_is(right, left, asked.lexicon)
        if who:
            people = tuple(asked.lexicon.member(id, BESIDE) for id in sorted(who))
            one = Slot(f"{left.text} {right.text}", (), who, members=people)
            yield Alternative((Group((*asked.slots[:at], one, *asked.slots[at + 2 :])),))


def _who_is(of: Segment, office: Segment, lexicon: Lexicon) -> frozenset[str]:
    """The people who hold an office of somebody, as far as packs know."""
    return frozenset(
        id
        for whom in of.claims
        for role in office.claims
        if not whom.item.is_idea and role.item.is_idea
        for id in lexicon.holders(whom.item.id, role.item.id)
    )


def _names_apart(asked: Asked) -> Iterator[Alternative]:
    """A person's name in pieces, close together: “Huang, Jensen”."""
    for at, source in enumerate(asked.sources):
        if not any(claim.item.kind == "person" for claim in source.claims) or len(source.atoms) < 2:
            continue
        if any(atom.run or is_marked(atom.raw) for atom in source.atoms):
            continue
        parts = tuple(_piece(atom) for atom in source.atoms)
        rest = asked.without(at)
        groups = (Group(parts, window=_SLACK), *([Group(rest)] if rest else []))
        yield Alternative(groups)


def _piece(atom: Atom) -> Slot:
    manner = Manner(typos=True, capitals=True)
    return Slot(atom.raw, (Phrase(words([atom], manner), label=atom.raw),))


WAYS: tuple[Callable[[Asked], Iterator[Alternative]], ...] = (
    _name_with_version,
    _told,
    _between,
    _without_makers,
    _without_kinds,
    _without_states,
    _somebody,
    _holders,
    _names_apart,
    _unsaid,
)
