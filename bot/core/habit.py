"""When a feed brings news: the rate of each hour of the week, learnt online.

    cell   = one of 168 hours of a week (UTC, from Monday 00:00): entries counted, hours watched; both fade alike
    mean   = (entries + 1/2) / (hours + 6)                                    gamma-Poisson, a weak prior
    day    = (entries of that hour of the day + A) / (its hours + A / mean)   shrunk to the mean
    rate   = (entries of that hour of the week + B) / (its hours + B / day)   shrunk to the hour of the day
             times how the last day or so went against all this               a busy week is busy now

Rules: pure; a habit is a value of a fixed size. What shrinks is counted in entries, so that a feed of ten a minute is
believed within the hour and one of ten a month keeps its mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

WEEK = 168  # cells
_HOUR = timedelta(hours=1)
_EPOCH = datetime(2024, 1, 1, tzinfo=UTC)  # a Monday
_MEMORY = 21 * 24.0  # hours after which a count is half forgotten
_LATELY = 18.0  # hours, the same of what tells a busy day from a quiet one
_DAY_PRIOR = 3.0  # entries: A
_WEEK_PRIOR = 6.0  # entries: B
_LATELY_PRIOR = 4.0  # entries that it takes to believe that a day is unusual
_LONG = 4.0 * WEEK  # hours: what is longer than this is taken for so long
_BLANK = (0.0,) * WEEK


@dataclass(frozen=True, slots=True)
class Habit:
    """What is known of when a feed brings entries. at: until when it was watched; None: never."""

    entries: tuple[float, ...] = _BLANK  # by hour of the week, faded
    hours: tuple[float, ...] = _BLANK  # watched, by hour of the week, faded alike
    lately: float = 0.0  # entries of the last hours, faded quickly
    awaited: float = 0.0  # what the habit expected in the same time
    at: datetime | None = None

    @property
    def mean(self) -> float:
        """Entries an hour, all hours alike."""
        return (sum(self.entries) + 0.5) / (sum(self.hours) + 6.0)

    def rates(self, start: datetime) -> Iterator[tuple[float, float]]:
        """(hours, entries an hour) of one piece of time after the other, from `start` on, without end."""
        mean, mood = self.mean, self._mood
        days: dict[int, float] = {}
        for hours, cell in _cells(start):
            day = days.get(cell % 24)
            if day is None:
                day = days[cell % 24] = self._by_day(cell % 24, mean)
            yield hours, mood * (self.entries[cell] + _WEEK_PRIOR) / (self.hours[cell] + _WEEK_PRIOR / day)

    def expected(self, start: datetime, end: datetime) -> float:
        """Entries that the habit expects between two moments at most a few weeks apart."""
        left, total = (end - start) / _HOUR, 0.0
        if left <= 0:
            return 0.0
        for hours, rate in self.rates(start):
            total += rate * min(hours, left)
            left -= hours
            if left <= 0:
                break
        return total

    def usual(self, start: datetime, end: datetime) -> float:
        """The same, whatever the last hours were like."""
        return replace(self, lately=0.0, awaited=0.0).expected(start, end)

    @property
    def _mood(self) -> float:
        """How the last hours went, against what was expected of them."""
        return (self.lately + _LATELY_PRIOR) / (self.awaited + _LATELY_PRIOR)

    def _by_day(self, hour: int, mean: float) -> float:
        entries, hours = sum(self.entries[hour::24]), sum(self.hours[hour::24])
        return (entries + _DAY_PRIOR) / (hours + _DAY_PRIOR / mean)


def watched(habit: Habit, start: datetime, end: datetime, dates: Sequence[datetime | None]) -> Habit:
    """The habit after it was watched from `start` to `end`, when entries of these dates turned up.

    An entry without a date, or with one outside that time, counts evenly over it.
    """
    span = (end - start) / _HOUR
    if span <= 0:
        return habit
    kept = 0.5 ** (min(span, 10_000.0) / _MEMORY)
    entries, hours = [value * kept for value in habit.entries], [value * kept for value in habit.hours]
    pieces = list(_pieces(start, min(span, _LONG)))
    for length, cell in pieces:
        hours[cell] += length
    within = [date for date in dates if date is not None and start < date <= end]
    for date in within:
        entries[cell_of(date)] += 1.0
    stray = len(dates) - len(within)
    if stray:
        watched_hours = sum(length for length, _ in pieces)
        for length, cell in pieces:
            entries[cell] += stray * length / watched_hours
    quick = 0.5 ** (min(span, 10_000.0) / _LATELY)
    expected = (
        habit.usual(start, min(end, start + timedelta(hours=_LONG))) if habit.at is not None else float(len(dates))
    )
    return Habit(tuple(entries), tuple(hours), habit.lately * quick + len(dates), habit.awaited * quick + expected, end)


def first_habit(dates: Iterable[datetime], now: datetime) -> Habit:
    """From the dates of what a new feed holds: the oldest tenth aside, it held nothing back since the oldest."""
    known = sorted(date for date in dates if now - timedelta(days=14) <= date <= now)
    if not known:
        return Habit(at=now)
    start = known[len(known) // 10]
    habit = watched(Habit(), start - _HOUR / 60, now, [date for date in known if date >= start])
    return replace(habit, lately=0.0, awaited=0.0)


def _cells(start: datetime) -> Iterator[tuple[float, int]]:
    """(hours, cell): to the end of the hour that `start` lies in, then whole hours without end."""
    passed = (start - _EPOCH) / _HOUR
    cell = int(passed // 1)
    yield cell + 1 - passed, cell % WEEK
    while True:
        cell += 1
        yield 1.0, cell % WEEK


def _pieces(start: datetime, span: float) -> Iterator[tuple[float, int]]:
    for length, cell in _cells(start):
        yield min(length, span), cell
        span -= length
        if span <= 0:
            return


def cell_of(at: datetime) -> int:
    """The hour of the week that a moment lies in: 0 is Monday's first, in UTC."""
    return int((at - _EPOCH) // _HOUR) % WEEK
