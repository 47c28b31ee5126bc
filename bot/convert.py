"""Makes a pack of a table (CSV, TSV) or of a Wikidata export (JSON Lines of labels and aliases by language).

A table has a header; its columns are id, kind, maker, broader, en, zh, vi, any, in any order; a cell holds several
names with "|" between them. A line of an export is an entity of Wikidata's dump, or {"id", "labels": {"en": "..."},
"aliases": {"en": ["..."]}}.

Rules: a line in, an entry out: a file of any size is no matter. A row that is no entry is told with file, line, column
and remedy, and the rest goes on. A Latin name that is a common word counts with its capital only.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.core.text import fold
from bot.errors import UsageError
from bot.lexicon import KINDS, common_words, load_lexicon

LANGUAGES = ("en", "zh", "vi", "any")
COLUMNS = ("id", "kind", "maker", "broader", *LANGUAGES)
_OTHERS = ("ja", "ko", "ru")  # of an export these are kept beside the three: other scripts, with names of their own
_LONGEST = 120  # characters of a name; what is longer is a description
_ID = re.compile(r"[^a-z0-9]+")


class BadRow(ValueError):
    """A row that makes no entry: the column (or key), what is wrong, the remedy."""

    def __init__(self, column: str, problem: str, remedy: str) -> None:
        super().__init__(f"column {column}: {problem}. {remedy}")


@dataclass(slots=True)
class Converter:
    """Turns rows into entries. kind: of rows that name none; told: called with a line for each row left out."""

    kind: str
    told: Callable[[str], None]
    made: int = 0
    left_out: int = 0
    _ids: set[str] = field(default_factory=lambda: set(load_lexicon().items))
    _common: frozenset[str] = field(default_factory=common_words)

    def convert(self, file: Path) -> Iterator[str]:
        """The entries of a file as TOML, one by one. Raises UsageError where it cannot be read at all."""
        rows = _exported if file.suffix.lower() in (".jsonl", ".ndjson", ".json") else _tabled
        try:
            for line, row in rows(file):
                try:
                    entry = self._entry(row() if callable(row) else row, line)
                except BadRow as bad:
                    self.left_out += 1
                    self.told(f"{file}, line {line}, {bad}")
                else:
                    self.made += 1
                    yield entry
        except OSError as error:
            raise UsageError(f"{file}: {error.strerror}.") from error

    def _entry(self, row: Mapping[str, Any], line: int) -> str:
        kind = str(row.get("kind") or self.kind)
        if kind != "concept" and kind not in KINDS:
            raise BadRow("kind", f"unknown kind {kind!r}", f"Known kinds: concept, {', '.join(sorted(KINDS))}")
        names = {language: list(_distinct(row.get(language) or ())) for language in LANGUAGES}
        if not any(names.values()):
            raise BadRow("en", "the row has no name", "Fill en, zh, vi or any")
        lines = [f"[[{'concept' if kind == 'concept' else 'entity'}]]", f"id = {_quoted(self._id(row, names, line))}"]
        if kind != "concept":
            lines.append(f"kind = {_quoted(kind)}")
        if row.get("maker"):
            lines.append(f"maker = {_quoted(str(row['maker']))}")
        if row.get("broader"):
            lines.append(f"broader = [{', '.join(map(_quoted, row['broader']))}]")
        lines += [f"{key} = [{', '.join(map(self._form, forms))}]" for key, forms in names.items() if forms]
        return "\n".join(lines) + "\n"

    def _id(self, row: Mapping[str, Any], names: Mapping[str, list[str]], line: int) -> str:
        """The row's own id, or its English name as one; a number behind it where it is taken."""
        wanted = str(row.get("id") or next(iter(names["en"]), ""))
        stem = _ID.sub("-", fold(wanted)).strip("-") or f"row-{line}"
        id = stem
        number = 1
        while id in self._ids:
            number += 1
            id = f"{stem}-{number}"
        self._ids.add(id)
        return id

    def _form(self, name: str) -> str:
        if name.isascii() and name[:1].isupper() and name.lower() in self._common:
            return f"{{ text = {_quoted(name)}, case = true }}"
        return _quoted(name)


def _distinct(names: Iterable[str]) -> Iterator[str]:
    """The names that can be looked for, each once however it is spelt."""
    seen: set[str] = set()
    for name in names:
        name = " ".join(name.split())
        folded = fold(name)
        if len(folded.strip()) > 1 and len(name) <= _LONGEST and folded not in seen:
            seen.add(folded)
            yield name


def _quoted(text: str) -> str:
    """A TOML string: JSON's escapes are TOML's."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise BadRow("en", f"{text!a} holds half a character", "Save the file as UTF-8") from None
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


# ---------------------------------------------------------------- tables


def _tabled(file: Path) -> Iterator[tuple[int, Any]]:
    """Line and row of a table, the names of a cell apart."""
    with file.open("rb") as lines:
        reader = csv.reader(map(_text, lines), delimiter="\t" if file.suffix.lower() in (".tsv", ".tab") else ",")
        header = [name.strip().lower() for name in next(reader, [])]
        unknown = [name for name in header if name not in COLUMNS]
        if unknown or not set(header) & set(LANGUAGES):
            problem = f"unknown column {unknown[0][:40]!r}" if unknown else "no column of names"
            raise UsageError(f"{file}, line 1: {problem}. Known columns: {', '.join(COLUMNS)}.")
        while True:
            try:
                cells = next(reader, None)
            except csv.Error as error:
                reason = str(error)
                yield reader.line_num, lambda reason=reason: _refuse("1", reason, "Check the quotation marks")
                continue
            if cells is None:
                return
            if cells:
                yield reader.line_num, lambda cells=cells: _row(header, cells)


def _text(line: bytes) -> str:
    """A line; bytes that are no UTF-8 become a mark that _row refuses."""
    return line.decode("utf-8-sig", "replace").replace("\0", "\ufffd")


def _refuse(column: str, problem: str, remedy: str) -> Mapping[str, Any]:
    raise BadRow(column, problem, remedy)


def _row(header: list[str], cells: list[str]) -> Mapping[str, Any]:
    if len(cells) > len(header):
        raise BadRow(
            str(len(header) + 1), f"{len(cells)} cells under {len(header)} headings", "Quote cells with commas"
        )
    for name, cell in zip(header, cells, strict=False):
        if "\ufffd" in cell:
            raise BadRow(name, "it is not UTF-8", "Save the file as UTF-8")
    row: dict[str, Any] = {name: cell.strip() for name, cell in zip(header, cells, strict=False)}
    for name in (*LANGUAGES, "broader"):
        row[name] = [part.strip() for part in row.get(name, "").split("|") if part.strip()]
    return row


# ---------------------------------------------------------------- exports


def _exported(file: Path) -> Iterator[tuple[int, Any]]:
    """Line and row of an export; brackets and commas of a dump around its lines do not matter."""
    with file.open("rb") as lines:
        for number, raw in enumerate(lines, 1):
            line = _text(raw).strip().rstrip(",")
            if line not in ("", "[", "]"):
                yield number, lambda line=line: _item(line)


def _item(line: str) -> Mapping[str, Any]:
    if "\ufffd" in line:
        raise BadRow("1", "it is not UTF-8", "Save the file as UTF-8")
    try:
        item = json.loads(line)
    except (ValueError, RecursionError) as error:
        column = str(getattr(error, "colno", 1))
        raise BadRow(column, "it is no JSON", "Write one object a line") from None
    labels, aliases = (item.get(key) if isinstance(item, dict) else None for key in ("labels", "aliases"))
    if not isinstance(labels, dict):
        raise BadRow("labels", "it is missing", 'Export objects with "labels" and "aliases"')
    names: dict[str, Any] = {language: [] for language in LANGUAGES}
    for group in (labels, aliases if isinstance(aliases, dict) else {}):
        for code, values in group.items():
            language = _language(code)
            if language:
                names[language] += [_value(value) for value in (values if isinstance(values, list) else [values])]
    english = next(iter(names["en"]), "")
    return {**names, "id": f"{english} {item.get('id', '')}" if english else item.get("id")}


def _language(code: str) -> str:
    """Where names of a language go; "" where they are left out."""
    head = code.lower().partition("-")[0]
    return head if head in ("en", "zh", "vi") else "any" if head in _OTHERS else ""


def _value(value: object) -> str:
    text = value.get("value") if isinstance(value, dict) else value
    if not isinstance(text, str):
        raise BadRow("labels", f"it holds {value!r}", 'Write "en": "name" or "en": {"value": "name"}')
    return text
