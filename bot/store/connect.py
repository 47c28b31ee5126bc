"""Connections: engines for both databases, one writer at a time, every failure a StoreError.

Rules:
- A method of the store is one transaction: `@writing` or `@reading` opens it and hands it over as the connection. The
  method itself is plain code that waits for nothing but the database.
- SQLite: a transaction runs in a thread from its BEGIN to its COMMIT: a change of threads costs more than a statement.
- SQLite: BEGIN IMMEDIATE by one writer connection. A deferred BEGIN that turns into a write fails with "database is
  locked" at once, whatever the busy timeout. Readers have connections of their own, see a snapshot and never wait
  (WAL).
- A write that has begun is not cancelled in its middle: what was sent is recorded even while the program is told to
  stop.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from functools import partial, wraps
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy import URL, ColumnElement, Connection, Dialect, Engine, Table, create_engine, event
from sqlalchemy.exc import SQLAlchemyError

from bot.core.model import Address
from bot.store.bulk import Bulk
from bot.store.faults import fault, place

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

P = ParamSpec("P")
R = TypeVar("R")
S = TypeVar("S", bound="Room")
Work = Callable[[Connection], R]  # what a transaction does

BUSY = 10.0  # seconds to wait for another process that writes to the same SQLite file
CONNECT = 10.0  # seconds to wait for a PostgreSQL server
READERS = 4

# synchronous=FULL: a committed `sending` or `sent` survives a power cut (docs/technotes/sqlite-durability.md). The log
# is brought into the file every 4,000 pages, not 1,000: each time, a commit waits for the disk once more.
_WRITING: tuple[str, ...] = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "wal_autocheckpoint=4000",
    "journal_size_limit=67108864",
)
_WRITES, _READS = "BEGIN IMMEDIATE", "BEGIN"


class Database:
    """The ways into one database, and the lock of its one writer."""

    def __init__(self, url: URL) -> None:
        self.where = place(url)
        self.sqlite = url.get_backend_name() == "sqlite"
        self.path = Path(url.database) if self.sqlite and url.database else None
        self._lock = asyncio.Lock()
        self._url = url
        self._dialect: Any = import_module(f"sqlalchemy.dialects.{url.get_backend_name()}")  # of two, the one needed
        self._statements: dict[str, Any] = {}
        self._writer: _Way
        self._reader: _Way
        if self.sqlite:
            self._writer = _Threads(url, 1, _WRITES, (*_WRITING, "foreign_keys=ON"))
            self._reader = _Threads(url, READERS, _READS, ("query_only=ON",))
        else:
            engine = _postgresql_engine(url)
            # A story and its reports are several queries: they must see the same moment.
            reading = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            self._writer, self._reader = _Server(engine), _Server(reading)

    def insert(self, table: Table) -> Any:
        """The dialect's INSERT, which knows ON CONFLICT; the two dialects share its methods but no type."""
        return self._dialect.insert(table)

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """The statement of that name, made when it is first asked for: what each poll runs is not put together, and
        looked up by all its parts, each time."""
        if name not in self._statements:
            self._statements[name] = make()
        return self._statements[name]

    def bulk(self, name: str, make: Callable[[], Any]) -> Bulk:
        """The INSERT of that name, for many rows; made like `once`."""
        made: Bulk = self.once(name, lambda: Bulk(make(), self._writer.dialect))
        return made

    async def write(self, work: Work[R]) -> R:
        """Runs the work in a transaction of the writer. Cancelled, it ends the transaction first."""
        async with self._lock:
            return await _whole(self._run(self._writer, work))

    async def read(self, work: Work[R]) -> R:
        """Runs the work on a snapshot. A cancellation waits for SQLite, which is done in milliseconds and would
        leave its connection unclosed. A network may take its time, and is cut off."""
        running = self._run(self._reader, work)
        return await (_whole(running) if self.sqlite else running)

    async def rebuild(self, work: Work[R]) -> R:
        """Runs the work, which may make tables anew, in a transaction. On SQLite that needs a connection which does not
        enforce foreign keys: to it, dropping the old `stories` would be deleting every report of every story."""
        if not self.sqlite:
            return await self.write(work)
        way = _Threads(self._url, 1, _WRITES, (*_WRITING, "foreign_keys=OFF"))
        async with self._lock:
            try:
                return await self._run(way, work)
            finally:
                await way.close()

    async def close(self) -> None:
        """Waits for the writer, then lets go of every connection."""
        async with self._lock:
            await self._writer.close()
            await self._reader.close()

    async def _run(self, way: _Way, work: Work[R]) -> R:
        try:
            return await way.run(work)
        except (SQLAlchemyError, OSError) as error:
            raise fault(error, self.where) from error


async def _whole(work: Coroutine[Any, Any, R]) -> R:
    """The work, which a cancellation waits for."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.gather(task, return_exceptions=True)
        raise


class _Way(Protocol):
    """How transactions get to a database."""

    @property
    def dialect(self) -> Dialect:
        """What SQL it speaks."""

    async def run(self, work: Work[R]) -> R:
        """The work, in a transaction of its own."""

    async def close(self) -> None:
        """Lets go of every connection."""


class _Threads:
    """To an SQLite file: as many threads as connections. begin: how a transaction starts."""

    def __init__(self, url: URL, connections: int, begin: str, pragmas: tuple[str, ...]) -> None:
        self._threads = ThreadPoolExecutor(connections, thread_name_prefix="store")
        self._engine = _sqlite_engine(url, connections, begin, pragmas)
        self.dialect = self._engine.dialect

    async def run(self, work: Work[R]) -> R:
        return await asyncio.get_running_loop().run_in_executor(self._threads, _transaction, self._engine, work)

    async def close(self) -> None:
        # In a thread: the last connection brings what the log holds into the file.
        await asyncio.get_running_loop().run_in_executor(self._threads, self._engine.dispose)
        self._threads.shutdown()


def _transaction(engine: Engine, work: Work[R]) -> R:
    with engine.begin() as connection:
        return work(connection)


class _Server:
    """To a PostgreSQL server: in the event loop, by a driver that waits without blocking it."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self.dialect = engine.dialect

    async def run(self, work: Work[R]) -> R:
        async with self._engine.begin() as connection:
            return await connection.run_sync(work)

    async def close(self) -> None:
        await self._engine.dispose()


def at(table: Table, address: Address) -> ColumnElement[bool]:
    """The rows of one address."""
    return (table.c.chat == address.chat) & (table.c.thread == address.thread)


class Room:
    """A part of the store: methods over one database."""

    def __init__(self, database: Database) -> None:
        self._db = database


def writing(
    method: Callable[Concatenate[S, Connection, P], R],
) -> Callable[Concatenate[S, P], Coroutine[Any, Any, R]]:
    """The method is one transaction that writes; its connection is the first argument."""

    @wraps(method)
    async def transaction(self: S, /, *args: P.args, **kwargs: P.kwargs) -> R:
        return await self._db.write(lambda connection: method(self, connection, *args, **kwargs))

    return transaction


def reading(
    method: Callable[Concatenate[S, Connection, P], R],
) -> Callable[Concatenate[S, P], Coroutine[Any, Any, R]]:
    """The method reads one snapshot; its connection is the first argument."""

    @wraps(method)
    async def transaction(self: S, /, *args: P.args, **kwargs: P.kwargs) -> R:
        return await self._db.read(lambda connection: method(self, connection, *args, **kwargs))

    return transaction


def _sqlite_engine(url: URL, connections: int, begin: str, pragmas: tuple[str, ...]) -> Engine:
    # isolation_level None: the driver begins nothing by itself, so that BEGIN is ours to word.
    options = {"isolation_level": None, "timeout": BUSY}
    engine = create_engine(
        url, pool_size=connections, max_overflow=0, pool_timeout=None, hide_parameters=True, connect_args=options
    )
    event.listen(engine, "connect", partial(_set_up, pragmas))
    event.listen(engine, "begin", partial(_begin, begin))
    return engine


def _set_up(pragmas: tuple[str, ...], connection: Any, _record: object) -> None:
    try:
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
    except BaseException:
        connection.close()  # the pool does not know it yet, and would leave its thread behind
        raise


def _begin(statement: str, connection: Connection) -> None:
    connection.exec_driver_sql(statement)


def _postgresql_engine(url: URL) -> AsyncEngine:
    from sqlalchemy.ext.asyncio import create_async_engine  # here: SQLite does without

    return create_async_engine(
        url,
        pool_size=READERS + 1,
        max_overflow=0,
        pool_timeout=None,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"timeout": CONNECT},
    )
