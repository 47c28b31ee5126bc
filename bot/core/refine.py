"""How else a watch could be put: narrower, wider, with further names; and whether two terms mean the same. Pure.

Rules: a proposal is a whole watch (term, threshold, publishers) that can be tried on what came lately and kept as it
is; what the packs know already is not proposed again. Only a watch of plain words is taken apart: whoever writes the
query language is offered what can be put around it.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rapidfuzz import fuzz, process

from bot.core.text import TOKEN, fold, has_digit, stem
from bot.core.watch import Lexicon, QueryError, compile_query
from bot.core.watch.query import Alternative, Slot
from bot.core.watch.typed.parse import Node, parse

NEAR = 82  # of 100: a name this much like a word that nobody knows was perhaps meant
MOST = 4  # proposals of one kind
LONGEST = 300  # code points of a term
SHARE = 0.2  # of the headlines that a term found: a word in so many of them is worth ruling out
LETTERS = 4  # of a word that is worth ruling out


@dataclass(frozen=True, slots=True)
class Draft:
    """A watch that is not kept yet."""

    term: str
    threshold: float = 80.0
    min_sources: int = 1

    @property
    def id(self) -> str:
        """Short, and always the same for the same watch: it fits on a button."""
        said = f"{self.term}\n{self.threshold:g}\n{self.min_sources}"
        return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Another way to put a watch. how: "title" | "exact" | "outlets" | "without" | "also" | "fewer" | "broader";
    what: the word or name that it is about, "" for none."""

    how: str
    what: str
    draft: Draft


# ---------------------------------------------------------------- narrower


def narrower(draft: Draft, headlines: Sequence[str], lexicon: Lexicon) -> list[Proposal]:
    """Ways to ring less often. headlines: of what the watch found lately, from which words to rule out are taken."""
    found = [Proposal("outlets", "", replace(draft, min_sources=draft.min_sources + 1))]
    if "title:" not in draft.term:
        found.append(Proposal("title", "", replace(draft, term=f"title:({draft.term})")))
    if is_plain(draft.term) and '"' not in draft.term and len(draft.term.split()) > 1:
        found.append(Proposal("exact", "", replace(draft, term=f'"{draft.term}"')))
    for word in frequent(draft.term, headlines)[:2]:
        found.append(Proposal("without", word, without(draft, word)))
    return _sound(found, draft, lexicon)[:MOST]


def frequent(term: str, headlines: Sequence[str]) -> list[str]:
    """Words of many headlines that the term does not name, the most frequent first."""
    own = {stem(word) for word in TOKEN.findall(fold(term))}
    counts = Counter(word for headline in headlines for word in words_of(headline) if stem(word) not in own)
    least = max(2, SHARE * len(headlines))
    return [word for word, count in counts.most_common(20) if least <= count < len(headlines)]


def words_of(headline: str) -> frozenset[str]:
    """The words of a headline, folded, that may be worth ruling out: no numbers, nothing short."""
    return frozenset(
        word for word in TOKEN.findall(fold(headline)) if len(word) >= LETTERS and word.isascii() and word.isalpha()
    )


def without(draft: Draft, word: str) -> Draft:
    """The same without what names a word."""
    term = draft.term if is_plain(draft.term) or " OR " not in draft.term else f"({draft.term})"
    return replace(draft, term=f"{term} -{word}")


# ---------------------------------------------------------------- wider


def wider(draft: Draft, lexicon: Lexicon) -> list[Proposal]:
    """Ways to ring more often: further names, one word less, the wider idea."""
    found = variants(draft, lexicon)
    if is_plain(draft.term):
        slots = _slots(draft.term, lexicon)
        found += [p for slot in slots for p in _broader(draft, slot, lexicon)]
        found += _fewer(draft, slots)
    if draft.min_sources > 1:
        found.append(Proposal("outlets", "", replace(draft, min_sources=draft.min_sources - 1)))
    return _sound(found, draft, lexicon)[:MOST]


def variants(draft: Draft, lexicon: Lexicon) -> list[Proposal]:
    """Names that could be meant as well: of a word that no pack knows the one most like it; of a word that was asked
    for as written ("...", =word) what else the packs call it."""
    found: list[Proposal] = []
    for node in _leaves(parse(draft.term)):
        for name in _names(node, lexicon):
            other = _replaced(draft.term, node, name)
            if other is not None and fold(name) not in fold(draft.term):
                found.append(Proposal("also", name, replace(draft, term=f"{draft.term} OR {other}")))
    return _sound(found, draft, lexicon)[:MOST]


def _names(node: Node, lexicon: Lexicon) -> Iterator[str]:
    if node.kind in ("literal", "phrase", "cased"):
        yield from _called(node.text, lexicon)
        return
    for slot in _slots(node.text, lexicon):
        if not slot.entities and not has_digit(slot.name):
            name = nearest_name(slot.name, lexicon)
            if name:
                yield name


def _called(text: str, lexicon: Lexicon) -> Iterator[str]:
    """Other names of what a text is a name of: one of each script, as a pack writes them."""
    for slot in _slots(text, lexicon)[:1]:
        if fold(slot.name) != fold(text):
            return
        scripts: dict[bool, str] = {}
        for phrase in slot.phrases:
            if phrase.how != "exact" and phrase.label and not phrase.near:
                scripts.setdefault(phrase.label.isascii(), phrase.label)
        yield from scripts.values()


def nearest_name(word: str, lexicon: Lexicon) -> str:
    """The name or idea of the packs that is most like a word; "" where none is near."""
    if len(word) < LETTERS or fold(word) in lexicon.known:
        return ""
    names = _all_names(lexicon)
    best = process.extractOne(fold(word), names.keys(), scorer=fuzz.ratio, score_cutoff=NEAR)
    return names[best[0]] if best else ""


@lru_cache(maxsize=2)
def _all_names(lexicon: Lexicon) -> dict[str, str]:
    """Folded -> as written, of every form that stands for itself."""
    forms = (form for item in lexicon.items.values() for form in item.forms if form.is_certain)
    return {fold(form.text): form.text for form in forms if len(form.text) >= LETTERS}


def _replaced(term: str, node: Node, name: str) -> str | None:
    """The term with what a leaf says replaced by a name, as one more way to match."""
    written = {"literal": f"={node.text}", "cased": f"!{node.text}", "phrase": f'"{node.text}"'}
    if node.kind in written:
        said = written[node.kind]
        return term.replace(said, name, 1) if said in term else None
    words = node.text.split()
    like = max(words, key=lambda word: fuzz.ratio(fold(word), fold(name)), default="")
    return " ".join(name if word == like else word for word in term.split()) if is_plain(term) and like else None


def _broader(draft: Draft, slot: Slot, lexicon: Lexicon) -> Iterator[Proposal]:
    """The wider idea instead of a narrow one."""
    ideas = [id for id in sorted(slot.entities) if lexicon.items[id].is_idea]
    own = [id for id in ideas if not any(id in lexicon.kinds(other) for other in ideas if other != id)]
    for id in own if len(own) == 1 else ():
        for wide in lexicon.items[id].broader:
            if wide in lexicon.items and slot.name in draft.term:
                term = draft.term.replace(slot.name, f"@{wide}", 1)
                yield Proposal("broader", lexicon.items[wide].forms[0].text, replace(draft, term=term))


def _fewer(draft: Draft, slots: Sequence[Slot]) -> list[Proposal]:
    """One word less, as long as a name, a number or two words are left."""
    if len(slots) < 2:
        return []
    found = []
    for at, dropped in enumerate(slots):
        rest = [slot for place, slot in enumerate(slots) if place != at]
        if len(rest) > 1 or rest[0].entities:
            term = " ".join(slot.name for slot in rest)
            found.append(Proposal("fewer", dropped.name, replace(draft, term=term)))
    return found


# ---------------------------------------------------------------- what a term is


def is_plain(term: str) -> bool:
    """Whether it is words alone, without anything of the query language."""
    return parse(term).kind == "words"


def same_meaning(term: str, others: Iterable[str], lexicon: Lexicon) -> str | None:
    """The first of the others that asks for exactly the same, whatever its words."""
    mine = _meaning(term, lexicon)
    return next((other for other in others if _meaning(other, lexicon) == mine), None)


def _meaning(term: str, lexicon: Lexicon) -> frozenset[object]:
    try:
        return frozenset(map(_sense, compile_query(term, lexicon).alternatives))
    except QueryError:  # a watch of an older version, which matches nothing
        return frozenset((term,))


def _sense(alternative: Alternative) -> object:
    groups = frozenset((frozenset(map(_named, group.slots)), group.window, group.field) for group in alternative.groups)
    return groups, frozenset(map(_sense, alternative.none_of)), alternative.sites, alternative.languages


def _named(slot: Slot) -> object:
    """What a slot stands for, however it was typed."""
    if slot.pattern or slot.entities:
        return slot.pattern, slot.entities
    return frozenset(tuple(word.text for word in phrase.words) for phrase in slot.phrases)


def _slots(text: str, lexicon: Lexicon) -> tuple[Slot, ...]:
    """The things that some words name, in the words' order."""
    try:
        return compile_query(text, lexicon).alternatives[0].groups[0].slots
    except (QueryError, IndexError):
        return ()


def _leaves(node: Node) -> Iterator[Node]:
    """What must be named; what is ruled out is none of it."""
    if node.kind in ("words", "literal", "phrase", "cased"):
        yield node
    elif node.kind != "not":
        for part in node.parts:
            yield from _leaves(part)


def _sound(found: Iterable[Proposal], draft: Draft, lexicon: Lexicon) -> list[Proposal]:
    """Those that can be understood, each once, none the watch itself."""
    kept: dict[Draft, Proposal] = {}
    for proposal in found:
        if proposal.draft == draft or len(proposal.draft.term) > LONGEST or proposal.draft in kept:
            continue
        try:
            compile_query(proposal.draft.term, lexicon)
        except QueryError:
            continue
        kept[proposal.draft] = proposal
    return list(kept.values())
