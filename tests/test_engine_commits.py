"""The engine's commits: whole or nothing, however many polls they hold; and what a restart finds of them."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.core.decision import Decision, Delivery, DeliveryKind, DeliveryState
from bot.core.model import TERMINAL, Chat, Feed, Watch
from bot.core.store import Store
from bot.core.watch.heard.sightings import ENOUGH
from bot.engine import Engine
from bot.errors import StoreError
from tests.engines import FRESH, H20, V4, A, B, C, begin, make, owed, poll, stages
from tests.fakes.clock import Clock
from tests.fakes.paper import PaperSource

pytestmark = pytest.mark.anyio


async def test_a_commit_that_fails_loses_nothing_and_leaves_memory_as_it_was(
    store: Store, paper: PaperSource, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = await begin(store, paper, clock)
    paper.put(A, "DeepSeek V4 is out", age=FRESH)

    async def full(self: object, decision: Decision) -> tuple[()]:
        raise StoreError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(type(store), "commit", full)
        with pytest.raises(StoreError):
            await poll(engine, A)
    assert len(engine.stories) == 0
    await poll(engine, A)
    assert await owed(engine, clock) == [(DeliveryKind.SEND, 1)]


async def test_polls_that_come_at_once_are_one_commit_and_ring_once(
    store: Store, paper: PaperSource, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = await begin(store, paper, clock)
    committed = watched_commits(engine, monkeypatch)
    for feed in (A, B, C):
        paper.put(feed, "DeepSeek V4 is out, and it is cheap", age=FRESH)
    feeds = [feed for feed in await store.feeds() if feed.url in (A, B, C)]
    await asyncio.gather(*map(engine.poll, feeds))
    assert sorted(feed.url for decision in committed for feed in decision.feeds) == [A, B, C]
    assert len(committed) < 3
    assert await owed(engine, clock) == [(DeliveryKind.SEND, 1), (DeliveryKind.EDIT, 1)]
    (story,) = await store.stories(clock() - timedelta(days=1))
    assert len(story.reports) == 3 and list(engine.stories) == [story]


async def test_of_polls_that_come_at_once_the_one_that_cannot_be_stored_fails_alone(
    store: Store, paper: PaperSource, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = await begin(store, paper, clock)
    committed = watched_commits(engine, monkeypatch, refused="Poison")
    paper.put(A, "DeepSeek V4 is out", age=FRESH)
    paper.put(B, "Poison: DeepSeek V4 is out", age=FRESH)
    paper.put(C, "H20 export is halted", age=FRESH)
    feeds = [feed for feed in await store.feeds() if feed.url in (A, B, C)]
    ends = await asyncio.gather(*map(engine.poll, feeds), return_exceptions=True)
    assert [isinstance(end, StoreError) for end in ends] == [False, True, False]
    assert sorted(feed.url for decision in committed for feed in decision.feeds) == [A, C]
    assert len(await owed(engine, clock)) == 2
    monkeypatch.undo()
    await poll(engine, B)
    assert set(await stages(engine)) == {"DeepSeek V4 is out", "Poison: DeepSeek V4 is out", "H20 export is halted"}


async def test_a_commit_of_several_polls_that_arrived_unheard_is_not_told_twice(
    store: Store, paper: PaperSource, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = await begin(store, paper, clock)
    for feed in (A, B, C):
        paper.put(feed, "DeepSeek V4 is out, and it is cheap", age=FRESH)
    feeds = [feed for feed in await store.feeds() if feed.url in (A, B, C)]
    commit, lost = type(store).commit, list[Decision]()

    async def cut_off(self: Store, decision: Decision) -> tuple[Delivery, ...]:
        await polled(engine, 3)
        stored = await commit(self, decision)
        if len(decision.feeds) > 1:
            lost.append(decision)
            raise StoreError("the connection was lost behind the commit")
        return stored

    monkeypatch.setattr(type(store), "commit", cut_off)
    await asyncio.gather(*map(engine.poll, feeds))
    assert lost, "no commit held several polls"
    assert await owed(engine, clock) == [(DeliveryKind.SEND, 1), (DeliveryKind.EDIT, 1)]
    (story,) = await store.stories(clock() - timedelta(days=1))
    assert len(story.reports) == 3 and list(engine.stories) == [story]


@pytest.mark.parametrize(
    ("title", "sizes"),
    [("Nothing of note happened", range(200, 501)), ("DeepSeek V4 is out", range(80, 101))],
    ids=["that nobody watches for", "that are watched for"],
)
async def test_a_commit_holds_hundreds_of_entries_and_fewer_of_those(
    title: str, sizes: range, store: Store, paper: PaperSource, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    feeds = [Feed(f"https://outlet{number}.example") for number in range(10)]
    engine = make(store, paper, clock)
    await engine.start(feeds, [V4], [Chat(TERMINAL, channel="console")])
    await poll(engine, *(feed.url for feed in feeds))
    for feed in feeds:
        for number in range(45):
            paper.put(feed.url, f"{title}: {feed.url}, number {number}", age=FRESH)
    commit, stored = type(store).commit, list[int]()

    async def behind_all_polls(self: Store, decision: Decision) -> tuple[Delivery, ...]:
        await polled(engine, 450)
        stored.append(len(decision.records))
        return await commit(self, decision)

    monkeypatch.setattr(type(store), "commit", behind_all_polls)
    await asyncio.gather(*map(engine.poll, await store.feeds()))
    assert sum(stored) == 450
    assert max(stored) in sizes


async def test_a_poll_that_is_given_up_at_its_commit_is_told_and_remembered_all_the_same(
    store: Store, paper: PaperSource, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = await begin(store, paper, clock)
    polled: list[str] = []
    engine.on_polled = lambda feed, *_: polled.append(feed.url)
    paper.put(A, "DeepSeek V4 is out", age=FRESH)
    feed = await store.feed(A)
    assert feed is not None
    committing, go_on = held_commits(store, monkeypatch)
    polling = asyncio.create_task(engine.poll(feed))
    await committing.wait()
    polling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await polling
    go_on.set()
    await engine.settle()
    assert await owed(engine, clock) == [(DeliveryKind.SEND, 1)]
    assert len(engine.stories) == 1 and polled == [A]


async def test_a_poll_waits_for_what_a_hub_pushed_of_the_same_feed(
    store: Store, paper: PaperSource, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = await begin(store, paper, clock)
    pushed: list[int] = []
    engine.on_pushed = lambda _, fresh: pushed.append(len(fresh))
    paper.put(A, "DeepSeek V4 is out", age=FRESH)
    feed = await store.feed(A)
    assert feed is not None
    document = await engine.look_at(feed)
    committing, go_on = held_commits(store, monkeypatch)
    pushing = asyncio.create_task(engine.take(A, document))
    await committing.wait()
    polls = len(paper.polls)
    polling = asyncio.create_task(engine.poll(feed))
    for _ in range(9):  # as far as it comes without the push
        await asyncio.sleep(0)
    assert len(paper.polls) == polls, "it was fetched while a push of it was being stored"
    go_on.set()
    await asyncio.gather(pushing, polling)
    assert len(paper.polls) == polls + 1 and pushed == [1]
    assert await owed(engine, clock) == [(DeliveryKind.SEND, 1)]


def held_commits(store: Store, monkeypatch: pytest.MonkeyPatch) -> tuple[asyncio.Event, asyncio.Event]:
    """Set: when the first commit from now on is begun; and, by the test, when commits may go on."""
    began, go_on = asyncio.Event(), asyncio.Event()
    commit = type(store).commit

    async def wait(self: Store, decision: Decision) -> tuple[Delivery, ...]:
        began.set()
        await go_on.wait()
        return await commit(self, decision)

    monkeypatch.setattr(type(store), "commit", wait)
    return began, go_on


async def polled(engine: Engine, entries: int) -> None:
    """Until polls have brought so many."""
    while engine.tally.entries < entries:  # noqa: ASYNC110 - there is no event for it
        await asyncio.sleep(0)


def watched_commits(engine: Engine, monkeypatch: pytest.MonkeyPatch, refused: str = "\0") -> list[Decision]:
    """Every decision that is stored from now on, the first when three entries are there; those with a title that begins
    so are refused."""
    committed: list[Decision] = []
    store = type(engine.store)
    commit = store.commit

    async def watch(self: Store, decision: Decision) -> tuple[Delivery, ...]:
        await polled(engine, 3)
        if any(record.reading.entry.title.startswith(refused) for record in decision.records):
            raise StoreError("the database takes no poison")
        stored = await commit(self, decision)
        committed.append(decision)
        return stored

    monkeypatch.setattr(store, "commit", watch)
    return committed


async def test_what_the_stream_teaches_of_spelling_outlives_a_restart(
    store: Store, paper: PaperSource, clock: Clock
) -> None:
    engine = await begin(store, paper, clock, Watch(TERMINAL, "Quarkel"))
    for number in range(ENOUGH):
        paper.put(A, f"Quarkal opens plant number {number}", age=FRESH)
        await poll(engine, A)
    await engine.settle()
    again = await begin(store, paper, clock, Watch(TERMINAL, "Quarkel"))
    paper.put(B, "Quarkal closes everything", age=FRESH)
    paper.put(C, "Quarkel closes everything", age=FRESH)
    await poll(again, B, C)
    assert again.tally.matched == 1


async def test_a_restart_regroups_nothing_and_rings_nothing_again(
    store: Store, paper: PaperSource, clock: Clock
) -> None:
    engine = await begin(store, paper, clock)
    paper.put(A, "DeepSeek V4 is out, and it is cheap", age=FRESH)
    await poll(engine, A)
    clock.forward(hours=2)
    again = make(store, paper, clock)
    await again.start([Feed(A), Feed(B), Feed(C)], [V4, H20], [Chat(TERMINAL, channel="console")])
    assert [story.id for story in again.stories] == [1]
    paper.put(B, "DeepSeek V4 is out, and it is cheap", age=FRESH)
    await poll(again, A, B)
    assert await owed(again, clock) == [(DeliveryKind.SEND, 1), (DeliveryKind.EDIT, 1)]


async def test_a_kill_between_commit_and_send_loses_no_alert(store: Store, paper: PaperSource, clock: Clock) -> None:
    engine = await begin(store, paper, clock)
    paper.put(A, "DeepSeek V4 is out", age=FRESH)
    await poll(engine, A)
    (delivery,) = await store.queued(clock(), 10)
    await store.mark(delivery.id, DeliveryState.SENDING)
    again = make(store, paper, clock)
    await again.start([Feed(A), Feed(B), Feed(C)], [V4, H20], [Chat(TERMINAL, channel="console")])
    assert await store.recover() == 1
    assert [found.id for found in await store.unknown(10)] == [delivery.id]
