"""Dates as feeds write them, beyond what feedparser reads, and where it reads another day (2026/11/23 as the 1st).

Rules: a date that may mean two days is no date, since a wrong one can silence an alert; without a zone it is UTC; a day
without a time is its noon.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

_NAMES = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_MONTHS = {name: number for number, name in enumerate(_NAMES.split("|"), 1)}
_YEAR_FIRST = re.compile(r"\b(\d{4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)")
_YEAR_LAST = re.compile(r"\b(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})\b")
_MONTH_NAMED = re.compile(rf"\b(\d{{1,2}})[ -]({_NAMES})[a-z]*\.?,?[ -](\d{{4}})\b", re.I)
_TIME = re.compile(r"(?<![\d+-])(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?(?:\s?([ap])\.?m\b\.?)?", re.I)
_ZONE = re.compile(r"\s*\(?(?:z|(?:gmt|utc)?\s?(?:([+-])(\d{1,2}):?(\d{2})?)?)\)?\s*\Z", re.I)
_EPOCH = re.compile(r"\s*(\d{10})(?:\d{3})?\s*\Z")
# As nearly all are written, "Thu, 26 Nov 2026 08:30:00 +0100" and "2026-11-26T08:30:00Z": read in a third of the time.
_MAIL = re.compile(
    rf"(?:[a-z]{{3}}, )?(\d{{1,2}}) ({_NAMES}) (\d{{4}}) (\d\d):(\d\d):(\d\d) (?:gmt|utc|z|([+-])([01]\d)([0-5]\d))",
    re.I,
)
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:Z|([+-])([01]\d):([0-5]\d))")


def stated_date(text: str) -> datetime | None:
    """The moment, in UTC; None for what is not understood without doubt."""
    try:
        if usual := _MAIL.fullmatch(text):
            return _at(usual, int(usual[3]), _MONTHS[usual[2].lower()], int(usual[1]))
        if usual := _ISO.fullmatch(text):
            return _at(usual, int(usual[1]), int(usual[2]), int(usual[3]))
        if epoch := _EPOCH.match(text):
            return datetime.fromtimestamp(int(epoch[1]), UTC)
        day = _day(text)
        return None if day is None else _moment(day, text)
    except (ValueError, OverflowError, KeyError):  # the 31st of June, 25 o'clock, a ſ that is an s to re.IGNORECASE
        return None


def _at(usual: re.Match[str], year: int, month: int, day: int) -> datetime:
    """The moment of that day that the rest of a usual date states. Raises ValueError, OverflowError."""
    moment = datetime(year, month, day, int(usual[4]), int(usual[5]), min(int(usual[6]), 59), tzinfo=UTC)
    if usual[7] is None:
        return moment
    offset = timedelta(hours=int(usual[8]), minutes=int(usual[9]))
    return moment + offset if usual[7] == "-" else moment - offset


def _day(text: str) -> tuple[int, int, int] | None:
    """(year, month, day)"""
    if found := _YEAR_FIRST.search(text):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _MONTH_NAMED.search(text):
        return int(found[3]), _MONTHS[found[2].lower()], int(found[1])
    if found := _YEAR_LAST.search(text):
        first, second, year = int(found[1]), int(found[2]), int(found[3])
        if first == second or second > 12:
            return year, first, second  # 11/23/2026
        if first > 12:
            return year, second, first  # 23/11/2026
    return None


def _moment(day: tuple[int, int, int], text: str) -> datetime | None:
    time = _TIME.search(text)
    if time is None:
        return datetime(*day, 12, tzinfo=UTC)
    zone = _ZONE.match(text, time.end())
    if zone is None:
        return None  # EST, CST, a day behind the time: feedparser knows more of those
    hour = int(time[1]) % 12 + 12 * (time[4] in "pP") if time[4] else int(time[1])
    offset = timedelta(hours=int(zone[2] or 0), minutes=int(zone[3] or 0))
    where = timezone(-offset if zone[1] == "-" else offset)
    return datetime(*day, hour, int(time[2]), min(int(time[3] or 0), 59), tzinfo=where).astimezone(UTC)
