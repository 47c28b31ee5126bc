"""Precision, recall and F1 of the watches on labelled headlines: overall, by language, by term; on hand-written hard
cases; on the generality set and the second to the eighth, whose terms the development set lacks; and false alarms on
headlines that have nothing to do with a term.

The terms are typed plainly and nothing is configured; the packs are the bot's own. What matches is what `bot replay`
says, run as a user runs it; what the labels' own scorer makes of the same decisions is told beside it. Borderline and
semantic labels do not count.

What was tuned on what: rules and packs were written with the errors of the development set and the hand-written cases
in view, and with those of half the terms of the other sets (labels.is_read); the third set and the later ones were
labelled by readers who had seen neither rules nor packs. The lines of their other terms were not read:
their figures, "terms not read", say what a term of nobody's is met with. Of the development set the mean over terms and
the worst term are told beside the sum, which frequent terms rule.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from bench import labels, strangers
from bench.figure import Figure, Skipped
from bot.core.model import Entry

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"
LABELS, POOL = DATA / "watch", DATA / "pool"
SCORER = DATA.parent / "tools" / "score.py"
UNSEEN = {  # of terms that the development set lacks
    "generality": labels.GENERALITY,
    "second set": labels.SECOND,
    "third set": labels.THIRD,
    "fourth set": labels.FOURTH,
    "fifth set": labels.FIFTH,
    "sixth set": labels.SIXTH,
    "seventh set": labels.SEVENTH,
    "eighth set": labels.EIGHTH,
}


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
    yield from _of_development()
    yield from _of_hard_cases()
    if POOL.exists():
        for name, file in UNSEEN.items():
            yield from _of_unseen(name, file)
        alarms = len(strangers.false_alarms(POOL))
        said = f"false alarms, {len(strangers.TRACES)} terms on {strangers.COUNT} headlines of other things"
        yield Figure("quality-watch", said, alarms, "", goal="0", holds=alarms == 0)


def _of_development() -> Iterator[Figure]:
    with replayed(headlines()) as replay:
        scores = measure(replay)
        said = list(_by_scorer("watch", replay, scores["overall"]))
    yield _f1("overall", scores["overall"], 0.97)
    yield from said
    yield _precision("overall", scores["overall"], 0.98)
    terms = []
    for group, score in scores.items():
        if group in labels.LANGUAGES:
            yield _f1(group, score, 0.95)
        elif group != "overall":
            terms.append((score.f1, group))
            yield _f1(group, score, None)
    yield from _over_terms("development", terms)


def _of_hard_cases() -> Iterator[Figure]:
    with replayed(tricky()) as replay:
        hard = measure(replay)["overall"]
        said = list(_by_scorer("tricky", replay, hard))
    yield _f1("hand-written cases", hard, 0.995)
    yield _precision("hand-written cases", hard, None)
    yield from said


def _of_unseen(of: str, file: Path) -> Iterator[Figure]:
    with replayed(unseen(file)) as replay:
        scores = measure(replay)
    terms = []
    for group, score in scores.items():
        name = f"{of}, {group}"
        if group in ("overall", "terms not read"):
            yield _f1(name, score, 0.93)
            yield _precision(name, score, 0.97)
        else:
            yield _f1(name, score, None)
            terms += [] if group in labels.LANGUAGES else [(score.f1, group)]
    yield from _over_terms(of, terms)


def _over_terms(name: str, terms: list[tuple[float, str]]) -> Iterator[Figure]:
    """Every term with the same weight, and the worst."""
    worst, term = min(terms)
    yield Figure(
        "quality-watch", f"F1, {name}, mean over {len(terms)} terms", round(fmean(f1 for f1, _ in terms), 4), ""
    )
    yield Figure("quality-watch", f"F1, {name}, worst term ({term})", round(worst, 4), "")


class Replayed(NamedTuple):
    """Cases, and the file of what `bot replay` decided of their entries."""

    cases: Sequence[Case]
    decisions: Path


@contextmanager
def replayed(cases: Iterable[Case]) -> Iterator[Replayed]:
    """Runs `bot replay` on the cases' entries with all their terms. Raises CalledProcessError."""
    listed = list(cases)
    entries = {case.entry.key: case.entry for case in listed}
    lines = [{"id": e.key, "title": e.title, "summary": e.summary, "lang": e.language} for e in entries.values()]
    watches = (f"[[watches]]\nterm = {json.dumps(term)}\n" for term in sorted({case.term for case in listed}))
    with TemporaryDirectory() as name:
        news, config, decisions = (Path(name) / file for file in ("entries.jsonl", "config.toml", "decisions.jsonl"))
        news.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        config.write_text('[web]\nlisten = ""\n' + "".join(watches), encoding="utf-8")
        words = ["replay", str(news), "--config", str(config), "--decisions", str(decisions)]
        subprocess.run([sys.executable, "-m", "bot", *words], check=True, capture_output=True, cwd=ROOT)
        yield Replayed(listed, decisions)


def measure(replay: Replayed) -> dict[str, Score]:
    """The score of each group of cases; "overall" comes first."""
    found = _matched(replay.decisions)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for case in replay.cases:
        outcome = _outcome(case.truth, case.term in found[case.entry.key])
        for group in ("overall", *case.groups):
            counts[group][outcome] += 1
    return {group: Score(count["right"], count["wrong"], count["missed"]) for group, count in counts.items()}


def _matched(decisions: Path) -> dict[str, set[str]]:
    """The terms that each entry matches, by its id."""
    with decisions.open(encoding="utf-8") as lines:
        return {row["id"]: {match["term"] for match in row["matches"]} for row in map(json.loads, lines)}


def _by_scorer(kind: str, replay: Replayed, score: Score) -> Iterator[Figure]:
    """What the labels' own scorer says of the same decisions, where it is at hand; it is to say the same."""
    if not SCORER.exists():
        return
    words = [sys.executable, str(SCORER), kind, str(LABELS / f"{kind}_dev.jsonl"), str(replay.decisions)]
    said = subprocess.run(words, check=True, capture_output=True, text=True).stdout.splitlines()[-1]
    f1 = round(json.loads(said)[kind]["overall"]["f1"], 4)
    agrees = abs(f1 - score.f1) < 0.001
    yield Figure("quality-watch", f"F1, {kind}_dev, by the labels' scorer", f1, "", round(score.f1, 4), holds=agrees)


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


def unseen(file: Path) -> Iterator[Case]:
    """The labelled headlines of the pool. Raises OSError where it cannot be read."""
    for row in labels.load(POOL, file):
        entry = Entry("bench", f"{row.language} {row.title}", row.title, summary=row.summary, language=row.language)
        groups = (row.language, row.term) if labels.is_read(row.term) else ("terms not read", row.language, row.term)
        yield Case(row.term, entry, row.wanted, groups)


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
