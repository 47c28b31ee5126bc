"""Whether a part of the news, as it is written, may be the word that it resembles: its capitals, its marks, its seams.

Rules: nothing but the token that it stands in counts, and whether its text writes capitals at all; so the answer is
worked out once for a piece of text and remembered with it (vocabulary.py).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from bot.core.text import fold, marked
from bot.core.watch.words import Word

_ACRONYM = re.compile(r"(?<=[a-z])[A-Z]{2,}$")


class Written(NamedTuple):
    """What resembles a word. raw: as written; mark: its spelling as marked() has it; bare: it bears no marks."""

    raw: str
    mark: str
    bare: bool


def written(raw: str) -> Written:
    """A part of a text, as written."""
    mark = marked(raw)
    return Written(raw, mark, raw.isascii() or mark == fold(raw))


def agrees(word: Word, how: str, part: Written, caseless: bool) -> bool:
    """Whether what resembles a word in some way may be it. caseless: its text holds no capital: case says nothing."""
    if how in ("stem", "typo") and not (part.bare or word.written):
        return False  # a Vietnamese syllable is no inflection and no misspelling of a word without marks
    return (mark_agrees(word.mark, part) or (word.bare and part.bare)) and _case_agrees(word, how, part.raw, caseless)


def mark_agrees(mark: str, part: Written) -> bool:
    """Whether a syllable bears the marks that count; where none does ("") any will do."""
    return not mark or part.mark == mark or (part.raw.isascii() and mark.isascii())


def seam_shows(rest: str) -> bool:
    """Of two words glued together the second (rest: raw, to the end of the token) is a number or begins with a
    capital."""
    return rest[:1].isupper() or any(char.isdigit() for char in rest)


def _case_agrees(word: Word, how: str, raw: str, caseless: bool) -> bool:
    if how == "typo" and any(part not in word.text for part in map(fold, _ACRONYM.findall(raw))):
        return False  # OpenAPI is no misspelt OpenAI: nobody misspells an acronym
    if word.rule in ("upper", "written") and how == "stem":
        return raw[:-1].isupper() and raw[-1] == "s" and word.written in ("", raw[:-1])
    if word.rule == "capital":
        return how not in ("stem", "typo") or raw[:1].isupper() or caseless
    if word.rule == "upper":
        return sum(char.isupper() for char in raw) >= 2
    if word.rule == "strict":
        return raw == word.written
    if word.rule == "written":
        return raw.replace(".", "") == word.written or (raw.isupper() and len(raw) > 3)
    return True
