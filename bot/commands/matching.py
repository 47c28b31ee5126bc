"""Does a term match a text, why, and where."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.commands.screen import err, out
from bot.core.watch import Lexicon, QueryError, explain
from bot.errors import UsageError
from bot.lexicon import load_lexicon, users_lexicon
from bot.replay import match_as_json


def match(terms: Sequence[str], file: Path | None) -> None:
    """One JSON line for each line of standard input. file: a configuration, for the user's own packs."""
    lexicon = load_lexicon() if file is None else _lexicon(file)
    if sys.stdin.isatty():
        err.print("Type texts, a line each; Ctrl-D ends.", highlight=False)
    for line in sys.stdin:
        text = line.rstrip("\r\n")
        answers = [_explained(term, text, lexicon) for term in terms]
        out.file.write(json.dumps({"text": text, "terms": answers}, ensure_ascii=False) + "\n")


def _lexicon(file: Path) -> Lexicon:
    from bot.config import load_config  # which takes longer to import than all else here

    packs = load_config(file, os.environ).packs
    return users_lexicon(packs.folder, packs.tables, file.parent)


def _explained(term: str, text: str, lexicon: Lexicon) -> dict[str, Any]:
    try:
        explanation = explain(term, {"title": text}, lexicon)
    except QueryError as error:
        raise UsageError(f"the term {term!r}: {error}") from error
    found = explanation.match
    answer: dict[str, Any] = (
        {"term": term, "score": 0, "how": None, "spans": []} if found is None else match_as_json(found)
    )
    return {"term": term, "match": found is not None, **answer, "why": list(explanation.lines)}
