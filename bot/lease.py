"""One editor per database: a renewed lease, so that a second instance waits instead of ringing twice.

Rules: the lease is a row in the database, so it holds on whatever machine the second instance runs. It runs out by
itself when its owner dies; an owner that died on this very machine is recognised by its process id, and need not be
waited for.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

from bot.core.ports import Clock
from bot.core.store import Store
from bot.errors import StoreError
from bot.pause import stopped

log = logging.getLogger(__name__)

NAME = "editor"
LENGTH = timedelta(seconds=30)
RENEW = 10.0  # seconds
LOOK_AGAIN = 2.0  # seconds


def owner_name(token: str) -> str:
    """This process as an owner: machine, process id, and what tells it from an earlier process of the same id."""
    return f"{socket.gethostname()}/{os.getpid()}/{token}"


@asynccontextmanager
async def sole_editor(
    store: Store, clock: Clock, owner: str, waiting: Callable[[str], None], stop: asyncio.Event
) -> AsyncIterator[bool]:
    """Holds the lease inside the block; yields False where `stop` came first. `waiting` is told once who holds it."""
    held = await _take(store, clock, owner, waiting, stop)
    renewing = asyncio.create_task(_renew(store, clock, owner, stop)) if held else None
    try:
        yield held
    finally:
        if renewing is not None:
            renewing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await renewing
            await store.release(NAME, owner)


async def _take(store: Store, clock: Clock, owner: str, waiting: Callable[[str], None], stop: asyncio.Event) -> bool:
    told = False
    while not stop.is_set():
        if await store.lease(NAME, owner, clock(), LENGTH):
            await store.set_value(NAME, owner)
            return True
        other = await store.value(NAME) or "another instance"
        if _is_dead(other, owner):
            await store.release(NAME, other)
            continue
        if not told:
            waiting(other.rpartition("/")[0] or other)
            told = True
        await stopped(stop, LOOK_AGAIN)
    return False


async def _renew(store: Store, clock: Clock, owner: str, stop: asyncio.Event) -> None:
    while True:
        await asyncio.sleep(RENEW)
        try:
            if not await store.lease(NAME, owner, clock(), LENGTH):
                log.error("another instance took this database over while this one stood still; stopping")
                stop.set()
                return
        except StoreError as error:
            log.error("the lease could not be renewed: %s", error)


async def is_edited_here(store: Store) -> bool:
    """Whether a process of this machine that still lives holds the lease."""
    last, here = await store.value(NAME) or "", owner_name("")
    return last.partition("/")[0] == here.partition("/")[0] and not _is_dead(last, here)


def _is_dead(other: str, owner: str) -> bool:
    """Whether the other owner was a process of this machine that is no more."""
    host, _, rest = other.partition("/")
    pid = rest.partition("/")[0]
    if host != owner.partition("/")[0] or not pid.isdigit():
        return False
    if int(pid) == os.getpid():  # the same id, another process: the first one of a restarted container
        return other != owner
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except OSError:  # it lives, and is somebody else's
        return False
    return False
