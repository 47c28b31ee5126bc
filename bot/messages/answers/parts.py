"""What answers are made of."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from bot.messages.locale import Voice
from bot.messages.text import Text, join, mark
from bot.messages.utf16 import MAX_ENTITIES

TYPED = 80  # code points of what somebody typed, when it is said back
LINES = 3500  # code points of a list, which leaves room for what stands around it


def typed(*words: str) -> Text:
    """Something to type, in a form that a tap copies."""
    return mark("code", Text(" ".join(words)).cut(TYPED + 20))


def listing(voice: Voice, lines: Iterable[Text]) -> Text:
    """As many of the lines as one message holds, and how many there are beyond."""
    lines = list(lines)
    shown = Text()
    for place, line in enumerate(lines):
        longer = join("\n", [shown, line])
        if len(longer) > LINES or len(longer.marks) > MAX_ENTITIES - 5:
            left = len(lines) - place
            return shown + "\n" + voice.say_n("and {n} more", "and {n} more", left)
        shown = longer
    return shown


def pointed(term: str, column: int) -> Text:
    """A term with a caret below the column (from 1) at fault; wide characters take a wide space."""
    term = Text(term).cut(TYPED).text
    pad = "".join("\u3000" if unicodedata.east_asian_width(c) in "WF" else " " for c in term[: max(0, column - 1)])
    return mark("pre", f"{term}\n{pad}^")
