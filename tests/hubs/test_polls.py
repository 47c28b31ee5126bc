"""Polls go on beside a hub, and leases end."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from tests.fakes.clock import Clock
from tests.fakes.feeds import FeedServer
from tests.fakes.hub import CHALLENGE, Hub
from tests.hubs.house import NEW, NEWER, House, interval, open_house

pytestmark = pytest.mark.anyio


async def test_polls_go_on_more_slowly_and_count_what_the_hub_missed(house: House) -> None:
    minutes = iter(range(1, 9_999))

    async def come(pushed: bool) -> None:
        title = f"Headline number {next(minutes)}"
        house.clock.forward(minutes=20)
        house.server.publish("/feed", title)
        if pushed:
            await house.push(title)

    for _ in range(12):
        await come(pushed=False)
        await house.poll()
    alone = await interval(house)
    await house.ask()
    await house.poll()
    beside = await interval(house)
    assert beside > alone
    for _ in range(12):
        await come(pushed=True)
    await house.hubs.tick()
    await house.poll()
    assert await interval(house) > beside, "a hub that delivers is trusted more"
    for _ in range(30):
        await come(pushed=False)  # the hub has stopped, and says nothing
        await house.poll()
        await house.hubs.tick()
    known = await house.agreed()
    assert known.missed > 20 and known.is_live(house.clock())
    assert await interval(house) < alone * 1.6, "what a hub misses is polled for as if there were no hub"


async def test_a_lease_is_renewed_before_its_end_and_outlasts_a_restart(tmp_path: Path, server: FeedServer) -> None:
    clock = Clock()
    async with open_house(tmp_path, server, clock) as house:
        house.hub.lease = 3600
        await house.ask()
        first = await house.agreed()
        clock.forward(minutes=40)
        await house.ask()
        assert len(house.hub.requests) == 1
        clock.forward(minutes=10)
        await house.ask()
        renewed = await house.agreed()
        assert renewed.until == clock() + timedelta(hours=1) and renewed.key == first.key
        house.hub.silent = True
        clock.forward(minutes=55)
        await house.ask()
        assert (await house.agreed()).is_live(clock()), "the old lease lives on while a new one is asked for"
        assert house.engine.plan.pushed
        hub = house.hub
    asked = len(hub.requests)
    async with open_house(tmp_path, server, clock, hub) as house:
        assert house.engine.plan.pushed
        hub.silent = False
        hub.subscribers.clear()
        await house.ask()
        assert len(hub.requests) == asked + 1, "another public address: the hub must be told"
        assert hub.requests[-1]["hub.callback"] == (await house.agreed()).callback
        assert await house.push(NEW)
        assert NEW in await house.stages()
        hub.answers = 500
        clock.forward(hours=2)
        await house.ask()
        assert not house.engine.plan.pushed, "a lease that ended slows no polls"
        feed = await house.engine.store.feed(house.feed)
        assert feed is not None and feed.next_poll_at is not None
        assert feed.next_poll_at <= clock() + timedelta(seconds=5)


async def test_a_feed_that_is_dropped_is_unsubscribed(house: House) -> None:
    await house.ask()
    key = (await house.agreed()).key
    await house.engine.drop_feed(house.feed)
    await house.ask()
    assert [request["hub.mode"] for request in house.hub.requests] == ["subscribe", "unsubscribe"]
    assert house.hub.told[-1] == (200, CHALLENGE)
    assert house.hub.subscribers == {} and await house.engine.store.subscriptions() == []
    assert house.engine.plan.pushed == {} and not house.hubs.knows(key)


async def test_a_hub_that_will_not_let_go_is_forgotten_and_told_that_it_is(house: House) -> None:
    await house.ask()
    await house.engine.drop_feed(house.feed)
    house.hub.silent = True
    for _ in range(9):
        await house.ask()
        if len(house.hub.requests) == 2:
            assert await house.push(NEW) == [410]
        house.clock.forward(hours=2)
    assert len(house.hub.requests) == 4, "one subscription, three farewells"
    assert await house.engine.store.subscriptions() == []
    assert await house.push(NEW) == [410]


async def test_a_feed_that_names_another_hub_or_none_follows(house: House) -> None:
    await house.ask()
    other = Hub(house.server, "/other")
    await house.names(other.url)
    await house.ask()
    await other.settle()
    assert len(other.subscribers) == 1
    assert await house.push(NEW) == [410], "the former hub's address leads nowhere now"
    house.server.feed("/feed", [NEWER], validators=False)
    await house.poll()
    await house.ask()
    await other.settle()
    assert other.subscribers == {} and await house.engine.store.subscriptions() == []


async def test_the_service_stores_its_counts_when_it_ends(house: House) -> None:
    await house.ask()
    await house.push(NEW)
    stop = asyncio.Event()
    running = asyncio.create_task(house.hubs.run(stop))
    await asyncio.sleep(0)
    stop.set()
    await running
    (known,) = await house.engine.store.subscriptions()
    assert known.pushed == 1
