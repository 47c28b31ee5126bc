"""What people set in a chat to be left in peace, in both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.decision import Decision
from bot.core.model import Address, Chat, Mute, MuteKind, Vote, Watch
from bot.core.store import Store
from tests.store.made import HERE, NOW, TOPIC, minutes, story

pytestmark = pytest.mark.anyio


async def test_hours_digest_and_snooze_are_the_chats_own(store: Store) -> None:
    chat = Chat(HERE, timezone="Asia/Ho_Chi_Minh", quiet="22:00-07:00", digest="mon 08:00")
    await store.put_chat(chat)
    assert not await store.snooze(TOPIC, minutes(60))
    assert await store.snooze(HERE, minutes(60))
    assert await store.chat(HERE) == replace(chat, snoozed_until=minutes(60))
    assert await store.snooze(HERE, None)
    assert await store.chat(HERE) == chat


async def test_a_mute_is_there_once_and_takes_the_new_end(store: Store) -> None:
    mute = Mute(HERE, MuteKind.OUTLET, "example.com", minutes(5))
    await store.mute(mute)
    await store.mute(replace(mute, until=None))
    other = Mute(TOPIC, MuteKind.STORY, "7", minutes(9))
    await store.mute(other)
    assert await store.mutes(HERE) == [replace(mute, until=None)]
    assert await store.mutes() == [other, replace(mute, until=None)]
    assert await store.unmute(HERE, MuteKind.OUTLET, "example.com")
    assert not await store.unmute(HERE, MuteKind.OUTLET, "example.com")
    assert await store.mutes() == [other]


async def test_votes_are_one_a_person_and_story(store: Store) -> None:
    first = Vote(HERE, 1, 9, False, NOW)
    await store.vote(first)
    await store.vote(replace(first, user=10, at=minutes(1)))
    await store.vote(replace(first, relevant=True, at=minutes(2)))
    assert await store.votes(HERE) == [
        replace(first, user=10, at=minutes(1)),
        replace(first, relevant=True, at=minutes(2)),
    ]
    assert await store.votes(TOPIC) == []


async def test_a_watch_takes_other_settings_and_another_place(store: Store) -> None:
    watch = await store.add_watch(Watch(HERE, "chips", origin="chat"))
    assert watch is not None
    changed = replace(watch, address=TOPIC, min_sources=3, threshold=90.0, muted_until=minutes(5))
    assert await store.change_watch(changed)
    assert await store.watches() == [changed]
    other = await store.add_watch(Watch(HERE, "chips", origin="chat"))
    assert other is not None
    assert not await store.change_watch(replace(other, address=TOPIC)), "that place watches the term already"
    assert not await store.change_watch(replace(other, id=99))
    assert await store.watches() == [changed, other]


async def test_a_group_that_moves_keeps_its_mutes_and_votes(store: Store) -> None:
    new = Address(-200, TOPIC.thread)
    await store.mute(Mute(TOPIC, MuteKind.OUTLET, "a", minutes(1)))
    await store.mute(Mute(TOPIC, MuteKind.OUTLET, "b", minutes(1)))
    await store.mute(Mute(new, MuteKind.OUTLET, "b", None))
    await store.vote(Vote(TOPIC, 1, 9, True, NOW))
    await store.migrate_chat(TOPIC.chat, new.chat)
    assert await store.mutes() == [
        Mute(new, MuteKind.OUTLET, "a", minutes(1)),
        Mute(new, MuteKind.OUTLET, "b", None),
    ]
    assert await store.votes(new) == [Vote(new, 1, 9, True, NOW)]


async def test_what_is_over_is_pruned_and_what_is_for_good_stays(store: Store) -> None:
    await store.commit(Decision(stories=(story(1),)))
    await store.mute(Mute(HERE, MuteKind.OUTLET, "a", NOW))
    await store.mute(Mute(HERE, MuteKind.OUTLET, "b", None))
    await store.vote(Vote(HERE, 1, 9, True, NOW))
    await store.prune(NOW + timedelta(days=1))
    assert await store.mutes() == [Mute(HERE, MuteKind.OUTLET, "b", None)]
    assert await store.votes(HERE) == []
