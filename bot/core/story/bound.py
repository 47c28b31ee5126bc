"""The most that a pair of reports can score, told from the other one's keys alone: nearly all candidates go no further.

First as if what is shared were all that the other one holds; where that is too much, with all its words, which take
long to weigh.

Rules: never below what score.py would say. What is shared is weighed as there; of what speaks against the pair, the
hours between the two, that each names a party of its own, and whom it names first: the rest is left out.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from bot.core.story.mark import FIRST, LEAD, Packed, integers_in, number_of
from bot.core.story.score import DAY, NOBODY, Mine, age, others
from bot.core.story.signature import SPOKEN

_SLACK = 1e-9  # sums that are taken in another order differ in their last digits
_SPOKEN = frozenset(map(number_of, SPOKEN))  # by the keys of languages
_THIRD = 3


class Bound:
    """For one report, against any number of others."""

    def __init__(self, mine: Mine) -> None:
        one, weight = mine.mark, mine.models.within.weight
        self._mine = mine
        self._language = number_of(one.language)
        self._at, self._parties = one.at, one.parties
        self._searched = frozenset(mine.rarities)
        self._entities, self._named = one.entities, one.named
        self._lead, self._told_of = mine.lead, mine.told_of
        self._known = (one.entities | one.summary) - mine.watched
        self._squared = {key: rarity * rarity for key, rarity in mine.rarities.items()}
        self._scale, words, names = [1 / math.sqrt(square) if square else 0.0 for square in mine.squares]
        self._ids, self._names = weight["ids"] * self._scale, weight["names"] * names
        self._words = weight["words"] * words

    @cached_property
    def _across(self) -> Mapping[int, float]:
        """What each key adds at most in two languages: to the cosine, and numbers for themselves."""
        one, weight, rarities = self._mine.mark, self._mine.models.across.weight, self._mine.rarities
        id, number = weight["ids"] * self._scale, weight["numbers"] / 10
        shares = dict.fromkeys(rarities, 0.0)
        shares.update([(key, rarities[key] * number) for key in one.numbers])
        shares.update([(key, rarities[key] * id) for key in one.entities])
        return shares

    def most(self, other: Packed, least: float) -> float:
        """The odds that the pair has at most, as a logarithm; where they are below `least`, any value up to it."""
        keys, (_, _, _, _, numbers, parties, _, entities, summary, stands) = integers_in(other)
        common = self._searched.intersection(keys[FIRST:entities])
        rarities = list(map(self._mine.rarities.__getitem__, common))
        models = self._mine.models
        within = keys[0] == self._language
        model = models.within if within else models.across
        weight = model.weight
        odds = model.bias + weight["total"] * math.log1p(math.fsum(rarities)) + _SLACK
        odds += weight["age"] * age(self._at, keys[1])
        if self._mine.spoken and keys[0] in _SPOKEN:
            odds += weight["away"] * self._away(keys[LEAD], keys[numbers:stands], keys[summary:stands])
        if not within:
            odds += weight["things"] * math.log1p(self._mine.things(common))
            return odds + math.fsum(map(self._across.__getitem__, common))
        odds += weight["day"] * (abs(self._at - keys[1]) >= DAY)
        odds += weight["others"] * others(self._parties, keys[numbers:parties])
        if len(rarities) >= _THIRD:
            rarities.sort()
            odds += weight["third"] * rarities[-_THIRD] / 10
        if not self._mine.telling.isdisjoint(common):
            odds += weight["exact"]
        if self._known:
            odds += weight["told"] * len(self._known.intersection(keys[numbers:summary])) / 4
        if both := common & self._entities:
            odds += self._ids * self._length(both) + self._names * self._length(both & self._named)
        shared = self._length(common - both)
        most = odds + self._words * shared
        if most < least or not shared:
            return most
        return odds + self._words * shared * shared / self._mine.rarity.length(keys[FIRST:numbers])

    def _away(self, theirs: int, borne: Sequence[int], stands: Sequence[int]) -> float:
        """How far at least the two tell of others (see score.py). theirs: whom the other names first; borne: all that
        it names, in its summary too, and who stands for whom, as `stands` has it alone."""
        if not (theirs or self._lead):
            return NOBODY
        away = bool(theirs) and theirs not in self._told_of and self._told_of.isdisjoint(stands)
        return float(away + (bool(self._lead) and self._lead.isdisjoint(borne)))

    def _length(self, keys: Iterable[int]) -> float:
        """Of the vector of these keys' rarities."""
        return math.sqrt(math.fsum(map(self._squared.__getitem__, keys)))


def odds_of(score: float) -> float:
    """The logarithm of the odds that a score (0..100) stands for."""
    share = score / 100
    return math.log(share / (1 - share)) if 0 < share < 1 else math.copysign(math.inf, share - 0.5)


def score_of(odds: float) -> float:
    """The score that odds stand for."""
    return 100 / (1 + math.exp(-odds))
