"""When a chat is left in peace: quiet hours and digest times, in the chat's own time zone.

    parse_quiet("22:00-07:00") -> Quiet | None      parse_digest("mon 08:00") -> Schedule | None
    quiet_end(quiet, zone, now)                     when the quiet hours that hold now end; None where none do
    latest_digest(schedule, zone, now)              the last moment, at or before now, at which a digest was due
    Calm                                            all that one address wants, mutes and snooze included

Rules: pure: the zone and the time come in as values. Hours are those of the wall clock. On the day on which clocks go
forward, a time that does not exist counts as if they had not; on the day on which they go back, quiet hours last to the
second of two equal times, and a digest comes at the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from bot.core.decision import HeldBy
from bot.core.model import Chat, Mute, MuteKind

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIME = r"(\d{1,2})[:.](\d{2})"
_QUIET = re.compile(rf"{_TIME}\s*[-–—]\s*{_TIME}")
_DIGEST = re.compile(rf"(?:({'|'.join(WEEKDAYS)})[a-z]*\s+)?{_TIME}")


@dataclass(frozen=True, slots=True)
class Quiet:
    """From `start` to `end` by the clock, across midnight where end is the earlier; never empty."""

    start: time
    end: time

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"


@dataclass(frozen=True, slots=True)
class Schedule:
    """When digests are due: each hour (at None), each day, or each week on a day (0: Monday)."""

    at: time | None = None
    weekday: int | None = None

    def __str__(self) -> str:
        if self.at is None:
            return "hourly"
        return f"{self.at:%H:%M}" if self.weekday is None else f"{WEEKDAYS[self.weekday]} {self.at:%H:%M}"


HOURLY = Schedule()


@dataclass(frozen=True, slots=True)
class Calm:
    """How one address wants to be left in peace."""

    zone: tzinfo = UTC
    quiet: Quiet | None = None
    digest: Schedule | None = None
    snoozed_until: datetime | None = None
    suspended: bool = False  # it takes nothing at all now
    mutes: tuple[Mute, ...] = ()

    def rest(self, now: datetime) -> tuple[HeldBy, datetime] | None:
        """What keeps it from ringing now, whatever the story, and until when; None where nothing does."""
        quiet = quiet_end(self.quiet, self.zone, now)
        if self.snoozed_until is not None and self.snoozed_until > max(now, quiet or now):
            return HeldBy.SNOOZE, self.snoozed_until
        return None if quiet is None else (HeldBy.QUIET, quiet)

    def muted(self, kind: MuteKind, now: datetime) -> frozenset[str]:
        """What is muted now."""
        return frozenset(m.what for m in self.mutes if m.kind is kind and (m.until is None or m.until > now))


def calm_of(chat: Chat, mutes: Iterable[Mute], zone: tzinfo) -> Calm:
    """As the chat has it set; hours that cannot be read count as none."""
    mine = tuple(mute for mute in mutes if mute.address == chat.address)
    try:
        quiet = parse_quiet(chat.quiet)
    except ValueError:
        quiet = None
    try:
        digest = parse_digest(chat.digest)
    except ValueError:
        digest = None
    return Calm(zone, quiet, digest, chat.snoozed_until, bool(chat.suspended), mine)


def parse_quiet(text: str) -> Quiet | None:
    """ "22:00-07:00"; None for "" and "off". str() gives the form to store. Raises ValueError with the remedy."""
    text = text.strip().lower()
    if text in ("", "off"):
        return None
    found = _QUIET.fullmatch(text)
    start, end = (_time(*found.groups()[:2]), _time(*found.groups()[2:])) if found else (None, None)
    if start is None or end is None or start == end:
        raise ValueError(f'"{text}" is no span of hours. Write two times, such as 22:00-07:00, or off.')
    return Quiet(start, end)


def parse_digest(text: str) -> Schedule | None:
    """ "hourly", "08:00", "mon 08:00"; None for "" and "off". str() gives the form to store. Raises ValueError with the
    remedy."""
    text = text.strip().lower()
    if text in ("", "off"):
        return None
    if text == "hourly":
        return HOURLY
    found = _DIGEST.fullmatch(text)
    at = _time(found.group(2), found.group(3)) if found else None
    if found is None or at is None:
        raise ValueError(f'"{text}" is no time for a digest. Write hourly, 08:00, mon 08:00, or off.')
    return Schedule(at, WEEKDAYS.index(found.group(1)) if found.group(1) else None)


def quiet_end(quiet: Quiet | None, zone: tzinfo, now: datetime) -> datetime | None:
    """When the quiet hours that hold at `now` end, in UTC; None outside of them."""
    if quiet is None:
        return None
    today = now.astimezone(zone).date()
    ends = [span[1] for day in (today - DAY, today) if (span := _span(quiet, day, zone))[0] <= now < span[1]]
    return max(ends, default=None)


def latest_digest(schedule: Schedule, zone: tzinfo, now: datetime) -> datetime:
    """The last time, at or before `now`, at which a digest was due, in UTC."""
    local = now.astimezone(zone)
    if schedule.at is None:
        return now.astimezone(UTC) - timedelta(
            minutes=local.minute, seconds=local.second, microseconds=local.microsecond
        )
    days = (local.date() - number * DAY for number in range(9))
    wanted = (day for day in days if schedule.weekday in (None, day.weekday()))
    return next(moment for day in wanted if (moment := _moment(day, schedule.at, zone, later=False)) <= now)


def _span(quiet: Quiet, day: date, zone: tzinfo) -> tuple[datetime, datetime]:
    last = day if quiet.start < quiet.end else day + DAY
    return _moment(day, quiet.start, zone, later=False), _moment(last, quiet.end, zone, later=True)


def _moment(day: date, at: time, zone: tzinfo, *, later: bool) -> datetime:
    """That time of that day; the later one of two."""
    local = datetime.combine(day, at, zone)
    moments = (local.replace(fold=0).astimezone(UTC), local.replace(fold=1).astimezone(UTC))
    return max(moments) if later else moments[0]


def _time(hours: str | None, minutes: str | None) -> time | None:
    hour, minute = int(hours or 0), int(minutes or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None
