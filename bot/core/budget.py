"""One knob for all feeds: the `level` (core/schedule.py) at which a budget of requests, or a mean delay, is kept.

An hour in which a feed brings r entries, polled when they have waited for `level` altogether, costs sqrt(r / 2 level)
requests, between the feed's bounds; its entries wait half an interval. Both grow and fall with `level` alone, so that
halving finds it.

Rules: pure. What a publisher asks for costs a feed requests, never a budget of the operator's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice
from math import exp, log, sqrt

from bot.core.model import Feed
from bot.core.schedule import Plan

_HOUR = timedelta(hours=1)
_STEP = 3  # hours: looking at each would find the same
_LEAST, _MOST = 1e-7, 1e5  # entry-hours: a feed of ten a minute every 2 s; one of ten a year once in four years


@dataclass(frozen=True, slots=True)
class Budget:
    """What polling may cost, or how late entries may be on average. requests_a_day: 0, the delay counts."""

    requests_a_day: int = 0
    mean_delay: timedelta = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class _Demand:
    """A day of one feed: entries an hour, weighted, of every third hour; its bounds in hours."""

    rates: tuple[float, ...]
    shortest: float
    longest: float

    def intervals(self, level: float) -> Iterator[float]:
        wish = sqrt(2 * level)
        for rate in self.rates:
            yield min(max(wish / sqrt(rate), self.shortest), self.longest)


def planned(feeds: Iterable[Feed], plan: Plan, budget: Budget) -> Plan:
    """The plan with the level that keeps the budget for these feeds as their habits are now."""
    feeds = [feed for feed in feeds if feed.habit.at is not None]
    if not feeds:
        return plan
    share = (sum(feed.matched for feed in feeds) + 1) / (sum(feed.judged for feed in feeds) + 100)
    plan = replace(plan, share=share)
    demands = [_demand(feed, plan) for feed in feeds]
    if budget.requests_a_day:
        allowed = float(budget.requests_a_day)
        level = _halved(lambda level: _requests(demands, level) <= allowed)
    else:
        bound = budget.mean_delay / _HOUR
        level = _halved(lambda level: _delay(demands, level) >= bound)
    return replace(plan, level=level)


def _demand(feed: Feed, plan: Plan) -> _Demand:
    assert feed.habit.at is not None
    day = islice(feed.habit.rates(feed.habit.at.replace(minute=0, second=0, microsecond=0)), 0, 24, _STEP)
    shortest = max(plan.limits.min_interval, feed.asked or timedelta(0)) / _HOUR
    weight = plan.weight(feed)
    return _Demand(
        tuple(max(rate * weight, 1e-9) for _, rate in day), shortest, max(plan.limits.max_interval / _HOUR, shortest)
    )


def _requests(demands: Sequence[_Demand], level: float) -> float:
    """A day, over all feeds."""
    return _STEP * sum(1 / interval for demand in demands for interval in demand.intervals(level))


def _delay(demands: Sequence[_Demand], level: float) -> float:
    """Hours from an entry's being there to its being seen, on average over the (weighted) entries."""
    total = sum(rate for demand in demands for rate in demand.rates)
    late = sum(
        rate * interval / 2
        for demand in demands
        for rate, interval in zip(demand.rates, demand.intervals(level), strict=True)
    )
    return late / max(total, 1e-9)


def _halved(reached: Callable[[float], bool]) -> float:
    """The least level at which that is so, to two percent; the greatest where it never is."""
    low, high = log(_LEAST), log(_MOST)
    while high - low > 0.02:
        middle = (low + high) / 2
        low, high = (low, middle) if reached(exp(middle)) else (middle, high)
    return exp(high)
