"""bot/core/schedule.py: the next poll comes neither too early nor too late, whatever happened."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.core.model import Entry, Feed, FeedState, Fetched, Outcome
from bot.core.schedule import Limits, after_poll

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
DAY = timedelta(hours=24)
MINUTE = timedelta(minutes=1)
LIMITS = Limits()
READ = Fetched(
    Outcome.READ, title="Example Times", language="vi", etag='"2"', last_modified="Mon", body_hash="h2", status=200
)
UNCHANGED = Fetched(Outcome.UNCHANGED, etag='"1"', body_hash="h1", status=304)
FAILED = Fetched(Outcome.FAILED, status=500, state=FeedState.FAILING, error="It broke. Wait.")
OLD = Feed("https://e.org/feed", etag='"1"', last_modified="Sun", body_hash="h1", polled_at=NOW - 10 * MINUTE, rate=1.0)

durations = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=30))
jitters = st.floats(0, 1, exclude_max=True)
feeds = st.builds(
    replace,
    st.just(OLD),
    polled_at=st.none() | durations.map(lambda ago: NOW - ago),
    rate=st.floats(0, 10_000),
    failures=st.integers(0, 10_000),
)
answers = st.builds(replace, st.sampled_from([READ, UNCHANGED, FAILED]), wait=st.none() | durations)


@given(feeds, answers, st.integers(0, 1_000), jitters)
def test_the_next_poll_is_always_within_bounds(feed: Feed, fetched: Fetched, fresh: int, jitter: float) -> None:
    after = after_poll(feed, fetched, fresh, NOW, jitter, LIMITS)
    assert after.next_poll_at is not None
    assert NOW + LIMITS.min_interval <= after.next_poll_at <= NOW + DAY
    assert after.next_poll_at >= NOW + min(fetched.wait or timedelta(0), DAY)


@given(st.integers(0, 50), jitters, jitters)
def test_failures_back_off_and_never_speed_up(failures: int, jitter: float, other: float) -> None:
    once = after_poll(replace(OLD, failures=failures), FAILED, 0, NOW, jitter, LIMITS)
    twice = after_poll(once, FAILED, 0, NOW, other, LIMITS)
    assert once.next_poll_at is not None
    assert twice.next_poll_at is not None
    assert (once.failures, twice.failures) == (failures + 1, failures + 2)
    assert twice.next_poll_at >= once.next_poll_at or twice.next_poll_at == NOW + DAY or once.failures > 7


@given(feeds, st.integers(0, 50), st.integers(1, 50), jitters)
def test_more_news_is_never_polled_later(feed: Feed, fresh: int, more: int, jitter: float) -> None:
    few = after_poll(feed, READ, fresh, NOW, jitter, LIMITS)
    many = after_poll(feed, READ, fresh + more, NOW, jitter, LIMITS)
    assert few.next_poll_at is not None
    assert many.next_poll_at is not None
    assert many.next_poll_at <= few.next_poll_at


def test_a_failure_forgets_nothing_and_says_why() -> None:
    after = after_poll(OLD, replace(FAILED, etag='"evil"', state=FeedState.BLOCKED), 0, NOW, 0.0, LIMITS)
    assert (after.etag, after.last_modified, after.body_hash, after.polled_at) == ('"1"', "Sun", "h1", OLD.polled_at)
    assert (after.rate, after.interval) == (OLD.rate, OLD.interval)
    assert (after.state, after.error, after.failures) == (FeedState.BLOCKED, "It broke. Wait.", 1)


def test_backoff_doubles_from_the_first_interval_to_the_longest() -> None:
    feed, delays = OLD, []
    for _ in range(9):
        feed = after_poll(feed, FAILED, 0, NOW, 0.0, LIMITS)
        assert feed.next_poll_at is not None
        delays.append((feed.next_poll_at - NOW) / MINUTE)
    assert delays == [10, 20, 40, 80, 160, 320, 640, 1280, 1440]


def test_what_was_read_is_remembered_and_heals() -> None:
    broken = replace(OLD, failures=3, state=FeedState.FAILING, error="It broke.")
    after = after_poll(broken, READ, 1, NOW, 0.0, LIMITS)
    assert (after.etag, after.last_modified, after.body_hash) == ('"2"', "Mon", "h2")
    assert (after.title, after.language) == ("Example Times", "vi")
    assert (after.failures, after.state, after.error, after.polled_at) == (0, FeedState.ACTIVE, "", NOW)


def test_what_the_operator_named_keeps_its_name() -> None:
    after = after_poll(replace(OLD, title="My name", language="zh"), READ, 1, NOW, 0.0, LIMITS)
    assert (after.title, after.language) == ("My name", "zh")


def test_an_unchanged_feed_keeps_title_and_was_polled() -> None:
    after = after_poll(replace(OLD, title="T", language="en"), UNCHANGED, 0, NOW, 0.0, LIMITS)
    assert (after.title, after.language, after.body_hash, after.polled_at) == ("T", "en", "h1", NOW)


def test_a_first_poll_judges_by_dates_and_not_by_everything_being_new() -> None:
    def dated(hours: int) -> Entry:
        return Entry("f", str(hours), "t", published_at=NOW - timedelta(hours=hours))

    first = replace(OLD, polled_at=None, rate=0.0)
    busy = after_poll(first, replace(READ, entries=tuple(map(dated, range(24)))), 24, NOW, 0.0, LIMITS)
    quiet = after_poll(first, replace(READ, entries=tuple(map(dated, range(100, 124)))), 24, NOW, 0.0, LIMITS)
    unknown = after_poll(first, READ, 24, NOW, 0.0, LIMITS)
    assert busy.interval == unknown.interval == LIMITS.first_interval
    assert quiet.interval is not None
    assert quiet.interval > LIMITS.first_interval


def test_a_feed_without_news_is_asked_ever_more_slowly() -> None:
    feed, now, intervals = OLD, NOW, []
    while now < NOW + 14 * DAY:
        feed = after_poll(feed, UNCHANGED, 0, now, 0.0, LIMITS)
        assert feed.next_poll_at is not None
        assert feed.interval is not None
        now = feed.next_poll_at
        intervals.append(feed.interval)
    assert intervals == sorted(intervals)
    assert intervals[-1] > 3 * intervals[0]


def test_the_operators_bounds_hold() -> None:
    limits = Limits(5 * MINUTE, 30 * MINUTE)
    hectic = after_poll(replace(OLD, rate=9_999.0), READ, 500, NOW, 0.0, limits)
    silent = after_poll(replace(OLD, rate=0.0), UNCHANGED, 0, NOW, 0.0, limits)
    dead = after_poll(replace(OLD, failures=30), FAILED, 0, NOW, 0.0, limits)
    assert hectic.next_poll_at == NOW + 5 * MINUTE
    assert silent.next_poll_at == dead.next_poll_at == NOW + 30 * MINUTE


def test_a_poll_repeated_in_the_same_instant_learns_nothing() -> None:
    feed = replace(OLD, polled_at=NOW, rate=2.5)
    assert after_poll(feed, READ, 7, NOW, 0.0, LIMITS).rate == 2.5
