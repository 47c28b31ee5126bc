"""How alike two reports are: 0..100, the chance that they tell one event.

Two logistic models over features that can be named to a person, each with the sign that reason demands: what two
reports share can only join them, what sets them apart can only part them. Within one language words count; across
languages only what is the same in all of them does: names and concepts of the packs, numbers, Latin words.

The weights are those that bench/fit_stories.py gives for four labelled weeks (`deeds` and `sorts` were fitted later,
beside the others as these were); what they are worth on a week left out, bench/quality_unseen.py measures.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from operator import mul
from typing import NamedTuple

from bot.core.model import Signature
from bot.core.story.mark import Keys, Mark, number_of, numbers_of, spelled
from bot.core.story.publisher import is_carrier
from bot.core.story.rarity import ASKED_FOR, Rarity, square
from bot.core.story.signature import SPOKEN
from bot.core.story.sorts import sorts
from bot.core.story.stance import STOPPED, opposite
from bot.core.story.titles import AHEAD, ANSWERED, MARKET, OPINION
from bot.core.story.words import kind

HOUR = 3600 * 10**6  # ticks
FRESH = 6 * HOUR  # within which age says nothing
WINDOW = 72 * HOUR
COMMON = 3.5  # nats: what one story in thirty bears is no thing that two reports share
ASKED = 0.5  # things that what a watch asked for counts for: all that the watch gets bears it
NOBODY = 0.5  # reports that tell of others: where neither names anybody, it may be so
DAY = 25 * HOUR // 2  # from which on two reports are of two days, also where only dates are known


Features = tuple[float, ...]
_NONE: Keys = frozenset()


class Model:
    """A bias, and a weight a feature: what a logistic regression is."""

    def __init__(self, bias: float, **weights: float) -> None:
        self.bias = bias
        self.names = tuple(weights)  # of the features, in their order
        self.weights = tuple(weights.values())
        self.weight = weights

    def without(self, *names: str) -> Model:
        """The same, with no weight on some features."""
        return Model(self.bias, **self.weight | dict.fromkeys(names, 0.0))

    def score(self, features: Features) -> float:
        """0..100."""
        return 100.0 / (1.0 + math.exp(-self.bias - sum(map(mul, self.weights, features))))


WITHIN = Model(
    -5.33,
    ids=1.63,  # cosine of names and ideas
    words=4.12,  # cosine of words and numbers
    names=0.45,  # cosine of names
    total=0.68,  # all that they share
    third=1.86,  # the rarity of the third rarest thing that they share; the first two may be one name and its event
    told=0.5,  # what one names is in the other's summary
    exact=1.29,  # a model, a score, an amount
    others=-0.95,  # each names a party of its own
    age=-0.57,
    day=-1.24,  # reports of two days
    family=-1.05,  # a publisher seldom tells one thing twice
    phase=-0.98,  # what is to come, and what has come
    opposite=-1.53,
    market=-0.66,
    opinion=-0.29,
    away=-1.99,  # whom one title names first the other does not know: DeepSeek beats GPT-5, GPT-5 does sums
    deeds=-1.9,  # one tells that something stops, or that somebody answers, and the other does not
    sorts=-1.4,  # sorts of news of which only one of them is
)
# .35 above what was fitted: pairs in two languages are few among all pairs, but an alert in each rings for sure
ACROSS = Model(
    -6.62,
    ids=0.94,
    total=1.3,
    numbers=0.63,
    things=2.17,  # so many that lie apart in the title: "DeepSeek V4" is a firm, a product, two words, and one thing
    age=-2.69,
    opinion=-0.45,
    away=-2.74,
    deeds=-1.6,
)


class Models(NamedTuple):
    """For pairs in one language, and in two."""

    within: Model
    across: Model


MODELS = Models(WITHIN, ACROSS)
# A judge reads what a title tells as done better than lists of words do: both would say it twice.
BESIDE_A_JUDGE = Models(WITHIN.without("deeds", "sorts"), ACROSS.without("deeds"))


class Mine:
    """The report that is compared with others: what is needed of it again and again is worked out once."""

    def __init__(self, signature: Signature, mark: Mark, rarity: Rarity, models: Models = MODELS) -> None:
        self.models = models
        self.signature = signature
        self.mark = mark
        self.rarity = rarity
        searched = mark.searched
        self.rarities = dict(zip(searched, rarity.of(searched), strict=True))
        words = square(self.of(mark.tokens)) + square(self.of(mark.numbers))
        self.squares = square(self.of(mark.entities)), words, square(self.of(mark.named))
        self.watched = numbers_of(signature.watched)  # fills as much of the title as ever, but tells little if shared
        self.rarities.update((key, min(ASKED_FOR, self.rarities[key])) for key in self.watched & searched)
        self.spelled = spelled(signature)
        self.telling = (
            frozenset([number_of(figure) for figure in mark.figures if kind(figure) != "count"]) - self.watched
        )
        self.opposed = frozenset(map(opposite, mark.stance))
        self.family = "" if is_carrier(mark.family) else mark.family
        self.lead = lead_of(mark)
        self.spoken = mark.language in SPOKEN
        self.told_of = mark.entities | _principals(mark)
        self.ahead, self.market = AHEAD in mark.manner, MARKET in mark.manner
        self.opinion = OPINION in mark.manner
        self.stopped, self.answered = STOPPED in mark.stance, ANSWERED in mark.manner
        self.sorts = sorts(mark.entities)

    def of(self, keys: Iterable[int]) -> list[float]:
        """Rarities of keys that it bears."""
        return list(map(self.rarities.__getitem__, keys))

    @cached_property
    def _parts(self) -> Mapping[int, int]:
        return {number_of(part): number_of(first) for part, first in self.signature.parts}

    def things(self, keys: Iterable[int]) -> float:
        """How many things these keys of its title are."""
        parts, rarities = self._parts, self.rarities
        told = {parts.get(key, key) for key in keys if rarities[key] > COMMON}
        asked = told.intersection([parts.get(key, key) for key in self.watched])
        return len(told) - len(asked) + (ASKED if asked else 0.0)


def alike(mine: Mine, other: Mark) -> float:
    """How surely the two tell one event, 0..100. (Most pairs are given up before: see bound.py.)"""
    models = mine.models
    model = models.within if mine.mark.language == other.language else models.across
    return model.score(features(mine, other))


def features(mine: Mine, other: Mark) -> Features:
    """All that the model of the pair looks at, in the model's order."""
    pair = _Within(mine, other) if mine.mark.language == other.language else _Across(mine, other)
    return pair.cosines() + pair.supported() + pair.opposed()


class _Across:
    """Two reports in two languages."""

    __slots__ = ("ids", "mine", "numbers", "other", "squares", "words")

    def __init__(self, mine: Mine, other: Mark) -> None:
        self.mine, self.other = mine, other
        one, rarities = mine.mark, mine.rarities.__getitem__
        # what both hold, by its rarities
        self.words = list(map(rarities, one.tokens.intersection(other.tokens)))
        self.numbers = list(map(rarities, one.numbers.intersection(other.numbers))) if one.numbers else []
        self.ids = list(map(rarities, one.entities.intersection(other.entities)))
        self.squares = self._squares()

    def _squares(self) -> Features:
        """The squared lengths of what both hold, one a cosine."""
        return (square(self.ids),)

    def theirs(self) -> Features:
        """The squared lengths of what the other holds."""
        return (self.mine.rarity.square(self.other.entities) if self.ids else 0.0,)

    def cosines(self) -> Features:
        """How much what is shared is of what both hold."""
        return tuple(map(_cosine, self.squares, self.mine.squares, self.theirs()))

    def supported(self) -> Features:
        """total, numbers, things"""
        numbers = math.fsum(self.numbers)
        total = math.log1p(math.fsum(self.numbers + self.ids + self.words))
        things = self.mine.things(self.mine.mark.searched & self.other.searched)
        return total, numbers / 10, math.log1p(things)

    def opposed(self) -> Features:
        """age, opinion, away, deeds"""
        mine, other = self.mine, self.other
        return (
            age(mine.mark.at, other.at),
            float(mine.opinion + (OPINION in other.manner)),
            self._away(),
            self._deeds(),
        )

    def _away(self) -> float:
        """Of how many the other names neither whom it names first nor for whom that one acts; of languages that packs
        are not written in nothing is told."""
        mine, other = self.mine, self.other
        if not (mine.spoken and other.language in SPOKEN):
            return 0.0
        theirs = lead_of(other)
        if not (theirs or mine.lead):
            return NOBODY
        away = bool(theirs) and theirs.isdisjoint(mine.told_of)
        lone = mine.lead.isdisjoint(other.entities) and mine.lead.isdisjoint(_principals(other))
        return float(away + (bool(mine.lead) and lone))

    def _deeds(self) -> float:
        """How many of the two deeds by which titles tell events apart only one of them tells."""
        mine, other = self.mine, self.other
        return float((mine.stopped != (STOPPED in other.stance)) + (mine.answered != (ANSWERED in other.manner)))


class _Within(_Across):
    """Two reports in one language."""

    __slots__ = ()

    def _squares(self) -> Features:
        if not self.ids:
            return 0.0, square(self.words) + square(self.numbers), 0.0
        names = square(self.mine.of(self.mine.mark.named.intersection(self.other.named)))
        return square(self.ids), square(self.words) + square(self.numbers), names

    def theirs(self) -> Features:
        """The squared lengths of what the other holds."""
        of_all, other, (ids, words, names) = self.mine.rarity.square, self.other, self.squares
        return (
            of_all(other.entities) if ids else 0.0,
            of_all(other.tokens) + of_all(other.numbers) if words else 0.0,
            of_all(other.named) if names else 0.0,
        )

    def supported(self) -> Features:
        """total, third, told, exact"""
        one, other = self.mine.mark, self.other
        common = sorted(self.words + self.numbers + self.ids)
        told = one.summary.intersection(other.entities).union(one.entities.intersection(other.summary))
        told -= self.mine.watched
        return (
            math.log1p(math.fsum(common)),
            common[-3] / 10 if len(common) > 2 else 0.0,
            len(told) / 4,
            float(not self.mine.telling.isdisjoint(other.numbers)),
        )

    def opposed(self) -> Features:
        """others, age, day, family, phase, opposite, market, opinion, away, deeds, sorts"""
        mine, one, other = self.mine, self.mine.mark, self.other
        manner = other.manner
        return (
            float(others(one.parties, other.parties)),
            age(one.at, other.at),
            float(abs(one.at - other.at) >= DAY),
            float(mine.family == other.family),
            float(mine.ahead != (AHEAD in manner)),
            float(not mine.opposed.isdisjoint(other.stance)),
            float(mine.market or MARKET in manner),
            float(mine.opinion + (OPINION in manner)),
            self._away(),
            self._deeds(),
            (mine.sorts ^ sorts(other.entities)).bit_count() / 4,
        )


def lead_of(mark: Mark) -> Keys:
    """Whom a title names first, and for whom that one acts or stands; none where it names none."""
    return frozenset([mark.lead, *[whom for who, whom in mark.stands if who == mark.lead]]) if mark.lead else _NONE


def _principals(mark: Mark) -> Keys:
    """For whom those act or stand that a title names."""
    return frozenset([whom for _, whom in mark.stands]) if mark.stands else _NONE


def _cosine(shared: float, mine: float, theirs: float) -> float:
    return shared / math.sqrt(mine * theirs) if shared else 0.0


def age(one: int, other: int) -> float:
    """How far two reports of these times are apart, in windows."""
    return max(0, abs(one - other) - FRESH) / WINDOW


def others(mine: Keys, theirs: Collection[int]) -> bool:
    """Whether each of two reports names a party that the other does not."""
    return len(mine.intersection(theirs)) < min(len(mine), len(theirs))


def why(mine: Mine, other: Mark) -> list[str]:
    """What the two share, most telling first, in words that a person can read: of a name that is said, no stem."""
    common = {mine.spelled[key]: mine.rarities[key] for key in mine.rarities.keys() & other.searched}
    names = [key.removeprefix("@") for key in common if key.startswith("@")]
    said = (key for key in common if key.startswith("@") or not any(name.startswith(key) for name in names))
    return [key.removeprefix("@") for key in sorted(said, key=lambda key: (-common[key], key))]
