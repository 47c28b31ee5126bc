"""Text -> what a terminal shows: bold, underlined, linked.

Rules: a feed's control characters never reach the terminal (they could move the cursor or set its title): each becomes
one space, so that no mark moves.
"""

from __future__ import annotations

from rich.style import Style
from rich.text import Text as RichText

from bot.messages.text import Mark, Text, harmless

_STYLES = {
    "bold": Style(bold=True),
    "italic": Style(italic=True),
    "underline": Style(underline=True),
    "strikethrough": Style(strike=True),
    "code": Style(color="cyan"),
    "pre": Style(color="cyan"),
    "blockquote": Style(dim=True),
    "expandable_blockquote": Style(dim=True),
}


def to_rich(text: Text) -> RichText:
    """The same characters with the same marks, as rich prints them."""
    shown = RichText(harmless(text.text))
    for m in text.marks:
        shown.stylize(_style(m), m.start, m.end)
    return shown


def _style(m: Mark) -> Style:
    return Style(link=m.url) if m.kind == "text_link" else _STYLES.get(m.kind, Style.null())
