"""Typed words, grouped into what means one thing each: the longest names that packs know; Vietnamese words of several
syllables; compounds that are written without a space.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from bot.core.text import has_digit, is_marked, is_syllable
from bot.core.watch.lexicon import Claim, Lexicon
from bot.core.watch.phrases import Atom, atoms

_PARTICLES = frozenset("的之和与及或在对将被把是了等")
_LONGEST_IN_RUN = 12  # characters of the longest name that is looked for


@dataclass(slots=True)
class Segment:
    """Some of the typed words that mean one thing."""

    atoms: list[Atom]
    text: str  # as typed
    claims: list[Claim] = field(default_factory=list)

    @property
    def is_name(self) -> bool:
        return any(claim.item.kind != "concept" for claim in self.claims)


def segment(text: str, lexicon: Lexicon) -> list[Segment]:
    """The typed words, grouped into what means one thing each."""
    found: list[Segment] = []
    for typed in _pieces(text, lexicon):
        if typed.claims or not _continues(found, typed):
            found.append(typed)
        else:
            found[-1] = Segment(found[-1].atoms + typed.atoms, f"{found[-1].text} {typed.text}")
    return found


def _pieces(text: str, lexicon: Lexicon) -> Iterator[Segment]:
    """Longest claims first, from the left; what nobody claims, compound by compound."""
    compounds = [atoms(chunk) for chunk in text.split()]
    flat = [(atom, n) for n, compound in enumerate(compounds) for atom in compound]
    at = 0
    while at < len(flat):
        atom, n = flat[at]
        if atom is compounds[n][0] and (name := _compound_name(compounds[n], lexicon)):
            yield name.segment
            yield from _run_pieces(name.rest, lexicon) if name.rest else ()
            at += name.size
            continue
        if atom.run:
            yield from _run_pieces(atom, lexicon)
            at += 1
            continue
        size, claims = _longest_claim([a for a, _ in flat[at : at + lexicon.longest]], lexicon)
        if not claims or (size < len(compounds[n]) and _is_number_plate(compounds[n])):
            claims = []
            size = sum(1 for a, m in flat[at:] if m == n and not a.run)
        part = [a for a, _ in flat[at : at + size]]
        joint = "-" if n == flat[at + size - 1][1] else " "
        yield Segment(part, joint.join(a.raw for a in part), claims)
        at += size


class _Name(NamedTuple):
    """A name at the beginning of a compound."""

    segment: Segment
    size: int  # how many atoms it takes
    rest: Atom | None = None  # what is left of the last of them


def _compound_name(compound: list[Atom], lexicon: Lexicon) -> _Name | None:
    """What is written without a space and one name all the same: J-35, 歼-35, G-7; 泰勒·斯威夫特, whatever follows."""
    if len(compound) == 2 and has_digit(compound[1].text) and not lexicon.claims(compound[:1]):
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
        if claims := _of_names(ahead[:size], lexicon):
            return size, claims
    return 0, []


def _of_names(part: Sequence[Atom], lexicon: Lexicon) -> list[Claim]:
    """What claims some atoms together. "Kimi K2" is Kimi and a version, but "Falcon 9" one name: nothing is called
    Falcon."""
    claims = lexicon.claims(part)
    words_ = [atom for atom in part if not has_digit(atom.text)]
    if 0 < len(words_) < len(part) and lexicon.claims(words_):
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
            pieces += [*_loose(loose), known]
            loose, at = "", at + len(known.text)
    pieces += _loose(loose)
    if len(pieces) > 1 and any(len(piece.text) == 1 for piece in pieces) and not any(p.is_name for p in pieces):
        return [Segment([run], run.raw)]
    return pieces


def _longest_in_run(run: Atom, at: int, lexicon: Lexicon) -> Segment | None:
    if not any(lexicon.may_begin_run(run.text[at : at + size]) for size in (1, 2)):
        return None
    for size in range(min(len(run.text) - at, _LONGEST_IN_RUN), 0, -1):
        part = Atom(run.raw[at : at + size], run.text[at : at + size], True)
        claims = lexicon.claims([part])
        if claims and (size > 1 or all(claim.item.kind == "material" for claim in claims)):  # 镓, 锗, 锂
            return Segment([part], part.raw, claims)
    return None


def _loose(text: str) -> list[Segment]:
    return [Segment([atom], atom.raw) for atom in atoms(text.strip("".join(_PARTICLES)))]


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
