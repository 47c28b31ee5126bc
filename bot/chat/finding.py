"""What somebody means by a few typed words: one of the watches, a length of time. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from rapidfuzz import fuzz, process

from bot.core.model import Watch

NEAR = 60  # of 100: a term this much alike was perhaps meant
LONGEST = timedelta(days=365)
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_LENGTH = re.compile(r"(\d{1,4})\s*([mhdw])(?:in|ins|our|ours|ay|ays|eek|eeks|r|rs)?")


def watch_asked_for(asked: str, watches: Sequence[Watch]) -> Watch | None:
    """By its term, else by its number in /list: a term may be a number."""
    for watch in watches:
        if watch.term.casefold() == asked.casefold():
            return watch
    number = int(asked) if asked.isdecimal() and len(asked) < 6 else 0
    return watches[number - 1] if 0 < number <= len(watches) else None


def near_term(asked: str, watches: Sequence[Watch]) -> str:
    """The term of a watch that is much like what was typed, or ""."""
    return near(asked, [watch.term for watch in watches], NEAR)


def near(asked: str, known: Sequence[str], least: int) -> str:
    """The one that is most like what was typed, or ""."""
    best = process.extractOne(asked, known, scorer=fuzz.ratio, processor=str.casefold, score_cutoff=least)
    return best[0] if best else ""


def length_of(text: str) -> timedelta | None:
    """ "2h", "90 min", "3d", "1w" -> a length of time up to a year; None for what is none."""
    found = _LENGTH.fullmatch(text.strip().casefold())
    if found is None or not int(found.group(1)):
        return None
    length = timedelta(**{_UNITS[found.group(2)]: int(found.group(1))})
    return length if length <= LONGEST else None


def number_of(text: str) -> int | None:
    """A number as typed, of a chat or of things; None for what is none."""
    plain = text.removeprefix("-")
    return int(text) if plain.isascii() and plain.isdecimal() and len(plain) < 16 else None
