"""The lease: one editor per database; the dead are not waited for."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from pathlib import Path

import pytest

from bot import lease
from bot.lease import is_edited_here, owner_name, sole_editor
from tests.fakes.clock import Clock
from tests.fakes.stores import quick_store

pytestmark = pytest.mark.anyio


async def test_a_second_instance_waits_and_says_who_holds_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "LOOK_AGAIN", 0.01)
    store = await quick_store(tmp_path / "news.db")
    clock, stop, waits, said = Clock(), asyncio.Event(), asyncio.Event(), list[str]()

    def say(holder: str) -> None:
        said.append(holder)
        waits.set()

    async def second() -> bool:
        async with sole_editor(store, clock, "elsewhere/1/b", say, stop) as held:
            return held

    async with sole_editor(store, clock, "machine/1/a", say, stop) as held:
        assert held
        waiting = asyncio.create_task(second())
        await asyncio.wait_for(waits.wait(), 5)
        assert not waiting.done()
    assert await asyncio.wait_for(waiting, 5)
    assert said == ["machine/1"]
    await store.close()


async def test_who_is_told_to_stop_while_it_waits_never_held_it(tmp_path: Path) -> None:
    store = await quick_store(tmp_path / "news.db")
    clock, stop = Clock(), asyncio.Event()
    async with sole_editor(store, clock, "machine/1/a", print, asyncio.Event()):
        async with sole_editor(store, clock, "elsewhere/1/b", lambda _: stop.set(), stop) as held:
            assert not held
        assert not await store.lease(lease.NAME, "elsewhere/1/b", clock(), lease.LENGTH)
    await store.close()


@pytest.mark.parametrize("kind", ["another process that ended", "this process id, an earlier life"])
async def test_a_dead_owner_of_this_machine_is_replaced_at_once(tmp_path: Path, kind: str) -> None:
    dead = await asyncio.create_subprocess_exec(sys.executable, "-c", "")
    await dead.wait()
    pid = dead.pid if kind.startswith("another") else os.getpid()
    store = await quick_store(tmp_path / "news.db")
    clock = Clock()
    left = f"{socket.gethostname()}/{pid}/old"
    assert await store.lease(lease.NAME, left, clock(), lease.LENGTH)
    await store.set_value(lease.NAME, left)
    async with sole_editor(store, clock, owner_name("new"), pytest.fail, asyncio.Event()) as held:
        assert held
    await store.close()


async def test_a_lease_that_ran_out_is_free(tmp_path: Path) -> None:
    store = await quick_store(tmp_path / "news.db")
    clock = Clock()
    assert await store.lease(lease.NAME, "gone/1/a", clock(), lease.LENGTH)
    clock.now += lease.LENGTH
    async with sole_editor(store, clock, "machine/2/b", pytest.fail, asyncio.Event()) as held:
        assert held
    await store.close()


async def test_it_is_known_whether_a_living_process_of_this_machine_holds_it(tmp_path: Path) -> None:
    store = await quick_store(tmp_path / "news.db")
    ended = await asyncio.create_subprocess_exec(sys.executable, "-c", "")
    await ended.wait()
    assert not await is_edited_here(store)
    for owner, here in (
        (f"{socket.gethostname()}/{os.getppid()}/a", True),
        (f"{socket.gethostname()}/{ended.pid}/a", False),
        (f"elsewhere/{os.getppid()}/a", False),
    ):
        await store.set_value(lease.NAME, owner)
        assert await is_edited_here(store) is here
    await store.close()


async def test_who_lost_it_while_it_stood_still_stops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "RENEW", 0.01)
    store = await quick_store(tmp_path / "news.db")
    clock, stop = Clock(), asyncio.Event()
    async with sole_editor(store, clock, "machine/1/a", pytest.fail, stop) as held:
        assert held
        later = clock() + 2 * lease.LENGTH
        assert await store.lease(lease.NAME, "elsewhere/1/b", later, lease.LENGTH)
        await asyncio.wait_for(stop.wait(), 30)
    assert not await store.lease(lease.NAME, "machine/1/a", later, lease.LENGTH), "the new owner keeps it"
    await store.close()


async def test_an_owner_of_another_machine_is_waited_for_whatever_its_process_id(tmp_path: Path) -> None:
    dead = await asyncio.create_subprocess_exec(sys.executable, "-c", "")
    await dead.wait()
    store = await quick_store(tmp_path / "news.db")
    clock, stop = Clock(), asyncio.Event()
    owner = f"elsewhere/{dead.pid}/old"
    assert await store.lease(lease.NAME, owner, clock(), lease.LENGTH)
    await store.set_value(lease.NAME, owner)
    async with sole_editor(store, clock, owner_name("new"), lambda _: stop.set(), stop) as held:
        assert not held
    await store.close()
