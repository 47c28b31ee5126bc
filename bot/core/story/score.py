"""How alike two reports are: 0..100, the chance that they tell one event.

Two logistic models over features that can be named to a person, each with the sign that reason demands: what two
reports share can only join them, what sets them apart can only part them. Within one language words count; across
languages only what is the same in all of them does: names and concepts of the packs, numbers, Latin words.

The weights were chosen on four labelled weeks, each variant judged on the week left out; bench/quality_stories.py
measures.
"""

from __future__ import annotations

import math
from operator import mul
from typing import NamedTuple

from bot.core.model import Signature
from bot.core.story.mark import Mark, number_of, spelled
from bot.core.story.publisher import is_carrier
from bot.core.story.rarity import Rarity
from bot.core.story.stance import opposite
from bot.core.story.titles import AHEAD, MARKET, OPINION
from bot.core.story.words import kind

HOUR = 3600 * 10**6  # ticks
FRESH = 6 * HOUR  # within which age says nothing
WINDOW = 72 * HOUR
DAY = 25 * HOUR // 2  # from which on two reports are of two days, also where only dates are known


Features = tuple[float, ...]


class Model:
    """A bias, and a weight a feature: what a logistic regression is."""

    def __init__(self, bias: float, **weights: float) -> None:
        self.bias = bias
        self.names = tuple(weights)  # of the features, in their order
        self.weights = tuple(weights.values())

    def score(self, features: Features) -> float:
        """0..100"""
        return 100.0 / (1.0 + math.exp(-self.bias - sum(map(mul, self.weights, features))))


WITHIN = Model(
    -5.52,
    words=5.19,  # cosine of words and numbers
    ids=2.16,  # cosine of names and ideas
    names=1.19,  # cosine of names
    total=0.36,  # all that they share
    third=1.72,  # the rarity of the third rarest thing that they share; the first two may be one name and its event
    told=4.24,  # what one names is in the other's summary
    exact=1.83,  # a model, a score, an amount
    others=-1.4,  # each names a party of its own
    age=-0.21,
    day=-1.25,  # reports of two days
    family=-0.51,  # a publisher seldom tells one thing twice
    phase=-0.72,  # what is to come, and what has come
    opposite=-0.75,
    market=-0.84,
    opinion=-0.36,
)
# .7 above what was fitted: pairs in two languages are few among all pairs, but an alert in each rings for sure
ACROSS = Model(-5.53, ids=2.91, total=1.3, numbers=2.04, age=-1.89, opinion=-0.54)


class Mine:
    """The report that is compared with others: what is needed of it again and again is worked out once."""

    def __init__(self, signature: Signature, mark: Mark, rarity: Rarity) -> None:
        self.signature = signature
        self.mark = mark
        self.rarity = rarity
        self.spelled = spelled(signature)
        self.telling = frozenset(number_of(figure) for figure in mark.figures if kind(figure) != "count")
        self.opposed = frozenset(map(opposite, mark.stance))
        self.family = "" if is_carrier(mark.family) else mark.family
        self.words = rarity.square(mark.tokens) + rarity.square(mark.numbers)
        self.entities = rarity.square(mark.entities)
        self.named = rarity.square(mark.named)


def alike(mine: Mine, other: Mark, least: float = 0.0) -> float:
    """How surely the two tell one event, 0..100; where it is below `least`, any value between it and `least`."""
    shared = _Shared.of(mine, other)
    if mine.mark.language != other.language:
        rest = _across(mine, other, shared)
        most = ACROSS.score((shared.ids_at_most(mine), *rest))
        return most if most < least else ACROSS.score((shared.ids_of(mine, other), *rest))
    rest = _within(mine, other, shared)
    most = WITHIN.score((*shared.at_most(mine), *rest))
    return most if most < least else WITHIN.score((*shared.of_both(mine, other), *rest))


def features(mine: Mine, other: Mark) -> Features:
    """All that the model of the pair looks at, in the model's order."""
    shared = _Shared.of(mine, other)
    if mine.mark.language != other.language:
        return (shared.ids_of(mine, other), *_across(mine, other, shared))
    return (*shared.of_both(mine, other), *_within(mine, other, shared))


class _Shared(NamedTuple):
    """Rarities of what two reports share."""

    words: list[float]
    numbers: list[float]
    ids: list[float]
    names: list[float]

    @staticmethod
    def of(mine: Mine, other: Mark) -> _Shared:
        """Of a pair."""
        one, rarities = mine.mark, mine.rarity.of
        ids = one.entities & other.entities
        return _Shared(
            rarities(one.tokens & other.tokens),
            rarities(one.numbers & other.numbers),
            rarities(ids) if ids else [],
            rarities(one.named & other.named) if ids else [],
        )

    def of_both(self, mine: Mine, other: Mark) -> Features:
        """The cosines: how much what is shared is of what both hold."""
        square = mine.rarity.square
        words = _square(self.words) + _square(self.numbers)
        theirs = square(other.tokens) + square(other.numbers) if words else 0.0
        names = _cosine(_square(self.names), mine.named, square(other.named)) if self.names else 0.0
        return _cosine(words, mine.words, theirs), self.ids_of(mine, other), names

    def at_most(self, mine: Mine) -> Features:
        """The same if the other report held nothing but what is shared: no cosine is greater. Most pairs are far from
        being one event even so, which spares looking up all that the other holds."""
        words, names = _square(self.words) + _square(self.numbers), _square(self.names)
        return _cosine(words, mine.words, words), self.ids_at_most(mine), _cosine(names, mine.named, names)

    def ids_of(self, mine: Mine, other: Mark) -> float:
        """The cosine of names and ideas."""
        return _cosine(_square(self.ids), mine.entities, mine.rarity.square(other.entities)) if self.ids else 0.0

    def ids_at_most(self, mine: Mine) -> float:
        """The same, as in `at_most`."""
        ids = _square(self.ids)
        return _cosine(ids, mine.entities, ids)


def _square(rarities: list[float]) -> float:
    return sum([rarity * rarity for rarity in rarities])


def _cosine(shared: float, mine: float, theirs: float) -> float:
    return shared / math.sqrt(mine * theirs) if shared else 0.0


def _across(mine: Mine, other: Mark, shared: _Shared) -> Features:
    """In two languages: total, numbers, age, opinion."""
    one, numbers = mine.mark, sum(shared.numbers)
    return (
        math.log1p(numbers + sum(shared.ids) + sum(shared.words)),
        numbers / 10,
        _age(one, other),
        float((OPINION in one.manner) + (OPINION in other.manner)),
    )


def _within(mine: Mine, other: Mark, shared: _Shared) -> Features:
    """In one language: total, third ... opinion."""
    one = mine.mark
    common = sorted(shared.words + shared.numbers + shared.ids)
    return (
        math.log1p(sum(common)),
        common[-3] / 10 if len(common) > 2 else 0.0,
        len((one.summary & other.entities) | (other.summary & one.entities)) / 4,
        float(not mine.telling.isdisjoint(other.numbers)),
        float(not (one.parties <= other.parties or other.parties <= one.parties)),
        _age(one, other),
        float(abs(one.at - other.at) >= DAY),
        float(mine.family == other.family),
        float((AHEAD in one.manner) != (AHEAD in other.manner)),
        float(not mine.opposed.isdisjoint(other.stance)),
        float(MARKET in one.manner or MARKET in other.manner),
        float((OPINION in one.manner) + (OPINION in other.manner)),
    )


def _age(a: Mark, b: Mark) -> float:
    return max(0, abs(a.at - b.at) - FRESH) / WINDOW


def why(mine: Mine, other: Mark) -> list[str]:
    """What the two share, most telling first, in words that a person can read."""
    common = {mine.spelled[key]: mine.rarity[key] for key in mine.mark.searched & other.searched}
    return [key.removeprefix("@") for key in sorted(common, key=lambda key: (-common[key], key))]
