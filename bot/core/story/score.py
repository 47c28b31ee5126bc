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
DAY = 12.5  # hours from which on two reports are of two days, also where only dates are known


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
    -5.52,
    {
        "words": 5.19,
        "total": 0.36,
        "third": 1.72,
        "ids": 2.16,
        "names": 1.19,
        "told": 4.24,
        "exact": 1.83,
        "others": -1.4,
        "age": -0.21,
        "day": -1.25,
        "family": -0.51,
        "phase": -0.72,
        "opposite": -0.75,
        "market": -0.84,
        "opinion": -0.36,
    },
)
# .7 above what was fitted: pairs in two languages are few among all pairs, but an alert in each rings for sure
ACROSS = Model(-5.53, {"total": 1.3, "numbers": 2.04, "ids": 2.91, "age": -1.89, "opinion": -0.54})


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
        "opinion": float((OPINION in one.manner) + (OPINION in other.manner)),
    }


def within(a: Mark, b: Mark, rarity: Rarity) -> dict[str, float]:
    """The features of a pair in one language."""
    one, other = a.signature, b.signature
    features = across(a, b, rarity)
    features["words"] = _likeness(one, other, rarity)
    features["third"] = _third(one, other, rarity) / 10
    features["names"] = _cosine(one.named & other.named, one.named, other.named, rarity)
    features["told"] = (
        len((one.summary & other.entities) | (other.summary & one.entities)) / 4
    )  # in the other's summary
    features["exact"] = float(
        any(kind(number) != "count" for number in one.numbers & other.numbers)
    )  # a model, a score, an amount
    features |= _apart(one, other)
    features["day"] = float(_hours(a, b) >= DAY)
    return features


def _apart(one: Signature, other: Signature) -> dict[str, float]:
    """What sets two titles of one language apart."""
    return {
        "others": float(
            one.parties - other.parties != frozenset() != other.parties - one.parties
        ),  # each names its own
        "family": float(one.family == other.family and not is_carrier(one.family)),  # it seldom tells one thing twice
        "phase": float((AHEAD in one.manner) != (AHEAD in other.manner)),  # what is to come, what has come
        "opposite": float(any(opposite(side) in other.stance for side in one.stance)),
        "market": float(MARKET in one.manner or MARKET in other.manner),
    }


def _third(a: Signature, b: Signature, rarity: Rarity) -> float:
    """The rarity of the third rarest thing that two titles share; the first two may be one name and its event."""
    common = (a.tokens & b.tokens) | (a.numbers & b.numbers) | (a.entities & b.entities)
    return sorted((rarity[key] for key in common), reverse=True)[2] if len(common) > 2 else 0.0


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
