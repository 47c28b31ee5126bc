"""bot/store/bulk.py and columns.py: rows bound by hand are stored as SQLAlchemy stores them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, DateTime, delete
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import StatementError

from bot.core.habit import first_habit
from bot.core.model import Feed
from bot.core.store import Store
from bot.store.columns import Moment
from bot.store.connect import Database
from bot.store.feeds import _storing
from bot.store.rows import feed_row
from bot.store.tables import feeds
from tests.store.made import NOW, minutes

pytestmark = pytest.mark.anyio

FEEDS = [
    Feed("https://a.example", title="A\x00\ud800", etag='"1"', polled_at=NOW, interval=timedelta(seconds=90), rate=0.5),
    Feed("https://b.example", habit=first_habit([minutes(-60)], NOW), tags=("x", "y"), rests=frozenset((1, 167))),
]


def database(store: Store) -> Database:
    found: Database = store._db  # type: ignore[attr-defined]
    return found


def stored(connection: Connection) -> list[Any]:
    return [tuple(row) for row in connection.exec_driver_sql("SELECT * FROM feeds ORDER BY url")]


async def test_rows_are_stored_as_sqlalchemy_stores_them(store: Store) -> None:
    here, rows = database(store), [feed_row(feed) for feed in FEEDS]

    def both(connection: Connection) -> tuple[list[Any], list[Any]]:
        connection.execute(_storing(here), rows)
        theirs = stored(connection)
        connection.execute(delete(feeds))
        here.bulk("here", lambda: _storing(here)).run(connection, rows)
        return theirs, stored(connection)

    theirs, ours = await here.write(both)
    assert ours == theirs and len(ours) == 2


async def test_a_statement_keeps_its_constants(store: Store) -> None:
    """A feed that was switched off stays off: that is a parameter which no row brings."""
    await store.add_feed(FEEDS[0])
    await store.drop_feed(FEEDS[0].url)
    await store.save_feed(replace(FEEDS[0], title="after"))
    found = await store.feed(FEEDS[0].url)
    assert found is not None and (found.state.value, found.title) == ("off", "after")


async def test_what_cannot_be_stored_is_a_fault_of_the_statement(store: Store) -> None:
    here = database(store)
    row = {**feed_row(FEEDS[0]), "polled_at": datetime(2026, 3, 2)}  # noqa: DTZ001  # that is what is wrong with it
    async with here._lock:
        with pytest.raises(StatementError, match="no time zone"):
            await here._writer.run(lambda c: here.bulk("here", lambda: _storing(here)).run(c, [row]))


@given(st.datetimes(), st.integers(-23, 23))
def test_a_moment_is_written_for_sqlite_as_sqlalchemy_writes_it(at: datetime, hours: int) -> None:
    dialect = sqlite.dialect()
    theirs, ours = (kind.dialect_impl(dialect).bind_processor(dialect) for kind in (DateTime(), Moment()))
    assert theirs is not None and ours is not None
    try:
        there = at.replace(tzinfo=UTC).astimezone(timezone(timedelta(hours=hours)))
    except OverflowError:  # beyond the calendar
        return
    assert ours(there) == theirs(at)
    assert ours(None) is None


def test_two_moments_an_hour_apart_that_one_clock_shows_alike_are_two() -> None:
    ours = Moment().dialect_impl(sqlite.dialect()).bind_processor(sqlite.dialect())
    assert ours is not None
    summer = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    winter = summer.replace(fold=1)
    assert summer == winter  # as Python compares what one clock shows
    assert ours(summer) == "2026-10-25 00:30:00.000000"
    assert ours(winter) == "2026-10-25 01:30:00.000000"
