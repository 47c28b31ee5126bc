"""In words: how a term was understood, why a text matches it, or what it came close to and why that was refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

from rapidfuzz.distance import OSA

from bot.core.model import Entry, Hit, Match
from bot.core.text import has_digit, marked, stem
from bot.core.watch.compiling import compile_query
from bot.core.watch.heard.live import LiveAlternative, LiveGroup, LiveSlot
from bot.core.watch.index import TermIndex
from bot.core.watch.judge import Reader, alternative_places, from_site, in_language, kept_places
from bot.core.watch.locate import Passage, Place
from bot.core.watch.neighbours import PARTS, name_before
from bot.core.watch.packs.lexicon import Lexicon
from bot.core.watch.query import Alternative, Group, Phrase, Slot
from bot.core.watch.words import Word

_WAYS = {
    "exact": "as typed",
    "alias": "another name of it",
    "concept": "another word for it",
    "member": "one of it, a part of it, or who acts for it",
    "stem": "another form of it",
    "glued": "written together with its neighbour",
    "regex": "by the expression",
}
_APART = "the words are there, but not together in the title (or one item of it) or in a sentence or two"
_SHOWN = 12  # spellings of a slot that a description lists
_CLOSE = 0.5  # similarity from which a word is worth a mention


@dataclass(frozen=True, slots=True)
class Explanation:
    """Whether a text matches a term, and why, line by line."""

    match: Match | None
    lines: tuple[str, ...]


def explain(term: str, fields: Mapping[str, str], lexicon: Lexicon) -> Explanation:
    """Why a text ("title", "summary", "body"; also "url", "language") matches a term or does not. Raises QueryError."""
    entry = Entry(
        feed="",
        key="",
        title=fields.get("title", ""),
        url=fields.get("url", ""),
        summary=fields.get("summary", ""),
        body=fields.get("body", ""),
        language=fields.get("language", ""),
    )
    index = TermIndex((term,), lexicon)
    found = index.match(entry)
    if found:
        lines = [_found(hit, fields) for hit in found[0].hits]
        return Explanation(found[0], (*lines, *_left_unsaid(index.alternatives(term), found[0], lexicon)))
    return Explanation(None, tuple(_refused(index, term, entry, lexicon)))


def _found(hit: Hit, fields: Mapping[str, str]) -> str:
    text = fields[hit.span.field][hit.span.start : hit.span.end]
    edits = "1 typing error" if hit.distance == 1 else f"{hit.distance} typing errors"
    return f"{hit.slot}: “{text}” in the {hit.span.field}, {_WAYS.get(hit.how, edits)}"


def _left_unsaid(lives: Iterable[LiveAlternative], match: Match, lexicon: Lexicon) -> Iterable[str]:
    """The state that the title does not name, where that is how it matches."""
    there = {hit.slot for hit in match.hits}
    ways = [live.alternative for live in lives if {s.slot.name for g in live.groups for s in g.slots} == there]
    if ways and all(way.unsaid for way in ways):
        for state in sorted(ways[0].unsaid):
            yield f"{lexicon.name_of(state)}: not named, but its own press writes this and names no other place"


# ---------------------------------------------------------------- what was refused


def _refused(index: TermIndex, term: str, entry: Entry, lexicon: Lexicon) -> list[str]:
    """Of the alternative that came closest: what is there, what is not, and what looked like it."""
    reader = index.reader(entry)
    said = [live for live in index.alternatives(term) if not live.alternative.unsaid]
    closest = max(said, key=lambda live: _filled(live, reader))
    slots = [slot for group in closest.groups for slot in group.slots]
    lines = [_about(slot, reader, lexicon) for slot in slots]
    if all(any(reader.places(slot, passage) for passage in reader.passages) for slot in slots):
        lines.append(_why_not(closest, entry, reader))
    return lines


def _filled(live: LiveAlternative, reader: Reader) -> float:
    """The share of its slots that are named."""
    slots = [slot for group in live.groups for slot in group.slots]
    return sum(any(reader.places(slot, p) for p in reader.passages) for slot in slots) / max(1, len(slots))


def _why_not(live: LiveAlternative, entry: Entry, reader: Reader) -> str:
    """Why an alternative is refused although all of it is named."""
    alternative = live.alternative
    if alternative.languages and not any(in_language(language, entry) for language in alternative.languages):
        wanted = ", ".join(sorted(alternative.languages))
        return f"the watch wants entries in {wanted}; this one is in {entry.language or 'no language that is told'}"
    if alternative.sites and not any(from_site(site, entry) for site in alternative.sites):
        return f"the watch wants entries from {', '.join(sorted(alternative.sites))}; this one is from elsewhere"
    for other in live.none_of:
        ruled_out = [f"“{passage.raw(place)}”" for _, passage, place in alternative_places(other, reader) or ()]
        if ruled_out:
            return f"it names what the watch rules out: {', '.join(ruled_out)}"
    owners = [line for group in live.groups for line in _owners(group, reader)]
    return owners[0] if owners else _APART


def _owners(group: LiveGroup, reader: Reader) -> Iterable[str]:
    """What of the words is somebody else's: a version or product behind another's name, a part of a longer word."""
    for passage in reader.passages:
        for slot in group.slots:
            kept = kept_places(group, reader, passage, slot)
            for place in reader.places(slot, passage):
                if place not in kept:
                    yield _owner(place, passage, slot)


def _owner(place: Place, passage: Passage, slot: LiveSlot) -> str:
    said, whole = passage.raw(place), passage.raw(passage.whole(place))
    if place.how in PARTS and said != whole:
        return f"“{said}” is a part of “{whole}”, and the watch names nothing of the rest"
    return f"“{said}” stands behind “{name_before(place, passage)}”: it is not the {slot.slot.name} that is meant"


def _about(slot: LiveSlot, reader: Reader, lexicon: Lexicon) -> str:
    for passage in reader.passages:
        for place in reader.places(slot, passage):
            return f"{slot.slot.name}: “{passage.raw(place)}” in the {passage.field}"
    reasons = [reason for passage in reader.passages for reason in _not_admitted(slot, passage, reader)]
    if not reasons:
        near = [found for passage in reader.passages for found in _nearest(slot.slot, passage, lexicon)]
        reasons = [max(near)[1]] if near else []
    return f"{slot.slot.name}: not named" + (f"; {reasons[0]}" if reasons else "")


def _not_admitted(slot: LiveSlot, passage: Passage, reader: Reader) -> Iterable[str]:
    """What is there, but does not count for what stands around it."""
    for phrase, ids in chain(slot.pairs(), *(member.pairs() for member in slot.members.by_id.values())):
        bare = phrase._replace(near=frozenset(), unless=frozenset(), outside=(), english=False)
        places = passage.find(bare, ids, reader.near) if bare != phrase else []
        for place in places:
            yield _condition(f"“{passage.raw(place)}”", phrase, passage, reader)


def _condition(said: str, phrase: Phrase, passage: Passage, reader: Reader) -> str:
    if phrase.near and not reader.near(phrase.near):
        names = sorted(phrase.near)
        more = ", ..." if len(names) > _SHOWN else ""
        return f"{said} has other meanings and counts only beside {', '.join(names[:_SHOWN])}{more}"
    if phrase.unless and reader.near(phrase.unless):
        return (
            f"{said} means something else beside {', '.join(sorted(filter(reader.named.__contains__, phrase.unless)))}"
        )
    if phrase.english and passage.vietnamese:
        return f"{said} is a Vietnamese word here"
    return f"{said} is a part of a longer word here"


def _nearest(slot: Slot, passage: Passage, lexicon: Lexicon) -> Iterable[tuple[float, str]]:
    """The words of a passage that look like a slot's first spelling, with why each does not count."""
    phrase = next(iter(slot.phrases), None)
    if phrase is None:
        return
    there = [
        t for word in phrase.words for t in passage.tokens if t.text == word.text or stem(t.text) == stem(word.text)
    ]
    if len(phrase.words) > 1 and there:
        said = " and ".join(dict.fromkeys(f"“{passage.folded.slice(t.start, t.end)}”" for t in there))
        yield 1, f"of “{slot.name}” the text has {said}, not the whole as it is written"
        return
    for word in phrase.words:
        for token in passage.tokens:
            likeness = OSA.normalized_similarity(word.text, token.text)
            if not token.run and likeness >= _CLOSE:
                raw = passage.folded.slice(token.start, token.end)
                yield likeness, _difference(raw, token.text, word, slot.name, lexicon)


def _difference(raw: str, token: str, word: Word, name: str, lexicon: Lexicon) -> str:
    if token == word.text:
        if word.mark and marked(raw) != word.mark:
            return f"“{raw}” is another word than “{name}”: its marks differ"
        return f"“{raw}” counts only with its capitals, or beside other names"
    if has_digit(token) or has_digit(word.text):
        return f"“{raw}” is not {name}: numbers are exact"
    if token in lexicon.known or stem(token) in lexicon.known:
        return f"“{raw}” is a word of its own, no misspelt “{name}”"
    return f"“{raw}” is too far from “{name}”"


# ---------------------------------------------------------------- how it was understood


def describe(term: str, lexicon: Lexicon) -> tuple[str, ...]:
    """How a term is understood, in words, one line a thing that must be named. Raises QueryError."""
    query = compile_query(term, lexicon)
    lines = list(_alternative(query.alternatives[0]))
    for other in query.alternatives[1:]:
        said = " and ".join(slot.name for group in other.groups for slot in group.slots)
        line = f"or: {said}" + (
            "".join(f", where the press of {lexicon.name_of(id)} writes it" for id in sorted(other.unsaid))
        )
        first = " and ".join(slot.name for group in query.alternatives[0].groups for slot in group.slots)
        if said and line not in lines and said != first:
            lines.append(line)
    return (*lines, *query.warnings)


def _alternative(alternative: Alternative) -> Iterable[str]:
    for group in alternative.groups:
        for slot in group.slots:
            yield _slot(slot, group)
    for other in alternative.none_of:
        yield f"not: {' and '.join(slot.name for group in other.groups for slot in group.slots)}"
    if alternative.sites:
        yield f"only from {', '.join(sorted(alternative.sites))}"
    if alternative.languages:
        yield f"only in {', '.join(sorted(alternative.languages))}"


def _slot(slot: Slot, group: Group) -> str:
    members = chain.from_iterable(member.phrases[:1] for member in slot.members)
    where = " in the title" if group.field == "title" else ""
    where += f" within {group.window} words" if group.window is not None else ""
    said = [
        f"{word} {shown}" for word, of in (("also", slot.phrases), ("or of it", members)) if (shown := _shown(slot, of))
    ]
    return f"{slot.name}{where}" + (f": {'; '.join(said)}" if said else "")


def _shown(slot: Slot, some: Iterable[Phrase]) -> str:
    """The first spellings of some phrases, but for what was typed."""
    labels = dict.fromkeys(phrase.label for phrase in some if phrase.label and phrase.label != slot.name)
    return ", ".join(list(labels)[:_SHOWN]) + (", ..." if len(labels) > _SHOWN else "")
