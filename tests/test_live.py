"""The live run: what is due is polled by the scheduler's ticks, and its end is no fault."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from rich.console import Console

from bot.core.model import TERMINAL, Chat, Feed
from bot.core.store import Store
from bot.core.watch import Lexicon
from bot.live import Live, make_scheduler
from bot.terminal import TerminalReporter
from tests.engines import V4, A, B, make
from tests.fakes.clock import Clock
from tests.fakes.paper import PaperSource

pytestmark = pytest.mark.anyio


async def begun(store: Store, paper: PaperSource, clock: Clock) -> Live:
    engine = make(store, paper, clock)
    await engine.start([Feed(A)], [V4], [Chat(TERMINAL, channel="console")])
    return Live(engine, clock, TerminalReporter(Console(file=StringIO()), clock), timedelta(days=1))


async def test_a_feed_that_is_due_is_polled(
    store: Store, paper: PaperSource, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.live.TICK", 0.01)
    stop = asyncio.Event()
    running = asyncio.create_task((await begun(store, paper, clock)).run(stop))
    async with asyncio.timeout(30):
        while not paper.polls:  # noqa: ASYNC110 - a source has no event
            await asyncio.sleep(0.01)
        stop.set()
        await running
    assert set(paper.polls) == {A}


async def test_a_tick_that_the_end_cuts_short_is_no_fault(
    store: Store, paper: PaperSource, clock: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.live.TICK", 0.3)  # the end comes before the next, however busy the machine is
    live, stop, ticking = await begun(store, paper, clock), asyncio.Event(), asyncio.Event()

    async def hangs(*_: object) -> None:
        ticking.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(store, "due", hangs)
    running = asyncio.create_task(live.run(stop))
    async with asyncio.timeout(30):
        await ticking.wait()
        stop.set()
        await running
        await asyncio.sleep(0.05)  # the scheduler's last word
    told = [record for record in caplog.records if record.levelno >= logging.WARNING]
    # On a slow machine a second tick came before the end and found the first still at it: that is told, and true.
    assert [record for record in told if record.name != "apscheduler.scheduler"] == []


async def test_a_job_that_is_half_an_hour_late_is_done_once() -> None:
    done: list[str] = []

    async def job(name: str) -> None:
        done.append(name)

    scheduler = make_scheduler()
    first_due = datetime.now(UTC) - timedelta(hours=2.5)
    scheduler.add_job(job, "interval", ["late"], hours=1, next_run_time=first_due)
    scheduler.add_job(job, "date", ["now"])
    scheduler.start()
    async with asyncio.timeout(30):
        while "now" not in done:  # noqa: ASYNC110 - a scheduler has no event
            await asyncio.sleep(0.01)
    scheduler.shutdown()
    assert done == ["late", "now"]


class Preparing(Lexicon):
    """Notes when it makes what the first question needs."""

    def __init__(self, noted: list[str]) -> None:
        super().__init__()
        self._noted = noted

    def prepare(self) -> None:
        super().prepare()
        self._noted.append("prepared")


async def test_what_the_first_match_needs_is_made_while_the_feeds_answer(
    store: Store, paper: PaperSource, clock: Clock
) -> None:
    engine = make(store, paper, clock)
    engine.lexicon = Preparing(paper.polls)
    await engine.start([Feed(A), Feed(B)], [V4], [Chat(TERMINAL, channel="console")])
    live = Live(engine, clock, TerminalReporter(Console(file=StringIO()), clock), timedelta(days=1))
    await live.sweep(asyncio.Event())
    assert sorted(paper.polls[:2]) == [A, B] and paper.polls[2:] == ["prepared"]
