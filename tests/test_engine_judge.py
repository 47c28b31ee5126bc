"""The engine with judges: an answer joins or parts, and an alert goes out whatever a judge does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.decision import DeliveryKind
from bot.core.model import TERMINAL, Chat, Feed, Watch
from bot.core.ports import Judge
from bot.core.store import Store
from bot.core.story import Grouping
from bot.engine import Engine, Settings
from bot.judges import Panel
from bot.judges.language_model import Endpoint, LanguageModel
from bot.lexicon import load_lexicon
from bot.readers import Readers
from tests.fakes import rude
from tests.fakes.clock import Clock
from tests.fakes.feeds import Handler
from tests.fakes.model import KEY, ModelServer
from tests.fakes.paper import PaperSource
from tests.fakes.stores import quick_store
from tests.judges.pairs import PaperJudge, SlowJudge, StubbornJudge

FIRST = "Nvidia supplier in Kulim halts its chip packaging line after a fire"
RETOLD = "Fire at Kulim plant stops packaging for Nvidia"
A, B, C = "https://alpha.example", "https://beta.example", "https://gamma.example"

pytestmark = pytest.mark.anyio


class Bot:
    """An engine over paper, with a panel."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.paper = PaperSource()
        self.clock = Clock()
        settings = Settings(grouping=Grouping().with_judge())
        self.engine = Engine(store, {"rss": self.paper}, Readers(load_lexicon()), settings, self.clock, lambda: 0.5)
        self.panel: Panel | None = None

    async def start(self, *judges: Judge, timeout: float = 20) -> None:
        self.panel = Panel(judges, self.store, self.clock, timedelta(seconds=timeout))
        self.engine.consult = self.panel.consult
        await self.engine.start([Feed(A), Feed(B), Feed(C)], [Watch(TERMINAL, "Kulim")], [Chat(TERMINAL)])
        await self.poll(A, B, C)

    async def poll(self, *urls: str) -> None:
        for url in urls:
            feed = await self.store.feed(url)
            assert feed is not None
            await self.engine.poll(feed)

    async def told(self) -> list[int | None]:
        """The stories of both reports, in the order in which they come."""
        self.paper.put(A, FIRST, age=timedelta(minutes=2))
        await self.poll(A)
        self.paper.put(B, RETOLD, age=timedelta(minutes=1))
        await self.poll(B)
        records = {r.reading.entry.title: r.story for r in await self.store.recent(self.clock.now, 10)}
        return [records[FIRST], records[RETOLD]]

    async def alerts(self) -> int:
        """Stories that are owed to somebody, loud or quiet."""
        return sum(d.kind in (DeliveryKind.SEND, DeliveryKind.REPLY) for d in await self.store.queued(self.clock(), 10))


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Bot]:
    store = await quick_store(tmp_path / "news.db")
    bot = Bot(store)
    yield bot
    if bot.panel is not None:
        await bot.panel.close()
    await store.close()


@pytest.mark.parametrize(("answer", "stories", "alerts"), [(0.97, [1, 1], 1), (0.03, [1, 2], 2), (None, [1, 2], 2)])
async def test_an_answer_joins_or_parts(bot: Bot, answer: float | None, stories: list[int], alerts: int) -> None:
    await bot.start(PaperJudge(lambda _: answer))
    assert await bot.told() == stories
    assert await bot.alerts() == alerts


@pytest.mark.parametrize("judge", [SlowJudge, StubbornJudge])
async def test_a_judge_that_hangs_is_not_waited_for(bot: Bot, judge: type[PaperJudge]) -> None:
    await bot.start(judge(), timeout=0.05)
    async with asyncio.timeout(20):
        assert await bot.told() == [1, 2]
    assert await bot.alerts() == 2


async def test_other_feeds_go_on_while_a_judge_thinks(bot: Bot) -> None:
    judge = SlowJudge()
    await bot.start(judge, timeout=30)
    bot.paper.put(A, FIRST, age=timedelta(minutes=2))
    await bot.poll(A)
    bot.paper.put(B, RETOLD, age=timedelta(minutes=1))
    waiting = asyncio.create_task(bot.poll(B))
    await judge.begun.wait()
    bot.paper.put(C, "Kulim opens a new airport terminal to the public", age=timedelta(minutes=1))
    async with asyncio.timeout(20):
        await bot.poll(C)
    assert not waiting.done() and await bot.alerts() == 2
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    assert bot.panel is not None
    await bot.panel.close()  # lets go of the judge
    await bot.engine.settle()
    assert await bot.alerts() == 3, "a poll that was given up is stored all the same"


@pytest.mark.parametrize(
    "handler",
    [
        rude.silence(),
        rude.slow_drip(),
        rude.reset(),
        rude.endless(),
        ModelServer().refuses(500),
        ModelServer().refuses(429, headers={"Retry-After": "60"}),
        rude.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n{"),
    ],
)
async def test_an_alert_goes_out_whatever_a_models_server_does(
    bot: Bot, handler: Handler, caplog: pytest.LogCaptureFixture
) -> None:
    async with ModelServer() as server:
        server.turns(handler)
        endpoint = Endpoint(server.url, "stub", KEY, patience=timedelta(seconds=0.3))
        await bot.start(LanguageModel(endpoint, bot.store, bot.clock), timeout=0.5)
        async with asyncio.timeout(20):
            assert await bot.told() == [1, 2]
        assert await bot.alerts() == 2
    counts = await bot.store.judging()
    assert counts.asked >= 1 and counts.answered == 0 and counts.faults + counts.timeouts == 1
    assert sum("words alone decide" in record.getMessage() for record in caplog.records) == 1
    assert KEY not in caplog.text


async def test_a_models_answer_joins_what_words_would_part(bot: Bot) -> None:
    async with ModelServer(lambda a, b: "same") as server:
        model = LanguageModel(Endpoint(server.url, "stub", KEY), bot.store, bot.clock)
        await bot.start(model)
        assert await bot.told() == [1, 1]
    (asked,) = server.questions
    ((_, both),) = asked.items()
    assert (both["A"]["title"], both["B"]["title"]) == (FIRST, RETOLD)
