"""Quiet hours and digest times, on the days on which clocks change too."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.calm import HOURLY, Quiet, Schedule, latest_digest, parse_digest, parse_quiet, quiet_end

BERLIN, HANOI, KOLKATA = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Ho_Chi_Minh"), ZoneInfo("Asia/Kolkata")
NIGHT = Quiet(time(22), time(7))

zones = st.sampled_from(
    [ZoneInfo(name) for name in ("UTC", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia")]
)
START = datetime(2024, 1, 1, tzinfo=UTC)
moments = st.timedeltas(timedelta(0), timedelta(days=1400)).map(lambda length: START + length)
clock = st.times().map(lambda at: at.replace(second=0, microsecond=0, tzinfo=None))


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]  # year to minute


@pytest.mark.parametrize(
    ("text", "stored"),
    [("22:00-07:00", "22:00-07:00"), (" 9:30 – 17.00 ", "09:30-17:00"), ("off", "None"), ("", "None")],
)
def test_hours_are_read(text: str, stored: str) -> None:
    assert str(parse_quiet(text)) == stored


@pytest.mark.parametrize("text", ["22", "22:00", "25:00-07:00", "22:60-07:00", "07:00-07:00", "22:00-07:00 x"])
def test_what_is_no_span_is_refused_with_the_remedy(text: str) -> None:
    with pytest.raises(ValueError, match="Write two times"):
        parse_quiet(text)


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("hourly", "hourly"),
        ("8:00", "08:00"),
        ("Monday 08:00", "mon 08:00"),
        ("off", "None"),
        ("SUN 23:59", "sun 23:59"),
    ],
)
def test_digest_times_are_read(text: str, stored: str) -> None:
    assert str(parse_digest(text)) == stored


@pytest.mark.parametrize("text", ["daily", "24:00", "mon", "foo 08:00", "08:00 mon", "-1:00"])
def test_what_is_no_digest_time_is_refused_with_the_remedy(text: str) -> None:
    with pytest.raises(ValueError, match="Write hourly"):
        parse_digest(text)


@pytest.mark.parametrize(
    ("now", "end"),
    [
        (utc(2026, 3, 2, 14, 59), None),
        (utc(2026, 3, 2, 15, 0), utc(2026, 3, 3, 0, 0)),  # 22:00 in Hanoi
        (utc(2026, 3, 2, 18, 30), utc(2026, 3, 3, 0, 0)),  # after midnight there
        (utc(2026, 3, 2, 23, 59), utc(2026, 3, 3, 0, 0)),
        (utc(2026, 3, 3, 0, 0), None),
    ],
)
def test_a_night_goes_across_midnight(now: datetime, end: datetime | None) -> None:
    assert quiet_end(NIGHT, HANOI, now) == end


def test_hours_within_a_day() -> None:
    noon = Quiet(time(12), time(13))
    assert quiet_end(noon, UTC, utc(2026, 3, 2, 12, 30)) == utc(2026, 3, 2, 13, 0)
    assert quiet_end(noon, UTC, utc(2026, 3, 2, 13, 0)) is None
    assert quiet_end(None, UTC, utc(2026, 3, 2, 12, 30)) is None


def test_the_night_on_which_clocks_change_is_shorter_and_longer() -> None:
    assert quiet_end(NIGHT, BERLIN, utc(2026, 3, 28, 22, 0)) == utc(2026, 3, 29, 5, 0)
    assert quiet_end(NIGHT, BERLIN, utc(2026, 10, 24, 22, 0)) == utc(2026, 10, 25, 6, 0)


def test_an_hour_that_comes_twice_is_quiet_twice() -> None:
    short = Quiet(time(23), time(2, 30))
    for now in (utc(2026, 10, 25, 0, 15), utc(2026, 10, 25, 0, 45), utc(2026, 10, 25, 1, 15)):
        assert quiet_end(short, BERLIN, now) == utc(2026, 10, 25, 1, 30)
    assert quiet_end(short, BERLIN, utc(2026, 10, 25, 1, 30)) is None


def test_an_hour_that_does_not_exist_ends_when_it_would_have() -> None:
    assert quiet_end(Quiet(time(23), time(2, 30)), BERLIN, utc(2026, 3, 29, 1, 15)) == utc(2026, 3, 29, 1, 30)


@given(st.builds(Quiet, clock, clock).filter(lambda quiet: quiet.start != quiet.end), zones, moments)
def test_quiet_hours_end_and_it_is_not_quiet_then(quiet: Quiet, zone: tzinfo, now: datetime) -> None:
    end = quiet_end(quiet, zone, now)
    local = now.astimezone(zone).time().replace(second=0, microsecond=0)
    inside = quiet.start <= local < quiet.end if quiet.start < quiet.end else not quiet.end <= local < quiet.start
    if end is None:
        assert not inside or _clocks_change_near(zone, now)
        return
    assert now < end <= now + timedelta(hours=26)
    assert inside or _clocks_change_near(zone, now)
    assert quiet_end(quiet, zone, end) is None or _clocks_change_near(zone, end)


def _clocks_change_near(zone: tzinfo, now: datetime) -> bool:
    day = timedelta(days=1)
    return (now - day).astimezone(zone).utcoffset() != (now + day).astimezone(zone).utcoffset()


@pytest.mark.parametrize(
    ("schedule", "now", "latest"),
    [
        (Schedule(time(8)), utc(2026, 3, 2, 0, 59), utc(2026, 3, 1, 1, 0)),
        (Schedule(time(8)), utc(2026, 3, 2, 1, 0), utc(2026, 3, 2, 1, 0)),
        (Schedule(time(8), 0), utc(2026, 3, 2, 0, 59), utc(2026, 2, 23, 1, 0)),  # a Monday, just before
        (Schedule(time(8), 0), utc(2026, 3, 2, 1, 0), utc(2026, 3, 2, 1, 0)),
        (Schedule(time(8), 1), utc(2026, 3, 2, 1, 0), utc(2026, 2, 24, 1, 0)),
        (HOURLY, utc(2026, 3, 2, 1, 59), utc(2026, 3, 2, 1, 0)),
    ],
)
def test_the_latest_digest_time(schedule: Schedule, now: datetime, latest: datetime) -> None:
    assert latest_digest(schedule, HANOI, now) == latest


def test_hours_are_those_of_the_chats_clock() -> None:
    assert latest_digest(HOURLY, KOLKATA, utc(2026, 3, 2, 1, 15)) == utc(2026, 3, 2, 0, 30)


def test_a_digest_comes_once_on_the_days_on_which_clocks_change() -> None:
    early = Schedule(time(2, 30))
    spring = {latest_digest(early, BERLIN, utc(2026, 3, 29) + timedelta(minutes=15 * n)) for n in range(96)}
    autumn = {latest_digest(early, BERLIN, utc(2026, 10, 25) + timedelta(minutes=15 * n)) for n in range(96)}
    assert spring == {utc(2026, 3, 28, 1, 30), utc(2026, 3, 29, 1, 30)}
    assert autumn == {utc(2026, 10, 24, 0, 30), utc(2026, 10, 25, 0, 30)}


@given(st.builds(Schedule, st.one_of(st.none(), clock)), zones, moments, st.timedeltas(timedelta(0), timedelta(days=3)))
def test_digest_times_never_go_back(schedule: Schedule, zone: tzinfo, now: datetime, later: timedelta) -> None:
    latest = latest_digest(schedule, zone, now)
    assert now - timedelta(days=2) < latest <= now
    assert latest <= latest_digest(schedule, zone, now + later)
    assert latest_digest(schedule, zone, latest) == latest
