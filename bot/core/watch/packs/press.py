"""Whose news a headline is that does not say so: a Vietnamese paper writes of floods, not of floods in Vietnam.

Rules: told by the title alone. It is of home where it is written as that country's press writes, and speaks of nowhere
and nobody else: no word of abroad, no foreign name. Which names packs know is asked elsewhere (judge.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from bot.core.text import han_table, is_syllable, is_vietnamese

_HAN = re.compile("[\u4e00-\u9fff]")
_NOT_CHINESE = re.compile("[\u3040-\u30ff\uac00-\ud7af]")
_ELSEWHERE = re.compile(r"zh-(?:.*-)?(?:hant|hk|mo|my|sg|tw)\b")  # tags of Chinese as others than the mainland write it
_CAPITALISED = re.compile(r"(?<![^\W_])(?:[A-Z][a-z]{2,}|[A-Z]{6,})(?![^\W_])")  # a word of plain letters, no acronym
_HYPHENED = re.compile(r"(?<!\w)[^\W\d_]{2,}-[^\W\d_]")
_BORROWED = frozenset(
    (
        "clip",
        "container",
        "hacker",
        "highlight",
        "infographic",
        "online",
        "podcast",
        "robot",
        "shipper",
        "taxi",
        "video",
    )
)


class Press(NamedTuple):
    """What a country's press leaves unsaid. of: the state's id; language: its code; beside: how many things a watch
    must ask for besides the state; elsewhere: words that say that another country is meant, or all; with a capital, as
    written only."""

    of: str
    language: str
    beside: int
    elsewhere: tuple[str, ...]

    def is_at_home(self, title: str, tag: str) -> bool:
        """Whether a title is of this press and tells of home, as far as its own words say. tag: the entry's language,
        "" where none is told."""
        return (
            WRITTEN[self.language](title)
            and not _ELSEWHERE.match(tag.lower())
            and not _names_foreigners(title, self.language)
            and not _any_of(self.elsewhere).search(title)
        )


def _is_simplified(text: str) -> bool:
    """Whether it is Chinese in simplified script."""
    return bool(_HAN.search(text)) and not _NOT_CHINESE.search(text) and han_table().keys().isdisjoint(text)


WRITTEN: dict[str, Callable[[str], bool]] = {"vi": is_vietnamese, "zh": _is_simplified}  # by the code of a language


def _names_foreigners(title: str, language: str) -> bool:
    """Whether it holds a foreign name: in Chinese any of Latin letters or of several parts (迈克尔·贝里), in Vietnamese
    one that is no syllable, or is spelt out in several."""
    if language == "zh":
        return "·" in title or _CAPITALISED.search(title) is not None
    names = {found.group().lower() for found in _CAPITALISED.finditer(title)} - _BORROWED
    return any(map(_is_transcribed, _HYPHENED.findall(title))) or not all(map(is_syllable, names))


def _is_transcribed(found: str) -> bool:
    """Pa-ki-xtan, Băng-la-đét; not Bắc-Nam."""
    return found[0].isupper() and found[-1].islower()


@cache
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """Finds one of some words: whole ones, where words are written apart; those with a capital only as written."""
    said = "|".join(map(_word, words))
    return re.compile(said or r"(?!)")


def _word(word: str) -> str:
    found = re.escape(word)
    if _HAN.search(word):
        return found
    return rf"(?<!\w){found}(?!\w)" if word[:1].isupper() else rf"(?<!\w)(?i:{found})(?!\w)"
