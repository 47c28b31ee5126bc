"""What a watch comes down to: a query is any of some alternatives, an alternative all of some groups and none of
others, a group some slots within a window, a slot any of some phrases, a phrase some words side by side.

Rules: values only, hashable, so that equal slots of a hundred thousand watches are one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from bot.core.watch.words import Word

ASKED_FOR = ""  # in place of a pack id: the company that a doubtful name needs is what its watch asks for besides


class Phrase(NamedTuple):
    """Words side by side. seam: how they may touch: "" with spaces, hyphens and the like between them; "hyphen" only
    so; "dash" by a dash; "and" by an ampersand; "bracket": 401(k); "capital": each begins with one;
    "quantity": also around a number, cut 1,500 jobs."""

    words: tuple[Word, ...]
    how: str = "exact"  # exact | alias | concept | member
    near: frozenset[str] = frozenset()  # counts only where one of these pack ids is named in the same entry
    unless: frozenset[str] = frozenset()  # counts nowhere where one of these is
    outside: tuple[str, ...] = ()  # with their marks; as a part of one of these it is another word
    before: tuple[str, ...] = ()  # folded; counts only right before one of these
    english: bool = False  # an English word that Vietnamese has too ("ban"): none in a Vietnamese text
    seam: str = ""
    label: str = ""  # the phrase as its pack or its user writes it


@dataclass(frozen=True, eq=False, slots=True)
class Member:
    """A thing that may stand for another: what lies in it, is one of it or acts for it. One object an item, so that the
    hundreds that may stand for a state cost each of its watches nothing."""

    id: str
    phrases: tuple[Phrase, ...]

    @property
    def is_kind(self) -> bool:
        """Whether it is a narrower idea, and no thing."""
        return all(phrase.how == "concept" for phrase in self.phrases)


class Slot(NamedTuple):
    """One thing that must be named, in any of these ways, or by one of its members. A pattern (RE2) stands alone."""

    name: str
    phrases: tuple[Phrase, ...]
    entities: frozenset[str] = frozenset()  # the pack ids it stands for, its members' too
    pattern: str = ""
    members: tuple[Member, ...] = ()


class Group(NamedTuple):
    """Slots that must be found together: in a title, or a sentence or two; with a window, within so many words."""

    slots: tuple[Slot, ...]
    window: int | None = None
    field: str = ""  # "title": nowhere else
    bound: tuple[tuple[int, int], ...] = ()  # (version, name): that slot's version belongs to this slot's name
    rivals: frozenset[str] = frozenset()  # the makers that are meant: another maker's name right before rules it out


class Alternative(NamedTuple):
    """One way of matching: all of the groups, none of the others, from one of the sites, in one of the languages.
    unsaid: states that the entry need not name, since it is of their own press."""

    groups: tuple[Group, ...]
    none_of: tuple[Alternative, ...] = ()
    sites: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    unsaid: frozenset[str] = frozenset()

    def all_groups(self) -> tuple[Group, ...]:
        """Every group that must or must not be there."""
        return self.groups + tuple(group for other in self.none_of for group in other.all_groups())


class Query(NamedTuple):
    """A watch, understood."""

    term: str
    alternatives: tuple[Alternative, ...]
    warnings: tuple[str, ...] = ()


class QueryError(ValueError):
    """A watch that cannot be understood. column counts from 1; the message names it and what was expected there."""

    def __init__(self, term: str, column: int, problem: str, expected: str) -> None:
        self.term = term
        self.column = column
        self.expected = expected
        super().__init__(f"column {column}: {problem}; expected {expected}")
