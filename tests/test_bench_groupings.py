"""What quality-stories stands beside, and how weights are fitted: on made-up cases whose outcome is known."""

from __future__ import annotations

import math
import random
from dataclasses import replace

import pytest

from bench.fit_stories import Example, fit
from bench.other_groupings import by_cosine, by_newsblur, by_ratio, by_title, nearest_by_cosine
from bench.quality_stories import Item, Placed, per_story, scores, together
from bot.core.model import Reading
from bot.core.story.score import Model
from tests.core.story.newsroom import entry, read


def readings(*titles: str) -> list[Reading]:
    """An hour apart, each by an outlet of its own."""
    return [read(entry(title, minutes=60 * n)) for n, title in enumerate(titles)]


HALT = "Nvidia halts production of its H20 chip for China"
RETOLD = "Chip for China: Nvidia halts H20 production"
OTHER = "Typhoon closes the port of Manila for a day"


def test_the_exact_title_and_the_ratio() -> None:
    assert by_title(readings(HALT, OTHER, HALT.upper())) == [0, 1, 0]
    assert by_ratio(readings(HALT, OTHER, RETOLD)) == [0, 1, 0]
    late = [*readings(HALT), read(entry(RETOLD, minutes=73 * 60))]
    assert by_ratio(late) == [0, 1]


def test_newsblurs_rule() -> None:
    assert by_newsblur(readings(HALT, OTHER, RETOLD)) == [0, 1, 0]
    assert by_newsblur(readings("Nvidia halts chip", "Nvidia halts chips")) == [0, 1], "too short"
    assert by_newsblur([read(entry(title, outlet="a")) for title in (HALT, RETOLD)]) == [0, 1], "one feed"
    late = [*readings(HALT), read(entry(RETOLD, minutes=121 * 60))]
    assert by_newsblur(late) == [0, 1]


def test_the_cosine_joins_the_nearest_where_it_is_near_enough() -> None:
    nearest = nearest_by_cosine(readings(HALT, OTHER, RETOLD, "A cup final in Madrid ends in a draw"))
    assert nearest[2][1] == 0
    assert by_cosine(nearest, 0.3) == [0, 1, 0, 3]
    assert by_cosine(nearest, 1.01) == [0, 1, 2, 3]


def test_what_each_story_adds_makes_the_figures() -> None:
    titles = (HALT, RETOLD, OTHER, "Port of Manila closed", HALT)
    items = [Item(one, "en", label) for one, label in zip(readings(*titles), "aabbb", strict=True)]
    placed = [Placed(1), Placed(1), Placed(2), Placed(3, 2), Placed(1)]
    found = scores(items, placed)
    assert (found.rings, found.quiet, found.swallowed) == (1.5, 0.5, 0.0)
    assert found == replace(together(per_story(items, placed)), crossing_f1=0.0)
    precision, recall = (2 / 3 * 2 + 1 + 1 + 1 / 3) / 5, (2 + 1) / 5
    assert found.bcubed == pytest.approx(2 * precision * recall / (precision + recall))


def test_a_fit_finds_the_weights_and_lets_none_change_its_sign() -> None:
    draw = random.Random(3)
    pairs = []
    for _ in range(3000):
        helps, harms, wrong = draw.random(), draw.random(), draw.random()
        chance = 1 / (1 + math.exp(1 - 4 * helps + 3 * harms + 2 * wrong))
        pairs.append(Example((helps, wrong, harms), draw.random() < chance, True, ""))
    model = fit(pairs, Model(0.0, helps=1.0, wrong=1.0, harms=-1.0))
    assert dict(zip(model.names, model.weights, strict=True)) == pytest.approx(
        {"helps": 4.0, "wrong": 0.0, "harms": -3.0}, abs=0.6
    )
    assert model.weights[1] == 0.0, "it speaks against, but was declared to speak for"
