"""How well entries are grouped on a week that had no part in the weights: each of the four labelled weeks is grouped by
models fitted to the other three (bench/fit_stories.py), and the four are scored together.

    the curve        no grey band; the threshold that swallows at most 7, 3 and 1 % of the stories, beside the same
                     threshold's way with the weights that ship, which have seen all four weeks
    the grey band    for each week the band with the fewest rings, of those that on the other three weeks swallow at
                     most 1 % and hush at most 6 %

What differs between these figures and those of quality-stories is what the weeks flatter. It takes some minutes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from bench.figure import Figure
from bench.fit_stories import examples, fitted, week
from bench.quality_stories import Item, Placed, Scores, by_us, scores, stream
from bot.core.story import Grouping
from bot.core.story.score import MODELS, Models

THRESHOLDS = (60.0, 64.0, 70.0, 76.0, 79.0, 82.0, 87.0)
BANDS = ((83.0, 64.0), (85.0, 60.0), (85.0, 66.0), (88.0, 66.0))
SWALLOWED = (0.07, 0.03, 0.01)
APART = 10**6  # between the story ids of two weeks

Runs = Mapping[str, Sequence[Placed]]  # week -> where its entries went


def figures() -> Iterator[Figure]:
    """The curve and the band. Raises Skipped where the labelled weeks are absent."""
    items = stream()
    weeks = {name: [item for item in items if week(item) == name] for name in sorted(set(map(week, items)))}
    pairs = examples(items)
    unseen = {name: fitted(pair for pair in pairs if pair.week != name) for name in weeks}
    curve = [_scored(weeks, _runs(weeks, unseen, Grouping(sure=t, doubt=t))) for t in THRESHOLDS]
    shipped = dict.fromkeys(weeks, MODELS)
    flattered = [_scored(weeks, _runs(weeks, shipped, Grouping(sure=t, doubt=t))) for t in THRESHOLDS]
    for most in SWALLOWED:
        yield from _at(most, curve, flattered)
    yield from _banded(weeks, unseen)


def _runs(weeks: Mapping[str, Sequence[Item]], models: Mapping[str, Models], settings: Grouping) -> Runs:
    return {name: by_us(items, replace(settings, models=models[name])) for name, items in weeks.items()}


def _scored(weeks: Mapping[str, Sequence[Item]], runs: Runs) -> Scores:
    """Of several weeks, as if they were one stream."""
    items = [item for name in runs for item in weeks[name]]
    placed = [
        Placed(one.story + n * APART, None if one.maybe is None else one.maybe + n * APART)
        for n, run in enumerate(runs.values())
        for one in run
    ]
    return scores(items, placed)


def _at(most: float, curve: Sequence[Scores], shipped: Sequence[Scores]) -> Iterator[Figure]:
    """The lowest threshold of each that swallows no more."""
    ours, other = (next((one for one in each if one.swallowed <= most), None) for each in (curve, shipped))
    if ours is None or other is None:
        return
    where = f"at most {most:.0%} swallowed"
    goal = (">= .70", ours.bcubed >= 0.70) if most == 0.03 else ("", None)
    yield _figure(f"BCubed F1 (2+), {where}", ours.bcubed, other.bcubed, *goal)
    goal = ("<= 2.4", ours.rings <= 2.4) if most == 0.03 else ("", None)
    yield _figure(f"rings, {where}", ours.rings, other.rings, *goal)
    yield _figure(f"swallowed, {where}", ours.swallowed, other.swallowed)
    yield _figure(f"across languages: pair F1, {where}", ours.crossing_f1, other.crossing_f1)
    yield _figure(f"across languages: rings, {where}", ours.crossing_rings, other.crossing_rings)


def _banded(weeks: Mapping[str, Sequence[Item]], unseen: Mapping[str, Models]) -> Iterator[Figure]:
    tried = [_runs(weeks, unseen, Grouping(sure=sure, doubt=doubt)) for sure, doubt in BANDS]
    chosen: dict[str, Sequence[Placed]] = {}
    for name in weeks:
        seen = [{other: run[other] for other in weeks if other != name} for run in tried]
        chosen[name] = tried[_best([_scored(weeks, runs) for runs in seen])][name]
    ours = _scored(weeks, chosen)
    yield _figure("rings, with the grey band", ours.rings, None, "<= 2.3", ours.rings <= 2.3)
    yield _figure("quiet replies, with the grey band", ours.quiet, None, "<= 1.0", ours.quiet <= 1.0)
    yield _figure("hushed, with the grey band", ours.hushed, None, "<= 0.06", ours.hushed <= 0.06)
    yield _figure("swallowed, with the grey band", ours.swallowed, None, "<= 0.01", ours.swallowed <= 0.01)


def _best(tried: Iterable[Scores]) -> int:
    """The fewest rings, within the bounds where one keeps them."""
    kept = [(s.swallowed > 0.01 or s.hushed > 0.06, s.rings, n) for n, s in enumerate(tried)]
    return min(kept)[2]


def _figure(name: str, value: float, other: float | None, goal: str = "", holds: bool | None = None) -> Figure:
    return Figure("quality-unseen", name, value, "", other, value / other if other else None, goal, holds)
