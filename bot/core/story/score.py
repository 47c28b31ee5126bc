"""How alike two reports are: 0..100, the chance that they tell one event.

Two logistic models over features that can be named to a person, each with the sign that reason demands: what two
reports share can only join them, what sets them apart can only part them. Within one language words count; across
languages only what is the same in all of them does: names and concepts of the packs, numbers, Latin words.

The weights were chosen on four labelled weeks, each variant judged on the week left out; bench/quality_stories.py
measures.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from bot.core.model import Signature
from bot.core.story.publisher import is_carrier
from bot.core.story.rarity import Rarity
from bot.core.story.stance import opposite
from bot.core.story.titles import AHEAD, MARKET, OPINION
from bot.core.story.words import kind

FRESH = 6.0  # hours within which age says nothing
WINDOW = 72.0  # hours


class Mark(NamedTuple):
    """A report, as it is compared."""

    signature: Signature
    at: datetime


class Model(NamedTuple):
    """A bias and a weight a feature."""

    bias: float
    weights: Mapping[str, float]

    def score(self, features: Mapping[str, float]) -> float:
        """0..100"""
        z = self.bias + sum(weight * features[name] for name, weight in self.weights.items())
        return 100.0 / (1.0 + math.exp(-z))


WITHIN = Model(
    -7.1,
    {
        "words": 4.11,
        "total": 1.24,
        "ids": 3.61,
        "told": 3.15,
        "exact": 1.83,
        "length": -0.93,
        "age": -3.36,
        "family": -0.34,
        "phase": -0.78,
        "opposite": -0.41,
        "market": -0.76,
        "opinion": -0.25,
    },
)
# half a unit above what was fitted: pairs in two languages are few among all pairs, but an alert in each rings for sure
ACROSS = Model(-7.19, {"total": 1.78, "numbers": 1.85, "ids": 2.56, "age": -2.07})


def alike(a: Mark, b: Mark, rarity: Rarity) -> float:
    """How surely the two tell one event, 0..100."""
    if a.signature.language == b.signature.language:
        return WITHIN.score(within(a, b, rarity))
    return ACROSS.score(across(a, b, rarity))


def across(a: Mark, b: Mark, rarity: Rarity) -> dict[str, float]:
    """The features of a pair in two languages."""
    one, other = a.signature, b.signature
    numbers = rarity.sum(one.numbers & other.numbers)
    common = one.entities & other.entities
    return {
        "total": math.log1p(
            numbers + rarity.sum(common) + rarity.sum(one.tokens & other.tokens)
        ),  # all that they share
        "numbers": numbers / 10,
        "ids": _cosine(common, one.entities, other.entities, rarity),  # names and concepts
        "age": max(0.0, _hours(a, b) - FRESH) / WINDOW,
    }


def within(a: Mark, b: Mark, rarity: Rarity) -> dict[str, float]:
    """The features of a pair in one language."""
    one, other = a.signature, b.signature
    numbers = one.numbers & other.numbers
    features = across(a, b, rarity)
    features["words"] = _likeness(one, other, rarity)
    features["exact"] = float(any(kind(number) != "count" for number in numbers))  # a model, a score, an amount
    features["length"] = math.log1p(min(len(one.tokens), len(other.tokens))) / 3
    features["told"] = (
        len((one.summary & other.entities) | (other.summary & one.entities)) / 4
    )  # in the other's summary
    features["family"] = float(
        one.family == other.family and not is_carrier(one.family)
    )  # it seldom tells one thing twice
    features["phase"] = float((AHEAD in one.manner) != (AHEAD in other.manner))  # what is to come, what has come
    features["opposite"] = float(any(opposite(side) in other.stance for side in one.stance))
    features["market"] = float(MARKET in one.manner or MARKET in other.manner)
    features["opinion"] = float((OPINION in one.manner) + (OPINION in other.manner))
    return features


def _likeness(a: Signature, b: Signature, rarity: Rarity) -> float:
    """The cosine of the titles' words and numbers."""
    common = rarity.square(a.tokens & b.tokens) + rarity.square(a.numbers & b.numbers)
    mine, theirs = (rarity.square(each.tokens) + rarity.square(each.numbers) for each in (a, b))
    return common / math.sqrt(mine * theirs) if common else 0.0


def _cosine(common: frozenset[str], mine: frozenset[str], theirs: frozenset[str], rarity: Rarity) -> float:
    return rarity.square(common) / math.sqrt(rarity.square(mine) * rarity.square(theirs)) if common else 0.0


def _hours(a: Mark, b: Mark) -> float:
    return abs((a.at - b.at).total_seconds()) / 3600


def why(a: Mark, b: Mark, rarity: Rarity) -> list[str]:
    """What the two share, most telling first, in words that a person can read."""
    one, other = a.signature, b.signature
    common = (one.tokens & other.tokens) | (one.numbers & other.numbers) | (one.entities & other.entities)
    return [key.removeprefix("@") for key in sorted(common, key=lambda key: (-rarity[key], key))]
