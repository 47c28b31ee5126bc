"""What the Bot API checks in a text: length, entities in UTF-16 units, HTML; with the texts of its errors.

Rules: at least as strict as the real one. Telegram drops entities beyond the hundredth and splits those that overlap in
part; here both are errors, so that a test notices.
"""

from __future__ import annotations

import html
import re
from typing import Any

Entity = dict[str, Any]

MAX_LENGTH = 4096
MAX_BYTES = 32_768
MAX_ENTITIES = 100
_KINDS = frozenset(
    (
        *("bold", "italic", "underline", "strikethrough", "spoiler", "code", "pre", "text_link"),
        *("blockquote", "expandable_blockquote", "mention", "hashtag", "url"),
    )
)
_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
}
_TAG = re.compile(r"</?([a-zA-Z0-9-]*)([^>]*)>?")
_HREF = re.compile(r"""href\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.I)
_CHARACTER = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")


class TextError(Exception):
    """The text is refused; str() is the description after "Bad Request: "."""


def utf16(text: str) -> int:
    """Its length in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def checked(text: str, entities: list[Entity] | None, parse_mode: str | None) -> tuple[str, list[Entity]]:
    """The text and its entities as the chat will show them. Raises TextError."""
    if parse_mode:
        if parse_mode.lower() != "html":
            raise TextError(f"unsupported parse_mode {parse_mode} (this double knows HTML only)")
        text, found = parse_html(text)
    else:
        found = entities or []
    if not text.strip():
        raise TextError("message text is empty")
    if len(text) > MAX_LENGTH or len(text.encode()) > MAX_BYTES:
        raise TextError("message is too long")
    check_entities(text, found)
    text = text.rstrip()  # as Telegram does, with what stood on it
    return text, sorted(_clip(found, utf16(text)), key=lambda e: (e["offset"], -e["length"], e["type"]))


def _clip(entities: list[Entity], length: int) -> list[Entity]:
    """What the cut of trailing white space leaves of the entities."""
    clipped: list[Entity] = [{**e, "length": min(e["length"], length - e["offset"])} for e in entities]
    return [e for e in clipped if e["length"] > 0]


def check_entities(text: str, entities: list[Entity]) -> None:
    """Bounds, whole characters, nesting, number. Raises TextError."""
    if len(entities) > MAX_ENTITIES:
        raise TextError(f"can't parse entities: {len(entities)} entities")
    edges = _edges(text)
    for entity in entities:
        _check_kind(entity)
        _check_bounds(entity, edges)
    _check_nesting([(entity["offset"], entity["offset"] + entity["length"]) for entity in entities])


def _check_kind(entity: Entity) -> None:
    if entity.get("type") not in _KINDS:
        raise TextError(f"can't parse MessageEntity: unsupported type {entity.get('type')} specified")
    if entity["type"] == "text_link" and not re.match(r"(https?|tg)://[^\s/]+", entity.get("url", "")):
        raise TextError(f"text_link without a good URL: {entity.get('url')!r} (Telegram would drop the link)")


def _check_bounds(entity: Entity, edges: set[int]) -> None:
    start, length = entity.get("offset"), entity.get("length")
    if not isinstance(start, int) or start < 0:
        raise TextError(f"receive an entity with incorrect offset {start}")
    if not isinstance(length, int) or length <= 0:
        raise TextError(f"receive an entity with incorrect length {length}")
    if start not in edges or start == max(edges):
        raise TextError(f"entity begins in a middle of a UTF-16 symbol at byte offset {start}")
    if start + length not in edges:
        raise TextError(f"entity ends in a middle of a UTF-16 symbol or after the end at byte offset {start + length}")


def _edges(text: str) -> set[int]:
    edges, at = {0}, 0
    for character in text:
        at += 2 if ord(character) > 0xFFFF else 1
        edges.add(at)
    return edges


def _check_nesting(spans: list[tuple[int, int]]) -> None:
    open_ends: list[int] = []
    for start, end in sorted(spans, key=lambda s: (s[0], -s[1])):
        while open_ends and open_ends[-1] <= start:
            open_ends.pop()
        if open_ends and end > open_ends[-1]:
            raise TextError(f"can't parse entities: entities overlap in part at {start}")
        open_ends.append(end)


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Text and entities of the Bot API's HTML. Raises TextError with the real descriptions."""
    text, at = "", 0
    entities: list[Entity] = []
    stack: list[tuple[str, int, Entity]] = []
    while at < len(source):
        if source[at] == "<":
            match = _TAG.match(source, at)
            name = match.group(1).lower() if match else ""
            where = len(source[:at].encode())
            if source.startswith("</", at):
                entities += _close(stack, name, utf16(text), where)
            else:
                stack.append(_open(match, name, utf16(text), where))
            assert match is not None
            at = match.end()
        elif match := _CHARACTER.match(source, at):
            text, at = text + html.unescape(match.group()), match.end()
        else:
            text, at = text + source[at], at + 1
    if stack:
        raise TextError(f"can't parse entities: Can't find end tag corresponding to start tag \"{stack[-1][0]}\"")
    return text, [e for e in entities if e["length"] > 0]


def _open(match: re.Match[str] | None, name: str, at: int, where: int) -> tuple[str, int, Entity]:
    if match is None or name not in _TAGS:
        raise TextError(f'can\'t parse entities: Unsupported start tag "{name}" at byte offset {where}')
    if not match.group().endswith(">"):
        raise TextError(f"can't parse entities: Unclosed start tag at byte offset {where}")
    entity: Entity = {"type": _TAGS[name]}
    if name == "blockquote" and "expandable" in match.group(2):
        entity["type"] = "expandable_blockquote"
    if name == "a":
        href = _HREF.search(match.group(2))
        entity["url"] = html.unescape(next(filter(None, href.groups()), "")) if href else ""
    return name, at, entity


def _close(stack: list[tuple[str, int, Entity]], name: str, at: int, where: int) -> list[Entity]:
    if not stack:
        raise TextError(f"can't parse entities: Unexpected end tag at byte offset {where}")
    opened, start, entity = stack.pop()
    if name and name != opened:
        found = f'expected "</{opened}>", found "</{name}>"'
        raise TextError(f"can't parse entities: Unmatched end tag at byte offset {where}, {found}")
    return [{**entity, "offset": start, "length": at - start}]
