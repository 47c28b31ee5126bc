"""When to poll next: what one poll changes about its feed.

    poll at the t at which   worth * integral from the last poll to t of rate(s) * (t - s) ds   reaches `level`
    next = max(that, what the publisher asks for), within [min_interval, max_interval], not in hours that it skips
    failed n times in a row: first_retry * 2^(n-1) instead, up to max_interval

The integral is how long all entries that are due have waited by then: with one `level` for all feeds, no request could
be moved from one feed to another to any gain (Sia and Cho, TKDE 2007; Azar et al., PNAS 2018). rate(s) is the feed's
habit (core/habit.py), worth how much of what it brings is watched; `level` follows from the budget (core/budget.py).

Rules: pure; jitter is a value in [0, 1) and only ever adds; nothing waits longer than a day, whatever a publisher asks
for (of a weekend that it skips, one poll a day remains); a failure forgets nothing
of what successful polls taught.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from math import sqrt

from bot.core.habit import Habit, cell_of, first_habit, watched
from bot.core.model import Feed, FeedState, Fetched, Outcome

LONGEST = timedelta(hours=24)
MOVED = 3  # consistent answers after which a permanent redirect is believed

_SPREAD = 0.1  # jitter adds up to this share: feeds added together drift apart
_HOUR = timedelta(hours=1)
_WORTH = 4.0  # a feed is worth at most so many times the average one, and at least one in so many
_DOUBT = 200.0  # entries that it takes to believe a feed's own share of watched ones
_MEMORY = 0.998  # of that share, an entry
_SILENCE = 25.0  # entries that its habit expected in vain
_SILENT_FOR = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Limits:
    """The operator's bounds. No interval is ever longer than a day."""

    min_interval: timedelta = timedelta(minutes=2)
    max_interval: timedelta = LONGEST
    first_retry: timedelta = timedelta(minutes=10)  # after a failure, and of a feed that tells no dates

    def bound(self, interval: timedelta) -> timedelta:
        """The interval, within the bounds."""
        return max(min(interval, self.max_interval, LONGEST), self.min_interval)


@dataclass(frozen=True, slots=True)
class Plan:
    """What holds for all feeds. level: entry-hours of waiting that make a poll due; share: of entries, watched."""

    limits: Limits = field(default_factory=Limits)
    level: float = 1 / 72  # a feed of one entry an hour is polled every ten minutes
    share: float = 0.01
    pushed: Mapping[str, float] = field(default_factory=dict)  # URL of a feed whose hub is live -> what is left to find

    def weight(self, feed: Feed) -> float:
        """What one of the feed's entries counts: by how much of it is watched, and how much of it only polls find."""
        return worth(feed, self.share) * self.pushed.get(feed.url, 1.0)


@dataclass(frozen=True, slots=True)
class Brought:
    """What a poll brought. dates: of the entries never shown before; matched: of those, how many a watch matches;
    gap: nothing that the feed shows was known, so that others may have come and gone unseen."""

    dates: Sequence[datetime | None] = ()
    matched: int = 0
    gap: bool = False


NOTHING = Brought()


def after_poll(feed: Feed, fetched: Fetched, brought: Brought, now: datetime, jitter: float, plan: Plan) -> Feed:
    """The feed's new state; jitter: in [0, 1).

    next_poll_at lies in [now + min_interval, now + 24 h], and never before what the publisher asked for.
    """
    if fetched.outcome is Outcome.FAILED:
        return _after_failure(feed, fetched, now, jitter, plan.limits)
    if fetched.outcome is Outcome.READ:
        feed = replace(feed, rests=fetched.rests, ttl=fetched.ttl)
    asked = max((wait for wait in (fetched.wait, feed.ttl) if wait is not None), default=None)
    learnt = _learnt(feed, fetched, brought, now)
    interval = plan.limits.bound(_due_in(learnt, now, plan))
    if not any(learnt.habit.hours):  # nothing is known of it yet: not even dates
        interval = plan.limits.bound(plan.limits.first_retry)
    elif brought.gap and feed.polled_at is not None:
        interval = plan.limits.bound(min(interval, (now - feed.polled_at) / 2))
    return replace(
        _heard(_moved(learnt, fetched), brought, now),
        title=feed.title or fetched.title,  # the operator's, where there is one
        language=feed.language or fetched.language,
        etag=fetched.etag,
        last_modified=fetched.last_modified,
        body_hash=fetched.body_hash,
        next_poll_at=_awake(_next(now, interval, asked, jitter), feed, now, jitter),
        polled_at=now,
        interval=interval,
        asked=asked,
        failures=0,
    )


def after_push(feed: Feed, brought: Brought, now: datetime) -> Feed:
    """The feed's new state after its hub brought entries. What polls need of each other (validators, the next one's
    time) stays: a hub that brings one kind of entry and misses another must not put polls off for ever."""
    learnt = replace(_learnt(feed, Fetched(Outcome.READ), brought, now), polled_at=now)
    return _heard(learnt, brought, now) if feed.state is FeedState.SILENT else learnt


def _after_failure(feed: Feed, fetched: Fetched, now: datetime, jitter: float, limits: Limits) -> Feed:
    doublings = min(feed.failures, 20)
    delay = limits.bound(limits.first_retry * 2**doublings)
    return replace(
        feed,
        next_poll_at=_awake(_next(now, delay, fetched.wait, jitter), feed, now, jitter),
        failures=feed.failures + 1,
        state=FeedState.FAILING if fetched.state is FeedState.ACTIVE else fetched.state,
        error=fetched.error,
        location="",  # where a permanent redirect led may be what fails: the address as it was given is asked next
        moved_to="",
        moved_seen=0,
    )


def _due_in(feed: Feed, now: datetime, plan: Plan) -> timedelta:
    """How long until the entries to be expected have waited for `level` hours, all together."""
    goal, waited, due, passed = plan.level / plan.weight(feed), 0.0, 0.0, 0.0
    longest = plan.limits.max_interval / _HOUR
    for hours, rate in feed.habit.rates(now):
        then = waited + due * hours + rate * hours * hours / 2
        if then >= goal:
            passed += _root(rate / 2, due, goal - waited)
            break
        waited, due, passed = then, due + rate * hours, passed + hours
        if passed >= longest:
            break
    return passed * _HOUR


def _root(a: float, b: float, c: float) -> float:
    """The positive x at which a x² + b x = c, for a > 0; written so that nothing cancels."""
    return 2 * c / (b + sqrt(b * b + 4 * a * c))


def worth(feed: Feed, share: float) -> float:
    """How much of what the feed brings is watched, against the average feed."""
    believed = (feed.matched + _DOUBT * share) / (feed.judged + _DOUBT) / max(share, 1e-9)
    return min(max(believed, 1 / _WORTH), _WORTH)


def _learnt(feed: Feed, fetched: Fetched, brought: Brought, now: datetime) -> Feed:
    """The feed with what this poll says about its habit."""
    fresh = len(brought.dates)
    if feed.polled_at is None:  # all of it is new, which says nothing: the dates do
        dated = [entry.published_at for entry in fetched.entries if entry.published_at is not None]
        habit = feed.habit if feed.habit.at is not None else first_habit(dated, now)
        return replace(feed, habit=habit, rate=habit.mean, fresh_at=now)
    habit = watched(feed.habit, feed.polled_at, now, brought.dates)
    kept = _MEMORY**fresh
    return replace(
        feed,
        habit=habit,
        rate=habit.mean,
        fresh_at=now if fresh else feed.fresh_at,
        matched=feed.matched * kept + brought.matched,
        judged=feed.judged * kept + fresh,
    )


def _moved(feed: Feed, fetched: Fetched) -> Feed:
    """Where the feed is asked from now on: a permanent redirect is believed when it was met often enough in a row."""
    if not fetched.moved_to:
        return replace(feed, moved_to="", moved_seen=0)
    seen = feed.moved_seen + 1 if fetched.moved_to == feed.moved_to else 1
    if seen < MOVED:
        return replace(feed, moved_to=fetched.moved_to, moved_seen=seen)
    return replace(feed, location=fetched.moved_to, moved_to="", moved_seen=0)


def _heard(feed: Feed, brought: Brought, now: datetime) -> Feed:
    """SILENT where a feed that answers brings nothing for far longer than it is used to, until it brings something."""
    quiet = now - feed.fresh_at if feed.fresh_at is not None and not brought.dates else timedelta(0)
    if quiet < _SILENT_FOR or not (feed.state is FeedState.SILENT or _is_unusual(feed.habit, now - quiet, now)):
        return replace(feed, state=FeedState.ACTIVE, error="")
    words = f"It answers, but has brought nothing new for {quiet / _HOUR:.0f} hours, against its habit."
    remedy = "Open the site and see whether it has another feed now."
    return replace(feed, state=FeedState.SILENT, error=f"{words} {remedy}")


def _is_unusual(habit: Habit, since: datetime, now: datetime) -> bool:
    return habit.mean * ((now - since) / _HOUR) >= _SILENCE / 2 and habit.usual(since, now) >= _SILENCE


def _next(now: datetime, interval: timedelta, wait: timedelta | None, jitter: float) -> datetime:
    delay = max(interval * (1 + _SPREAD * jitter), wait or interval)
    return now + min(delay, max(LONGEST, interval))


def _awake(at: datetime, feed: Feed, now: datetime, jitter: float) -> datetime:
    """That time, or the first one after it that the publisher does not skip (RSS 2.0, skipHours and skipDays)."""
    woken, last = at, max(now + LONGEST, at)
    while cell_of(woken) in feed.rests and woken < last:
        woken = woken.replace(minute=0, second=0, microsecond=0) + _HOUR
    if woken != at:
        woken += _SPREAD * jitter * _HOUR  # not all of them on the stroke of the hour
    return min(woken, last)
