"""Whom an admin let in, what buttons stand for, where watches are sent, and how somebody is forgotten, in both
databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.decision import Decision, Told
from bot.core.model import Address, Chat, Mute, MuteKind, Vote, Watch
from bot.core.refine import Draft
from bot.core.store import Guest, Store
from tests.store.made import HERE, NOW, TOPIC, minutes, rings, send, story

pytestmark = pytest.mark.anyio

ANN = Guest(2000, "Ann", allowed=True, quota=None, since=NOW)


async def test_guests_are_let_in_and_put_out(store: Store) -> None:
    assert not await store.is_allowed(2000)
    await store.put_guest(ANN)
    assert await store.is_allowed(2000)
    await store.put_guest(replace(ANN, allowed=False, quota=3))
    assert not await store.is_allowed(2000)
    assert await store.guest(2000) == replace(ANN, allowed=False, quota=3)
    assert await store.guests() == [replace(ANN, allowed=False, quota=3)]
    assert await store.guest(1) is None


async def test_an_invitation_lets_one_in_and_in_time(store: Store) -> None:
    await store.put_guest(Guest(2001, "Bob", allowed=False, quota=5, since=NOW))
    await store.invite("code", minutes(5))
    await store.invite("old", minutes(-5))
    assert not await store.accept("none", ANN)
    assert not await store.accept("old", ANN)
    assert await store.accept("code", Guest(2001, "Bob", allowed=True, quota=None, since=NOW))
    assert not await store.accept("code", ANN)
    assert not await store.is_allowed(2000)
    bob = await store.guest(2001)
    assert bob is not None
    assert (bob.allowed, bob.quota) == (True, 5)


async def test_drafts_are_kept_once_and_pruned(store: Store) -> None:
    drafts = [Draft("chips"), Draft("芯片", 90.0, 2)]
    await store.put_drafts([*drafts, drafts[0]], NOW)
    await store.put_drafts(drafts[:1], minutes(60))
    await store.put_drafts([], NOW)
    assert [await store.draft(draft.id) for draft in drafts] == drafts
    assert await store.draft("nothing") is None
    await store.prune(minutes(30))
    assert [await store.draft(draft.id) for draft in drafts] == [drafts[0], None]


async def test_a_watch_asks_for_another_term(store: Store) -> None:
    await store.sync([], [Watch(HERE, "chips", 90.0)], [Chat(HERE)])
    other = await store.add_watch(Watch(HERE, "chip", origin="chat"))
    assert other is not None
    (watch, _) = await store.watches(HERE)
    assert not await store.rename_watch(watch.id, "chip")
    assert not await store.rename_watch(999, "x")
    assert await store.rename_watch(watch.id, "chips -potato")
    assert (await store.watches(HERE))[0] == replace(watch, term="chips -potato", origin="chat")
    assert await store.watch_counts() == {HERE.chat: 2}


async def test_a_watch_that_was_sent_elsewhere_is_still_steered_from_home(store: Store) -> None:
    watch = await store.add_watch(Watch(HERE, "chips", origin="chat"))
    assert watch is not None
    await store.send_elsewhere(watch.id, HERE)
    assert await store.sent_elsewhere(HERE) == []
    away = replace(watch, address=TOPIC)
    assert await store.change_watch(away)
    await store.send_elsewhere(watch.id, TOPIC)  # who sent it first steers it
    assert await store.sent_elsewhere(HERE) == [away]
    assert await store.sent_elsewhere(TOPIC) == []
    await store.drop_watch(watch.id)
    assert await store.sent_elsewhere(HERE) == []


async def test_votes_come_with_what_they_are_about(store: Store) -> None:
    told = story(1, terms={"chips": 91.0}, told=frozenset({Told(HERE)}))
    await store.commit(Decision((), (), (told,), ()))
    await store.vote(Vote(HERE, 1, 7, relevant=True, at=NOW))
    await store.vote(Vote(HERE, 2, 7, relevant=True, at=NOW))  # a story that is gone
    (rating,) = await store.ratings(HERE)
    assert (rating.vote.relevant, rating.headline, dict(rating.terms)) == (True, told.headline, {"chips": 91.0})
    assert await store.ratings(TOPIC) == []


async def test_what_is_stored_of_somebody_is_told_and_forgotten(store: Store) -> None:
    me, other = Address(2000), Address(3000)
    for address in (me, other):
        await store.put_chat(Chat(address))
        await store.add_watch(Watch(address, "chips", origin="chat"))
        await store.mute(Mute(address, MuteKind.OUTLET, "a.example"))
    await store.put_guest(ANN)
    told = story(1, told=frozenset({Told(me), Told(other)}))
    await store.commit(Decision((), (), (told,), (send(1, me), send(1, other))))
    await store.vote(Vote(Address(-5), 1, 2000, relevant=False, at=NOW))
    stored = await store.stored_of(2000)
    assert set(stored) == {"chats", "guests", "mutes", "outbox", "told", "votes", "watches"}
    assert not any(3000 in row.values() for rows in stored.values() for row in rows)
    assert await store.forget(2000) == 7
    assert await store.stored_of(2000) == {}
    assert set(await store.stored_of(3000)) == {"chats", "mutes", "outbox", "told", "watches"}


async def test_a_group_that_moves_keeps_its_guests_place_and_routes(store: Store) -> None:
    old, new = Address(-5), Address(-1_000_000_000_005)
    await store.put_guest(replace(ANN, number=old.chat))
    watch = await store.add_watch(Watch(old, "chips", origin="chat"))
    assert watch is not None
    await store.send_elsewhere(watch.id, old)
    await store.change_watch(replace(watch, address=HERE))
    await store.migrate_chat(old.chat, new.chat)
    assert await store.is_allowed(new.chat)
    assert [one.id for one in await store.sent_elsewhere(new)] == [watch.id]


async def test_the_room_that_the_database_takes(store: Store) -> None:
    disk = await store.disk()
    assert disk.size > 0
    assert disk.free is None or disk.free > 0


async def test_an_alert_knows_when_it_was_sent(store: Store) -> None:
    (owed,) = await store.commit(rings(1))
    await store.mark_sent(owed, 5, 1, NOW + timedelta(seconds=3))
    (found,) = await store.explain("https://news.example/s1")
    assert [delivery.sent_at for delivery in found.deliveries] == [NOW + timedelta(seconds=3)]
