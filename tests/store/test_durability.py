"""SQLite under kill -9, beside other processes, and under load; a write that is told to stop."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.decision import Delivery
from bot.core.model import Address
from bot.core.store import Store
from bot.store import open_store
from tests.store.made import FEED, HERE, NOW, entry, rings

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).parents[2]
SIZE = 8  # stories in one decision

CHILD = """
import asyncio, sys
from bot.store import open_store
from tests.store.made import many

async def main(url, first, size):
    store = await open_store(url)
    for number in range(first, first + 100000):
        await store.commit(many(number, size))
        print(number, flush=True)

asyncio.run(main(sys.argv[1], *map(int, sys.argv[2:])))
"""


async def test_kill_9_loses_nothing_committed_and_leaves_no_half(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/newsbell.db"
    first = 1
    for round in range(3):
        done = await asyncio.to_thread(_run_and_kill, url, first, 5 + 9 * round)
        store = await open_store(url)
        stored = {s.id // SIZE for s in await store.stories(NOW)}
        assert set(range(1, done + 1)) <= stored, "what was committed is there"
        last = max(stored)
        assert last <= done + 1
        count = last * SIZE
        assert len(await store.stories(NOW)) == count, "and no decision in part"
        assert len(await store.recent(NOW, 10**6)) == count
        assert len(await store.queued(NOW, 10**6)) == count
        shown = [entry(f"s{id}") for id in range(SIZE, (last + 2) * SIZE)]
        assert len(await store.unseen(FEED, shown)) == SIZE
        feed = await store.feed(FEED)
        assert feed is not None and feed.etag == str(last)
        await store.close()
        first = last + 1


def _run_and_kill(url: str, first: int, commits: int) -> int:
    """Kills a process that commits, without a warning, and returns the last commit that it knew to be done."""
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, url, str(first), str(SIZE)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        for _ in range(commits):
            assert child.stdout.readline()
        child.kill()
        rest = child.stdout.read().split("\n")
    whole = [line for line in rest[:-1] if line]
    return int(whole[-1]) if whole else first + commits - 1


async def test_two_processes_on_one_file(tmp_path: Path) -> None:
    """`bot explain` and `bot check` beside a running bot: both read, both write, neither is told that it is locked."""
    url = f"sqlite:///{tmp_path}/newsbell.db"
    bot, other = await asyncio.gather(open_store(url), open_store(url))  # both find no file, and make one
    await asyncio.gather(
        *(bot.commit(rings(id)) for id in range(1, 30)),
        *(other.commit(replace(rings(id), feeds=())) for id in range(30, 60)),
        *(other.explain("https://news.example/s1") for _ in range(20)),
    )
    assert len(await bot.queued(NOW, 100)) == 59
    assert await bot.queued(NOW, 100) == await other.queued(NOW, 100)
    await bot.close()
    await other.close()


async def test_many_writers_and_readers_of_one_store(store: Store) -> None:
    async def life(id: int) -> None:
        (delivery,) = await store.commit(rings(id, Address(id)))
        assert await store.unseen(FEED, [entry(f"s{id}")]) == []
        await store.mark_sent(delivery, id, 1, NOW)
        assert await store.story(id) is not None

    await asyncio.gather(*(life(id) for id in range(1, 41)))
    assert (await store.counts(NOW)).sent == 40


async def test_what_was_sent_is_recorded_though_the_task_is_cancelled(store: Store) -> None:
    deliveries: list[Delivery] = list(await store.commit(rings(1)))
    task = asyncio.create_task(store.mark_sent(deliveries[0], 7, 1, NOW))
    for _ in range(3):
        await asyncio.sleep(0)  # it has begun
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await store.queued(NOW, 9) == []
    assert await store.alert_by_message(HERE.chat, 7) is not None


async def test_a_write_that_waits_for_another_can_be_cancelled(store: Store) -> None:
    tasks = [asyncio.create_task(store.commit(rings(id))) for id in (1, 2)]
    for _ in range(3):
        await asyncio.sleep(0)
    tasks[1].cancel()
    assert len(await tasks[0]) == 1
    with pytest.raises(asyncio.CancelledError):
        await tasks[1]
    assert [s.id for s in await store.stories(NOW)] == [1]
