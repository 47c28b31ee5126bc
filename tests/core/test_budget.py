"""bot/core/budget.py: one knob, kept for all feeds together."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.core.budget import Budget, planned
from bot.core.habit import Habit
from bot.core.model import Feed, FeedState, Fetched, Outcome
from bot.core.schedule import NOTHING, Limits, Plan, after_poll

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
PLAN = Plan(Limits(timedelta(seconds=10)))


def feed(number: int, rate: float, asked: timedelta | None = None) -> Feed:
    """A feed that brought so many entries in each hour of the last four weeks."""
    habit = Habit((4 * rate,) * 168, (4.0,) * 168, at=NOW)
    return Feed(f"https://e.org/{number}", polled_at=NOW - timedelta(seconds=1), habit=habit, asked=asked)


def requests_a_day(feeds: list[Feed], plan: Plan) -> float:
    intervals = [after_poll(f, Fetched(Outcome.UNCHANGED), NOTHING, NOW, 0.0, plan).interval for f in feeds]
    return sum(timedelta(days=1) / interval for interval in intervals if interval)


def test_the_requests_of_a_day_come_to_the_budget() -> None:
    feeds = [feed(n, rate) for n, rate in enumerate((0.05, 0.2, 1.0, 1.0, 4.0))]
    plan = planned(feeds, PLAN, Budget(requests_a_day=600))
    assert 500 < requests_a_day(feeds, plan) < 700


def test_the_mean_delay_comes_to_what_was_asked() -> None:
    feeds = [feed(n, 1.0) for n in range(5)]
    plan = planned(feeds, PLAN, Budget(mean_delay=timedelta(minutes=6)))
    assert 5 * 110 < requests_a_day(feeds, plan) < 5 * 130  # every 12 minutes


@given(st.lists(st.floats(0.001, 50), min_size=1, max_size=8), st.integers(10, 5_000))
def test_a_greater_budget_never_polls_less(rates: list[float], budget: int) -> None:
    feeds = [feed(n, rate) for n, rate in enumerate(rates)]
    small = planned(feeds, PLAN, Budget(requests_a_day=budget))
    large = planned(feeds, PLAN, Budget(requests_a_day=2 * budget))
    assert large.level <= small.level


def test_what_a_publisher_forbids_is_spent_on_the_others() -> None:
    free = [feed(1, 1.0), feed(2, 1.0)]
    bound = [feed(1, 1.0), feed(2, 1.0, asked=timedelta(hours=6))]
    budget = Budget(requests_a_day=200)
    assert planned(bound, PLAN, budget).level < planned(free, PLAN, budget).level


def test_feeds_that_were_never_polled_change_nothing() -> None:
    assert planned([Feed("https://e.org/new", state=FeedState.ACTIVE)], PLAN, Budget()) == PLAN
