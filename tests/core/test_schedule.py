"""bot/core/schedule.py: the next poll comes neither too early nor too late, whatever happened."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.core.habit import Habit, cell_of, first_habit, watched
from bot.core.model import Entry, Feed, FeedState, Fetched, Outcome
from bot.core.schedule import MOVED, NOTHING, Brought, Limits, Plan, after_poll, after_push

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
DAY = timedelta(hours=24)
MINUTE = timedelta(minutes=1)
LIMITS = Limits()
PLAN = Plan()
READ = Fetched(
    Outcome.READ, title="Example Times", language="vi", etag='"2"', last_modified="Mon", body_hash="h2", status=200
)
UNCHANGED = Fetched(Outcome.UNCHANGED, etag='"1"', body_hash="h1", status=304)
FAILED = Fetched(Outcome.FAILED, status=500, state=FeedState.FAILING, error="It broke. Wait.")
OLD = Feed("https://e.org/feed", etag='"1"', last_modified="Sun", body_hash="h1", polled_at=NOW - 10 * MINUTE, rate=1.0)


def some(fresh: int) -> Brought:
    """So many new entries without dates."""
    return Brought((None,) * fresh)


durations = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=30))
jitters = st.floats(0, 1, exclude_max=True)
feeds = st.builds(
    replace,
    st.just(OLD),
    polled_at=st.none() | durations.map(lambda ago: NOW - ago),
    habit=st.builds(
        watched,
        st.just(Habit(at=NOW - DAY)),
        st.just(NOW - DAY),
        st.just(NOW - 10 * MINUTE),
        st.lists(st.none(), max_size=40),
    ),
    failures=st.integers(0, 10_000),
)
answers = st.builds(replace, st.sampled_from([READ, UNCHANGED, FAILED]), wait=st.none() | durations)


@given(feeds, answers, st.integers(0, 1_000), jitters)
def test_the_next_poll_is_always_within_bounds(feed: Feed, fetched: Fetched, fresh: int, jitter: float) -> None:
    after = after_poll(feed, fetched, some(fresh), NOW, jitter, PLAN)
    assert after.next_poll_at is not None
    assert NOW + LIMITS.min_interval <= after.next_poll_at <= NOW + DAY
    assert after.next_poll_at >= NOW + min(fetched.wait or timedelta(0), DAY)


@given(st.integers(0, 50), jitters, jitters)
def test_failures_back_off_and_never_speed_up(failures: int, jitter: float, other: float) -> None:
    once = after_poll(replace(OLD, failures=failures), FAILED, NOTHING, NOW, jitter, PLAN)
    twice = after_poll(once, FAILED, NOTHING, NOW, other, PLAN)
    assert once.next_poll_at is not None
    assert twice.next_poll_at is not None
    assert (once.failures, twice.failures) == (failures + 1, failures + 2)
    assert twice.next_poll_at >= once.next_poll_at or twice.next_poll_at == NOW + DAY or once.failures > 7


@given(feeds, st.integers(0, 50), st.integers(1, 50), jitters)
def test_more_news_that_is_watched_is_never_polled_later(feed: Feed, fresh: int, more: int, jitter: float) -> None:
    few = after_poll(feed, READ, Brought((None,) * fresh, fresh), NOW, jitter, PLAN)
    many = after_poll(feed, READ, Brought((None,) * (fresh + more), fresh + more), NOW, jitter, PLAN)
    assert few.next_poll_at is not None
    assert many.next_poll_at is not None
    assert many.next_poll_at <= few.next_poll_at


def test_a_failure_forgets_nothing_and_says_why() -> None:
    after = after_poll(OLD, replace(FAILED, etag='"evil"', state=FeedState.BLOCKED), NOTHING, NOW, 0.0, PLAN)
    assert (after.etag, after.last_modified, after.body_hash, after.polled_at) == ('"1"', "Sun", "h1", OLD.polled_at)
    assert (after.rate, after.interval) == (OLD.rate, OLD.interval)
    assert (after.state, after.error, after.failures) == (FeedState.BLOCKED, "It broke. Wait.", 1)


def test_backoff_doubles_from_the_first_interval_to_the_longest() -> None:
    feed, delays = OLD, []
    for _ in range(9):
        feed = after_poll(feed, FAILED, NOTHING, NOW, 0.0, PLAN)
        assert feed.next_poll_at is not None
        delays.append((feed.next_poll_at - NOW) / MINUTE)
    assert delays == [10, 20, 40, 80, 160, 320, 640, 1280, 1440]


def test_what_was_read_is_remembered_and_heals() -> None:
    broken = replace(OLD, failures=3, state=FeedState.FAILING, error="It broke.")
    after = after_poll(broken, READ, some(1), NOW, 0.0, PLAN)
    assert (after.etag, after.last_modified, after.body_hash) == ('"2"', "Mon", "h2")
    assert (after.title, after.language) == ("Example Times", "vi")
    assert (after.failures, after.state, after.error, after.polled_at) == (0, FeedState.ACTIVE, "", NOW)


def test_what_the_operator_named_keeps_its_name() -> None:
    after = after_poll(replace(OLD, title="My name", language="zh"), READ, some(1), NOW, 0.0, PLAN)
    assert (after.title, after.language) == ("My name", "zh")


def test_an_unchanged_feed_keeps_title_and_was_polled() -> None:
    after = after_poll(replace(OLD, title="T", language="en"), UNCHANGED, NOTHING, NOW, 0.0, PLAN)
    assert (after.title, after.language, after.body_hash, after.polled_at) == ("T", "en", "h1", NOW)


def test_a_first_poll_judges_by_dates_and_not_by_everything_being_new() -> None:
    def dated(hours: float) -> Entry:
        return Entry("f", str(hours), "t", published_at=NOW - timedelta(hours=hours))

    first = replace(OLD, polled_at=None, rate=0.0)
    busy = after_poll(first, replace(READ, entries=tuple(map(dated, range(24)))), some(24), NOW, 0.0, PLAN)
    quiet = after_poll(
        first, replace(READ, entries=tuple(dated(13.0 * n) for n in range(24))), some(24), NOW, 0.0, PLAN
    )
    assert busy.interval is not None
    assert quiet.interval is not None
    assert 5 * MINUTE < busy.interval < 20 * MINUTE
    assert quiet.interval > 2 * busy.interval


def at_work(days: int, hours: tuple[int, ...], each: int) -> Habit:
    """A feed that brings so many entries in each of these hours of a day, for so many days up to NOW."""
    habit, start = Habit(at=NOW - days * DAY), NOW - days * DAY
    while start < NOW:
        dates = [start + n * MINUTE for n in range(1, each + 1)] if start.hour in hours else []
        habit = watched(habit, start, start + timedelta(hours=1), dates)
        start += timedelta(hours=1)
    return habit


def test_the_hours_of_news_are_learnt_and_polled_more_closely() -> None:
    habit = at_work(14, (8, 9, 10), 6)
    feed = replace(OLD, habit=habit)
    busy = after_poll(feed, UNCHANGED, NOTHING, NOW, 0.0, PLAN)
    evening = NOW.replace(hour=20)
    idle = after_poll(replace(feed, polled_at=evening - 10 * MINUTE), UNCHANGED, NOTHING, evening, 0.0, PLAN)
    assert busy.interval is not None
    assert idle.interval is not None
    assert idle.interval > 4 * busy.interval
    assert abs(habit.expected(NOW, NOW + DAY) - 18) < 3


@given(st.lists(st.floats(0, 30), max_size=60), st.floats(0.01, 700))
def test_a_habit_counts_every_entry_and_expects_finitely(ages: list[float], span: float) -> None:
    start = NOW - timedelta(hours=span)
    habit = watched(Habit(at=start), start, NOW, [NOW - timedelta(hours=age) for age in ages])
    assert abs(sum(habit.entries) - len(ages)) < 1e-6
    assert 0 <= habit.expected(NOW, NOW + 7 * DAY) < 1e6
    assert all(rate > 0 for (_, rate), _ in zip(habit.rates(NOW), range(30), strict=False))


def test_watching_in_parts_or_at_once_is_the_same() -> None:
    dates = [NOW - timedelta(hours=h) for h in (1, 5, 9)]
    whole = watched(Habit(at=NOW - DAY), NOW - DAY, NOW, dates)
    middle = NOW - DAY / 2
    parts = watched(watched(Habit(at=NOW - DAY), NOW - DAY, middle, []), middle, NOW, dates)
    assert abs(whole.mean - parts.mean) < 0.01 * whole.mean


def test_one_pinned_entry_of_long_ago_does_not_make_a_busy_feed_look_idle() -> None:
    dates = [NOW - timedelta(minutes=30 * n) for n in range(19)]
    assert first_habit([*dates, NOW - timedelta(days=12)], NOW).mean > 1.0


def test_a_feed_whose_entries_are_watched_is_polled_sooner() -> None:
    plain = replace(OLD, habit=at_work(7, tuple(range(24)), 1), judged=500.0, matched=5.0)
    wanted = after_poll(replace(plain, matched=100.0), UNCHANGED, NOTHING, NOW, 0.0, PLAN).interval
    average = after_poll(plain, UNCHANGED, NOTHING, NOW, 0.0, PLAN).interval
    useless = after_poll(replace(plain, judged=5_000.0, matched=0.0), UNCHANGED, NOTHING, NOW, 0.0, PLAN).interval
    assert wanted is not None and average is not None and useless is not None
    assert wanted < average < useless
    assert useless < 3 * average  # none is starved


def test_a_gap_shortens_the_interval() -> None:
    feed = replace(OLD, polled_at=NOW - timedelta(hours=2))
    assert after_poll(feed, READ, Brought((None, None)), NOW, 0.0, PLAN).interval != timedelta(hours=1)
    slow = Plan(LIMITS, level=1e4)
    gapless = after_poll(feed, READ, Brought((None, None)), NOW, 0.0, slow).interval
    gap = after_poll(feed, READ, Brought((None, None), gap=True), NOW, 0.0, slow).interval
    assert gapless is not None
    assert gap == timedelta(hours=1) < gapless


def test_a_permanent_redirect_is_believed_after_three_consistent_answers() -> None:
    there, elsewhere = replace(READ, moved_to="https://e.org/new"), replace(READ, moved_to="https://e.org/other")
    feed = OLD
    for answer in (there, there, elsewhere, there, there):
        feed = after_poll(feed, answer, NOTHING, NOW, 0.0, PLAN)
        assert feed.address == OLD.url
    feed = after_poll(feed, there, NOTHING, NOW, 0.0, PLAN)
    assert MOVED == 3
    assert (feed.address, feed.url) == ("https://e.org/new", OLD.url)
    assert after_poll(feed, FAILED, NOTHING, NOW, 0.0, PLAN).address == OLD.url


def test_one_answer_without_a_redirect_starts_the_count_again() -> None:
    there = replace(READ, moved_to="https://e.org/new")
    feed = OLD
    for answer in (there, there, READ, there, there):
        feed = after_poll(feed, answer, NOTHING, NOW, 0.0, PLAN)
    assert feed.address == OLD.url


def test_silence_against_the_habit_is_said_and_ends_with_the_next_entry() -> None:
    habit = at_work(10, tuple(range(24)), 3)
    feed = replace(OLD, habit=habit, fresh_at=NOW - timedelta(hours=30))
    silent = after_poll(feed, UNCHANGED, NOTHING, NOW, 0.0, PLAN)
    assert silent.state is FeedState.SILENT
    assert "30 hours" in silent.error
    assert after_poll(silent, READ, some(1), NOW, 0.0, PLAN).state is FeedState.ACTIVE
    weekly = replace(feed, habit=at_work(10, (8,), 1))
    assert after_poll(weekly, UNCHANGED, NOTHING, NOW, 0.0, PLAN).state is FeedState.ACTIVE


def test_a_feed_without_news_is_asked_ever_more_slowly() -> None:
    feed, now, intervals = replace(OLD, habit=at_work(3, tuple(range(24)), 1)), NOW, []
    while now < NOW + 14 * DAY:
        feed = after_poll(feed, UNCHANGED, NOTHING, now, 0.0, PLAN)
        assert feed.next_poll_at is not None
        assert feed.interval is not None
        now = feed.next_poll_at
        intervals.append(feed.interval)
    assert max(intervals[-20:]) > 2 * max(intervals[:20])


def test_the_operators_bounds_hold() -> None:
    plan = Plan(Limits(5 * MINUTE, 30 * MINUTE))
    hectic = after_poll(replace(OLD, habit=at_work(3, tuple(range(24)), 59)), READ, some(500), NOW, 0.0, plan)
    silent = after_poll(replace(OLD, habit=at_work(90, (), 0)), UNCHANGED, NOTHING, NOW, 0.0, plan)
    dead = after_poll(replace(OLD, failures=30), FAILED, NOTHING, NOW, 0.0, plan)
    assert hectic.next_poll_at == NOW + 5 * MINUTE
    assert silent.next_poll_at == dead.next_poll_at == NOW + 30 * MINUTE


cells = st.frozensets(st.integers(0, 167))


@given(feeds, answers, jitters, cells)
def test_hours_that_the_publisher_skips_are_skipped_for_a_day_at_most(
    feed: Feed, fetched: Fetched, jitter: float, rests: frozenset[int]
) -> None:
    before = after_poll(feed, fetched, NOTHING, NOW, jitter, PLAN).next_poll_at
    after = after_poll(replace(feed, rests=rests), replace(fetched, rests=rests), NOTHING, NOW, jitter, PLAN)
    assert before is not None and after.next_poll_at is not None
    assert before <= after.next_poll_at <= NOW + DAY
    assert cell_of(after.next_poll_at) not in rests or after.next_poll_at == NOW + DAY
    assert cell_of(before) in rests or after.next_poll_at == before
    assert after.rests == rests


def test_what_it_skips_is_remembered_where_an_answer_does_not_say() -> None:
    resting = replace(OLD, rests=frozenset({cell_of(NOW)}))
    for answer in (UNCHANGED, FAILED):
        after = after_poll(resting, answer, NOTHING, NOW, 0.0, Plan(Limits(MINUTE, 2 * MINUTE)))
        assert after.rests == resting.rests and after.next_poll_at == NOW + timedelta(hours=1)
    assert after_poll(resting, READ, NOTHING, NOW, 0.0, PLAN).rests == frozenset()


def test_a_live_hub_leaves_less_to_polls_and_its_pushes_are_learnt() -> None:
    feed = replace(OLD, habit=at_work(7, tuple(range(24)), 2))
    beside = replace(PLAN, pushed={feed.url: 0.1, "https://other.example": 0.01})
    alone, slower = (after_poll(feed, UNCHANGED, NOTHING, NOW, 0.0, plan).interval for plan in (PLAN, beside))
    assert alone is not None and slower is not None
    assert 2 < slower / alone < 4  # an interval grows with the root
    pushed = after_push(replace(feed, next_poll_at=NOW + DAY), Brought((NOW,) * 5, 5), NOW)
    assert sum(pushed.habit.entries) > sum(feed.habit.entries) + 4 and pushed.matched == 5
    assert (pushed.next_poll_at, pushed.etag, pushed.body_hash) == (NOW + DAY, OLD.etag, OLD.body_hash)
    assert pushed.polled_at == pushed.fresh_at == NOW


def test_a_push_ends_a_silence_and_heals_no_poll_that_fails() -> None:
    silent = replace(OLD, state=FeedState.SILENT, error="It is silent. Look.")
    assert after_push(silent, some(1), NOW).state is FeedState.ACTIVE
    failing = replace(OLD, state=FeedState.FAILING, error="It broke. Wait.", failures=3)
    after = after_push(failing, some(1), NOW)
    assert (after.state, after.error, after.failures) == (FeedState.FAILING, "It broke. Wait.", 3)


def test_a_poll_repeated_in_the_same_instant_learns_nothing() -> None:
    feed = replace(OLD, polled_at=NOW, habit=at_work(3, (8,), 5))
    assert after_poll(feed, READ, some(7), NOW, 0.0, PLAN).habit == feed.habit
