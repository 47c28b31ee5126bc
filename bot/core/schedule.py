"""When to poll next: what one poll changes about its feed.

    interval = first_interval / sqrt(new entries an hour)     within [min_interval, max_interval]
    next     = now + max(interval, what the publisher asks for)
    failed n times in a row: first_interval * 2^(n-1) instead, up to max_interval

The square root is the law of the least total delay for a given number of requests (Sia and Cho, TKDE 2007). The rate is
learnt online and forgets: half of what it knows is gone after two days of polling.

Rules: pure; jitter is a value in [0, 1) and only ever adds; nothing waits longer than a day; a failure forgets nothing
of what successful polls taught.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import sqrt

from bot.core.model import Feed, FeedState, Fetched, Outcome

LONGEST = timedelta(hours=24)

_SPREAD = 0.1  # jitter adds up to this share: feeds added together drift apart
_MEMORY_HOURS = 48.0  # after so long a rate is half forgotten
_LEAST_RATE = 1e-6  # entries an hour; one in a century: any bound is shorter
_HOUR = timedelta(hours=1)
_PRIOR_HOURS = 24.0  # the first look counts what was published in this time


@dataclass(frozen=True, slots=True)
class Limits:
    """The operator's bounds. No interval is ever longer than a day."""

    min_interval: timedelta = timedelta(minutes=2)
    max_interval: timedelta = LONGEST
    first_interval: timedelta = timedelta(minutes=10)  # of a feed with one new entry an hour

    def bound(self, interval: timedelta) -> timedelta:
        """The interval, within the bounds."""
        return max(min(interval, self.max_interval, LONGEST), self.min_interval)


def after_poll(feed: Feed, fetched: Fetched, fresh: int, now: datetime, jitter: float, limits: Limits) -> Feed:
    """The feed's new state. fresh: entries that it never showed before; jitter: in [0, 1).

    next_poll_at lies in [now + min_interval, now + 24 h], and never before what the publisher asked for.
    """
    if fetched.outcome is Outcome.FAILED:
        return _after_failure(feed, fetched, now, jitter, limits)
    rate = _learnt(feed, fetched, fresh, now)
    interval = limits.bound(limits.first_interval / sqrt(max(rate, _LEAST_RATE)))
    return replace(
        feed,
        title=feed.title or fetched.title,  # the operator's, where there is one
        language=feed.language or fetched.language,
        etag=fetched.etag,
        last_modified=fetched.last_modified,
        body_hash=fetched.body_hash,
        next_poll_at=_next(now, interval, fetched.wait, jitter),
        polled_at=now,
        interval=interval,
        rate=rate,
        failures=0,
        state=FeedState.ACTIVE,
        error="",
    )


def _after_failure(feed: Feed, fetched: Fetched, now: datetime, jitter: float, limits: Limits) -> Feed:
    doublings = min(feed.failures, 20)
    delay = limits.bound(limits.first_interval * 2**doublings)
    return replace(
        feed,
        next_poll_at=_next(now, delay, fetched.wait, jitter),
        failures=feed.failures + 1,
        state=FeedState.FAILING if fetched.state is FeedState.ACTIVE else fetched.state,
        error=fetched.error,
    )


def _learnt(feed: Feed, fetched: Fetched, fresh: int, now: datetime) -> float:
    """New entries an hour, as they look after this poll."""
    if feed.polled_at is None:
        return _first_guess(fetched, now)
    hours = max((now - feed.polled_at) / _HOUR, 0.0)
    kept: float = 0.5 ** (hours / _MEMORY_HOURS)
    if hours == 0:
        return feed.rate
    return kept * feed.rate + (1 - kept) * fresh / hours


def _first_guess(fetched: Fetched, now: datetime) -> float:
    """From the dates of what the feed holds; one an hour where it has none. All of it is new, which says nothing."""
    dated = [entry.published_at for entry in fetched.entries if entry.published_at is not None]
    if not dated:
        return 1.0
    recent = sum(now - date <= _PRIOR_HOURS * _HOUR for date in dated)
    return (recent + 1) / (_PRIOR_HOURS + 1)  # as if one more had come in one more hour


def _next(now: datetime, interval: timedelta, wait: timedelta | None, jitter: float) -> datetime:
    delay = max(interval * (1 + _SPREAD * jitter), wait or interval)
    return now + min(delay, max(LONGEST, interval))
