"""commit, unseen and stories: what every database must do alike."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.decision import Alert, Decision, DeliveryState, Record, Stage, Told
from bot.core.model import Address, Feed, Reading, Signature
from bot.core.store import Store
from bot.errors import StoreError
from bot.store import open_store
from tests.store.made import (
    FEED,
    HERE,
    MATCH,
    NOW,
    TOPIC,
    digest,
    edit,
    entry,
    grows,
    minutes,
    record,
    rings,
    send,
    story,
)

pytestmark = pytest.mark.anyio


async def test_a_decision_is_stored_whole(store: Store) -> None:
    feed = Feed(FEED, etag='W/"1"', interval=timedelta(minutes=7, microseconds=3), polled_at=NOW, rate=1.5)
    decision = replace(rings(1, HERE, TOPIC), feeds=(feed,))
    stored = await store.commit(decision)
    assert [(d.address, d.state) for d in stored] == [(HERE, DeliveryState.QUEUED), (TOPIC, DeliveryState.QUEUED)]
    assert [replace(d, id=0) for d in stored] == list(decision.deliveries)
    assert all(d.id for d in stored)
    assert await store.feed(FEED) == feed
    assert await store.stories(NOW) == list(decision.stories)
    assert await store.recent(NOW, 10) == list(decision.records)
    assert await store.unseen(FEED, [entry("s1")]) == []
    assert await store.last_story_id() == 1


async def test_what_several_polls_changed_is_stored_whole_or_not_at_all(store: Store) -> None:
    first, second = Feed(FEED, etag="1"), Feed("https://another.example", etag="2")
    two = (record(entry("s1")), record(replace(entry("s2"), feed=second.url)))
    torn = replace(second, etag=object())  # type: ignore[arg-type]  # cannot be stored, and comes last
    with pytest.raises(StoreError):
        await store.commit(Decision((first, torn), two))
    assert await store.feeds() == [] and await store.recent(minutes(-60), 10) == []
    await store.commit(Decision((first, second), two))
    assert {feed.etag for feed in await store.feeds()} == {"1", "2"}
    assert {one.reading.entry.feed for one in await store.recent(minutes(-60), 10)} == {first.url, second.url}


async def test_what_fails_leaves_nothing(store: Store) -> None:
    await store.commit(rings(1))
    good = rings(2)
    bad = send(2, TOPIC, entry=(FEED, "s2"), terms=(object(),))  # cannot be stored, and comes last
    with pytest.raises(StoreError):
        await store.commit(replace(good, feeds=(Feed(FEED, etag="new"),), deliveries=(*good.deliveries, bad)))
    assert [s.id for s in await store.stories(minutes(-60))] == [1]
    assert [d.story for d in await store.queued(NOW, 10)] == [1]
    assert await store.unseen(FEED, [entry("s2")]) == [entry("s2")]
    feed = await store.feed(FEED)
    assert feed is not None and feed.etag == ""
    assert await store.recent(minutes(-60), 10) == list(rings(1).records)
    assert len(await store.commit(good)) == 1, "the same decision can be stored once the fault is mended"


async def test_committed_again_nothing_is_owed_twice(store: Store) -> None:
    first = await store.commit(rings(1))
    assert await store.commit(rings(1)) == first
    assert await store.queued(NOW, 10) == list(first)


async def test_who_was_told_is_never_rung_again_though_the_outbox_forgot(store: Store) -> None:
    (delivery,) = await store.commit(rings(1))
    await store.mark_sent(delivery, 5, 1, NOW)
    grown = replace(grows(1, 2).stories[0], last_seen_at=minutes(99))
    await store.commit(Decision(stories=(grown,)))
    assert await store.prune(minutes(1)) > 0
    assert (await store.counts(NOW)).sent == 0
    assert await store.commit(rings(1)) == ()
    assert await store.queued(minutes(99), 10) == []
    assert await store.alert(1, HERE) == Alert(1, HERE, 5, 1)


async def test_an_edit_that_waits_takes_the_greater_version_and_keeps_its_place(store: Store) -> None:
    await store.commit(rings(1))
    (first,) = await store.commit(grows(1, 2))
    later = grows(1, 3)
    (second,) = await store.commit(replace(later, deliveries=(edit(1, 3, not_before=minutes(9)),)))
    assert second == replace(first, version=3)
    assert await store.commit(grows(1, 2)) == (second,), "an older version changes nothing"


async def test_an_edit_that_was_sent_is_owed_again(store: Store) -> None:
    (first,) = await store.commit(rings(1))
    await store.mark_sent(first, 9, 1, NOW)
    (asked,) = await store.commit(grows(1, 2))
    await store.mark_sent(asked, 9, 2, minutes(1))
    assert await store.commit(grows(1, 2)) == (), "it shows this already"
    (again,) = await store.commit(replace(grows(1, 3), deliveries=(edit(1, 3, not_before=minutes(4)),)))
    assert (again.id, again.version, again.not_before, again.attempts) == (asked.id, 3, minutes(4), 0)


async def test_an_edit_that_was_given_up_is_owed_again_when_the_story_grows(store: Store) -> None:
    await store.commit(rings(1))
    (asked,) = await store.commit(grows(1, 2))
    await store.mark(asked.id, DeliveryState.DEAD, "refused")
    (again,) = await store.commit(grows(1, 3))
    assert (again.id, again.version, again.error) == (asked.id, 3, "")


@pytest.mark.parametrize("state", list(DeliveryState))
async def test_a_first_alert_is_left_as_it_is_in_every_state(store: Store, state: DeliveryState) -> None:
    (delivery,) = await store.commit(rings(1))
    await store.mark(delivery.id, state)
    returned = await store.commit(Decision(deliveries=(send(1, terms=("another",)),)))
    assert returned == ((delivery,) if state is DeliveryState.QUEUED else ())
    (explained,) = await store.search("part s1")
    assert [(d.state, d.terms) for d in explained.deliveries] == [(state, ("chip exports",))]


async def test_a_quiet_reply_and_an_alert_of_one_story_are_one_debt(store: Store) -> None:
    await store.commit(rings(1))
    reply = replace(send(1), kind=send(1).kind.REPLY)
    (kept,) = await store.commit(Decision(deliveries=(reply,)))
    assert kept.kind is send(1).kind


async def test_a_digest_is_owed_once_an_occasion(store: Store) -> None:
    await store.commit(Decision(stories=(story(1), story(2))))
    (first,) = await store.commit(Decision(deliveries=(digest(2, 1),)))
    assert first.stories == (2, 1)
    assert await store.commit(Decision(deliveries=(digest(1),))) == (first,)
    (other,) = await store.commit(Decision(deliveries=(digest(1, occasion="2026-03-02 08:00"),)))
    assert other.id != first.id


async def test_stories_come_back_oldest_first_and_whole(store: Store) -> None:
    reports = (entry("x", summary="long " * 900), entry("y", published_at=None, language="zh", title="出口管制"))
    old = story(3, *reports, first_seen_at=minutes(-9), last_seen_at=minutes(-3), follows=1, maybe=2)
    told = frozenset({Told(HERE), Told(TOPIC, "reply"), Told(Address(0), "digest")})
    new = story(
        1, first_seen_at=minutes(-5), last_seen_at=minutes(-1), told=told, terms={"é": 0.1 + 0.2, "芯片": 100.0}
    )
    stale = story(2, last_seen_at=minutes(-4))
    await store.commit(Decision(stories=(new, old, stale)))
    assert await store.stories(minutes(-3)) == [old, new]
    assert await store.story(3) == old
    assert await store.story(4) is None


async def test_a_story_grows_by_its_new_reports(store: Store) -> None:
    await store.commit(rings(1))
    for version in (2, 3, 5):
        decision = grows(1, version, HERE, TOPIC)
        await store.commit(decision)
        assert await store.story(1) == decision.stories[0]


async def test_many_of_everything(store: Store) -> None:
    """More than fits into one statement of either database."""
    entries = [entry(f"e{n}") for n in range(1203)]
    opened = tuple(story(n, e, told=frozenset({Told(Address(n))})) for n, e in enumerate(entries, 1))
    decision = Decision(
        (Feed(FEED),),
        tuple(record(e, n) for n, e in enumerate(entries, 1)),
        opened,
        tuple(send(n, Address(n)) for n in range(1, 1204)),
    )
    assert len(await store.commit(decision)) == 1203
    assert await store.unseen(FEED, [*entries, entry("new")]) == [entry("new")]
    assert await store.stories(NOW) == list(opened)
    assert len(await store.queued(NOW, 5000)) == 1203


async def test_text_that_no_database_holds_costs_no_alert(store: Store) -> None:
    odd = entry("s\x001", title="Chips\x00 \ud83d and more", summary="\udfff")
    (delivery,) = await store.commit(rings(1, reports=(odd,)))
    assert delivery.story == 1
    (kept,) = await store.recent(NOW, 5)
    assert kept.reading.entry.title == "Chips\ufffd \ufffd and more"
    assert await store.unseen(FEED, [odd]) == []


async def test_a_record_keeps_what_explaining_needs(store: Store) -> None:
    long = entry("s1", summary="a" * 1200, body="never stored")
    await store.commit(Decision((Feed(FEED),), (record(long, 1),), (story(1),)))
    (kept,) = await store.recent(NOW, 5)
    assert kept.reading == Reading(replace(long, summary="a" * 1000, body=""), Signature(), (MATCH,))
    assert kept == Record(kept.reading, Stage.QUEUED, "rings for “chip exports” in 1 chat", 1)


async def test_unseen_knows_an_entry_whose_guid_changed(store: Store) -> None:
    await store.commit(rings(1))
    moved = entry("another-guid", title=entry("s1").title, url=entry("s1").url + "?utm_source=rss")
    assert await store.unseen(FEED, [moved]) == []
    assert await store.unseen("https://other.example/rss", [moved]) == [moved], "another feed never showed it"


async def test_a_feed_that_has_shown_nothing_is_new_as_a_whole_until_it_has(store: Store) -> None:
    await store.sync([Feed(FEED)], (), ())
    shown = [entry("s1"), entry("s1"), entry("s2")]
    assert await store.unseen(FEED, shown) == [entry("s1"), entry("s2")]
    await asyncio.gather(store.unseen(FEED, shown), store.commit(rings(1)), store.unseen(FEED, shown))
    assert await store.unseen(FEED, shown) == [entry("s2")]


async def test_what_an_earlier_editor_stored_is_known(url: str) -> None:
    store, later = await open_store(url), await open_store(url)
    await store.sync([Feed(FEED)], (), ())
    await store.commit(rings(1))
    assert await later.unseen(FEED, [entry("s1"), entry("s2")]) == [entry("s2")]
    for each in (store, later):
        await each.close()


async def test_unseen_knows_another_entry_under_a_reused_guid(store: Store) -> None:
    await store.commit(rings(1))
    other = entry("s1", title="Something else", url="https://news.example/else")
    (fresh,) = await store.unseen(FEED, [other])
    assert fresh.key != "s1"
    await store.commit(Decision((Feed(FEED),), (record(fresh),)))
    assert await store.unseen(FEED, [other, entry("s1")]) == []


async def test_a_decision_without_a_feed_touches_none(store: Store) -> None:
    await store.commit(Decision((), (), (story(1),), (digest(1),)))
    assert await store.feeds() == []
    assert await store.commit(Decision((Feed(FEED),))) == ()
