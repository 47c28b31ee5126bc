"""Records, counts, leases, pruning and backup, in both databases."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.decision import Decision, DeliveryState, Stage
from bot.core.model import Feed, FeedState, Watch
from bot.core.store import Counts, Explained, Store
from bot.errors import StoreError
from bot.store import open_store
from tests.store.made import FEED, HERE, NOW, TOPIC, entry, minutes, record, rings, send, story

pytestmark = pytest.mark.anyio

DAY = timedelta(days=1)


async def test_an_entry_is_explained_by_any_address_of_its_page(store: Store) -> None:
    decision = rings(1, HERE, TOPIC)
    deliveries = await store.commit(decision)
    other = replace(record(entry("s1"), None, Stage.NO_MATCH))
    other = replace(
        other, reading=replace(other.reading, entry=replace(entry("s1", seen_at=minutes(1)), feed="another"))
    )
    await store.commit(Decision((Feed("another"),), (other,)))
    newest, oldest = await store.explain("http://www.news.example/s1/?utm_source=x#top")
    assert newest == Explained(other, ())
    assert oldest == Explained(decision.records[0], deliveries)
    assert await store.explain("https://news.example/s1", limit=1) == [newest]
    assert await store.explain("https://news.example/s2") == []


async def test_search_finds_every_word_folded(store: Store) -> None:
    titles = ["Đặc biệt: Huawei mở bán", "HUAWEI 100% up_to date", "出口管制新规", "Huawei"]
    records = tuple(
        record(entry(str(n), title=title, seen_at=minutes(n)), stage=Stage.NO_MATCH) for n, title in enumerate(titles)
    )
    await store.commit(Decision((Feed(FEED),), records))

    async def found(words: str, limit: int = 20) -> list[str]:
        return [e.record.reading.entry.key for e in await store.search(words, limit)]

    assert await found("huawei") == ["3", "1", "0"]
    assert await found("huawei", 2) == ["3", "1"]
    assert await found("BIET dac") == ["0"]
    assert await found("管制") == ["2"]
    assert await found("新規") == ["2"], "traditional script finds simplified"
    assert await found("0% up_t") == ["1"], "signs of LIKE are plain characters"
    assert await found("h_awei") == []
    assert await found("   ") == []


async def test_recent_records_newest_first(store: Store) -> None:
    records = tuple(record(entry(str(n), seen_at=minutes(n))) for n in range(4))
    await store.commit(Decision((Feed(FEED),), records))
    assert await store.recent(minutes(1), 2) == [records[3], records[2]]
    assert await store.recent(minutes(1), 9) == [records[3], records[2], records[1]]


async def test_counts_of_an_empty_store(store: Store) -> None:
    assert await store.counts(NOW) == Counts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, None, None, None, None)


async def test_counts(store: Store) -> None:
    await store.save_feed(Feed("a", next_poll_at=minutes(4)))
    await store.save_feed(Feed("b", next_poll_at=minutes(3), state=FeedState.BLOCKED))
    await store.save_feed(Feed("c", next_poll_at=minutes(-9), state=FeedState.OFF))
    await store.add_watch(Watch(HERE, "chips"))
    sent, doubtful = await store.commit(replace(rings(1, HERE, TOPIC), feeds=()))
    await store.mark_sent(sent, 1, 1, minutes(2))
    await store.mark(doubtful.id, DeliveryState.UNKNOWN)
    dead, _, _ = await store.commit(Decision(deliveries=(send(2), send(3), replace(send(4), created_at=minutes(-7)))))
    await store.mark(dead.id, DeliveryState.DEAD)
    expected = Counts(2, 1, 1, 1, 1, 0, 2, 1, 1, 1, minutes(-7), minutes(2), NOW, minutes(3))
    assert await store.counts(NOW) == expected
    await store.add_feed(Feed("new"))
    assert (await store.counts(NOW)).next_poll_at == NOW, "a new feed is due at once"


async def test_values(store: Store) -> None:
    assert await store.value("offset") is None
    await store.set_value("offset", "41")
    await store.set_value("offset", "42")
    assert await store.value("offset") == "42"


async def test_a_lease_has_one_owner(store: Store) -> None:
    length = timedelta(minutes=2)
    assert await store.lease("editor", "one", NOW, length)
    assert not await store.lease("editor", "two", minutes(1), length)
    assert await store.lease("other", "two", minutes(1), length)
    assert await store.lease("editor", "one", minutes(1), length), "its owner renews it"
    assert not await store.lease("editor", "two", minutes(2), length)
    assert await store.lease("editor", "two", minutes(3), length), "it has run out"
    await store.release("editor", "one")
    assert not await store.lease("editor", "one", minutes(3), length), "only its owner gives it back"
    await store.release("editor", "two")
    assert await store.lease("editor", "one", minutes(3), length)


async def test_prune_drops_what_is_over(store: Store) -> None:
    (old,) = await store.commit(rings(1))
    await store.mark_sent(old, 1, 1, NOW)
    await store.commit(rings(2, TOPIC))  # still owed
    late = entry("late", seen_at=minutes(90))
    await store.commit(Decision((Feed(FEED),), (record(late, 3),), (story(3, late, last_seen_at=minutes(90)),)))
    assert await store.prune(minutes(60)) == 1 + 1 + 2, "a delivery, a story, two records"
    assert [s.id for s in await store.stories(minutes(-99))] == [2, 3]
    assert await store.recent(minutes(-99), 9) == [record(late, 3)]
    assert [d.story for d in await store.queued(NOW, 9)] == [2]


async def test_the_id_of_a_pruned_story_is_not_given_again(store: Store) -> None:
    """An outbox row may outlast its story, and under its id another story would count as told."""
    assert await store.last_story_id() == 0
    (delivery,) = await store.commit(rings(7))
    await store.mark_sent(delivery, 1, 1, minutes(99))
    assert await store.prune(minutes(50)) == 2, "the story and its record"
    assert await store.stories(minutes(-99)) == []
    assert await store.last_story_id() == 7
    await store.prune(minutes(51))
    assert await store.last_story_id() == 7


async def test_an_entry_is_known_for_as_long_as_its_feed_shows_it(store: Store) -> None:
    """A feed that shows an old entry for weeks, and drops another."""
    kept, dropped = entry("kept"), entry("dropped")
    await store.commit(Decision((Feed(FEED),), (record(kept), record(dropped))))
    for day in range(1, 41):
        shown = replace(kept, seen_at=NOW + day * DAY)
        assert await store.unseen(FEED, [shown]) == []
    await store.prune(NOW + 30 * DAY)
    assert await store.unseen(FEED, [replace(kept, seen_at=NOW + 41 * DAY)]) == []
    assert await store.unseen(FEED, [replace(dropped, seen_at=NOW + 41 * DAY)]) != []


async def test_the_entries_of_a_feed_that_did_not_change_for_long_stay_known(store: Store) -> None:
    """It answers 304, so nobody looks at its entries; when one more comes, the old ones are still there."""
    old = [entry("one"), entry("two")]
    await store.commit(Decision((Feed(FEED),), tuple(map(record, old))))
    await store.prune(NOW + 60 * DAY)
    shown = [replace(e, seen_at=NOW + 61 * DAY) for e in (*old, entry("three"))]
    assert [e.key for e in await store.unseen(FEED, shown)] == ["three"]


async def test_backup(store: Store, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    await store.commit(rings(1))
    target = tmp_path / "copy.db"
    if request.node.callspec.params["url"] == "postgresql":
        with pytest.raises(StoreError, match="pg_dump"):
            await store.backup(str(target))
        return
    await store.backup(str(target))
    await store.commit(rings(2))
    with pytest.raises(StoreError, match="exists already"):
        await store.backup(str(target))
    copy = await open_store(f"sqlite:///{target}")
    assert await copy.stories(NOW) == list(rings(1).stories)
    await copy.close()
    with pytest.raises(StoreError, match="cannot be written"):
        await store.backup(str(tmp_path / "no" / "folder.db"))
    assert not [name for name in os.listdir(tmp_path) if name.endswith(".part")]  # noqa: PTH208 - ASYNC240 forbids Path here
