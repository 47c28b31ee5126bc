"""Everything that outlives a restart: SQLite by default, PostgreSQL by URL, one code and one contract for both.

    tables.py  columns.py  schema.py  migrations/    the shape, and how an older database gets there
    connect.py  faults.py  copying.py    connections and transactions; errors in words; backups
    rows.py                              rows to nouns and back
    feeds  subscriptions  entries  stories  records  outbox  owed  holding  chats  wishes  drafts  guests  moving
    judging  upkeep                      the queries, by noun

Rules: a method is one transaction, one writer at a time; every failure is a StoreError that names the database and the
remedy, and shows no password.
"""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.core.store import Store
from bot.errors import StoreError
from bot.store.chats import Chats
from bot.store.connect import Database
from bot.store.drafts import Drafts
from bot.store.entries import Entries
from bot.store.faults import fault, place
from bot.store.feeds import Feeds
from bot.store.guests import Guests
from bot.store.holding import Holding
from bot.store.judging import Judgements
from bot.store.outbox import Outbox
from bot.store.owed import Owing
from bot.store.records import Records
from bot.store.schema import migrate
from bot.store.stories import Stories
from bot.store.subscriptions import Subscriptions
from bot.store.upkeep import Upkeep
from bot.store.wishes import Wishes

__all__ = ["SqlStore", "open_store"]

_DRIVERS = {"sqlite": "sqlite+pysqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}
_SQLITE = (3, 35)  # RETURNING
_FORMS = "Write sqlite:///folder/file.db, sqlite:////absolute/file.db or postgresql://user:password@host/database"


class SqlStore(
    Feeds,
    Subscriptions,
    Entries,
    Stories,
    Records,
    Chats,
    Wishes,
    Drafts,
    Guests,
    Holding,
    Outbox,
    Owing,
    Judgements,
    Upkeep,
):
    """The store in an SQL database; bot.core.store.Store says what each method does."""

    async def close(self) -> None:
        await self._db.close()


async def open_store(url: str) -> Store:
    """Opens the database, makes it where there is none, and migrates one of an older version.

    url: sqlite:///relative.db, sqlite:////absolute.db or postgresql://user:password@host/database. Raises StoreError.
    """
    database = Database(await _prepared(url))
    try:
        await migrate(database)
    except BaseException:
        await database.close()
        raise
    return SqlStore(database)


async def _prepared(text: str) -> URL:
    """The URL with its driver, the folder of its file made."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise StoreError(f"store.url is not a database URL. {_FORMS}") from None  # not shown: it may hold a password
    driver = _DRIVERS.get(url.drivername)
    if driver is None:
        raise StoreError(f"store.url: there is no {url.drivername} here. {_FORMS}")
    url = url.set(drivername=driver)
    return await _file_url(url) if driver.startswith("sqlite") else _server_url(url)


async def _file_url(url: URL) -> URL:
    if sqlite3.sqlite_version_info < _SQLITE:
        raise StoreError(
            f"SQLite {sqlite3.sqlite_version} is too old: this needs 3.35 (of 2021). Update Python or the system"
        )
    if not url.database or url.database == ":memory:" or url.host or url.query:
        raise StoreError(f"store.url: SQLite needs a file, and nothing else. {_FORMS}")
    try:
        await asyncio.to_thread(Path(url.database).parent.mkdir, parents=True, exist_ok=True)
    except OSError as error:
        raise fault(error, place(url)) from error
    return url


def _server_url(url: URL) -> URL:
    """libpq says sslmode, asyncpg says ssl; their values are the same."""
    if "sslmode" not in url.query:
        return url
    return url.difference_update_query(["sslmode"]).update_query_dict({"ssl": url.query["sslmode"]})
