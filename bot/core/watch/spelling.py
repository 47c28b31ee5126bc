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
    """What resembles a word. raw: as written; how: it resembles the word; seam: of what is glued to something, the raw
    rest of the token from where the two touch; caseless: its text holds no capital, so that case says nothing."""

    raw: str
    how: str
    seam: str
    caseless: bool


def agrees(word: Word, written: Written) -> bool:
    """Whether it may be the word."""
    if written.how == "glued" and not _seam_shows(written.seam):
        return False
    return _marks_agree(word, written) and _case_agrees(word, written)


def mark_agrees(mark: str, raw: str) -> bool:
    """Whether a syllable bears the marks that count; where none does ("") any will do."""
    return not mark or marked(raw) == mark or (raw.isascii() and mark.isascii())


def is_bare(raw: str) -> bool:
    """Whether a syllable bears no marks at all."""
    return marked(raw) == fold(raw)


def _seam_shows(rest: str) -> bool:
    """Of two words glued together the second is a number or begins with a capital."""
    return rest[:1].isupper() or any(char.isdigit() for char in rest)


def _marks_agree(word: Word, written: Written) -> bool:
    raw = written.raw
    if written.how in ("stem", "typo") and not word.written and not raw.isascii() and not is_bare(raw):
        return False  # a Vietnamese syllable is no inflection and no misspelling of a word without marks
    return mark_agrees(word.mark, raw) or (word.bare and is_bare(raw))


def _case_agrees(word: Word, written: Written) -> bool:
    raw, loose = written.raw, written.how in ("stem", "typo")
    if written.how == "typo" and any(part not in word.text for part in map(fold, _ACRONYM.findall(raw))):
        return False  # OpenAPI is no misspelt OpenAI: nobody misspells an acronym
    if word.rule in ("upper", "written") and written.how == "stem":
        return raw[:-1].isupper() and raw[-1] == "s" and word.written in ("", raw[:-1])
    if word.rule == "capital":
        return not loose or raw[:1].isupper() or written.caseless
    if word.rule == "upper":
        return sum(char.isupper() for char in raw) >= 2
    if word.rule == "strict":
        return raw == word.written
    if word.rule == "written":
        return raw.replace(".", "") == word.written or (raw.isupper() and len(raw) > 3)
    return True
