"""Feeds, watches and chats, and what the configuration says of them, in both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.decision import Alert, Decision, DeliveryState, Told
from bot.core.habit import Habit, watched
from bot.core.model import Address, Chat, Feed, FeedState, Watch
from bot.core.store import Store
from tests.store.made import HERE, NOW, TOPIC, edit, grows, minutes, rings, send

pytestmark = pytest.mark.anyio

A = Feed("https://a.example/rss", title="A")
B = Feed("https://b.example/rss")
NEW = -200


async def test_sync_makes_the_configured_rows_equal(store: Store) -> None:
    await store.sync([B, A], [Watch(HERE, "chips"), Watch(HERE, "芯片", 70.0)], [Chat(HERE, role="admin")])
    assert await store.feeds() == [A, B]
    assert [(w.term, w.threshold, w.origin) for w in await store.watches()] == [
        ("chips", 80.0, "config"),
        ("芯片", 70.0, "config"),
    ]
    assert await store.chats() == [Chat(HERE, role="admin", origin="config")]
    await store.sync([B], [Watch(HERE, "chips", 90.0, 2)], [Chat(HERE, role="user")])
    assert await store.feeds() == [B]
    off = await store.feed(A.url)
    assert off is not None and off.state is FeedState.OFF
    assert [(w.id, w.threshold, w.min_sources) for w in await store.watches()] == [(1, 90.0, 2)]
    assert await store.chats() == [Chat(HERE, role="user", origin="config")]
    await store.sync([], [], [])
    assert (await store.feeds(), await store.watches(), await store.chats()) == ([], [], [])


async def test_sync_keeps_what_is_remembered(store: Store) -> None:
    await store.sync([A], [Watch(HERE, "chips")], [Chat(HERE)])
    learnt = replace(A, etag='"1"', polled_at=NOW, failures=3, state=FeedState.FAILING, interval=timedelta(minutes=9))
    await store.save_feed(learnt)
    (watch,) = await store.watches()
    assert await store.mute_watch(watch.id, minutes(5))
    await store.put_chat(Chat(HERE, language="vi", quiet="22:00-07:00", origin="config"))
    await store.suspend(HERE.chat, "blocked")
    await store.sync([replace(A, title="", language="fr")], [Watch(HERE, "chips")], [Chat(HERE, role="admin")])
    assert await store.feeds() == [replace(learnt, language="fr")]
    assert await store.watches() == [replace(watch, muted_until=minutes(5))]
    (chat,) = await store.chats()
    assert (chat.language, chat.quiet, chat.suspended, chat.role) == ("vi", "22:00-07:00", "blocked", "admin")
    await store.sync([], [], [Chat(HERE)])
    await store.sync([A], [], [Chat(HERE)])
    back = await store.feed(A.url)
    assert back is not None and (back.etag, back.state) == ('"1"', FeedState.ACTIVE)


async def test_sync_does_not_touch_what_users_added(store: Store) -> None:
    theirs = replace(A, origin="chat", language="vi")
    await store.add_feed(theirs)
    mine = await store.add_watch(Watch(HERE, "chips", 66.0, origin="chat"))
    await store.put_chat(Chat(HERE, role="user"))
    await store.sync([A, B], [Watch(HERE, "chips", 99.0)], [Chat(HERE, role="admin")])
    await store.sync([], [], [])
    assert await store.feeds() == [theirs]
    assert await store.watches() == [mine]
    assert await store.chats() == [Chat(HERE, role="user")]


async def test_a_chat_that_left_the_configuration_keeps_its_own_watches(store: Store) -> None:
    await store.sync([], [], [Chat(HERE, role="admin"), Chat(TOPIC)])
    await store.add_watch(Watch(HERE, "chips", origin="chat"))
    await store.sync([], [], [])
    assert await store.chats() == [Chat(HERE, role="user", origin="chat")]


async def test_feeds_come_and_go(store: Store) -> None:
    feed = replace(A, origin="chat")
    assert await store.add_feed(feed)
    assert not await store.add_feed(feed)
    await store.save_feed(replace(feed, etag='"1"', failures=4, state=FeedState.GONE, error="410"))
    assert [f.state for f in await store.feeds()] == [FeedState.GONE]
    assert await store.add_feed(feed), "added anew, a feed that is gone is tried again"
    assert await store.feed(A.url) == replace(feed, etag='"1"')
    assert await store.drop_feed(A.url)
    assert not await store.drop_feed(A.url)
    assert not await store.drop_feed(B.url)
    assert await store.feeds() == []
    assert await store.feed(B.url) is None


async def test_a_poll_that_ends_after_its_feed_was_dropped_does_not_bring_it_back(store: Store) -> None:
    await store.add_feed(A)
    await store.drop_feed(A.url)
    await store.save_feed(replace(A, etag="late"))
    await store.commit(Decision((replace(A, etag="later"),)))
    feed = await store.feed(A.url)
    assert feed is not None and (feed.state, feed.etag) == (FeedState.OFF, "later")


async def test_the_longest_due_first(store: Store) -> None:
    for name, when, state in (
        ("soon", minutes(1), FeedState.ACTIVE),
        ("late", minutes(-5), FeedState.FAILING),
        ("later", minutes(-9), FeedState.BLOCKED),
        ("new", None, FeedState.ACTIVE),
        ("now", NOW, FeedState.ACTIVE),
        ("gone", minutes(-99), FeedState.GONE),
        ("off", minutes(-99), FeedState.OFF),
    ):
        await store.save_feed(Feed(name, next_poll_at=when, state=state))
    assert [feed.url for feed in await store.due(NOW, 9)] == ["new", "later", "late", "now"]
    assert [feed.url for feed in await store.due(NOW, 2)] == ["new", "later"]


async def test_watches(store: Store) -> None:
    first = await store.add_watch(Watch(HERE, "chips", origin="chat"))
    assert first is not None and first.id
    assert await store.add_watch(Watch(HERE, "chips", 55.0)) is None
    second = await store.add_watch(Watch(TOPIC, "chips"))
    assert second is not None
    assert await store.watches() == [first, second]
    assert await store.watches(TOPIC) == [second]
    assert await store.mute_watch(first.id, minutes(3))
    assert (await store.watches(HERE))[0].muted_until == minutes(3)
    assert await store.mute_watch(first.id, None)
    assert await store.watches(HERE) == [first]
    assert await store.drop_watch(second.id)
    assert not await store.drop_watch(second.id)
    assert not await store.mute_watch(second.id, None)
    third = await store.add_watch(Watch(TOPIC, "chips"))
    assert third is not None and third.id > second.id, "a button that names the old watch must not reach the new one"


async def test_chats(store: Store) -> None:
    chat = Chat(TOPIC, "telegram", "Bàn tin 芯片", "zh", "Asia/Shanghai", "22:00-07:00", "hourly", "admin", "", "chat")
    await store.put_chat(chat)
    assert await store.chat(TOPIC) == chat
    assert await store.chat(Address(TOPIC.chat)) is None
    await store.put_chat(replace(chat, language="en"))
    assert await store.chats() == [replace(chat, language="en")]


async def test_a_chat_that_is_not_found_is_counted_for_a_day(store: Store) -> None:
    assert [await store.count_missing(5, minutes(n)) for n in (0, 1)] == [1, 2]
    assert await store.count_missing(6, NOW) == 1
    assert await store.count_missing(5, NOW + timedelta(hours=24)) == 2, "the first is a day old"
    await store.resume(5)
    assert await store.count_missing(5, NOW + timedelta(hours=24)) == 1


async def test_a_group_moves_with_all_it_has(store: Store) -> None:
    await store.put_chat(Chat(TOPIC, language="vi"))
    watch = await store.add_watch(Watch(TOPIC, "chips"))
    assert watch is not None
    (sent,) = await store.commit(rings(1, TOPIC))
    await store.mark_sent(sent, 9, 1, NOW)
    await store.commit(rings(2, TOPIC))
    await store.migrate_chat(TOPIC.chat, NEW)
    there = Address(NEW, TOPIC.thread)
    assert await store.chats() == [Chat(there, language="vi")]
    assert await store.watches() == [replace(watch, address=there)]
    (owed,) = await store.queued(NOW, 9)
    assert (owed.address, owed.story) == (there, 2)
    assert await store.commit(Decision(deliveries=(send(2, there),))) == (owed,), "under its new key it is one debt"
    story = await store.story(1)
    assert story is not None and story.told == {Told(there)}
    # The supergroup numbers its messages anew: the old id may be another message of ours there.
    assert await store.alert(1, there) == Alert(1, there, None, 1)
    assert await store.known_message_ids(NEW, 0) == []


async def test_a_message_that_was_on_its_way_while_its_group_moved(store: Store) -> None:
    """It arrived in the old group: it is sent, and its id means nothing in the new one."""
    (delivery,) = await store.commit(rings(1, Address(-100)))
    await store.mark(delivery.id, DeliveryState.SENDING)
    await store.migrate_chat(-100, NEW)
    await store.mark_sent(delivery, 9, 1, NOW)
    assert await store.alert(1, Address(NEW)) == Alert(1, Address(NEW), None, 1)
    assert await store.known_message_ids(NEW, 0) == []
    assert (await store.counts(NOW)).sent == 1


async def test_what_the_new_id_has_already_wins(store: Store) -> None:
    old, new = Address(-100), Address(NEW)
    await store.put_chat(Chat(old, language="en"))
    await store.put_chat(Chat(new, language="vi"))
    await store.add_watch(Watch(old, "chips", 60.0))
    kept = await store.add_watch(Watch(new, "chips", 90.0))
    other = await store.add_watch(Watch(old, "tariffs"))
    assert other is not None
    _, fresh = await store.commit(rings(1, old, new))
    await store.mark_sent(fresh, 4, 1, NOW)
    await store.commit(grows(1, 2, old, new))
    await store.migrate_chat(old.chat, new.chat)
    assert await store.chats() == [Chat(new, language="vi")]
    assert await store.watches() == [kept, replace(other, address=new)]
    assert [(d.address, d.kind) for d in await store.queued(minutes(9), 9)] == [(new, edit(1).kind)]
    assert await store.alert(1, new) == Alert(1, new, 4, 1)
    story = await store.story(1)
    assert story is not None and story.told == {Told(new)}


async def test_a_first_alert_is_not_moved_to_an_id_that_knows_the_story(store: Store) -> None:
    old, new = Address(-100), Address(NEW)
    first, second = await store.commit(rings(1, old, new))
    await store.mark_sent(second, 4, 1, NOW)
    grown = replace(grows(1, 2, old, new).stories[0], last_seen_at=minutes(60))
    await store.commit(Decision(stories=(grown,)))
    await store.prune(minutes(30))  # the row of the new id is gone, what it told is not
    await store.migrate_chat(old.chat, new.chat)
    assert await store.queued(minutes(9), 9) == []
    assert first.state is DeliveryState.QUEUED


async def test_what_polling_learnt_of_a_feed_comes_back(store: Store) -> None:
    habit = watched(Habit(at=NOW - timedelta(hours=9)), NOW - timedelta(hours=9), NOW, [NOW - timedelta(hours=2), None])
    feed = replace(
        A, habit=habit, asked=timedelta(minutes=9), fresh_at=NOW, matched=1.5, judged=30.0, location="https://new.example",
        moved_to="https://e.org/2", moved_seen=2, tags=("Tech", "Á Đông"), state=FeedState.SILENT,
        ttl=timedelta(minutes=90), rests=frozenset({0, 7, 167}),
    )  # fmt: skip
    await store.add_feed(A)
    await store.save_feed(feed)
    back = await store.feed(A.url)
    assert back is not None
    assert replace(back, habit=habit) == replace(feed, origin=back.origin)
    assert back.habit.at == habit.at
    assert back.habit.entries == pytest.approx(habit.entries, rel=1e-6)
    assert back.habit.hours == pytest.approx(habit.hours, rel=1e-6)
