"""A second process that reads beside this one: what it reads is what this one would read, and what it does not, is read
here."""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from datetime import datetime
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from bot.commands import running
from bot.config import load_config
from bot.core.model import TERMINAL, Chat, Entry, Feed, Fetched, Reading, Watch
from bot.core.store import Store
from bot.core.watch import Lexicon, TermIndex
from bot.core.watch.heard.sightings import ENOUGH
from bot.lexicon import load_lexicon
from bot.live import Live
from bot.readers import AHEAD, FEW, MANY, MOST_TERMS, Readers
from bot.second import _LENGTH, Answer, Lesson, Second, fork
from bot.terminal import TerminalReporter
from tests.engines import FRESH, V4, begin, make, stages
from tests.fakes.clock import Clock
from tests.fakes.paper import PaperSource

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(sys.platform != "linux", reason="there is a second process on Linux alone"),
    pytest.mark.filterwarnings("ignore:This process:DeprecationWarning"),  # pytest has threads; a bot's start has none
]
ROOT = Path(__file__).resolve().parent.parent
TERMS = ("DeepSeek V4", "Huawei chip", "Quarkel")
TITLES = (
    "DeepSeek V4 is out, and it is cheap",
    "华为发布新芯片",
    "Nothing of note happened",
    "Quarkal opens a plant",
    "Huawei shows a chip of its own",
    "Quarkel opens a plant",
    "",
)
TWO_PROCESSORS = "os.sched_getaffinity = lambda pid: {0, 1}"  # wherever the tests run


def entries(*titles: str) -> list[Entry]:
    return [
        Entry("https://alpha.example", str(number), title, f"https://alpha.example/{number}", f"{title} \ud800", "Body")
        for number, title in enumerate(titles)
    ]


@pytest.fixture
async def second(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Second]:
    monkeypatch.setattr("bot.second._may_fork", lambda: True)
    expected = ("DeepSeek V4", "Nvidia")  # one that will be watched, and one that will not
    forked = fork(TermIndex(expected, load_lexicon()), load_lexicon())
    assert forked is not None
    yield forked
    await forked.end()


async def readers(second: Second | None, *terms: str) -> Readers:
    """With the second process at work, if there is one."""
    made = Readers(load_lexicon())
    made.second = second
    await made.watch(terms or TERMS, ())
    await made.expect(MANY)
    return made


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many entries each answer of a second process was about."""
    sizes: list[int] = []
    ask = Second.ask

    async def noted(self: Second, lessons: Sequence[Lesson], some: Sequence[Entry]) -> list[Answer] | None:
        answers = await ask(self, lessons, some)
        sizes.extend([] if answers is None else [len(answers)])
        return answers

    monkeypatch.setattr(Second, "ask", noted)
    return sizes


def pid_of(second: Second) -> int:
    return second._pid


async def test_what_it_reads_is_what_is_read_here(second: Second, answered: list[int]) -> None:
    asked = entries(*TITLES)
    found = await (await readers(second)).read(asked)
    assert answered == [len(TITLES)]
    assert found == await (await readers(None)).read(asked)
    assert [len(reading.matches) for reading in found] == [1, 1, 0, 1, 1, 1, 0]
    assert all(reading.entry is entry for reading, entry in zip(found, asked, strict=True))


async def test_what_was_expected_and_is_not_watched_is_not_looked_for(second: Second, answered: list[int]) -> None:
    both = await readers(second)
    assert not any(reading.matches for reading in await both.read(entries(*["Nvidia opens a plant"] * FEW)))
    assert answered == [FEW]


async def test_a_watch_that_comes_while_it_begins_lets_it_go(second: Second, answered: list[int]) -> None:
    made = Readers(load_lexicon())
    made.second = second
    begun = asyncio.create_task(made.expect(MANY))
    await asyncio.sleep(0)
    await made.watch(TERMS, ())
    await begun
    assert made.second is None
    found = await made.read(entries(*TITLES))
    assert answered == [] and sum(bool(reading.matches) for reading in found) == 5


async def test_watches_that_come_while_it_is_let_go_are_all_kept(
    second: Second, store: Store, paper: PaperSource, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = await begin(store, paper, clock)
    engine.readers.second = second
    await engine.readers.expect(MANY)
    end = Second.end

    async def slow(self: Second) -> None:
        await end(self)
        await asyncio.sleep(0.05)

    monkeypatch.setattr(Second, "end", slow)
    await asyncio.gather(*(engine.watch(Watch(TERMINAL, term)) for term in ("alphaword", "betaword")))
    assert {"alphaword", "betaword"} <= set(engine.watches.terms)


async def test_it_learns_in_the_order_of_what_it_is_asked(second: Second, answered: list[int]) -> None:
    both = await readers(second)
    misspelt = entries(*["Quarkal opens a plant"] * ENOUGH)
    before, untaught = await asyncio.gather(both.read(misspelt), both.read(misspelt))
    both.learn(before)
    after = await both.read(misspelt)
    assert answered == [ENOUGH] * 3
    assert all(reading.matches for reading in before + untaught) and not any(reading.matches for reading in after)


async def test_it_goes_on_from_what_was_learnt_before(second: Second, answered: list[int]) -> None:
    both = Readers(load_lexicon())
    both.second = second
    both.sightings.recall({"quarkal": ENOUGH})
    await both.watch(TERMS, ())
    await both.expect(MANY)
    assert not any(reading.matches for reading in await both.read(entries(*["Quarkal opens a plant"] * FEW)))
    assert answered == [FEW]


async def test_what_was_learnt_before_it_began_counts_once(second: Second, answered: list[int]) -> None:
    both = Readers(load_lexicon())
    both.second = second
    await both.watch(TERMS, ())
    both.learn(await both.read(entries(*["Quarkal opens a plant"] * (ENOUGH - 1))))
    await both.expect(MANY)
    assert all(reading.matches for reading in await both.read(entries(*["Quarkal opens a plant"] * FEW)))
    assert answered == [FEW]


async def test_a_watch_added_while_it_reads_is_looked_for(second: Second) -> None:
    both = await readers(second)
    asked = entries(*["SpaceX launches a rocket"] * FEW)
    reading = asyncio.create_task(both.read(asked))
    await asyncio.sleep(0)  # it is asked
    await both.watch(["SpaceX"], ())
    assert [[match.term for match in one.matches] for one in await reading] == [["SpaceX"]] * FEW
    assert is_gone(pid_of(second)) and both.second is None


async def test_a_watch_dropped_while_it_reads_is_looked_for_no_more(second: Second) -> None:
    both = await readers(second)
    reading = asyncio.create_task(both.read(entries(*[TITLES[0]] * FEW)))
    await asyncio.sleep(0)
    await both.watch((), ["DeepSeek V4"])
    assert not any(one.matches for one in await reading)


async def test_what_it_does_not_answer_is_read_here(second: Second, answered: list[int]) -> None:
    both = await readers(second)
    os.kill(pid_of(second), signal.SIGKILL)
    found = await asyncio.gather(*(both.read(entries(*TITLES)) for _ in range(3)))
    assert found == [await (await readers(None)).read(entries(*TITLES))] * 3 and answered == []
    assert await both.read(entries(*TITLES)) == found[0]  # nor is it asked again


async def test_it_is_not_waited_for_without_end(second: Second, monkeypatch: pytest.MonkeyPatch) -> None:
    both = await readers(second)
    monkeypatch.setattr("bot.second._SECONDS", 0.2)
    os.kill(pid_of(second), signal.SIGSTOP)
    found: list[list[Reading]] = await asyncio.gather(*(both.read(entries(*TITLES)) for _ in range(2)))
    assert [len(reading.matches) for reading in found[0]] == [1, 1, 0, 1, 1, 1, 0] and found[1] == found[0]


async def test_one_that_is_slow_and_steady_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.second._SECONDS", 1.0)
    ours, theirs = socket.socketpair()

    def takes_its_time() -> None:
        with theirs, theirs.makefile("rb") as questions:
            pickle.load(questions)
            for _ in range(2):
                _, rows = pickle.load(questions)
                time.sleep(0.6)
                data = pickle.dumps([None] * len(rows))
                theirs.sendall(_LENGTH.pack(len(data)) + data)

    slow = Second(0, ours)
    await slow.begin(TERMS, {})
    answering = asyncio.create_task(asyncio.to_thread(takes_its_time))
    assert await asyncio.gather(*(slow.ask((), entries(*TITLES)) for _ in range(2))) == [[None] * len(TITLES)] * 2
    await answering
    await slow.end()


async def test_who_does_not_wait_any_more_takes_no_answer_from_others(second: Second, answered: list[int]) -> None:
    both = await readers(second)
    given_up = asyncio.create_task(both.read(entries(*TITLES)))
    await asyncio.sleep(0)
    given_up.cancel()
    assert len(await both.read(entries(*TITLES[:FEW]))) == FEW
    with suppress(asyncio.CancelledError):
        await given_up
    assert answered == [FEW] and second.behind == 0


async def test_it_is_asked_for_as_long_as_it_keeps_up(second: Second, answered: list[int]) -> None:
    both = await readers(second)
    os.kill(pid_of(second), signal.SIGSTOP)
    asked = asyncio.create_task(both.read(entries(*["Nothing of note"] * (AHEAD + 1))))
    await asyncio.sleep(0)
    assert len(await both.read(entries(*TITLES))) == len(TITLES) and answered == []
    os.kill(pid_of(second), signal.SIGCONT)
    assert len(await asked) == AHEAD + 1 and answered == [AHEAD + 1]


async def test_a_few_entries_are_read_here(second: Second, answered: list[int]) -> None:
    both = await readers(second)
    assert len(await both.read(entries(*TITLES[: FEW - 1]))) == FEW - 1
    assert answered == []


@pytest.mark.parametrize(("documents", "terms"), [(MANY - 1, 1), (MANY, MOST_TERMS + 1)])
async def test_it_is_let_go_of_where_little_comes_or_much_is_watched(
    second: Second, documents: int, terms: int
) -> None:
    pid = pid_of(second)
    both = Readers(load_lexicon())
    both.second = second
    await both.watch([f"zq{number}" for number in range(terms)], ())
    await both.expect(documents)
    assert both.second is None and is_gone(pid)
    assert len(await both.read(entries(*TITLES))) == len(TITLES)


async def test_a_first_sweep_has_it_at_work_and_lets_it_go(
    second: Second, answered: list[int], store: Store, paper: PaperSource, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    pid = pid_of(second)
    engine = make(store, paper, clock)
    engine.readers.second = second
    feeds = [Feed(f"https://outlet{number}.example") for number in range(MANY)]
    titles = [f"{TITLES[0]}: {feed.url}, {number}" for feed in feeds[:3] for number in range(FEW)]
    for number, title in enumerate(titles):
        paper.put(feeds[number // FEW].url, title, age=FRESH)
    await engine.start(feeds, [V4], [Chat(TERMINAL, channel="console")])
    fetch = paper.fetch

    async def takes_its_time(feed: Feed, now: datetime) -> Fetched:
        while not second.is_at_work:  # noqa: ASYNC110 - a process has no event
            await asyncio.sleep(0)
        return await fetch(feed, now)

    monkeypatch.setattr(paper, "fetch", takes_its_time)
    live = Live(engine, clock, quiet(), FRESH)
    sweep = await live.sweep(asyncio.Event())
    assert (sweep.feeds, sweep.failed, sweep.entries) == (MANY, 0, len(titles))
    assert sum(answered) == len(titles) and set(await stages(engine)) == set(titles)
    assert is_gone(pid) and engine.readers.second is None


def test_it_ends_with_the_first_process_however_that_ends() -> None:
    program = (
        f"import os, sys; {TWO_PROCESSORS}; from bot.lexicon import load_lexicon; from bot.readers import *;"
        "one = Readers(load_lexicon()); one.fork(); print(one.second._pid, flush=True); os.kill(os.getpid(), 9)"
    )
    ran = subprocess.run([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    # run() read to the end of what both could write: the second one leaves, too, or has left
    assert ran.returncode == -signal.SIGKILL
    end = time.monotonic() + 30
    while not is_gone(int(ran.stdout)):
        assert time.monotonic() < end
        time.sleep(0.01)


def test_beside_threads_there_is_none() -> None:
    program = (
        f"import os, threading; {TWO_PROCESSORS}; from bot.lexicon import load_lexicon; from bot.readers import *;"
        "threading.Thread(target=threading.Event().wait, daemon=True).start();"
        "one = Readers(load_lexicon()); one.fork(); print(one.second)"
    )
    ran = subprocess.run([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    assert ran.stdout == "None\n"


@pytest.mark.parametrize(("feeds", "forks"), [(MANY - 1, 0), (MANY, 1)])
def test_a_start_has_one_where_many_feeds_are_configured(
    feeds: int, forks: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[frozenset[str], Lexicon]] = []
    monkeypatch.setattr("bot.readers.fork", lambda index, lexicon: asked.append((index.terms, lexicon)))
    file = tmp_path / "config.toml"
    addresses = (f'[[feeds]]\nurl = "https://outlet{number}.example/feed"' for number in range(feeds))
    watches = (f'[[watches]]\nterm = "{term}"' for term in TERMS)
    file.write_text("\n".join((*addresses, *watches)), encoding="utf-8")
    assert running._readers(load_config(file, {}), tmp_path).terms == set(TERMS)
    assert asked == [(frozenset(TERMS), load_lexicon())] * forks


def is_gone(pid: int) -> bool:
    """Whether no process runs under that number; one that nobody waited for counts as gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] in "ZX"
    except OSError:
        return True


def quiet() -> TerminalReporter:
    """Says nothing."""
    return TerminalReporter(Console(file=StringIO()), Clock())
