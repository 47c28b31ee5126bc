"""Plain words, cut into segments: what of them is one name, one idea, one number.

Rules: the longest names that packs know go first, from the left; what nobody claims goes compound by compound.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from bot.core.text import fold, has_digit, is_marked, is_syllable
from bot.core.watch.packs.lexicon import Claim, Lexicon
from bot.core.watch.phrases import Atom, atoms
from bot.core.watch.typed.amounts import Amount, amount
from bot.core.watch.typed.counted import counted, in_han
from bot.core.watch.typed.fillers import filler, is_filler, is_newness
from bot.core.watch.typed.numerals import FOLLOWS, of_han, of_roman
from bot.core.watch.typed.offices import without_holders
from bot.core.watch.typed.parting import parted
from bot.core.watch.typed.segments import Segment, tells
from bot.core.watch.typed.shares import share, with_point

_MODEL = re.compile(r"(?!19|20)[1-9]\d{3}")  # Kirin 9030, but no year
_POSSESSIVE = re.compile("['’]s$")
_GLUED_BEFORE = re.compile(r"(\d{2,4})([a-z]{3,})")
_GLUED = re.compile(r"([a-z]+?)(v?\d{1,4}(?:\.\d+)*[a-z]?)")
_MARKS = ".&'’"
_ORDER = "号"
_PARTICLES = frozenset("的之和与及或在对将被把是了等")
_V, _FIFTIES = 5, 40  # as Roman numerals: a letter, and what is likelier an acronym (LIV)
_LONGEST_FIGURE = 6  # atoms: chiến tranh thế giới thứ hai
_LONGEST_IN_RUN = 12  # characters of the longest name that is looked for


def segments(text: str, lexicon: Lexicon) -> list[Segment]:
    """The typed words, grouped into what means one thing each; what says nothing is left out, unless all does."""
    groups: list[list[Segment]] = [[]]  # what stands between
    pieces = _named_by_words(_numbered(_pieces(with_point(in_han(text)), lexicon)))
    for at, piece in enumerate(pieces):
        if piece.fills or (is_newness(piece.text) and any(_is_telling(p) for p in pieces[max(at - 1, 0) : at + 2])):
            groups.append([])
        else:
            groups[-1].append(piece)
    whole = [found for group in groups for found in _grown(group)] or _grown(pieces)
    return [part for found in whole for part in parted(found, lexicon)]


def _is_telling(name: Segment) -> bool:
    """Whether beside it "new" says nothing: a product is, and so is what a person or a firm has made."""
    return name.is_brand or name.is_of("person")


def _numbered(pieces: Iterable[Segment]) -> list[Segment]:
    """The pieces, the numbers of names read as such: GTA VI, Exynos 2600."""
    found: list[Segment] = []
    for piece in pieces:
        found.append(_number_of(found[-1], piece) if found and not piece.claims else piece)
    return found


def _number_of(name: Segment, piece: Segment) -> Segment:
    """What stands behind a name: its number, or the piece as it is."""
    if len(piece.atoms) != 1:
        return piece
    [atom] = piece.atoms
    if _MODEL.fullmatch(atom.text):
        return replace(piece, is_model=name.is_of("product"))
    value = of_roman(atom.raw)
    if not value or not may_be_roman(name, value):
        return piece
    return Segment([Atom(str(value), str(value), False)], piece.text)


def may_be_roman(name: Segment, value: int) -> bool:
    """Whether a Roman numeral behind it is its number: V and those of Super Bowls only where packs know such a thing;
    never behind an idea, a firm or a place (Texas IV fluids)."""
    if name.is_of("product", "event"):
        return value < _FIFTIES or name.is_of("event")
    return not name.claims and name.text[:1].isupper() and value not in (_V, *range(_FIFTIES, 100))


def _grown(pieces: list[Segment]) -> list[Segment]:
    """The pieces, those together that are one word."""
    found: list[Segment] = []
    for typed in pieces:
        if typed.claims or not _continues(found, typed):
            found.append(typed)
        else:
            found[-1] = Segment(found[-1].atoms + typed.atoms, f"{found[-1].text} {typed.text}")
    return found


def _pieces(text: str, lexicon: Lexicon) -> Iterator[Segment]:
    """Longest claims first, from the left; what nobody claims, compound by compound."""
    chunks = text.split()
    compounds = [[part for atom in _atoms(chunk, lexicon) for part in _unglued(atom, lexicon)] for chunk in chunks]
    flat = [(atom, n) for n, compound in enumerate(compounds) for atom in compound]
    at = 0
    while at < len(flat):
        atom, n = flat[at]
        if figure := _figure([a for a, _ in flat[at : at + _LONGEST_FIGURE]], lexicon):
            yield from figure
            at += len(figure[0].atoms)
            continue
        if atom is compounds[n][0] and (name := _compound_name(compounds[n], lexicon)):
            yield name.segment
            yield from _run_pieces(name.rest, lexicon) if name.rest else ()
            at += name.size
            continue
        if atom.run:
            numbered = atom is not compounds[n][0] and flat[at - 1][0].text.isdecimal()
            rest = _unnumbered(atom) if numbered else atom
            yield from _run_pieces(rest, lexicon) if rest.text else ()
            at += 1
            continue
        ahead = [a for a, _ in flat[at : at + lexicon.longest + 1]]  # and what follows the longest name
        size, claims = _longest_claim(ahead, lexicon)
        filling = filler(ahead) if len(compounds[n]) == 1 else 0
        if filling > (size if claims else 0):
            size, claims = filling, []
        elif not claims or (size < len(compounds[n]) and _is_number_plate(compounds[n])):
            claims = []
            size = sum(1 for a, m in flat[at:] if m == n and not a.run)
        part = [a for a, _ in flat[at : at + size]]
        joint = _joint(part, chunks[n]) if n == flat[at + size - 1][1] else " "
        yield Segment(part, joint.join(a.raw + a.sign for a in part), claims, fills=filling >= size and not claims)
        at += size


def _joint(part: list[Atom], chunk: str) -> str:
    """What is shown between the words of one compound: the mark that was typed (JD.com, AT&T), else a hyphen."""
    raw = [atom.raw + atom.sign for atom in part]
    return next((mark for mark in _MARKS if mark.join(raw) in chunk), "-")


def _figure(ahead: list[Atom], lexicon: Lexicon) -> list[Segment]:
    """A number with what it counts (5 billion, 50亿, 25%, season 3), and what is left of its last word; [] where there
    is none. What packs know as one stays that."""
    found = amount(ahead) or share(ahead) or counted(ahead)
    if found is None or lexicon.claims(ahead[: found.size]):
        return []
    part, rest = ahead[: found.size], found.rest if isinstance(found, Amount) else ""
    typed = Segment(part, " ".join(atom.raw + atom.sign for atom in part).removesuffix(rest), figure=found)
    return [typed, *(_run_pieces(Atom(rest, fold(rest), True), lexicon) if rest else ())]


def _atoms(chunk: str, lexicon: Lexicon) -> list[Atom]:
    """What stands between two spaces; the s of a possessive only where a name has it: Nvidia's, but McDonald's."""
    found = atoms(chunk)
    if _POSSESSIVE.search(chunk) and len(found) > 1 and not lexicon.claims(found):
        return found[:-1]
    return found


def _unglued(atom: Atom, lexicon: Lexicon) -> list[Atom]:
    """iPhone17, DeepSeekV4 and 737max, typed as one, are a name and its number; what packs know as one stays one."""
    glued = _GLUED.fullmatch(atom.text) or _GLUED_BEFORE.fullmatch(atom.text)
    if not glued or len(atom.raw) != len(atom.text):
        return [atom]
    cut = glued.start(2)
    name, number = Atom(atom.raw[:cut], atom.text[:cut], False), Atom(atom.raw[cut:], atom.text[cut:], False)
    parts = [name, number]
    if glued.re is _GLUED_BEFORE:
        return parts if lexicon.claims(parts) else [atom]
    known = lexicon.claims(parts) or _takes_numbers(name, number, lexicon)
    return parts if known and not lexicon.claims([atom]) else [atom]


def _takes_numbers(name: Atom, number: Atom, lexicon: Lexicon) -> bool:
    """Whether packs know what stands before the number: a product or a firm; or an idea written as a name, with plain
    figures (WiFi7)."""
    claims = lexicon.claims([name])
    if number.text.isdecimal() and any(claim.form.text[:1].isupper() for claim in claims):
        return True
    return Segment([name], name.raw, claims).is_brand


class _Name(NamedTuple):
    """A name at the beginning of a compound."""

    segment: Segment
    size: int  # how many atoms it takes
    rest: Atom | None = None  # what is left of the last of them


def _compound_name(compound: list[Atom], lexicon: Lexicon) -> _Name | None:
    """What is written without a space and one name all the same: J-35, 歼-35, G-7; 泰勒·斯威夫特, whatever follows."""
    if len(compound) == 2 and has_digit(compound[1].text) and not tells(lexicon.claims(compound[:1])):
        letters, number = compound
        joined = [Atom(letters.raw + number.raw, letters.text + number.text, False)]
        for way in (compound,) if letters.run else (compound, joined):
            if claims := lexicon.claims(way):
                return _Name(Segment(way, f"{letters.raw}-{number.raw}", claims), 2)
    for size in range(len(compound) if lexicon.may_begin(compound[0]) else 0, 1, -1):
        *before, last = compound[:size]
        for cut in range(len(last.text) if last.run else 1, 0, -1):
            part = [*before, Atom(last.raw[:cut], last.text[:cut], True) if last.run else last]
            if any(atom.run for atom in part) and (claims := _of_names(part, lexicon)):
                rest = Atom(last.raw[cut:], last.text[cut:], True) if last.run and cut < len(last.text) else None
                return _Name(Segment(part, " ".join(atom.raw for atom in part), claims), size, rest)
    return None


def _is_number_plate(compound: list[Atom]) -> bool:
    """CVE-2026-12345 is one thing, whatever CVE is by itself."""
    return sum(has_digit(atom.text) for atom in compound) > 1


def _longest_claim(ahead: Sequence[Atom], lexicon: Lexicon) -> tuple[int, list[Claim]]:
    if not lexicon.may_begin(ahead[0]):
        return 0, []
    for size in range(len(ahead), 0, -1):
        claims = _of_names(ahead[:size], lexicon)
        if claims and not (_runs_on(ahead, size, claims, lexicon) or _says_whose(ahead[:size], claims, lexicon)):
            return size, claims
    return 0, []


def _runs_on(ahead: Sequence[Atom], size: int, claims: Sequence[Claim], lexicon: Lexicon) -> bool:
    """Whether the last word rather begins the next name: of the same place, or of the second of two (doanh nghiệp Việt
    in doanh nghiệp Việt Nam, Mỹ Việt in Mỹ Việt Nam); or where what stands before is known without it, and what would
    be left behind is not (Campuchia | Thái Lan)."""
    longer = lexicon.claims(ahead[size - 1 : size + 1]) if size < len(ahead) else []
    if not longer:
        return False
    places = _places(claims)
    if len(places) > 1 or (size > 1 and not places.isdisjoint(_places(longer))):
        return True
    return size > 1 and tells(lexicon.claims(ahead[: size - 1])) and not tells(lexicon.claims([ahead[size]]))


def _says_whose(part: Sequence[Atom], claims: Sequence[Claim], lexicon: Lexicon) -> bool:
    """Whether it is an idea and the short name of a state, which packs list as one since a syllable says too little in
    a text: who types bóng đá Việt asks for football too."""
    *idea, short = part
    if not idea or not is_syllable(short.text) or _places(claims).isdisjoint(_places(lexicon.claims([short]))):
        return False
    return any(claim.item.kind == "concept" for claim in lexicon.claims(idea))


def _places(claims: Sequence[Claim]) -> set[str]:
    return {claim.item.id for claim in claims if claim.item.kind == "place"}


def _of_names(part: Sequence[Atom], lexicon: Lexicon) -> list[Claim]:
    """What claims some atoms together. "Kimi K2" is Kimi and a version, but "Falcon 9" one name: nothing is called
    Falcon."""
    claims = without_holders(lexicon.claims(part), part, lexicon)
    words_ = [atom for atom in part if not (has_digit(atom.text) or of_roman(atom.raw))]
    if 0 < len(words_) < len(part) and tells(lexicon.claims(words_)):
        return [claim for claim in claims if claim.item.kind != "product"]
    return claims


def _run_pieces(run: Atom, lexicon: Lexicon) -> list[Segment]:
    """A run of Han, cut where packs know names; particles go, what is left between stays whole.

    Where no name is found and the cut leaves single characters, it was no good cut: the run stays whole.
    """
    pieces, loose, at = [], "", 0
    if len(run.text) == 1 and (claims := lexicon.claims([run])):
        return [Segment([run], run.raw, claims)]
    while at < len(run.text):
        known = _longest_in_run(run, at, lexicon)
        if known is None:
            loose += run.raw[at]
            at += 1
        else:
            pieces += [*_loose(loose, lexicon), known]
            loose, at = "", at + len(known.text)
            if known.is_of("product") and (number := _han_number(run.raw[at:])):
                pieces.append(number)
                at += len(number.text)
    pieces += _loose(loose, lexicon)
    if len(pieces) > 1 and any(len(piece.text) == 1 for piece in pieces) and not any(p.is_name for p in pieces):
        return [Segment([run], run.raw)]
    return pieces


def _of_run(part: Atom, lexicon: Lexicon) -> list[Claim]:
    """What claims some Han characters together: 嫦娥七号 is 嫦娥 and its number."""
    claims = without_holders(lexicon.claims([part]), [part], lexicon)
    if any(claim.item.kind == "product" for claim in claims) and _is_numbered(part, lexicon):
        return [claim for claim in claims if claim.item.kind != "product"]
    return claims


def _is_numbered(part: Atom, lexicon: Lexicon) -> bool:
    """Whether it is a name that packs know and a numeral."""
    for at in range(2, len(part.text)):
        value, size = of_han(part.text[at:])
        if value and part.text[at + size :] in ("", _ORDER):
            return bool(lexicon.claims([Atom(part.raw[:at], part.text[:at], True)]))
    return False


def _han_number(rest: str) -> Segment | None:
    """The number of a name, where one follows it: 神舟二十一号; two characters or more may end the run without 号."""
    value, size = of_han(rest)
    behind = fold(rest[size:])
    if not value or not (behind.startswith(FOLLOWS) or (size > 1 and not behind)):
        return None
    return Segment([Atom(str(value), str(value), False)], rest[: size + behind.startswith(_ORDER)])


def _unnumbered(run: Atom) -> Atom:
    """What stands behind a number in digits, without the 号 that belongs to that."""
    size = run.text.startswith(_ORDER)
    return Atom(run.raw[size:], run.text[size:], True)


def _longest_in_run(run: Atom, at: int, lexicon: Lexicon) -> Segment | None:
    if not any(lexicon.may_begin_run(run.text[at : at + size]) for size in (1, 2)):
        return None
    for size in range(min(len(run.text) - at, _LONGEST_IN_RUN), 0, -1):
        part = Atom(run.raw[at : at + size], run.text[at : at + size], True)
        claims = _of_run(part, lexicon)
        if size < len(run.text) and not tells(claims):
            continue
        if claims and (size > 1 or all(claim.item.kind == "material" for claim in claims)):  # 镓, 锗, 锂
            return Segment([part], part.raw, claims)
    return None


def _loose(text: str, lexicon: Lexicon) -> list[Segment]:
    """What is left between names and ideas; all of it may be a plain word: 动物 of 动物袭击."""
    left = atoms(text.strip("".join(_PARTICLES)))
    return [
        Segment(
            [atom],
            atom.raw,
            lexicon.claims([atom]) if len(atom.text) > 1 else [],
            fills=is_filler(atom.text),
            figure=counted([atom]),
        )
        for atom in left
    ]


def _continues(found: list[Segment], typed: Segment) -> bool:
    """Vietnamese writes a word as several syllables: those that nobody claims go together, up to a name of four."""
    if not found or found[-1].claims:
        return False
    both = found[-1].atoms + typed.atoms
    if any(atom.run or not is_syllable(atom.text) for atom in both):
        return False
    named = all(atom.raw[:1].isupper() for atom in both)
    most = 4 if named else 2
    return len(both) <= most and any(is_marked(atom.raw) for atom in both)


# ---------------------------------------------------------------- plain words


def _named_by_words(pieces: list[Segment]) -> list[Segment]:
    """A capital beside a name that nobody knows makes a plain word a part of that name: Amber Heard, Renee Stone."""
    return [
        replace(piece, claims=[]) if _is_plain(piece) and _is_named(pieces, at) else piece
        for at, piece in enumerate(pieces)
    ]


def _is_named(pieces: list[Segment], at: int) -> bool:
    beside = [pieces[n] for n in (at - 1, at + 1) if 0 <= n < len(pieces)]
    return _has_capital(pieces[at]) and any(_has_capital(p) and not p.claims and not p.fills for p in beside)


def _has_capital(piece: Segment) -> bool:
    return piece.text[:1].isupper() and not piece.text.isupper()


def _is_plain(piece: Segment) -> bool:
    return bool(piece.claims) and not tells(piece.claims)
