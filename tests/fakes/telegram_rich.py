"""Rich messages (Bot API 10.1): documents of blocks, given as HTML or Markdown in one object.

    {"html": "<h3>…</h3><ul><li>…</li></ul>"} or {"markdown": "…"}, with is_rtl and skip_entity_detection

Rules: at least as strict as the real one about HTML: what it does not know is an error, and so is a tag that is left
open, though Telegram mends some. Of Markdown only the limits are checked. The texts of these errors are ours.
"""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from tests.fakes.telegram_text import TextError

MAX_CHARACTERS = 32_768
MAX_BLOCKS = 500
MAX_DEPTH = 16
MAX_COLUMNS = 20
_BLOCKS = frozenset(
    (
        *("h1", "h2", "h3", "h4", "h5", "h6", "p", "footer", "hr", "pre", "blockquote", "aside"),
        *("ul", "ol", "li", "details", "summary", "table", "tr", "th", "td"),
    )
)
_COUNTED = _BLOCKS - {
    "ul",
    "ol",
    "summary",
    "table",
    "th",
    "td",
}  # the limit counts items and rows, not what holds them
_INLINE = frozenset(
    (
        *("a", "b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "code", "mark", "sub", "sup", "br"),
        *("tg-spoiler", "tg-time", "tg-emoji"),
    )
)
_EMPTY = frozenset(("hr", "br"))
_INSIDE = {"li": ("ul", "ol"), "summary": ("details",), "tr": ("table",), "td": ("tr",), "th": ("tr",)}
_KEYS = frozenset(("html", "markdown", "is_rtl", "skip_entity_detection"))


def checked_rich(rich: Any) -> str:
    """The text that a chat shows of it, a line a block. Raises TextError."""
    if not isinstance(rich, dict) or rich.keys() - _KEYS:
        raise TextError(f"can't parse InputRichMessage: {rich!r:.80}")
    if ("html" in rich) == ("markdown" in rich):
        raise TextError("rich message must be given either as HTML or as Markdown")
    text = _of_html(str(rich["html"])) if "html" in rich else str(rich["markdown"])
    if not text.strip():
        raise TextError("rich message is empty")
    if len(text) > MAX_CHARACTERS:
        raise TextError("rich message is too long")
    return text.strip()


def _of_html(source: str) -> str:
    parser = _Parser()
    parser.feed(source)
    parser.close()
    if parser.open:
        raise TextError(f"can't parse rich message: no end tag for <{parser.open[-1]}>")
    return parser.text


class _Parser(HTMLParser):
    """Counts and checks; `text` is what is read."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.text = ""
        self._blocks = 0
        self._columns = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _BLOCKS | _INLINE:
            raise TextError(f'can\'t parse rich message: unsupported tag "{tag}"')
        if tag in _INSIDE and (not self.open or self.open[-1] not in _INSIDE[tag]):
            raise TextError(f"can't parse rich message: <{tag}> stands outside of its block")
        if tag == "a" and not (dict(attrs).get("href") or "").startswith(("https://", "http://", "tg://")):
            raise TextError("can't parse rich message: a link without a good URL")
        self._count(tag)
        if tag not in _EMPTY:
            self.open.append(tag)
            if len(self.open) > MAX_DEPTH:
                raise TextError("rich message is nested too deeply")

    def _count(self, tag: str) -> None:
        self._blocks += tag in _COUNTED
        self._columns = 0 if tag == "tr" else self._columns + (tag in ("td", "th"))
        if self._blocks > MAX_BLOCKS or self._columns > MAX_COLUMNS:
            raise TextError("rich message has too many blocks or columns")
        if tag in _BLOCKS and not self.text.endswith("\n"):
            self.text += "\n"

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise TextError(f"can't parse rich message: unmatched end tag </{tag}>")
        if tag in _BLOCKS and not self.text.endswith("\n"):
            self.text += "\n"

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise TextError("can't parse rich message: comments are not supported")
