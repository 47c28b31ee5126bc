"""What is kept back for a digest, and how it is told in the end, in both databases."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.decision import Decision, Delivery, DeliveryState, Held, HeldBy, Told
from bot.core.model import Address, Chat
from bot.core.store import Store
from tests.store.made import FEED, HERE, NOW, TOPIC, digest, minutes, rings, send, story

pytestmark = pytest.mark.anyio


def kept(id: int = 1, address: Address = HERE, by: HeldBy = HeldBy.QUIET, since: float = 0) -> Held:
    return Held(id, address, by, minutes(since), ("chip exports",), (FEED, f"s{id}"))


def how(by: HeldBy) -> str:
    return "waiting" if by is HeldBy.WAITING else "held"


def holds(*held: Held) -> Decision:
    """Stories that are kept back."""
    told: dict[int, set[Told]] = {}
    for one in held:
        told.setdefault(one.story, set()).add(Told(one.address, how(one.by)))
    stories = tuple(story(id, told=frozenset(some)) for id, some in told.items())
    return replace(rings(1), stories=stories, deliveries=(), held=held)


async def told(store: Store, id: int = 1) -> set[Told]:
    found = await store.story(id)
    assert found is not None
    return set(found.told)


async def bound(store: Store, *ids: int, address: Address = HERE) -> Delivery:
    (owed,) = await store.commit(Decision(deliveries=(digest(*ids, occasion="2026-03-02 08:00", address=address),)))
    return owed


async def test_what_is_held_stays_so_until_a_digest_binds_it_and_is_told_when_that_was_sent(store: Store) -> None:
    first, second = kept(1), kept(2, by=HeldBy.MUTE, since=1)
    await store.commit(holds(second, first))
    await store.commit(holds(second, first))
    assert await store.held() == await store.held(HERE) == [first, second]
    assert await store.held(TOPIC) == []
    owed = await bound(store, 2, 1)
    assert await store.held() == []
    assert await told(store) == {Told(HERE, "held")}
    await store.mark_sent(owed, 9, 0, NOW)
    assert await told(store) == await told(store, 2) == {Told(HERE, "digest")}
    await store.commit(holds(first))
    assert await told(store) == {Told(HERE, "digest")}, "memory lags behind: what was told is not held again"
    assert await store.held() == []


async def test_a_digest_knows_what_had_kept_its_stories_back(store: Store) -> None:
    await store.put_chat(Chat(HERE))
    await store.commit(holds(kept(1), kept(2, by=HeldBy.WAITING)))
    owed = await store.owed(await bound(store, 1, 2))
    assert owed is not None
    assert owed.held == {1: HeldBy.QUIET, 2: HeldBy.WAITING}
    assert {id: reading.entry.key for id, reading in owed.readings.items()} == {1: "s1", 2: "s2"}


async def test_a_story_that_waits_for_publishers_rings_after_the_digest_that_lists_it(store: Store) -> None:
    await store.commit(holds(kept(by=HeldBy.WAITING)))
    await store.mark_sent(await bound(store, 1), 9, 0, NOW)
    assert await told(store) == {Told(HERE, "waiting")}
    (owed,) = await store.commit(rings(1))
    assert await told(store) == {Told(HERE, "alert")}
    await store.mark_sent(owed, 10, 1, NOW)
    assert await store.commit(rings(1)) == (), "once"


async def test_what_rings_is_held_no_more(store: Store) -> None:
    await store.commit(holds(kept(by=HeldBy.WAITING)))
    assert len(await store.commit(rings(1))) == 1
    assert await store.held() == []


async def test_a_story_that_waited_and_reaches_its_number_at_night_is_held(store: Store) -> None:
    await store.commit(holds(kept(by=HeldBy.WAITING)))
    await store.commit(holds(kept(since=5)))
    assert await store.held() == [kept(since=5)]
    assert await told(store) == {Told(HERE, "held")}


async def test_a_digest_of_an_occasion_that_was_owed_already_binds_nothing(store: Store) -> None:
    await store.commit(holds(kept(1)))
    await store.mark_sent(await bound(store, 1), 9, 0, NOW)
    await store.commit(holds(kept(2)))
    again = Decision(deliveries=(digest(2, occasion="2026-03-02 08:00"),))
    await store.commit(again)
    assert await store.held() == [kept(2)], "the next one brings it"


async def test_a_refused_digest_goes_on_in_parts_and_the_story_at_fault_is_not_told(store: Store) -> None:
    await store.commit(holds(kept(1), kept(2)))
    owed = await bound(store, 1, 2)
    parts = tuple(digest(id, occasion=f"2026-03-02 08:00/{id}") for id in (1, 2))
    await store.replace_digest(owed, "refused", parts)
    first, second = await store.queued(NOW, 9)
    assert [first.stories, second.stories] == [(1,), (2,)]
    await store.mark_sent(first, 9, 0, NOW)
    await store.replace_digest(second, "refused", ())
    assert (await told(store, 1), await told(store, 2)) == ({Told(HERE, "digest")}, set())
    assert await store.held() == []
    assert (await store.counts(NOW)).dead == 2
    assert len(await store.commit(rings(2))) == 1, "it rings when it grows"


async def test_alerts_that_waited_for_too_long_are_folded(store: Store) -> None:
    old, older, fresh = rings(1, HERE, TOPIC), rings(2), rings(3)
    await store.commit(old)
    (sending,) = await store.commit(older)
    await store.mark(sending.id, DeliveryState.SENDING)
    late = replace(fresh, deliveries=(replace(fresh.deliveries[0], created_at=minutes(30)),))
    await store.commit(late)
    assert await store.fold(HERE.chat, minutes(10)) == 1
    assert await store.fold(HERE.chat, minutes(10)) == 0
    (row,) = await store.held()
    assert row == replace(kept(1), by=HeldBy.STALE)
    assert await told(store) == {Told(HERE, "held"), Told(TOPIC, "alert")}
    assert [(d.story, d.address) for d in await store.queued(minutes(60), 9)] == [(1, TOPIC), (3, HERE)]
    await store.mark_sent(await bound(store, 1), 9, 0, NOW)
    assert await told(store) == {Told(HERE, "digest"), Told(TOPIC, "alert")}


async def test_an_alert_whose_story_is_gone_is_not_folded(store: Store) -> None:
    await store.commit(Decision(deliveries=(send(7),)))
    assert await store.fold(HERE.chat, minutes(10)) == 0


async def test_a_digest_of_a_lost_thread_or_a_moved_group_keeps_what_it_holds(store: Store) -> None:
    await store.commit(holds(kept(1, TOPIC), kept(2, TOPIC)))
    owed = await bound(store, 1, 2, address=TOPIC)
    await store.reroute(owed.id, 0)
    await store.migrate_chat(TOPIC.chat, -200)
    (moved,) = await store.queued(NOW, 9)
    assert moved.address == Address(-200)
    await store.mark_sent(moved, 9, 0, NOW)
    there = {Told(Address(-200), "digest"), Told(Address(-200, TOPIC.thread), "digest")}
    assert await told(store) == await told(store, 2) == there


async def test_a_story_that_is_held_is_not_pruned(store: Store) -> None:
    await store.commit(holds(kept(1)))
    await store.prune(minutes(60))
    assert await store.held() == [kept(1)]
    await store.mark_sent(await bound(store, 1), 9, 0, NOW)
    await store.prune(minutes(60))
    assert await store.story(1) is None
