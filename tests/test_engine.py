"""The engine: from a feed to one commit, with the real store, the real matching and the real grouping."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.decision import DeliveryKind, Stage
from bot.core.model import TERMINAL, Address, Chat, FeedState, Mute, MuteKind, Watch
from bot.core.store import Store
from bot.core.watch import QueryError
from bot.lexicon import load_lexicon
from bot.readers import Readers
from tests.engines import FRESH, H20, V4, A, B, C, begin, make, owed, poll, stages
from tests.fakes.clock import Clock
from tests.fakes.paper import PaperSource
from tests.shared import data

pytestmark = pytest.mark.anyio


async def test_what_is_read_for_is_what_is_watched_whatever_was_expected(
    store: Store, paper: PaperSource, clock: Clock
) -> None:
    engine = make(store, paper, clock)
    engine.readers = Readers(load_lexicon(), ("Nvidia", V4.term))
    assert engine.readers.terms == {"Nvidia", V4.term}
    await engine.start([], [V4, H20], [Chat(TERMINAL, channel="console")])
    assert engine.readers.terms == {V4.term, H20.term}


async def test_an_entry_that_is_wanted_rings_once_whatever_the_outlets(
    store: Store, paper: PaperSource, clock: Clock
) -> None:
    engine = await begin(store, paper, clock)
    paper.put(A, "DeepSeek V4 is out, and it is cheap", age=FRESH)
    paper.put(A, "Football: the cup final ends in a draw", age=FRESH)
    await poll(engine, A)
    assert await owed(engine, clock) == [(DeliveryKind.SEND, 1)]
    paper.put(B, "DeepSeek V4 is out, and it is cheap", age=FRESH)
    await poll(engine, B, A)
    assert await owed(engine, clock) == [(DeliveryKind.SEND, 1), (DeliveryKind.EDIT, 1)]
    assert await stages(engine) == {
        "DeepSeek V4 is out, and it is cheap": Stage.JOINED,
        "Football: the cup final ends in a draw": Stage.NO_MATCH,
    }


async def test_a_near_miss_does_not_ring(store: Store, paper: PaperSource, clock: Clock) -> None:
    engine = await begin(store, paper, clock)
    paper.put(A, "DeepSeek V3 gets an update", age=FRESH)
    paper.put(A, "Nvidia H200 export licences are granted", age=FRESH)
    await poll(engine, A)
    assert await owed(engine, clock) == []
    assert set((await stages(engine)).values()) == {Stage.NO_MATCH}


async def test_a_first_poll_remembers_and_does_not_ring(store: Store, paper: PaperSource, clock: Clock) -> None:
    paper.put(A, "DeepSeek V4 leaks", age=FRESH)
    engine = await begin(store, paper, clock)
    await poll(engine, A)
    assert await owed(engine, clock) == []
    paper.put(B, "DeepSeek V4 leaks", age=FRESH)
    await poll(engine, B)
    assert await owed(engine, clock) == [(DeliveryKind.SEND, 1)], "nobody was told of it: the next outlet rings"


async def test_a_night_is_told_in_the_morning(store: Store, paper: PaperSource, clock: Clock) -> None:
    engine = await begin(store, paper, clock)
    await store.put_chat(Chat(TERMINAL, "console", timezone="Asia/Ho_Chi_Minh", quiet="14:00-17:00", digest="off"))
    await engine.refresh()
    paper.put(A, "DeepSeek V4 is out, and it is cheap", age=FRESH)  # at 15:00 there
    await poll(engine, A)
    paper.put(B, "DeepSeek V4 is out, and it is cheap", age=FRESH)
    await poll(engine, B)
    assert await owed(engine, clock) == []
    assert await engine.send_digests() == 0
    clock.forward(hours=2)
    engine = make(store, paper, clock)  # a restart in between changes nothing
    await engine.reload()
    assert await engine.send_digests() == 1
    assert await engine.send_digests() == 0
    assert await owed(engine, clock) == [(DeliveryKind.DIGEST, None)]
    paper.put(C, "DeepSeek V4 is out, and it is cheap", age=FRESH)
    await poll(engine, C)
    assert await owed(engine, clock) == [(DeliveryKind.DIGEST, None)], "who will read of it in a digest is not rung"


async def test_a_mute_holds_from_the_moment_at_which_it_is_set(store: Store, paper: PaperSource, clock: Clock) -> None:
    engine = await begin(store, paper, clock)
    await store.mute(Mute(TERMINAL, MuteKind.OUTLET, "alpha.example"))
    await engine.refresh()
    paper.put(A, "DeepSeek V4 is out, and it is cheap", age=FRESH)
    await poll(engine, A)
    assert await owed(engine, clock) == []
    paper.put(B, "DeepSeek V4 is out, and it is cheap", age=FRESH)
    await poll(engine, B)
    assert await owed(engine, clock) == [(DeliveryKind.SEND, 1)]


async def test_the_first_start_owes_one_digest_once(store: Store, paper: PaperSource, clock: Clock) -> None:
    paper.put(A, "DeepSeek V4 leaks", age=timedelta(hours=3))
    paper.put(A, "H20 export halted", age=timedelta(hours=30))
    engine = await begin(store, paper, clock)
    assert await engine.digest_of_first_start() == 1
    assert await engine.digest_of_first_start() == 0
    assert await owed(engine, clock) == [(DeliveryKind.DIGEST, None)]
    paper.put(B, "DeepSeek V4 leaks", age=FRESH)
    await poll(engine, B)
    assert await owed(engine, clock) == [(DeliveryKind.DIGEST, None)], "the digest told it"


async def test_a_feed_that_fails_backs_off_and_keeps_its_memory(store: Store, paper: PaperSource, clock: Clock) -> None:
    engine = await begin(store, paper, clock)
    paper.fail(A)
    await poll(engine, A, B)
    broken = await store.feed(A)
    assert broken is not None
    assert (broken.failures, broken.state, broken.error) == (1, FeedState.FAILING, "the server is broken")
    assert broken.next_poll_at is not None and broken.next_poll_at > clock()
    paper.broken.clear()
    paper.put(A, "DeepSeek V4 is out", age=FRESH)
    await poll(engine, A)
    assert len(await owed(engine, clock)) == 1


async def test_watches_come_and_go_live(store: Store, paper: PaperSource, clock: Clock) -> None:
    engine = await begin(store, paper, clock)
    chat = Address(42)
    await store.put_chat(Chat(chat))
    added = await engine.watch(Watch(chat, "Kimi K3", origin="chat"))
    assert added is not None and added.id
    assert await engine.watch(Watch(chat, "Kimi K3", origin="chat")) is None
    with pytest.raises(QueryError):
        await engine.watch(Watch(chat, '"unclosed'))
    paper.put(A, "Moonshot shows Kimi K3", age=FRESH)
    await poll(engine, A)
    assert [d.address for d in await store.queued(clock(), 10)] == [chat]
    assert await engine.unwatch(added.id) and not await engine.unwatch(added.id)
    paper.put(A, "Kimi K3 is priced lower than rivals in a surprise move", age=FRESH)
    await poll(engine, A)
    assert len(await store.queued(clock(), 10)) == 1


async def test_a_feed_is_added_from_a_chat_without_a_flood(store: Store, paper: PaperSource, clock: Clock) -> None:
    engine = await begin(store, paper, clock)
    new = "https://delta.example"
    for number in range(30):
        paper.put(new, f"DeepSeek V4 story number {number}", age=FRESH)
    added = await engine.add_feed(new)
    assert (added.entries, added.known, added.feed.error) == (30, False, "")
    assert await owed(engine, clock) == []
    assert (await engine.add_feed(new)).known
    assert await engine.drop_feed(new) and not await engine.drop_feed(new)
    paper.put(new, "DeepSeek V4 while nobody looked", age=FRESH)
    assert not (await engine.add_feed(new)).known
    assert await owed(engine, clock) == [], "a feed that comes back is as new"
    paper.fail("https://broken.example")
    broken = await engine.add_feed("https://broken.example")
    assert broken.feed.error and await store.feed("https://broken.example") is None


async def test_a_feed_that_comes_back_is_asked_what_is_known_of_it(
    store: Store, paper: PaperSource, clock: Clock
) -> None:
    """A feed that was never read needs no look into the store; one that was read before has a past, whether or not its
    next poll counts as its first."""
    new = "https://new.example/feed"
    paper.put(new, "DeepSeek V4 is out", age=FRESH)
    engine = await begin(store, paper, clock)
    heard: list[list[str]] = []
    engine.on_polled = lambda feed, fetched, fresh: heard.append([entry.title for entry in fresh])
    await engine.add_feed(new)
    assert await engine.drop_feed(new)
    paper.put(new, "DeepSeek V4 has a second part", age=FRESH)
    await engine.add_feed(new)
    back = await store.feed(new)
    assert back is not None and not back.is_new
    assert heard == [["DeepSeek V4 is out"], ["DeepSeek V4 has a second part"]]
    assert await owed(engine, clock) == []


async def test_a_page_stands_for_the_feed_that_it_names(store: Store, paper: PaperSource, clock: Clock) -> None:
    engine = await begin(store, paper, clock)
    site, feed, maze = "https://echo.example", "https://echo.example/feed", "https://maze.example"
    paper.name(site, feed)
    paper.put(feed, "Kimi K3 arrives", age=FRESH)
    added = await engine.add_feed(site)
    assert (added.feed.url, added.entries) == (feed, 1) and await store.feed(site) is None
    assert (await engine.add_feed(site)).known
    paper.name(maze, site)
    lost = await engine.add_feed(maze)
    assert lost.feed.error and await store.feed(maze) is None, "a page that names a page is not followed further"


async def test_the_seed_story_rings_in_three_languages_and_says_why(
    store: Store, paper: PaperSource, clock: Clock
) -> None:
    article = data("seed_article.txt").read_text(encoding="utf-8")
    title = "Trong khi chặn truy cập của chip NVIDIA và AMD, DeepSeek lại ưu ái cho chip AI của Huawei tiếp cận sớm"
    engine = await begin(store, paper, clock)
    paper.put(A, title, summary=article, age=FRESH)
    paper.put(B, "DeepSeek lets Huawei try V4 first and keeps Nvidia waiting, sources say", age=FRESH)
    paper.put(C, "消息人士：DeepSeek V4 优先开放给华为，英伟达未获提前测试", age=FRESH)
    await poll(engine, A, B, C)
    rung = {term for delivery in await store.queued(clock(), 10) for term in delivery.terms}
    assert rung == {"DeepSeek V4", "H20 export"}
    (explained,) = await store.search("ưu ái Huawei")
    assert explained.record.stage is Stage.QUEUED
    (v4,) = (match for match in explained.record.reading.matches if match.term == "DeepSeek V4")
    fields = {"title": title, "summary": article}
    said = {fields[hit.span.field][hit.span.start : hit.span.end] for hit in v4.hits}
    assert said == {"DeepSeek", "V4"}
    for words in ("DeepSeek lets Huawei", "优先开放给华为"):
        (other,) = await store.search(words)
        assert [m.term for m in other.record.reading.matches] == ["DeepSeek V4"]


async def test_the_same_page_under_other_addresses_is_one_story(store: Store, paper: PaperSource, clock: Clock) -> None:
    engine = await begin(store, paper, clock)
    paper.put(A, "DeepSeek V4 is out", link="https://www.example.com/v4?utm_source=rss", age=FRESH)
    paper.put(B, "What DeepSeek's V4 means for you", link="http://m.example.com/v4/", age=FRESH)
    await poll(engine, A, B)
    assert [kind for kind, _ in await owed(engine, clock)].count(DeliveryKind.SEND) == 1


async def test_two_chats_with_thresholds_of_their_own(store: Store, paper: PaperSource, clock: Clock) -> None:
    strict = replace(V4, address=Address(7), threshold=99)
    engine = await begin(store, paper, clock, V4, strict)
    await store.put_chat(Chat(Address(7)))
    paper.put(A, "DeepSeek V4 is out", age=FRESH)
    await poll(engine, A)
    assert {d.address for d in await store.queued(clock(), 10)} == {TERMINAL, Address(7)}


async def test_a_gap_is_followed_into_older_documents_until_something_is_known(
    store: Store, paper: PaperSource, clock: Clock
) -> None:
    engine = await begin(store, paper, clock)
    paper.put(A, "Known", age=FRESH)
    await poll(engine, A)
    clock.forward(hours=6)
    known = paper.entries[A].pop()
    pages = [f"{A}/2", f"{A}/3", f"{A}/4"]
    paper.older = dict(zip([A, *pages], pages, strict=False))
    for url, title in ((A, "Newest"), (A, "Newer"), (pages[0], "DeepSeek V4 is out"), (pages[1], "Old")):
        paper.put(url, title, link=f"https://alpha.example/{title}", age=FRESH)
    paper.entries[pages[1]].append(known)
    paper._ages[(pages[1], known.key)] = FRESH
    await poll(engine, A)
    assert {"Newest", "Newer", "DeepSeek V4 is out", "Old"} <= set(await stages(engine))
    assert await owed(engine, clock) == [(DeliveryKind.SEND, 1)]
    assert pages[2] not in paper.polls
    feed = await store.feed(A)
    assert feed is not None and feed.interval is not None
    assert feed.interval <= timedelta(hours=3)


async def test_a_feed_that_shares_an_entry_with_the_last_poll_follows_nothing(
    store: Store, paper: PaperSource, clock: Clock
) -> None:
    engine = await begin(store, paper, clock)
    paper.older = {A: f"{A}/2"}
    paper.put(A, "Known", age=FRESH)
    await poll(engine, A)
    clock.forward(minutes=5)
    paper.put(A, "New", age=FRESH)
    await poll(engine, A)
    assert f"{A}/2" not in paper.polls


async def test_the_budget_is_shared_out_by_what_feeds_are_like(store: Store, paper: PaperSource, clock: Clock) -> None:
    engine = await begin(store, paper, clock)
    before = engine.plan
    await engine.replan()
    assert engine.plan != before
    assert engine.plan.limits == before.limits
