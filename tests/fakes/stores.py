"""Databases for tests that are about something else: SQLite, of the newest version, quick to make and to use.

Rules: a new one is a copy of an empty one that was made once a process, for to migrate takes twenty times as long. They
need not outlive a power cut, so nothing waits for the disk; a process that is killed still loses nothing that it had
committed. A statement is compiled once a process, not once a database. What migrations and the disk do is the subject
of tests/store, which shares the statements alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bot.core.store import Store
from bot.store import SqlStore, connect, open_store

_EMPTY: list[bytes] = []
_SHARED: dict[str, tuple[Any, Any]] = {}  # of the first database of a kind: its dialect and compiled statements


async def quick_store(file: Path) -> Store:
    """The database in this file, made where there is none."""
    with _no_power_cuts():
        if not _EMPTY:
            _EMPTY.append(await _made(file.with_suffix(".empty")))
        if not await asyncio.to_thread(file.exists):
            await asyncio.to_thread(file.write_bytes, _EMPTY[0])
        store = await open_store(f"sqlite:///{file}")
    share_statements(store)
    return store


def share_statements(store: Store) -> None:
    """What SQLAlchemy compiled for an earlier database serves this one: it keeps that by engine and by dialect."""
    assert isinstance(store, SqlStore)
    for way in (store._db._writer, store._db._reader):
        engine: Any = way._engine if isinstance(way, connect._Threads) else way._engine.sync_engine  # type: ignore[attr-defined]  # a _Server
        own = engine.dialect, engine._compiled_cache
        engine.dialect, engine._compiled_cache = _SHARED.setdefault(engine.dialect.name, own)


async def _made(file: Path) -> bytes:
    await (await open_store(f"sqlite:///{file}")).close()
    return await asyncio.to_thread(file.read_bytes)


@contextmanager
def _no_power_cuts() -> Iterator[None]:
    careful = connect._WRITING
    connect._WRITING = tuple(one.replace("synchronous=FULL", "synchronous=OFF") for one in careful)
    try:
        yield
    finally:
        connect._WRITING = careful
