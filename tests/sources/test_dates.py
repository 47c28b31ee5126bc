"""bot/sources/dates.py: dates as feeds write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.dates import stated_date

THREE = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "Mon, 23 Nov 2026 10:00:00 +0700",
        "Mon, 23 Nov 2026 10:00:00 GMT+7",
        "Mon,23 Nov 2026 11:00 GMT+08:00",
        "Mon, 23 Nov 2026 03:00:00 GMT",
        "Mon, 23 Nov 2026 03:00:00",
        "Sun, 22 Nov 2026 21:30:00 -0530",
        "2026-11-23T10:00:00+07:00",
        "2026-11-23T03:00:00.123Z",
        "2026-11-23 11:00:00 +0800",
        "2026/11/23 03:00:00",
        "2026年11月23日 03:00",
        "11/23/2026 3:00:00 AM",
        "23/11/2026 03:00",
        "Thứ hai, 23/11/2026, 10:00 (GMT+7)",
        "1795402800",
        "1795402800000",
    ],
)
def test_many_ways_to_write_one_moment(text: str) -> None:
    assert stated_date(text) == THREE


def test_a_day_alone_is_its_noon() -> None:
    assert stated_date("2026-11-23") == datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "05/06/2026 10:00",
        "2026-06-31",
        "2026-13-01",
        "2026-11-23 25:00",
        "10:00",
        "26 ſep 2026 08:30:00 GMT",
    ],
)
def test_what_is_doubtful_is_no_date(text: str) -> None:
    assert stated_date(text) is None


@pytest.mark.parametrize("text", ["Mon, 23 Nov 2026 10:00:00 EST", "23 Nov 2026 10:00 CST"])
def test_named_zones_are_left_to_feedparser(text: str) -> None:
    assert stated_date(text) is None


@given(st.text(st.sampled_from("0123456789/-:.T Z+年月日GMTNovapm()"), max_size=40))
def test_it_never_raises(text: str) -> None:
    date = stated_date(text)
    assert date is None or date.tzinfo is UTC


OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.builds(datetime.fromtimestamp, st.integers(600_000_000, 4_000_000_000), OFFSETS)


@given(MOMENTS)
def test_iso_dates_mean_what_they_say(at: datetime) -> None:
    assert stated_date(at.isoformat()) == at


@given(
    st.datetimes(),
    st.sampled_from(["%a, %d %b %Y %H:%M:%S ", "%d %b %Y %H:%M:%S ", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S.%f"]),
    st.from_regex(r"(GMT|Z|[+-][0-2][0-9]:?[0-9]{2})", fullmatch=True),
)
def test_what_is_usual_is_read_as_what_is_not(at: datetime, form: str, zone: str) -> None:
    text = at.strftime(form) + zone
    assert stated_date(text) == stated_date(f"{text} ")  # one space more, and it is usual no longer
