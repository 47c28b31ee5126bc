"""How soon entries are seen, for the same number of requests: the bot's own scheduler on real posting times.

The posting times of 615 feeds over ten days, 100 of them drawn for each seed. Every policy gets as many requests as the
bot spent, and starts knowing nothing (but the oracle, which knows each feed's true rate beforehand):

    uniform     every feed as often as any other
    Miniflux    a week's entries share out a week (its entry_frequency), scaled to the budget
    oracle      intervals by the square root of the true rate: the best that can be done without the hours of the day

The bot is `core/schedule.py` with `core/budget.py` as they run live, jitter and bounds included; the budget that it is
told is half an hour of uniform polling. Entries before a feed's first poll count for nobody.

How much there is to gain depends on how much feeds differ: among the busiest alone, whose rates are much alike, the
oracle gains little over uniform, and the bot gains what the hours of the day give beyond it.
"""

from __future__ import annotations

import csv
import gzip
import random
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from math import sqrt
from pathlib import Path
from statistics import fmean, median

from bench.figure import Figure, Skipped
from bot.core.budget import Budget, planned
from bot.core.model import Feed, Fetched, Outcome
from bot.core.schedule import Brought, Limits, Plan, after_poll

POSTS = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "posts" / "en_2026-01-01_10.csv.gz"
START, DAYS, FEEDS, SEEDS = datetime(2026, 1, 1, tzinfo=UTC), 10, 100, (1, 2, 3)
BUSIEST = 150  # feeds: 8 entries a day and more
END = START + timedelta(days=DAYS)
HALF_HOUR = timedelta(minutes=30)
REPLAN = timedelta(hours=1)
HOUR = timedelta(hours=1)

Posts = Sequence[datetime]


@dataclass(slots=True)
class Trial:
    """What one policy came to. delays: minutes from an entry's being published to its being seen."""

    polls: int
    delays: list[float]

    @property
    def mean(self) -> float:
        return fmean(self.delays)

    @property
    def p95(self) -> float:
        return sorted(self.delays)[int(0.95 * (len(self.delays) - 1))]


def figures() -> Iterator[Figure]:
    """Means over the seeds, each against uniform polling with as many requests."""
    if not POSTS.exists():
        raise Skipped("needs shared/data/posts")
    everything = _load()
    rows = [_compare(everything, seed) for seed in SEEDS]
    for name in ("bot", "Miniflux", "oracle"):
        means = [row[name].mean / row["uniform"].mean for row in rows]
        tails = [row[name].p95 / row["uniform"].p95 for row in rows]
        uniform = fmean(row["uniform"].mean for row in rows)
        ours = name == "bot"
        spread = f"{name}: mean delay to uniform, {len(SEEDS)} seeds ({min(means):.2f} to {max(means):.2f})"
        goals = [("<= .55", max(means) <= 0.55), ("<= 1.0", max(tails) <= 1.0)] if ours else [("", None)] * 2
        yield Figure("schedule", spread, round(fmean(means), 3), "", round(uniform, 1), None, *goals[0])
        yield Figure("schedule", f"{name}: p95 to uniform", round(fmean(tails), 3), "", None, None, *goals[1])
    medians = fmean(median(row["bot"].delays) / median(row["uniform"].delays) for row in rows)
    yield Figure("schedule", "bot: median to uniform", round(medians, 3), "")
    kept = fmean(row["bot"].polls for row in rows) / (FEEDS * DAYS * 48)
    busiest = sorted(everything, key=lambda name: -len(everything[name]))[:BUSIEST]
    busy = _compare({name: everything[name] for name in busiest}, SEEDS[0])
    mean, best = (busy[name].mean / busy["uniform"].mean for name in ("bot", "oracle"))
    words = f"bot: mean delay to uniform, of the {BUSIEST} busiest feeds; beside the oracle's"
    yield Figure("schedule", words, round(mean, 3), "", round(best, 3), round(best / mean, 2))
    yield Figure(
        "schedule", "bot: requests, of the budget", round(kept, 3), "", goal=".9 to 1.1", holds=abs(kept - 1) < 0.1
    )


def _load() -> dict[str, Posts]:
    found: dict[str, list[datetime]] = defaultdict(list)
    with gzip.open(POSTS, "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            at = datetime.fromisoformat(row["published"]).replace(tzinfo=UTC)
            if START <= at < END:
                found[row["feed"]].append(at)
    return {feed: sorted(posts) for feed, posts in found.items()}


def _compare(everything: dict[str, Posts], seed: int) -> dict[str, Trial]:
    draw = random.Random(seed)
    feeds = [everything[name] for name in draw.sample(sorted(everything), FEEDS)]
    starts = [START + draw.random() * HALF_HOUR for _ in feeds]
    bot = _bot(feeds, starts, draw)
    interval = timedelta(days=DAYS) * FEEDS / bot.polls
    return {
        "bot": bot,
        "uniform": _each(feeds, starts, lambda posts: _every(interval)),
        "Miniflux": _scaled(feeds, starts, bot.polls, _miniflux),
        "oracle": _scaled(feeds, starts, bot.polls, _oracle),
    }


# ---------------------------------------------------------------- the bot


def _bot(feeds: Sequence[Posts], starts: Sequence[datetime], draw: random.Random) -> Trial:
    """All feeds at once, as live: the plan is made anew every so often from what the habits are by then."""
    plan, replan_at = Plan(Limits()), START
    budget = Budget(requests_a_day=48 * len(feeds))
    states = [Feed(str(number)) for number in range(len(feeds))]
    shown = [bisect_right(posts, start) for posts, start in zip(feeds, starts, strict=True)]
    due = [(start, number) for number, start in enumerate(starts)]
    trial = Trial(0, [])
    due.sort()
    while due[0][0] < END:
        now, number = heappop(due)
        if now >= replan_at:
            plan, replan_at = planned(states, plan, budget), now + REPLAN
        end = bisect_right(feeds[number], now)
        new = feeds[number][shown[number] : end]
        shown[number] = end
        trial.polls += 1
        trial.delays += [(now - at).total_seconds() / 60 for at in new]
        states[number] = after_poll(states[number], Fetched(Outcome.READ), Brought(new), now, draw.random(), plan)
        heappush(due, (states[number].next_poll_at or END, number))
    return trial


# ---------------------------------------------------------------- what it is compared with

Wait = Callable[[datetime], timedelta]


def _every(interval: timedelta) -> Wait:
    return lambda now: interval


def _miniflux(posts: Posts, scale: float) -> Wait:
    """A week over the entries of the last week, from 5 minutes to a day; those that it saw so far."""

    def wait(now: datetime) -> timedelta:
        seen = bisect_right(posts, now) - bisect_right(posts, now - timedelta(days=7))
        return min(max(timedelta(days=7) / max(seen, 1) * scale, timedelta(minutes=5)), timedelta(days=1))

    return wait


def _oracle(posts: Posts, scale: float) -> Wait:
    rate = len(posts) / (DAYS * 24)
    return _every(min(max(HOUR * scale / sqrt(rate), timedelta(minutes=2)), timedelta(days=1)))


def _scaled(
    feeds: Sequence[Posts], starts: Sequence[datetime], polls: int, policy: Callable[[Posts, float], Wait]
) -> Trial:
    """The policy with the scale at which it spends as many requests, to a percent."""
    low, high = 0.01, 100.0
    while True:
        scale = sqrt(low * high)
        trial = _each(feeds, starts, lambda posts, scale=scale: policy(posts, scale))  # type: ignore[misc]
        if abs(trial.polls / polls - 1) < 0.01 or high / low < 1.001:
            return trial
        low, high = (scale, high) if trial.polls > polls else (low, scale)


def _each(feeds: Sequence[Posts], starts: Sequence[datetime], policy: Callable[[Posts], Wait]) -> Trial:
    """Feeds that know nothing of each other."""
    trial = Trial(0, [])
    for posts, start in zip(feeds, starts, strict=True):
        now, shown, wait = start, bisect_right(posts, start), policy(posts)
        while now < END:
            end = bisect_right(posts, now)
            trial.polls += 1
            trial.delays += [(now - at).total_seconds() / 60 for at in posts[shown:end]]
            shown = end
            now += wait(now)
    return trial
