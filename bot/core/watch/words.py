"""A word of a watch, and what a token of the news may be to it.

Rules: a token with digits is strict. Letters: no error under five, one for five to seven, two from eight.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from bot.core.text import has_digit

NUMBERED = re.compile(r"[a-z]*\d+(?:\.\d+)*(?=[a-z]{3})")  # at the start of a token that goes on: V4Flash
VERSIONED = re.compile(r"([a-z]{3,}?)(v?\d{1,4}(?:\.\d+)*[a-z]?)")  # a name and its version: DeepSeekV4, Qwen3.5
_SIGN = re.compile(r"\+{1,2}|#|\*|\s?%")


class Word(NamedTuple):
    """One word of a watch, folded, and how loosely it may be met."""

    text: str
    edits: int = 0  # typing errors forgiven
    stem: str = ""  # its stem where inflections count; "" where they do not
    rule: str = (
        ""  # the case that the news must show: "" any | "capital" when inflected | "upper" | "written" | "strict"
    )
    written: str = ""  # as written, for the rules and for Han
    prefix: bool = False  # any word that begins so
    releases: bool = False  # a version that covers its point releases
    run: bool = False  # of a script without spaces: looked for within runs
    mark: str = ""  # the Vietnamese spelling that counts; "" where any does
    bare: bool = False  # it may also bear no marks at all: one of several syllables
    sign: str = ""  # what makes a letter a name, right behind it: C++


class Sense(NamedTuple):
    """What a token is: word `id` at characters [start, end) of it, in which way."""

    id: int
    how: str
    start: int
    end: int
    distance: int = 0


def edits_for(text: str) -> int:
    """How many typing errors a folded word forgives."""
    if has_digit(text) or not text.isalpha() or len(text) < 5:
        return 0
    return 1 if len(text) < 8 else 2


def sign_behind(text: str, end: int) -> str:
    """The sign right behind a letter, which is another name with it (C++, F#, A*), or behind a number (25%, 25 %); ""
    where there is none."""
    found = _SIGN.match(text, end)
    return found.group() if found else ""


def plain_token(token: str) -> str:
    """One spelling of dotted tokens: b.i.s -> bis, v.4 -> v4, v4.0 -> v4; 5.4 stays."""
    if "." not in token:
        return token
    head, _, tail = token.partition(".")
    if not has_digit(token):
        return token.replace(".", "")
    if head.isalpha():
        token = head + tail
    while token.endswith(".0"):
        token = token[:-2]
    return token
