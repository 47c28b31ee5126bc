"""bot/sources/freshness.py: what headers say about asking again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.freshness import LONGEST, fresh_for, longest, retry_after, validators

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
IN_AN_HOUR = "Mon, 02 Mar 2026 09:00:00 GMT"
HOUR = timedelta(hours=1)


def test_validators_are_verbatim() -> None:
    headers = {"etag": 'W/"a b\'c"', "last-modified": "yesterday, more or less"}
    assert validators(headers) == ('W/"a b\'c"', "yesterday, more or less")


def test_validators_of_who_forbids_caching_or_sends_a_novel_are_not_kept() -> None:
    assert validators({"etag": '"1"', "last-modified": IN_AN_HOUR, "expires": "0"}) == ("", "")
    assert validators({"etag": "x" * 5_000}) == ("", "")


@pytest.mark.parametrize("etag", ['"é"', '"a\x00b"', '"\x7f"', "\ud800"])
def test_what_no_header_can_carry_is_not_kept(etag: str) -> None:
    assert validators({"etag": etag, "last-modified": etag}) == ("", "")


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"cache-control": "public, max-age=3600"}, HOUR),
        ({"cache-control": 'MAX-AGE = "3600", stale-if-error=9'}, HOUR),
        ({"cache-control": "max-age=3600", "age": "1800"}, HOUR / 2),
        ({"cache-control": "max-age=3600", "expires": "Sun, 01 Mar 2026 09:00:00 GMT"}, HOUR),
        ({"expires": IN_AN_HOUR}, HOUR),
        ({"expires": IN_AN_HOUR, "date": "Mon, 02 Mar 2026 08:30:00 GMT"}, HOUR / 2),
        ({"cache-control": "no-cache, max-age=3600"}, None),
        ({"cache-control": "no-store"}, None),
        ({"cache-control": "max-age=soon"}, None),
        ({"expires": "0"}, None),
        ({"expires": "-1"}, None),
        ({}, None),
    ],
)
def test_freshness(headers: dict[str, str], wait: timedelta | None) -> None:
    assert fresh_for(headers, NOW) == wait


@pytest.mark.parametrize(
    ("stated", "wait"),
    [
        ("120", timedelta(minutes=2)),
        (IN_AN_HOUR, HOUR),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("٣", None),
        ("", None),
        ("Mon, 99 Mar 2026", None),
    ],
)
def test_retry_after(stated: str, wait: timedelta | None) -> None:
    assert retry_after({"retry-after": stated}, NOW) == wait


def test_the_longest_is_at_most_a_day_and_never_in_the_past() -> None:
    assert longest([None, HOUR, timedelta(minutes=2)]) == HOUR
    assert longest([timedelta(days=400)]) == LONGEST
    assert longest([timedelta(seconds=-5), None]) is None
    assert longest([]) is None


@given(st.dictionaries(st.sampled_from(["cache-control", "expires", "date", "age", "retry-after", "etag"]), st.text()))
def test_nonsense_is_as_good_as_nothing(headers: dict[str, str]) -> None:
    longest([fresh_for(headers, NOW), retry_after(headers, NOW)])
    validators(headers)


@given(st.text(st.sampled_from("0123456789"), max_size=5_000))
def test_any_number_of_seconds_is_bounded(digits: str) -> None:
    wait = longest([retry_after({"retry-after": digits}, NOW)])
    assert wait is None or wait <= LONGEST
