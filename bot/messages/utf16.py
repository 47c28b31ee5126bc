"""Text -> what the Bot API takes: a string and entities whose offsets count UTF-16 code units.

Rules: whatever comes in, what goes out is accepted. At most 4,096 code points and 100 entities; no entity is empty,
reaches past the text, overlaps another in part or links to anything but an http(s) or tg address; lone surrogates (JSON
cannot carry them) and control characters become one harmless character each, so that no offset moves.
"""

from __future__ import annotations

from typing import NamedTuple

from bot.messages.text import Mark, Text, harmless

MAX_LENGTH = 4096  # code points, "1-4096 characters after entities parsing"
MAX_ENTITIES = 100

_LINKS = ("https://", "http://", "tg://")


class Entity(NamedTuple):
    """A MessageEntity of the Bot API: offset and length in UTF-16 code units."""

    type: str
    offset: int
    length: int
    url: str = ""  # of a text_link


def to_telegram(text: Text) -> tuple[str, tuple[Entity, ...]]:
    """The string to send and its entities, outer before inner, in order of their offsets."""
    text = text.cut(MAX_LENGTH)
    clean = harmless(text.text)
    units = _units(clean)
    kept = _nested(text.marks, len(clean))[:MAX_ENTITIES]
    return clean, tuple(Entity(m.kind, units[m.start], units[m.end] - units[m.start], m.url) for m in kept)


def _units(text: str) -> list[int]:
    """The UTF-16 offset of every code point, and of the end."""
    offsets, at = [0], 0
    for character in text:
        at += 2 if character > "\uffff" else 1
        offsets.append(at)
    return offsets


def _nested(marks: tuple[Mark, ...], length: int) -> list[Mark]:
    """The marks that can stand: within the text, and nesting in those before them."""
    usable = (
        m for m in marks if 0 <= m.start < m.end <= length and (m.kind != "text_link" or m.url.startswith(_LINKS))
    )
    kept: list[Mark] = []
    around: list[Mark] = []  # the marks that hold the current place, outermost first
    for mark in sorted(usable, key=lambda m: (m.start, -m.end)):
        while around and around[-1].end <= mark.start:
            around.pop()
        if around and (mark.end > around[-1].end or any(mark.kind == outer.kind for outer in around)):
            continue
        around.append(mark)
        kept.append(mark)
    return kept
