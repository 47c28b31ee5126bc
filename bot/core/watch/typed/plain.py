"""Plain words, understood: how else the news may say each name, each idea, each version.

words -> either side of a slash (slashes.py) -> segments (cutting.py, readings.py) -> slots (every phrase for each)
      -> alternatives (other_ways.py: a product may stand without its maker, a thing without its kind)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from functools import cache
from itertools import chain
from string import ascii_lowercase

from bot.core.text import fold, fold_once, has_digit
from bot.core.watch.packs.items import Item, is_english
from bot.core.watch.packs.lexicon import Claim, Lexicon
from bot.core.watch.packs.relations import ALONE, BESIDE, CITIZENS, CORPORATE, LEADING, MADE, Company, makers_of
from bot.core.watch.phrases import LITERAL, TYPED, Manner, atoms, phrases, spelt, unique, word
from bot.core.watch.query import ASKED_FOR, Alternative, Group, Phrase, Slot
from bot.core.watch.typed.cutting import may_be_roman
from bot.core.watch.typed.fillers import is_another
from bot.core.watch.typed.numerals import FOLLOWS, han, roman
from bot.core.watch.typed.other_ways import Asked, other_ways
from bot.core.watch.typed.readings import readings
from bot.core.watch.typed.segments import Figure, Segment, figures
from bot.core.watch.typed.siblings import is_other, telling
from bot.core.watch.typed.slashes import ways
from bot.core.watch.words import Word

_LED = ("agency", "firm", "org", "place")  # what somebody leads or speaks for
_IDEA = 12  # words at most between its halves
_OFFICE = 2  # things asked for: a role, and whose
_FAMILY_AND_VARIANT = 2  # words
_COMPANY = 3  # things asked for, from which on each is company enough for the others


def plain(text: str, lexicon: Lexicon) -> tuple[Alternative, ...]:
    """All ways in which the news may say some words: each of them, in any order, together. () where there is no
    word."""
    found: list[Alternative] = []
    typed = " ".join(fold(text).split())
    for segments in chain.from_iterable(readings(way, lexicon) for way in ways(text, lexicon)):
        slots, sources = _slots(segments, lexicon)
        slots = tuple(_as_asked(one, typed) for one in slots)
        bound = tuple((at, at - 1) for at in range(1, len(slots)) if sources[at].is_version)
        found.append(Alternative(_groups(slots, sources, bound)))
        if not any(source.claims for source in sources):
            continue  # nothing that a pack knows: there is no other way
        found += other_ways(Asked(slots, sources, bound, lexicon))
    return tuple(found)


def _groups(slots: tuple[Slot, ...], sources: list[Segment], bound: tuple[tuple[int, int], ...]) -> tuple[Group, ...]:
    """All slots together; and the two halves of an idea close together: a shop in a title and a sale in its summary are
    no retail sales."""
    halves = tuple(one for one, source in zip(slots, sources, strict=True) if source.is_half_of_idea)
    if not halves or bound or len(halves) % 2:
        return (Group(slots, bound=bound),)
    return Group(slots), *(Group(halves[at : at + 2], window=_IDEA) for at in range(0, len(halves), 2))


# ---------------------------------------------------------------- slots


def _slots(segments: list[Segment], lexicon: Lexicon) -> tuple[tuple[Slot, ...], list[Segment]]:
    """A slot a segment; a number belongs to the word before it ("Switch 2")."""
    slots: list[Slot] = []
    sources: list[Segment] = []
    for at, part in enumerate(segments):
        if slots and part.is_number:
            said = [*_names_with(part, sources[-1], lexicon), *_in_numerals(slots[-1], part, sources[-1])]
            if part.is_release and sources[-1].is_of("product"):
                slots[-1] = _accompanied(slots[-1])
                said += _with_number_within(slots[-1], part)
            slots[-1] = _numbered(slots[-1], part, said)
        else:
            slots.append(slot(part, lexicon, company(segments, at, lexicon)))
            sources.append(part)
    if any(is_another(source.text) for source in sources):
        slots = [_unheld(one, source, lexicon) for one, source in zip(slots, sources, strict=True)]
    if len(sources) == _OFFICE:
        slots = [
            _unled(one, source, other, lexicon)
            for one, source, other in zip(slots, sources, sources[::-1], strict=True)
        ]
    if len(slots) >= _COMPANY:
        slots = [_in_company(one, source) for one, source in zip(slots, sources, strict=True)]
    return tuple(slots), sources


def _as_asked(one: Slot, typed: str) -> Slot:
    """The slot, where the watch itself has a longer word that hides one of its words: who asks for houses, or for a
    "security clearance", means these, though they are no housing and no clearance. typed: the whole watch, folded."""
    if not any(fold_once(longer) in typed for phrase in one.phrases for longer in phrase.outside):
        return one
    return one._replace(phrases=tuple(_shown(phrase, typed) if phrase.outside else phrase for phrase in one.phrases))


def _shown(phrase: Phrase, typed: str) -> Phrase:
    return phrase._replace(outside=tuple(longer for longer in phrase.outside if fold_once(longer) not in typed))


def _unheld(one: Slot, source: Segment, lexicon: Lexicon) -> Slot:
    """The slot of an office without those who hold it: a former president is another."""
    if source.is_name or not one.members:
        return one
    return one._replace(members=tuple(m for m in one.members if lexicon.kind_of(m.id) != "person"))


def _unled(one: Slot, source: Segment, of: Segment, lexicon: Lexicon) -> Slot:
    """The slot of an office without who leads or speaks for another such: beside Venezuela alone Trump is no president.
    Who does so for that stands for both words (other_ways.py)."""
    if source.is_name or not one.members or not of.is_of(*_LED):
        return one
    sort = {claim.item.kind for claim in of.claims}
    return one._replace(members=tuple(m for m in one.members if not _leads(m.id, sort, lexicon)))


def _leads(id: str, sort: Set[str], lexicon: Lexicon) -> bool:
    """Whether it is a person who leads something of a sort."""
    return lexicon.kind_of(id) == "person" and not sort.isdisjoint(map(lexicon.kind_of, lexicon.above(id)))


def _in_company(one: Slot, source: Segment) -> Slot:
    """The slot of a name, where the watch asks for so much that a doubtful way to say it needs no further company:
    京东, beside Germany and an acquisition, is no part of 北京东城."""
    if not source.is_name or not any(phrase.near for phrase in one.phrases):
        return one
    return _accompanied(one)


def _accompanied(one: Slot) -> Slot:
    """The slot of a name with company enough: three things asked for, or the number of a release (Opus 4.5)."""
    company = frozenset({ASKED_FOR})
    return one._replace(phrases=tuple(p._replace(near=company) if p.near else p for p in one.phrases))


def company(segments: Sequence[Segment], at: int, lexicon: Lexicon) -> Company:
    """What may stand for a segment, by what is asked for beside it. Nothing else does for what is asked for alone, or
    with a version, nor for half of an idea that is asked for alone."""
    if segments[at].is_part or (at + 1 < len(segments) and segments[at + 1].is_version):
        return ALONE
    others = [part for n, part in enumerate(segments) if n != at and not (part.is_number or part.is_version)]
    if not others:
        return ALONE if len(segments) == 1 else BESIDE
    admitted = [BESIDE]
    if all(part.claims and not part.is_name for part in others):
        admitted.append(MADE)  # "Microsoft layoffs" are those at Xbox too; "Apple OpenAI" is no ChatGPT on iPhones
    asked = [claim.item for part in others for claim in part.claims]
    if len(others) > 1 or any(
        item.id in lexicon.deeds or _lies_elsewhere(item, segments[at], lexicon) for item in asked
    ):
        admitted.append(LEADING)  # "US tariffs" are Trump's, and "US Iran" is what he says to Iran
    admitted.append(makers_of(item.id for item in asked if item.id in lexicon.made))  # "Chinese AI model": DeepSeek's
    if any(item.id in lexicon.corporate for item in asked):
        admitted.append(CORPORATE)  # "Germany layoffs" are those at Volkswagen
    if any(item.id in lexicon.peopled for item in asked):
        admitted.append(CITIZENS)  # "India cricket" is Kohli's too
    return _sorts(*admitted)


def _lies_elsewhere(item: Item, part: Segment, lexicon: Lexicon) -> bool:
    """Whether it is a place that is no part of another."""
    return item.kind == "place" and not any(item.id in lexicon.narrower(claim.item.id) for claim in part.claims)


@cache
def _sorts(*parts: Company) -> Company:
    """All of them; one object for all watches."""
    return frozenset().union(*parts)


def slot(part: Segment, lexicon: Lexicon, beside: Company) -> Slot:
    """Every phrase for a segment: as typed, and as the packs say it; beside: what else may stand for it."""
    if part.figure:
        return Slot(part.text, unique(list(_figures(part.figure, fold(part.text)))))
    if not part.claims:
        return _slot(part, lexicon, beside)
    typed = " ".join([part.text, *[other.text for other in part.also]])
    key = typed, beside, tuple([(claim.item.id, claim.form.text) for claim in part.claims])
    return lexicon.slot(key, lambda: _slot(part, lexicon, beside)._replace(name=typed))


def _figures(figure: Figure, typed: str) -> Iterator[Phrase]:
    """A figure in every language. typed: folded."""
    for way in figure.ways():
        for phrase in phrases(way, LITERAL, "exact" if fold(way) == typed else "alias"):
            yield phrase._replace(outside=figure.outside(way))


def _slot(part: Segment, lexicon: Lexicon, beside: Company) -> Slot:
    found: list[Phrase] = []
    for typed in (part, *part.also):
        if beside or not typed.needs_company:
            found += lexicon.once(_as_typed(typed)) if part.claims else _as_typed(typed)
    for claim in part.claims:
        found += _as_packed(claim, part, lexicon, beside)
    entities, members = lexicon.standing(tuple([claim.item.id for claim in part.claims]), beside)
    return Slot(part.text, unique(found), entities, members=members)


def _as_packed(claim: Claim, part: Segment, lexicon: Lexicon, beside: Company) -> Iterator[Phrase]:
    """What a pack says for the item that was typed; of a name that was typed with its number what has that number, and
    of one of several that bear one name what says which."""
    item, own = claim.item, telling(claim.item, claim.form, lexicon)
    numbered = not item.is_idea and item.kind != "firm"  # 3nm is 3 nanometres and 3纳米, 7-Eleven also Seven & i
    strict = numbered and bool(figures(part.atoms))
    whole = strict and _is_one(item, part)
    for form, said in lexicon.phrases_of(item.id):
        if (form.beside and not beside) or is_other(form, own):
            continue
        if not strict or _same_numbers(form.text, part) or (whole and not figures(atoms(form.text))):
            yield from said


def _as_typed(part: Segment) -> list[Phrase]:
    """The typed words themselves, with what packs know of their other meanings; a name without its marks where it is
    written as a name: Long Thanh is no lòng thành."""
    if part.is_bare:
        return [Phrase(tuple(Word(atom.text) for atom in part.atoms), seam="capital", label=part.text)]
    if not part.claims:
        return list(spelt(part.atoms, part.text, TYPED))
    english = all(is_english(claim.item, claim.form) for claim in part.claims)
    outside = frozenset.intersection(*(frozenset(claim.form.outside) for claim in part.claims))
    longer = tuple(sorted(outside))
    return [p._replace(english=english, outside=longer) for p in phrases(_spelling(part), _typed(part), _how(part))]


def _how(part: Segment) -> str:
    """How the typed words are met: a word for two things fills both slots as its packs say it."""
    if not part.is_half:
        return "exact"
    return "concept" if part.claims[0].item.is_idea else "alias"


def _is_one(item: Item, part: Segment) -> bool:
    """Whether all numbers of an item are the typed one: then its names without a number mean that too (G7 is 七国集团,
    Dota 2 刀塔), but not where a product has its name from a family (Qwen3)."""
    numbered = [figures(atoms(form.text)) for form in item.forms if form.language == "en"]
    if item.kind == "product" and not all(numbered):
        return False
    return all(_same_numbers(form.text, part) for form in item.forms if figures(atoms(form.text)))


def _same_numbers(form: str, part: Segment) -> bool:
    """H200 is no other way to say H20, even where a pack lists both as one family; a family typed by name has all its
    members."""
    typed, listed = figures(part.atoms), figures(atoms(form))
    return not typed or (len(typed) == len(listed) and all(map(_same_number, typed, listed)))


def _same_number(typed: str, listed: str) -> bool:
    """MI308X is another way to say MI308 where the pack says so; H200 is never one to say H20, nor GB200 one to say
    B200. PlayStation 5 is another way to say PS5."""
    if listed.isdecimal():
        return typed.lstrip(ascii_lowercase) == listed
    return listed.startswith(typed) and not listed[len(typed) :][:1].isdigit()


def _typed(part: Segment) -> Manner:
    """A name does not inflect, any other word does; “meta” typed means the firm where a pack knows only “Meta”."""
    if any(claim.form.case for claim in part.claims) and all(
        claim.form.case or claim.form.near for claim in part.claims
    ):
        return Manner(written=True)
    told_apart = any(claim.form.marked for claim in part.claims)
    name = Manner(typos=True, releases=True, capitals=True, bare=not told_apart, unmarked=not told_apart)
    return name if part.claims and all(not claim.item.is_idea for claim in part.claims) else TYPED


def _spelling(part: Segment) -> str:
    """As typed; where capitals count in each of its meanings, as the pack writes it."""
    return part.claims[0].form.text if all(claim.form.case for claim in part.claims) else part.text


def _names_with(number: Segment, source: Segment, lexicon: Lexicon) -> list[Phrase]:
    """What packs call the thing with that number: the PS5, of PlayStation and 5."""
    wanted = number.atoms[0].text
    said = [pair for claim in source.claims for pair in lexicon.phrases_of(claim.item.id)]
    return [phrase for form, found in said if _numbers(form.text) == [wanted] for phrase in found]


def _numbers(text: str) -> list[str]:
    """The numbers of a form, without the letters before them."""
    return [atom.text.lstrip(ascii_lowercase) for atom in atoms(text) if has_digit(atom.text)]


def _numbered(before: Slot, number: Segment, names: Iterable[Phrase]) -> Slot:
    """The slot with a number behind each of its phrases, and glued to it: GPT 5, GPT-5, GPT5; then capitals do not
    matter. names: that it has with this number. Things that may stand for it have numbers of their own."""
    [atom] = number.atoms
    last = word(atom, TYPED)
    found: list[Phrase] = []
    kinds = chain.from_iterable(member.phrases for member in before.members if member.is_kind)
    for phrase in chain(before.phrases, kinds):
        name = tuple(w if w.run else w._replace(rule="", written="", bare=w.mark != "") for w in phrase.words)
        found.append(phrase._replace(words=(*name, last), label=f"{phrase.label} {atom.raw}"))
        tail = name[-1]
        if not (tail.run or tail.sign or has_digit(tail.text)):
            glued = tail._replace(text=tail.text + atom.text, edits=0, stem="", releases=last.releases)
            unmarked = tuple(w._replace(mark="", bare=False) for w in (*name[:-1], glued))
            found.append(phrase._replace(words=unmarked, label=f"{phrase.label}{atom.raw}"))
    return Slot(f"{before.name} {atom.raw}", unique([*found, *names]), before.entities)


def _with_number_within(before: Slot, number: Segment) -> Iterator[Phrase]:
    """A name of two words with the number of its release between them: Claude 3.5 Sonnet."""
    [atom] = number.atoms
    for phrase in before.phrases:
        if len(phrase.words) == _FAMILY_AND_VARIANT and not any(part.run for part in phrase.words):
            family, variant = (part._replace(rule="", written="") for part in phrase.words)
            words_ = family, word(atom, TYPED), variant
            yield phrase._replace(words=words_, label=f"{phrase.label} {atom.raw}")


def _in_numerals(before: Slot, number: Segment, source: Segment) -> Iterator[Phrase]:
    """The name with its number in Roman or Han numerals: GTA VI; 神舟二十一号, which needs no other company."""
    text = number.atoms[0].text
    value = int(text) if text.isdecimal() else 0
    letters, characters = roman(value), han(value)
    if letters and may_be_roman(source, value):
        yield from (_with_roman(phrase, letters) for phrase in before.phrases)
    if source.is_of("product"):
        for phrase in [p for p in before.phrases if p.words[-1].run]:
            yield _of_craft(phrase, (*phrase.words, Word(text)), f"{phrase.label}{text}")
            *name, last = phrase.words
            written = last._replace(text=last.text + characters, written=last.written + characters)
            yield _of_craft(phrase, (*name, written), f"{phrase.label}{characters}")


def _with_roman(phrase: Phrase, letters: str) -> Phrase:
    rule = "upper" if len(letters) > 1 else "strict"
    last = Word(letters.lower(), rule=rule, written=letters if rule == "strict" else "")
    return phrase._replace(words=(*phrase.words, last), label=f"{phrase.label} {letters}")


def _of_craft(phrase: Phrase, words_: tuple[Word, ...], label: str) -> Phrase:
    """The phrase in these words, where what follows says that they name one craft."""
    return phrase._replace(words=words_, near=frozenset(), before=FOLLOWS, label=label)
