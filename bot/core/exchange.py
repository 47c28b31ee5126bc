"""Watches and feeds as TOML, as in config.toml. Pure: text in, text out. (bot/opml.py is for lists of feeds.)

Rules: what cannot be taken in is named by its place in the file and says why; the rest is taken.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.core.model import Watch
from bot.core.refine import LONGEST, Draft

MOST = 500  # watches or feeds of one file
URL = 2000


class Unreadable(ValueError):
    """A file that cannot be read at all; the message says why."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A feed of a file."""

    url: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file holds. faults: what was passed over, and why, in English."""

    watches: tuple[Draft, ...] = ()
    feeds: tuple[Outline, ...] = ()
    faults: tuple[str, ...] = ()


def read_toml(text: str) -> Contents:
    """The [[watches]] and [[feeds]] of a file. Raises Unreadable."""
    try:
        tables = tomllib.loads(text.removeprefix("\ufeff"))
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
