"""The generality set and the second to the eighth: real headlines labelled by reading, for terms that nobody tuned the
matcher for.

The eight files hold no publisher's text, only the SHA-1 of each title, so the headlines are looked up in a pool of
headlines_{en,zh,vi}.jsonl.gz that lies beside the checkout. README.md says how the labels were given.
"""

from __future__ import annotations

import csv
import gzip
import json
import logging
import re
from collections.abc import Iterable, Iterator
from hashlib import sha1
from pathlib import Path
from typing import NamedTuple

log = logging.getLogger(__name__)

GENERALITY = Path(__file__).with_name("generality.tsv")
SECOND = Path(__file__).with_name("second.tsv")
THIRD = Path(__file__).with_name("third.tsv")
FOURTH = Path(__file__).with_name("fourth.tsv")
FIFTH = Path(__file__).with_name("fifth.tsv")
SIXTH = Path(__file__).with_name("sixth.tsv")
SEVENTH = Path(__file__).with_name("seventh.tsv")
EIGHTH = Path(__file__).with_name("eighth.tsv")
LANGUAGES = ("en", "zh", "vi")
BORDERLINE = "b"  # read, but two careful readers could differ: not scored
_TITLE = re.compile(rb'"title": ?("[^"\\]*(?:\\.[^"\\]*)*")')


class Row(NamedTuple):
    """A line of a file. label: "1" wanted, "0" not, BORDERLINE."""

    sha1: str
    term: str
    language: str
    label: str


class Labelled(NamedTuple):
    """A headline, and whether a person who watches the term wants it. summary is empty where its feed gave none."""

    term: str
    title: str
    summary: str
    language: str
    wanted: bool


def is_read(term: str) -> bool:
    """Whether the errors of a term may be read while rules and packs are mended: the parity of its SHA-1 decides, so
    that nobody chooses."""
    return sha1(term.encode(), usedforsecurity=False).digest()[-1] % 2 == 0


def rows(file: Path) -> list[Row]:
    """Every line, borderline ones too."""
    with file.open(encoding="utf-8", newline="") as lines:
        _header, *found = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    return [Row(*row) for row in found]


def load(pool: Path, file: Path) -> list[Labelled]:
    """The scored headlines, in the order of the file; those that the pool lacks are left out and warned of.

    Raises OSError where a file of the pool cannot be read.
    """
    scored = [row for row in rows(file) if row.label != BORDERLINE]
    texts = _texts(pool, {(row.language, row.sha1) for row in scored})
    found = list(_resolved(scored, texts))
    if len(found) < len(scored):
        log.warning("%d of %d labelled headlines are not in %s", len(scored) - len(found), len(scored), pool)
    return found


def _resolved(scored: Iterable[Row], texts: dict[tuple[str, str], tuple[str, str]]) -> Iterator[Labelled]:
    for row in scored:
        if text := texts.get((row.language, row.sha1)):
            yield Labelled(row.term, *text, row.language, row.label == "1")


def _texts(pool: Path, sought: set[tuple[str, str]]) -> dict[tuple[str, str], tuple[str, str]]:
    """Title and summary by language and SHA-1, in one pass. A title that was published twice counts as first seen:
    that is the summary which was read."""
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for language in LANGUAGES:
        with gzip.open(pool / f"headlines_{language}.jsonl.gz") as lines:
            for line in lines:
                key = language, sha1(_title(line), usedforsecurity=False).hexdigest()
                if key in sought:
                    item = json.loads(line)
                    found.setdefault(key, (item["title"], item.get("summary") or ""))
    return found


def _title(line: bytes) -> bytes:
    """The title of a line of JSON, which is all that is asked of most of them."""
    quoted = _TITLE.search(line)
    if quoted is None:
        return b""
    return json.loads(quoted[1]).encode() if b"\\" in quoted[1] else quoted[1][1:-1]
