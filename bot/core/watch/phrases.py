"""From a name or a few words, as somebody wrote them, to the phrases by which the news may say the same.

H20 is also H-20; 910B is 910 B; GPT-5 is GPT5; DeepSeek is Deep Seek (each with its capital, or "open AI" would be
OpenAI).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from bot.core.text import Folded, Token, has_digit, is_syllable, marked, stem, tokens
from bot.core.watch.query import Phrase
from bot.core.watch.words import Word, edits_for, plain_token, sign_behind

_CAMEL = re.compile(r"([A-Z]+[a-z]{2,})([A-Z][A-Za-z]+)")
_MIXED = re.compile(r"([a-z]{1,5})(\d+)|(\d+)([a-z]{1,2})")
_FIXED = frozenset({"upper", "written", "strict"})
_CLAUSE = re.compile(r"\d{3}[a-z]")  # of a law: 401(k)
_INITIALS = re.compile(r"[a-z]{1,2}\s?&\s?[a-z]{1,2}", re.IGNORECASE)  # H&M
_VERSION = re.compile(r"[a-z]{0,3}\d{1,2}")
_WIDER = ("quantity", "bracket")  # seams that admit what no other does


@dataclass(frozen=True, slots=True)
class Manner:
    """How loosely words are meant."""

    typos: bool = False
    stems: bool = False
    releases: bool = False
    written: bool = False  # only as written: capitals count, where the news writes any
    strict: bool = False  # only as written, always
    capitals: bool = False  # capitals mean a name: inflections must show one, short acronyms too
    spellings: bool = True  # hyphens, seams and the like may differ
    bare: bool = True  # of several syllables with marks all may lack them
    unmarked: bool = True  # several syllables typed without marks may be Vietnamese with its marks left out


NAME = Manner(typos=True, releases=True, capitals=True)  # a name that a pack knows
TYPED = Manner(typos=True, stems=True, releases=True, capitals=True)
LITERAL = Manner(spellings=False)


class Atom:
    """A token as written. sign: the one right behind a single letter, which is nothing without it (C++, F#, A*), or the
    % behind a number."""

    __slots__ = ("raw", "run", "sign", "text")

    def __init__(self, raw: str, text: str, run: bool, sign: str = "") -> None:
        self.raw, self.text, self.run, self.sign = raw, text, run, sign


def atoms(text: str) -> list[Atom]:
    """The tokens of a text, each with its raw form; the s of a possessive only at the end (Moody's): elsewhere a seam
    holds it (Sam's Club, locate.py)."""
    *before, last = text.split() or [""]
    return [atom for part in (*map(_unpossessed, before), last) for atom in _atoms(part)]


def _unpossessed(part: str) -> str:
    return part[:-2] if part.endswith(("'s", "’s")) else part


@lru_cache(2_000)
def _atoms(part: str) -> tuple[Atom, ...]:
    """Remembered: on its way to a query a term is cut several times."""
    folded = Folded(part)
    return tuple([_atom(folded, token) for token in tokens(folded.text)])


def _atom(folded: Folded, token: Token) -> Atom:
    raw = _raw(folded, token)
    return Atom(raw, _same(plain_token(token.text), raw), token.run, _sign(folded.text, token))


def _sign(text: str, token: Token) -> str:
    """What belongs to it: a letter's sign, a number's %."""
    is_letter = token.end == token.start + 1 and token.text.isalpha() and not token.run
    found = sign_behind(text, token.end)
    return found if (found == "%" and token.text[0].isdigit()) or (found != "%" and is_letter) else ""


def _raw(folded: Folded, token: Token) -> str:
    """As written; of a run character by character as it is folded, since runs are cut (㍾ is folded to two)."""
    raw = folded.slice(token.start, token.end)
    return token.text if token.run and len(raw) != len(token.text) else raw


def word(atom: Atom, manner: Manner) -> Word:
    """The word that an atom is, met in that manner."""
    text, raw = atom.text, atom.raw
    if atom.run:
        return Word(text, written=_same(raw, text), run=True)
    digits = has_digit(text)
    syllable = is_syllable(text) and marked(raw) != text
    rule = _rule(raw, manner)
    return Word(
        text,
        edits=0 if not manner.typos or syllable or rule in _FIXED else edits_for(text),
        stem=stem(text) if manner.stems and not digits and not syllable and rule not in _FIXED else "",
        rule=rule,
        written=raw if rule in ("written", "strict") else "",
        releases=manner.releases and digits and _VERSION.fullmatch(text) is not None,
        sign=atom.sign,
    )


def _rule(raw: str, manner: Manner) -> str:
    raw = raw.replace(".", "")  # U.N. is UN
    letters = [char for char in raw if char.isalpha()]
    if not letters:
        return ""
    if manner.strict:
        return "strict"
    if manner.written:
        return "written"
    if not manner.capitals or not letters[0].isupper():
        return ""
    if len(raw) == len(letters) and 2 <= len(letters) <= 3 and raw.isupper():
        return "upper"
    return "capital" if len(raw) == len(letters) else ""


def _same(spelling: str, text: str) -> str:
    """One object for two spellings that are equal: of most words they are, and words are kept."""
    return text if spelling == text else spelling


def words(found: list[Atom], manner: Manner) -> tuple[Word, ...]:
    """The words that the atoms are, met in that manner, each with the spelling that counts where it could be a
    Vietnamese syllable: English "ban" is not "bán"."""
    plain = tuple(word(atom, manner) for atom in found)
    marks = ["" if atom.run or not is_syllable(atom.text) else _same(marked(atom.raw), atom.text) for atom in found]
    several = len(found) > 1
    if not any(marks) or (
        several and manner.unmarked and all(mark == atom.text for mark, atom in zip(marks, found, strict=True))
    ):
        return plain
    return tuple(
        w._replace(mark=mark, bare=several and manner.bare) if mark else w for w, mark in zip(plain, marks, strict=True)
    )


def phrases(text: str, manner: Manner, how: str = "exact") -> tuple[Phrase, ...]:
    """All phrases by which the news may say this text. () where it holds no word."""
    found = atoms(text)
    return spelt(found, text, manner, how) if found else ()


def spelt(found: list[Atom], text: str, manner: Manner, how: str = "exact") -> tuple[Phrase, ...]:
    """All phrases by which the news may say the atoms of a text, one at least."""
    if manner.capitals and not manner.written and any(has_digit(atom.text) for atom in found):
        manner = replace(manner, capitals=False)  # cve-2026-1 needs no capitals: the number says enough
    plain = Phrase(words(found, manner), how, label=text)
    if not manner.spellings:
        return (plain,)
    if _INITIALS.fullmatch(text):
        return (plain._replace(seam="and"),)
    return (plain, *(Phrase(other, how, seam=seam, label=text) for other, seam in _spellings(found, manner)))


def _spellings(found: list[Atom], manner: Manner) -> Iterator[tuple[tuple[Word, ...], str]]:
    """Other ways to set the same atoms, one difference at a time."""
    for at, atom in enumerate(found):
        before, after = found[:at], found[at + 1 :]
        for parts, seam in _splits(atom):
            yield tuple(word(a, manner) for a in (*before, *parts, *after)), seam
    if len(found) > 1 and not any(atom.run for atom in found) and _joins(found):
        joined = Atom("".join(a.raw for a in found), "".join(a.text for a in found), False)
        inflects = stem(joined.text).endswith(stem(found[-1].text))  # layoffs, but no fireworks of "fire workers"
        yield (word(joined, replace(manner, typos=False, stems=manner.stems and inflects)),), ""  # Jackman: no Jack Ma


def _joins(found: list[Atom]) -> bool:
    """Whether the atoms may be written as one: GPT-5, Deep Seek; never across two numbers or a sign, nor where
    Vietnamese marks count."""
    if any(a.sign for a in found) or any(a.text[-1:].isdigit() and b.text[:1].isdigit() for a, b in pairwise(found)):
        return False
    return len(found) <= 3 and not any(is_syllable(a.text) and marked(a.raw) != a.text for a in found)


def _splits(atom: Atom) -> Iterator[tuple[tuple[Atom, Atom], str]]:
    if atom.run:
        return
    mixed = _MIXED.fullmatch(atom.text)
    if mixed:
        cut = mixed.end(1) if mixed.group(1) else mixed.end(3)
        letters = mixed.group(1) or mixed.group(4)
        parts = Atom(atom.raw[:cut], atom.text[:cut], False), Atom(atom.raw[cut:], atom.text[cut:], False)
        # "a 4-day week" is no Audi A4
        yield parts, "hyphen" if letters in ("a", "i") else "capital" if len(letters) == 1 else ""
        if _CLAUSE.fullmatch(atom.text):
            yield parts, "bracket"
    camel = _CAMEL.fullmatch(atom.raw)
    if camel:
        left, right = camel.groups()
        yield (Atom(left, left.lower(), False), Atom(right, right.lower(), False)), "capital"


def unique(found: list[Phrase]) -> tuple[Phrase, ...]:
    """The phrases that differ; of those that are spelt alike and need the same company the first counts, unless their
    Vietnamese marks make them different words, or the first may not lack its marks."""
    if len(found) == 1:
        return (found[0],)
    seen: dict[object, dict[tuple[str, ...], Phrase]] = {}
    for phrase in found:
        words = tuple((w.text, w.written) for w in phrase.words)
        alike = seen.setdefault((words, phrase.near, phrase.unless, phrase.before, phrase.seam in _WIDER), {})
        marks = tuple(w.mark if w.mark != w.text else "" for w in phrase.words)
        if any(marks) or not any(w.bare for other in alike.values() for w in other.words):
            alike.setdefault(marks, phrase)
    return tuple(phrase for alike in seen.values() for phrase in alike.values())
