"""What columns hold, and how either database keeps it.

Rules: a time is stored in UTC, a duration in whole microseconds. A text never holds what a database cannot: PostgreSQL
takes no NUL, neither takes half a surrogate pair, and one such character in a headline must not cost the whole commit.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, LargeBinary, Text
from sqlalchemy.types import TypeDecorator

from bot.core.habit import WEEK, Habit

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class Moment(TypeDecorator[datetime]):
    """An aware time, in UTC. SQLite keeps it as text that sorts by time."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else _in_utc(value)

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any] | None:
        return _as_text if dialect.name == "sqlite" else super().bind_processor(dialect)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _in_utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError(f"{value!r} has no time zone")
    return value if value.tzinfo is UTC else value.astimezone(UTC)


def _as_text(value: datetime | None) -> str | None:
    """As SQLAlchemy writes it for SQLite, in a third of the time."""
    return None if value is None else _written(_in_utc(value))


@lru_cache(256)
def _written(value: datetime) -> str:
    """A time in UTC, remembered: of what one poll brought, all was seen at the same time."""
    return value.isoformat(" ", "microseconds").removesuffix("+00:00")


class Duration(TypeDecorator[timedelta]):
    """A duration, as whole microseconds: exact in both databases."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: timedelta | None, dialect: Dialect) -> int | None:
        return None if value is None else value // timedelta(microseconds=1)

    def process_result_value(self, value: int | None, dialect: Dialect) -> timedelta | None:
        return None if value is None else timedelta(microseconds=value)


class Words(TypeDecorator[str]):
    """Text from anywhere; what cannot be stored becomes U+FFFD."""

    impl = Text
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[str | None], Any] | None:
        return _storable  # by itself: for each of twenty texts a row, SQLAlchemy's own would call it in turn


def _storable(value: str | None) -> str | None:
    if value is None or value.isprintable():  # what cannot be stored cannot be printed, and most can
        return value
    return _UNSTORABLE.sub("\ufffd", value)


# SQLite only numbers rows by itself where the key is an INTEGER; its INTEGER has 64 bits.
Serial = BigInteger().with_variant(Integer(), "sqlite")


class Rhythm(TypeDecorator[Habit]):
    """A feed's habit: its numbers as 32-bit floats, and the microsecond that they hold for. None: nothing known."""

    impl = LargeBinary
    cache_ok = True
    _form = struct.Struct(f"<q{2 * WEEK + 2}f")

    def process_bind_param(self, value: Habit | None, dialect: Dialect) -> bytes | None:
        if value is None or value.at is None:
            return None
        at = (value.at - _EPOCH) // timedelta(microseconds=1)
        return self._form.pack(at, *value.entries, *value.hours, value.lately, value.awaited)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Habit:
        if value is None:
            return Habit()
        at, *numbers = self._form.unpack(value)
        *cells, lately, awaited = numbers
        moment = _EPOCH + timedelta(microseconds=at)
        return Habit(tuple(cells[:WEEK]), tuple(cells[WEEK:]), lately, awaited, moment)
