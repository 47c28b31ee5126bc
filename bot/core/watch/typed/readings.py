"""The ways to read plain words: each a row of segments, what was typed twice asked for once.

Rules: of two ways in doubt both are taken, since what is read too broadly shows, and what rings never does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, pairwise

from bot.core.text import is_syllable
from bot.core.watch.packs.items import Item
from bot.core.watch.packs.lexicon import Claim, Lexicon
from bot.core.watch.phrases import Atom, atoms
from bot.core.watch.typed.cutting import segments
from bot.core.watch.typed.parting import parted
from bot.core.watch.typed.segments import Segment, figures, in_two, made_of, tells

_TWO = 2  # segments that packs know, at least, if two are to be one thing
_NEWS = "tin"  # in Vietnamese; elsewhere the metal


def readings(text: str, lexicon: Lexicon) -> Iterator[list[Segment]]:
    """The ways to cut the words: names as long as can be; ideas of several words word by word ("ban on chips"); from
    the right ("EV price war" is a price war too); Han typed with spaces closed up ("数据 泄露"); without what says that
    there is news of a name ("tin VinFast"); syllables without marks as one name ("Lien Chieu"). () where there is no
    word."""
    whole = segments(text, lexicon)
    if not whole:
        return
    yield _once(whole)
    for recut in _RECUTS if any(part.claims for part in whole) else _OF_STRANGERS:  # the others cut what packs know
        other = recut(whole, lexicon)
        if len(other) != len(whole) or any(a.atoms != b.atoms for a, b in zip(whole, other, strict=True)):
            yield _once(other)


def _apart(whole: list[Segment], lexicon: Lexicon) -> list[Segment]:
    """Ideas and plain words of several words, in English at least, as the two shorter ones that they are made of. Who
    typed nothing else asks for no more than that one idea, unless it is a kind of one of the two, or has a name."""
    pieces = [piece for part in whole for piece in (_halves(part, lexicon) or [part])]
    if len(whole) == 1 and not any(piece.is_name or _wider(piece, whole[0], lexicon) for piece in pieces):
        return [replace(piece, is_part=True) for piece in pieces]
    return pieces


def _halves(part: Segment, lexicon: Lexicon) -> list[Segment]:
    """The two; of an idea's, one may be a plain word (military parade) where it is cut as it was typed."""
    if not part.claims or part.is_name:
        return []
    surely = [claim.item for claim in part.claims if claim.form.is_certain]
    ways = [part.atoms, *(atoms(in_english) for item in surely if (in_english := _in_english(item)))]
    known = [[two for two in _cuts(way, lexicon) if all(piece.claims for piece in two)] for way in ways]
    either = list(chain(*known))
    if not tells(part.claims):  # a compound of plain words is made of such
        return [*next(iter(either), ())]
    ideas = (two for two in either if all(tells(piece.claims) for piece in two))
    mixed = (two for two in known[0] if any(tells(piece.claims) for piece in two))
    found = next(chain(ideas, mixed), ())
    two = [replace(_within(piece, part, lexicon), is_half_of_idea=True) for piece in found]
    return two if two and _are_company(*two) else []


def _are_company(one: Segment, other: Segment) -> bool:
    """Whether two halves are company for each other: they mean two things (khách, du lịch are both tourism), and one is
    known by itself (any price of whatever is electric would be a *giá điện*)."""
    surely = any(claim.form.is_certain for claim in chain(one.claims, other.claims))
    return surely and _ids(one).isdisjoint(_ids(other))


def _within(piece: Segment, whole: Segment, lexicon: Lexicon) -> Segment:
    """A half in the meanings of which the whole is a kind, where it has such and does not say the whole: the crash of a
    car crash is none of prices."""
    meant = _wider(piece, whole, lexicon)
    return piece if not meant or not _ids(whole).isdisjoint(_ids(piece)) else replace(piece, claims=meant)


def _wider(piece: Segment, whole: Segment, lexicon: Lexicon) -> list[Claim]:
    """The meanings of a half of which the whole is a kind: a car crash is a crash, the death penalty no penalty."""
    ideas = _ids(whole)
    return [claim for claim in piece.claims if not ideas.isdisjoint(lexicon.kinds(claim.item.id))]


def _in_english(item: Item) -> str:
    """An idea's first English form: in Han, and often in Vietnamese, its words do not show where it may be cut."""
    return next((form.text for form in item.forms if form.language == "en" and form.is_certain), "")


def _shifted(whole: list[Segment], lexicon: Lexicon) -> list[Segment]:
    """The last words of an idea as the first of the next: what was cut from the left hid that. Of a name only where its
    maker is left (the AI talent of Meta, in Meta AI talent)."""
    found = list(whole)
    for at, (part, after) in enumerate(pairwise(whole)):
        if found[at] is not part or not part.claims or after.is_name:
            continue
        makers = {claim.item.maker for claim in part.claims}
        for left, right in _cuts(part.atoms, lexicon):
            joined = _segment([*right.atoms, *after.atoms], lexicon)
            may_stay = not makers.isdisjoint(_ids(left)) if part.is_name else bool(left.claims)
            if may_stay and tells(joined.claims):
                found[at : at + 2] = [left, joined]
                break
    return found


def _closed(whole: list[Segment], lexicon: Lexicon) -> list[Segment]:
    """Runs of Han side by side that are one idea or name when they are closed up; not two that were parted."""
    found: list[Segment] = []
    for part in whole:
        both = [*(found[-1].atoms if found else []), *part.atoms]
        joined = "".join(atom.raw for atom in both)
        if found and all(atom.run for atom in both):
            one = _segment([Atom(joined, "".join(atom.text for atom in both), True)], lexicon)
            if tells(one.claims) and parted(one, lexicon) == [one]:
                found[-1] = replace(one, atoms=both)
                continue
        found.append(part)
    return found


def _untold(whole: list[Segment], lexicon: Lexicon) -> list[Segment]:
    """Somebody's name without the word before it that says that there is news of it, and is a word besides."""
    first, *rest = whole
    named = any(part.is_brand or part.is_of("person") for part in rest)
    only = all(part.is_brand or part.is_of("person") or part.is_number or part.is_version for part in rest)
    return rest if named and only and first.text.casefold() == _NEWS else whole


def _bare(whole: list[Segment], lexicon: Lexicon) -> list[Segment]:
    """Vietnamese syllables side by side that nobody claims, typed without their marks, as one name: together they say
    enough to be met with them."""
    found: list[Segment] = []
    joined = False
    for part in whole:
        if not _is_bare(part):
            found.append(part)
        elif found and _is_bare(found[-1]):
            both = _segment([*found[-1].atoms, *part.atoms], lexicon)
            found[-1] = replace(both, is_bare=all(atom.raw[:1].isupper() for atom in both.atoms))
            joined = True
        else:
            found.append(part)
    return found if joined else whole


def _is_bare(part: Segment) -> bool:
    """Whether all of it may be Vietnamese syllables without marks, and is nothing that packs know."""
    return not (part.claims or part.figure) and all(
        not atom.run and atom.raw.isascii() and is_syllable(atom.text) for atom in part.atoms
    )


_RECUTS = (_apart, _shifted, _closed, _untold, _bare)
_OF_STRANGERS = (_closed, _bare)


def _cuts(whole: list[Atom], lexicon: Lexicon) -> Iterator[tuple[Segment, Segment]]:
    """Some atoms in two, wherever."""
    return ((_segment(left, lexicon), _segment(right, lexicon)) for left, right in in_two(whole))


def _segment(part: Sequence[Atom], lexicon: Lexicon) -> Segment:
    return made_of(part, lexicon.claims(part))


# ---------------------------------------------------------------- the same typed twice


def _once(segments: list[Segment]) -> list[Segment]:
    """What was typed in two ways is asked for once: who types "DeepSeek 深度求索 V4" wants no headline that says both.
    The number behind either belongs to the two."""
    if sum(bool(part.claims) for part in segments) < _TWO:
        return segments
    numbered: list[list[Segment]] = []  # a segment, and the number or version right behind it
    for part in segments:
        if numbered and len(numbered[-1]) == 1 and (part.is_number or part.is_version):
            numbered[-1].append(part)
        else:
            numbered.append([part])
    kept: list[list[Segment]] = []
    for part, *number in numbered:
        twin = next((other for other in kept if _are_one(other, [part, *number])), None)
        if twin is None:
            kept.append([part, *number])
        else:
            twin[:] = [_both(twin[0], part), *(twin[1:] or number)]
    return [part for group in kept for part in group]


def _are_one(some: list[Segment], others: list[Segment]) -> bool:
    """Whether two segments with their numbers are one thing; of ideas only those in two languages, since two words of
    one language may be meant to stand together."""
    (one, *mine), (other, *theirs) = some, others
    if mine and theirs and mine[0].atoms[0].text != theirs[0].atoms[0].text:
        return False
    if figures(one.atoms) != figures(other.atoms):
        return False  # Ascend and 910B are no two ways to say one thing
    a, b = _ids(one), _ids(other)
    if not (a and b and (a <= b or b <= a)) or any(map(_is_two, (one, other))):
        return False
    return (one.is_name and other.is_name) or _tongues(one).isdisjoint(_tongues(other))


def _ids(part: Segment) -> set[str]:
    return {claim.item.id for claim in part.claims}


def _is_two(part: Segment) -> bool:
    """Whether it names two things at once: 俄乌."""
    return len({claim.item.id for claim in part.claims if claim.form.is_certain}) > 1


def _tongues(part: Segment) -> set[tuple[str, bool]]:
    """In which languages and scripts it was typed."""
    return {(claim.form.language, part.atoms[0].run) for claim in part.claims}


def _both(one: Segment, other: Segment) -> Segment:
    """One segment of two that mean the same: of what either may mean, what both do."""
    shared = _ids(one) & _ids(other)
    return replace(one, claims=[c for c in one.claims if c.item.id in shared], also=(*one.also, other))
