"""A segment: some of the typed words that mean one thing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bot.core.text import has_digit
from bot.core.watch.packs.items import WORD
from bot.core.watch.packs.lexicon import Claim
from bot.core.watch.phrases import Atom
from bot.core.watch.typed.numerals import of_roman

_NUMBER = re.compile(r"\d{1,3}(?:\.\d+)*")
_RELEASE = re.compile(r"\d{1,3}\.\d+")
_VERSION = re.compile(r"[a-z]{1,2}\d{1,2}(?:\.\d+)*")


class Figure(Protocol):
    """A number with what it counts, which languages write each in its own way."""

    def ways(self) -> Iterator[str]:
        """All of them."""
        ...

    def outside(self, way: str) -> tuple[str, ...]:
        """Longer words that hold one of them and are another figure."""
        ...


@dataclass(slots=True)
class Segment:
    """Some of the typed words that mean one thing. also: the same in other words that were typed too, as they came."""

    atoms: list[Atom]
    text: str  # as typed
    claims: list[Claim] = field(default_factory=list)
    also: tuple[Segment, ...] = ()
    fills: bool = False  # it says nothing of what is wanted
    figure: Figure | None = None
    is_bare: bool = False  # a Vietnamese name of several syllables, typed without its marks
    is_half_of_idea: bool = False  # a half of what was typed as one idea
    is_part: bool = False  # the same, where nothing else was typed and the half says less than the idea
    is_model: bool = False  # a number of four digits that belongs to the word before it: Exynos 2600

    @property
    def is_name(self) -> bool:
        return any(not claim.item.is_idea for claim in self.claims)

    @property
    def needs_company(self) -> bool:
        """Whether it is a name that is also a word (Apple), and not an acronym: by itself it counts only beside what
        its pack asks for. An idea is meant as it was typed."""
        names = bool(self.claims) and not any(claim.item.is_idea for claim in self.claims)
        return names and all(claim.form.near for claim in self.claims) and not self.text.isupper()

    @property
    def is_half(self) -> bool:
        """Whether it is one of the two things that its word says."""
        return len(self.claims) == 1 and self.claims[0].form.both

    @property
    def is_brand(self) -> bool:
        return any(claim.item.kind in ("product", "firm") for claim in self.claims)

    @property
    def is_number(self) -> bool:
        """Whether it is a number that belongs to the word before it: Switch 2."""
        return self.is_model or self._is_all(_NUMBER)

    @property
    def is_release(self) -> bool:
        """Whether it is a number with a point: of what bears one there are few."""
        return self._is_all(_RELEASE)

    def is_of(self, *kinds: str) -> bool:
        """Whether it names a thing of one of these kinds."""
        return any(claim.item.kind in kinds for claim in self.claims)

    @property
    def is_version(self) -> bool:
        """Whether it is a version of what stands before it: DeepSeek V4."""
        return self._is_all(_VERSION)

    def _is_all(self, pattern: re.Pattern[str]) -> bool:
        return (
            not (self.claims or self.figure)
            and len(self.atoms) == 1
            and pattern.fullmatch(self.atoms[0].text) is not None
        )


def made_of(part: Sequence[Atom], claims: list[Claim]) -> Segment:
    """The segment that some atoms are, with what claims them."""
    return Segment([*part], " ".join(atom.raw for atom in part), claims)


def in_two(whole: Sequence[Atom]) -> Iterator[tuple[Sequence[Atom], Sequence[Atom]]]:
    """Some atoms, parted wherever they may be."""
    return ((whole[:cut], whole[cut:]) for cut in range(1, len(whole)))


def tells(claims: Sequence[Claim]) -> bool:
    """Whether a name or an idea claims it: a plain word is no reason to take apart what was typed as one."""
    return any(claim.item.kind != WORD for claim in claims)


def figures(found: Sequence[Atom]) -> list[str]:
    """What of some words is a number, or holds one; VII behind a word is 7."""
    values = [of_roman(atom.raw) if at and not atom.run else 0 for at, atom in enumerate(found)]
    said = [str(value) if value else atom.text for atom, value in zip(found, values, strict=True)]
    return [figure for figure in said if has_digit(figure)]
