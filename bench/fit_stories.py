"""Fits the weights of bot/core/story/score.py to labelled weeks: a logistic regression in which no weight may have
another sign than reason demands. `python3 -m bench.fit_stories` prints the weights that all weeks together give.

A pair is an entry and a report that the pipeline compares it with, both labelled. Learners that may do what they like
remember these weeks (.90 within them, .59 on a week left out); so this one may not.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from bench.quality_stories import ALL, Item, stream
from bot.core.alert import Watches
from bot.core.decision import Batch
from bot.core.model import Feed
from bot.core.pipeline import decide
from bot.core.story import Grouping, Stories
from bot.core.story.compare import compared
from bot.core.story.mark import Mark, mark_of
from bot.core.story.score import ACROSS, WITHIN, Model, Models, features
from bot.core.story.titles import ALONE

OFFSET = 0.35  # added across languages: see score.py
RIDGE = 1.0
STEPS = 30
ENOUGH = 1e-5  # a step that changes no weight by more is the last one


class Example(NamedTuple):
    """A pair. week: of the entry, "2026-02"."""

    features: tuple[float, ...]
    same: bool  # one story
    within: bool  # one language
    week: str


def week(item: Item) -> str:
    """The labelled weeks lie in different months."""
    at = item.reading.entry.published_at
    assert at is not None
    return f"{at:%Y-%m}"


def examples(items: Sequence[Item]) -> list[Example]:
    """The labelled pairs, met in order of arrival."""
    stories, watches, feed = Stories(Grouping()), Watches(), Feed("stream")
    labels: dict[Mark, str] = {}
    found: list[Example] = []
    for item in items:
        now = item.reading.entry.published_at
        assert now is not None
        mark = mark_of(item.reading.signature, now)
        if item.story and ALONE not in mark.manner:
            for mine, other in compared(item.reading, mark, now, stories.draft()):
                if label := labels.get(other, ""):
                    within = mark.language == other.language
                    found.append(Example(features(mine, other), label == item.story, within, week(item)))
        stories.apply(decide(Batch(feed, False, (item.reading,)), stories, watches, now, ALL))
        stories.expire(now)
        labels[mark] = item.story
    return found


def fitted(pairs: Iterable[Example]) -> Models:
    """The models that the pairs give."""
    pairs = list(pairs)
    within = fit([pair for pair in pairs if pair.within], WITHIN)
    across = fit([pair for pair in pairs if not pair.within], ACROSS)
    return Models(within, Model(across.bias + OFFSET, **dict(zip(across.names, across.weights, strict=True))))


def fit(pairs: Sequence[Example], like: Model) -> Model:
    """A model of the features of `like`, each weight of the sign that it has there or zero: Newton's method, in which a
    weight that would change its sign stays at zero for the step."""
    signs = [0.0, *(math.copysign(1.0, weight) for weight in like.weights)]
    rows = [((1.0, *pair.features), float(pair.same)) for pair in pairs]
    weights = [0.0] * len(signs)
    for _ in range(STEPS):
        before, weights = weights, _step(weights, signs, *_slopes(rows, weights))
        if max(abs(a - b) for a, b in zip(before, weights, strict=True)) < ENOUGH:
            break
    return Model(weights[0], **dict(zip(like.names, weights[1:], strict=True)))


Row = tuple[tuple[float, ...], float]


def _slopes(rows: Sequence[Row], weights: Sequence[float]) -> tuple[list[float], list[list[float]]]:
    """First and second derivatives of the loss."""
    size = len(weights)
    first = [0.0, *(RIDGE * weight for weight in weights[1:])]
    second = [[RIDGE * (i == j and i > 0) for j in range(size)] for i in range(size)]
    for values, same in rows:
        chance = 1.0 / (1.0 + math.exp(-sum(map(float.__mul__, weights, values))))
        spread = chance * (1.0 - chance)
        here = [(i, value) for i, value in enumerate(values) if value]  # half of all features are zero
        for i, value in here:
            first[i] += (chance - same) * value
            line, scaled = second[i], spread * value
            for j, other in here:
                line[j] += scaled * other
    return first, second


def _step(
    weights: Sequence[float], signs: Sequence[float], first: Sequence[float], second: Sequence[Sequence[float]]
) -> list[float]:
    free = list(range(len(weights)))
    while True:
        moves = _solve([[second[i][j] for j in free] for i in free], [first[i] for i in free])
        moved = {i: weights[i] - move for i, move in zip(free, moves, strict=True)}
        wrong = {i for i, weight in moved.items() if weight * signs[i] < 0}
        if not wrong:
            return [moved.get(i, 0.0) for i in range(len(weights))]
        free = [i for i in free if i not in wrong]


def _solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Gauss, with the greatest pivot."""
    size = len(right)
    lines = [[*line, value] for line, value in zip(matrix, right, strict=True)]
    for n in range(size):
        best = max(range(n, size), key=lambda i: abs(lines[i][n]))
        lines[n], lines[best] = lines[best], lines[n]
        for i in range(n + 1, size):
            share = lines[i][n] / lines[n][n]
            if share:
                lines[i] = [a - share * b for a, b in zip(lines[i], lines[n], strict=True)]
    solved = [0.0] * size
    for n in reversed(range(size)):
        solved[n] = (lines[n][size] - sum(lines[n][j] * solved[j] for j in range(n + 1, size))) / lines[n][n]
    return solved


if __name__ == "__main__":
    for model in fitted(examples(stream())):
        weights = zip(model.names, model.weights, strict=True)
        print(f"{model.bias:.2f}", *(f"{name}={weight:.2f}" for name, weight in weights))
