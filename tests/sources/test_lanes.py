"""bot/sources/lanes.py: politeness to one host never costs another one."""

from __future__ import annotations

import asyncio

import pytest

from bot.sources.lanes import Lanes


class Crowd:
    """Visitors of hosts, each of whom stays until the doors open."""

    def __init__(self, lanes: Lanes) -> None:
        self.inside: list[str] = []
        self.doors = asyncio.Event()
        self._lanes = lanes

    async def visit(self, host: str) -> None:
        async with self._lanes.of(host):
            self.inside.append(host)
            await self.doors.wait()


async def settle() -> None:
    """Lets every task run as far as it can without time passing."""
    for _ in range(20):
        await asyncio.sleep(0)


@pytest.mark.anyio
async def test_a_host_sees_so_many_at_a_time_and_others_are_not_held_up() -> None:
    crowd = Crowd(Lanes(per_host=2, gap=0.0, in_flight=100))
    async with asyncio.TaskGroup() as group:
        for host in ["a"] * 5 + ["b"]:
            group.create_task(crowd.visit(host))
        await settle()
        assert sorted(crowd.inside) == ["a", "a", "b"]
        crowd.doors.set()
    assert len(crowd.inside) == 6


@pytest.mark.anyio
async def test_who_waits_for_a_host_takes_no_place_among_all() -> None:
    crowd = Crowd(Lanes(per_host=1, gap=0.0, in_flight=2))
    async with asyncio.TaskGroup() as group:
        for host in ["a"] * 50 + ["b"]:
            group.create_task(crowd.visit(host))
        await settle()
        assert sorted(crowd.inside) == ["a", "b"]
        crowd.doors.set()


@pytest.mark.anyio
async def test_starts_at_a_host_lie_apart_but_not_on_this_machine() -> None:
    crowd = Crowd(Lanes(per_host=3, gap=3_600.0, in_flight=100))
    hosts = ["far"] * 3 + ["127.0.0.1"] * 3 + ["localhost"] * 3
    tasks = [asyncio.create_task(crowd.visit(host)) for host in hosts]
    await settle()
    assert sorted(crowd.inside) == ["127.0.0.1"] * 3 + ["far"] + ["localhost"] * 3
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@pytest.mark.anyio
async def test_a_cancelled_visitor_leaves_the_place_to_the_next() -> None:
    crowd = Crowd(Lanes(per_host=1, gap=0.0, in_flight=1))
    first = asyncio.create_task(crowd.visit("a"))
    second = asyncio.create_task(crowd.visit("a"))
    await settle()
    first.cancel()
    await settle()
    assert crowd.inside == ["a", "a"]
    crowd.doors.set()
    await asyncio.gather(first, second, return_exceptions=True)


@pytest.mark.anyio
async def test_hosts_that_nobody_waits_for_are_forgotten() -> None:
    lanes = Lanes(per_host=1, gap=0.0, in_flight=1)
    for number in range(5_000):
        async with lanes.of(f"host{number}"):
            pass
    assert len(lanes._lanes) < 2_500
