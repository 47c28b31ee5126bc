"""A consistent copy of an SQLite database while it is in use."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from pathlib import Path

from bot.errors import StoreError


async def copy_sqlite(source: Path, target: Path) -> None:
    """Copies the database to the target, which is whole or not there at all.

    Raises StoreError where the target exists or cannot be written.
    """
    if await asyncio.to_thread(target.exists):
        raise StoreError(f"{target} exists already. Name another file, or move that one away")
    await asyncio.to_thread(_copy, source, target)


async def keep_copy(source: Path, target: Path) -> None:
    """Copies the database to the target, in place of the copy that an earlier attempt may have left there."""
    await asyncio.to_thread(_copy, source, target)


def _copy(source: Path, target: Path) -> None:
    part = target.with_name(f"{target.name}.part")
    try:
        part.unlink(missing_ok=True)
        _vacuum_into(source, part)
        _to_disk(part)
        part.replace(target)
        _to_disk(target.parent)
    except (OSError, sqlite3.Error) as error:
        remedy = "Check the folder, its rights and the room on its disk"
        raise StoreError(f"{target} cannot be written: {error}. {remedy}") from error
    finally:
        if part.exists():
            part.unlink()


def _vacuum_into(source: Path, target: Path) -> None:
    connection = sqlite3.connect(source, isolation_level=None)
    try:
        connection.execute("VACUUM INTO ?", (str(target),))
    finally:
        connection.close()


def _to_disk(path: Path) -> None:
    """A rename must not reach the disk before the content does, nor a copy be called safe before it is."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
