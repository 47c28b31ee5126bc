"""Precision, recall and F1 of the watches on labelled headlines: overall, by language, by term, and on hand-written
hard cases.

The terms are typed plainly and nothing is configured; the packs are the bot's own. Borderline and semantic labels do
not count.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from bench.figure import Figure, Skipped
from bot.core.model import Entry
from bot.core.watch import TermIndex
from bot.lexicon import load_lexicon

LABELS = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "watch"
THRESHOLD = 80.0  # of a watch that sets none


class Case(NamedTuple):
    """A text and whether a person who watches the term wants it."""

    term: str
    entry: Entry
    truth: bool
    groups: tuple[str, ...]


class Score(NamedTuple):
    """What was found of what was wanted."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (2 * self.right + self.wrong + self.missed) if self.right else 0.0


def figures() -> Iterator[Figure]:
    """The figures. Raises Skipped where the labels are absent."""
    if not LABELS.exists():
        raise Skipped("the labelled headlines are not beside this checkout")
    scores = measure(headlines())
    for group, score in scores.items():
        goal = 0.97 if group == "overall" else 0.95 if len(group) == 2 else None
        yield _f1(group, score, goal)
    yield _precision("overall", scores["overall"], 0.98)
    hard = measure(tricky())
    yield _f1("hand-written cases", hard["overall"], 0.995)
    yield _precision("hand-written cases", hard["overall"], None)


def measure(cases: Iterable[Case]) -> dict[str, Score]:
    """The score of each group of cases; "overall" comes first."""
    listed = list(cases)
    index = TermIndex(sorted({case.term for case in listed}), load_lexicon())
    found: dict[str, set[str]] = {}
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for case in listed:
        if case.entry.key not in found:
            found[case.entry.key] = {match.term for match in index.match(case.entry) if match.score >= THRESHOLD}
        outcome = _outcome(case.truth, case.term in found[case.entry.key])
        for group in ("overall", *case.groups):
            counts[group][outcome] += 1
    return {group: Score(count["right"], count["wrong"], count["missed"]) for group, count in counts.items()}


def headlines() -> Iterator[Case]:
    """The labelled headlines, a case a label."""
    for row in _rows("watch_dev.jsonl"):
        skipped = {*(row.get("semantic") or ()), *(row.get("borderline") or ())}
        entry = Entry("bench", row["id"], row["title"], summary=row.get("summary") or "", language=row["lang"])
        for term, truth in row["labels"].items():
            if term not in skipped:
                yield Case(term, entry, bool(truth), (row["lang"], term))


def tricky() -> Iterator[Case]:
    """The hand-written cases."""
    for number, row in enumerate(_rows("tricky_dev.jsonl")):
        entry = Entry("bench", str(number), row["text"], language=row.get("lang") or "")
        yield Case(row["term"], entry, bool(row["match"]), (row["term"],))


def _rows(name: str) -> Iterator[dict[str, Any]]:
    with (LABELS / name).open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _outcome(truth: bool, said: bool) -> str:
    if truth:
        return "right" if said else "missed"
    return "wrong" if said else "rest"


def _f1(group: str, score: Score, goal: float | None) -> Figure:
    said = f"F1, {group} (P {score.precision:.3f}, R {score.recall:.3f})"
    return Figure(
        "quality-watch",
        said,
        round(score.f1, 4),
        "",
        goal=_at_least(goal),
        holds=None if goal is None else score.f1 >= goal,
    )


def _precision(group: str, score: Score, goal: float | None) -> Figure:
    holds = None if goal is None else score.precision >= goal
    return Figure(
        "quality-watch", f"precision, {group}", round(score.precision, 4), "", goal=_at_least(goal), holds=holds
    )


def _at_least(goal: float | None) -> str:
    return "" if goal is None else f">= {goal}"
