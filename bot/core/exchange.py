"""Watches and feeds as files that other programs read: TOML as in config.toml, OPML. Pure: text in, text out.

Rules: what cannot be taken in is named by its place in the file and says why; the rest is taken. A document type
declaration is refused: it can make a small file expand to gigabytes, and OPML needs none.
"""

from __future__ import annotations

import json
import tomllib
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import quoteattr

from bot.core.model import Feed, Watch
from bot.core.refine import LONGEST, Draft

MOST = 500  # watches or feeds of one file
URL = 2000


class Unreadable(ValueError):
    """A file that is none of the two kinds; the message says why."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A feed of an OPML file."""

    url: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file holds. faults: what was passed over, and why, in English."""

    watches: tuple[Draft, ...] = ()
    feeds: tuple[Outline, ...] = ()
    faults: tuple[str, ...] = ()


def read_file(text: str) -> Contents:
    """The watches and feeds of a TOML or OPML file. Raises Unreadable."""
    text = text.removeprefix("\ufeff")
    return _opml(text) if text.lstrip().startswith("<") else _toml(text)


# ---------------------------------------------------------------- TOML


def _toml(text: str) -> Contents:
    try:
        tables = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise Unreadable(f"no TOML: {error}") from None
    watches: list[Draft] = []
    feeds: list[Outline] = []
    faults: list[str] = []
    for number, row in enumerate(_rows(tables, "watches"), 1):
        try:
            watches.append(_draft(row))
        except ValueError as error:
            faults.append(f"watch {number}: {error}")
    for number, row in enumerate(_rows(tables, "feeds"), 1):
        try:
            feeds.append(Outline(_text(row, "url", URL), str(row.get("title", ""))))
        except ValueError as error:
            faults.append(f"feed {number}: {error}")
    return Contents(tuple(watches), tuple(feeds), tuple(faults))


def _rows(tables: dict[str, Any], name: str) -> list[dict[str, Any]]:
    rows = tables.get(name, [])
    rows = rows if isinstance(rows, list) else []
    if len(rows) > MOST:
        raise Unreadable(f"more than {MOST} {name}")
    return [row if isinstance(row, dict) else {} for row in rows]


def _draft(row: dict[str, Any]) -> Draft:
    threshold, outlets = row.get("threshold", 80.0), row.get("min_sources", 1)
    if isinstance(threshold, bool) or not isinstance(threshold, int | float) or not 0 <= threshold <= 100:
        raise ValueError("threshold is no number from 0 to 100")
    if isinstance(outlets, bool) or not isinstance(outlets, int) or not 1 <= outlets <= 50:
        raise ValueError("min_sources is no number from 1 to 50")
    return Draft(" ".join(_text(row, "term", LONGEST).split()), float(threshold), outlets)


def _text(row: dict[str, Any], name: str, longest: int) -> str:
    value = row.get(name)
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"there is no {name}")
    if len(value) > longest:
        raise ValueError(f"{name} is longer than {longest} characters")
    return value.strip()


def watches_toml(watches: Sequence[Watch]) -> str:
    """As config.toml has them; what stands at its default is left out."""
    blocks = []
    for watch in watches:
        lines = ["[[watches]]", f"term = {_quoted(watch.term)}"]
        if watch.threshold != Draft("").threshold:
            lines.append(f"threshold = {watch.threshold:.1f}")
        if watch.min_sources != 1:
            lines.append(f"min_sources = {watch.min_sources}")
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


def _quoted(text: str) -> str:
    """A basic string of TOML, which is one of JSON but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


# ---------------------------------------------------------------- OPML


def _opml(text: str) -> Contents:
    if "<!DOCTYPE" in text[:5000].upper() or "<!ENTITY" in text.upper():
        raise Unreadable("it declares a document type, which OPML needs not")
    try:
        root = ET.fromstring(text)
    except (ET.ParseError, ValueError) as error:
        raise Unreadable(f"no OPML: {error}") from None
    found: dict[str, Outline] = {}
    for outline in root.iter("outline"):
        url = outline.get("xmlUrl", "").strip()
        if url and len(url) <= URL:
            found.setdefault(url, Outline(url, outline.get("title") or outline.get("text") or ""))
    if len(found) > MOST:
        raise Unreadable(f"more than {MOST} feeds")
    return Contents(feeds=tuple(found.values()))


def feeds_opml(feeds: Iterable[Feed]) -> str:
    """OPML 2.0 with one outline a feed."""
    lines = [
        f'    <outline type="rss" text={_attribute(feed.title or feed.url)} xmlUrl={_attribute(feed.url)}/>'
        for feed in feeds
    ]
    return "\n".join(
        [
            '<?xml version="1.0" encoding="utf-8"?>',
            '<opml version="2.0">',
            "  <head><title>Newsbell</title></head>",
            "  <body>",
            *lines,
            "  </body>",
            "</opml>",
            "",
        ]
    )


def _attribute(text: str) -> str:
    """Quoted; what XML cannot hold is left out."""
    held = "".join(
        c for c in text if c in "\t\n\r" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff"
    )
    return quoteattr(held)
