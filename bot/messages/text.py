"""Text with entities: what we say, before any channel gives it a form.

Rules: offsets count code points (a channel converts: Telegram counts UTF-16 units); entities never overlap in part,
they nest or stand apart. No markup is ever parsed, so no headline can break a message or smuggle a tag or a link into
it.
Kinds are the Bot API's: bold italic underline strikethrough code pre text_link blockquote expandable_blockquote.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from string import Formatter

_HARMFUL = {code: " " for code in (*range(0x20), *range(0x7F, 0xA0)) if code != 0x0A}
_HARMFUL |= dict.fromkeys(range(0xD800, 0xE000), "\ufffd")


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters [start, end) of a text are of this kind; url for a text_link."""

    kind: str
    start: int
    end: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A message. Add texts with +; wrap one with mark()."""

    text: str = ""
    marks: tuple[Mark, ...] = ()

    def __add__(self, other: Text | str) -> Text:
        if isinstance(other, str):
            return Text(self.text + other, self.marks)
        by = len(self.text)
        moved = tuple(Mark(m.kind, m.start + by, m.end + by, m.url) for m in other.marks)
        return Text(self.text + other.text, self.marks + moved)

    def __radd__(self, other: str) -> Text:
        return Text(other) + self

    def __len__(self) -> int:
        return len(self.text)

    def __bool__(self) -> bool:
        return bool(self.text)

    def cut(self, length: int, ellipsis: str = "…") -> Text:
        """At most `length` code points, marks shortened with it, an ellipsis where something was lost."""
        if len(self.text) <= length:
            return self
        keep = len(self.text[: max(0, length - len(ellipsis))].rstrip())
        marks = tuple(Mark(m.kind, m.start, min(m.end, keep), m.url) for m in self.marks if m.start < keep)
        return Text(self.text[:keep] + ellipsis, marks)


def mark(kind: str, text: Text | str, url: str = "") -> Text:
    """The text, of this kind as a whole. An empty text stays unmarked."""
    inner = Text(text) if isinstance(text, str) else text
    return Text(inner.text, (Mark(kind, 0, len(inner), url), *inner.marks)) if inner else inner


def join(separator: Text | str, texts: Iterable[Text | str]) -> Text:
    """The texts that are not empty, with the separator between them."""
    joined = Text()
    for text in texts:
        if text:
            joined = joined + separator + text if joined else joined + text
    return joined


def fill(template: str, values: Mapping[str, Text | str]) -> Text:
    """The template with each {name} replaced by its value, whose marks are kept. Raises KeyError for a name without
    one."""
    filled = Text()
    for literal, name, _, _ in Formatter().parse(template):
        filled = filled + literal
        if name is not None:
            filled = filled + values[name]
    return filled


def harmless(text: str) -> str:
    """The text with control characters as spaces (a terminal would obey them) and lone surrogates as U+FFFD (JSON
    cannot carry them): one character for one, so that no mark moves."""
    return text.translate(_HARMFUL)
