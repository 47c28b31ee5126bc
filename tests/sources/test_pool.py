"""bot/sources/pool.py: parsing in a process that may hang or die without anybody else noticing."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.sources.document import Document
from bot.sources.pool import Parser
from tests.fakes.feedxml import Item, render

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
URL = "https://e.org/feed"
SHORT, LONG = 0.2, 10.0  # seconds: for what hangs, and for what is parsed, however busy the machine is

pytestmark = pytest.mark.anyio


def document(*titles: str, padding: int = 0) -> Document:
    return Document(render([Item(title) for title in titles]) + b" " * padding, URL, URL, NOW)


@pytest.fixture
async def parser() -> AsyncIterator[Parser]:
    parser = Parser(timeout=LONG)
    yield parser
    await parser.close()


def pid_of(parser: Parser) -> int:
    """The process that waits for work."""
    (child,) = parser._children
    return child.process.pid


async def test_documents_come_back_as_entries(parser: Parser) -> None:
    parsed = await parser.parse(document("One", "华为昇腾"))
    assert [entry.title for entry in parsed.entries] == ["One", "华为昇腾"]
    assert parsed.entries[0].seen_at == NOW


async def test_one_process_serves_many_and_many_at_once(parser: Parser) -> None:
    await parser.parse(document("first"))
    pid = pid_of(parser)
    several = await asyncio.gather(*(parser.parse(document(f"Headline {n}")) for n in range(20)))
    assert [parsed.entries[0].title for parsed in several] == [f"Headline {n}" for n in range(20)]
    assert pid_of(parser) == pid


async def test_one_that_was_prepared_serves_the_first_document(parser: Parser) -> None:
    await parser.prepare()
    assert parser._preparing is not None
    await parser._preparing
    pid = pid_of(parser)
    await parser.parse(document("first"))
    assert pid_of(parser) == pid


async def test_one_that_is_prepared_is_started_at_once_and_once(
    parser: Parser, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[object] = []
    start = subprocess.Popen

    def noted(*words: Any, **options: Any) -> subprocess.Popen[bytes]:
        started.append(words)
        return start(*words, **options)

    monkeypatch.setattr(subprocess, "Popen", noted)
    await parser.prepare()
    assert len(started) == 1
    await parser.prepare()
    await parser.parse(document("first"))
    assert len(started) == 1


async def test_many_who_give_up_kill_it_once(parser: Parser, monkeypatch: pytest.MonkeyPatch) -> None:
    await parser.parse(document("first"))
    process = parser._children[0].process
    kills: list[int] = []
    kill = process.kill

    def noted() -> None:
        kills.append(process.pid)
        kill()

    monkeypatch.setattr(process, "kill", noted)
    asked = [asyncio.create_task(parser.parse(document(f"{n}"))) for n in range(3)]
    await asyncio.sleep(0)
    for one in asked:
        one.cancel()
    await asyncio.gather(*asked, return_exceptions=True)
    assert kills == [process.pid]


async def test_closing_ends_one_that_is_being_prepared() -> None:
    parser = Parser()
    await parser.prepare()
    parsed = asyncio.create_task(parser.parse(document("never")))
    await asyncio.sleep(0)
    assert parser._starting.locked()
    parsed.cancel()
    await parser.close()
    assert parser._children == parser._killed == []


async def test_more_workers_are_more_processes() -> None:
    parser = Parser(workers=2)
    await asyncio.gather(*(parser.parse(document(f"Headline {n}")) for n in range(6)))
    assert len({child.process.pid for child in parser._children}) == 2
    await parser.close()


async def test_one_that_hangs_is_killed_and_replaced(parser: Parser) -> None:
    await parser.parse(document("first"))
    hung = pid_of(parser)
    os.kill(hung, signal.SIGSTOP)
    parser._timeout = SHORT
    parsed = await parser.parse(document("never"))
    assert parsed.error == "It took longer than 0.2 s to parse. Look for a smaller feed."
    parser._timeout = LONG
    assert (await parser.parse(document("next"))).entries[0].title == "next"
    assert pid_of(parser) != hung


async def test_one_that_dies_at_work_fails_its_document_alone(parser: Parser) -> None:
    await parser.parse(document("first"))
    dying = pid_of(parser)
    os.kill(dying, signal.SIGSTOP)
    work = asyncio.create_task(parser.parse(document("never")))
    await asyncio.sleep(0.05)
    os.kill(dying, signal.SIGKILL)
    assert (await work).error == "The process that parsed it died. It is tried again later."
    assert (await parser.parse(document("next"))).entries[0].title == "next"


async def test_what_was_sent_behind_one_that_hangs_is_parsed_all_the_same(parser: Parser) -> None:
    await parser.parse(document("first"))
    os.kill(pid_of(parser), signal.SIGSTOP)
    parser._timeout = SHORT
    hung, *others = [asyncio.create_task(parser.parse(document(title))) for title in ("never", "one", "two")]
    assert (await hung).error.startswith("It took longer than 0.2 s")
    parser._timeout = LONG
    assert [parsed.entries[0].title for parsed in await asyncio.gather(*others)] == ["one", "two"]


async def test_what_was_sent_behind_one_that_dies_is_parsed_all_the_same(parser: Parser) -> None:
    await parser.parse(document("first"))
    dying = pid_of(parser)
    os.kill(dying, signal.SIGSTOP)
    work = [asyncio.create_task(parser.parse(document(title))) for title in ("never", "one", "two", "three", "four")]
    await asyncio.sleep(0.05)
    os.kill(dying, signal.SIGKILL)
    died, *others = await asyncio.gather(*work)
    assert died.error == "The process that parsed it died. It is tried again later."
    assert [parsed.entries[0].title for parsed in others] == ["one", "two", "three", "four"]


async def test_what_was_sent_before_and_behind_a_cancelled_one_is_parsed_all_the_same(parser: Parser) -> None:
    await parser.parse(document("first"))
    work = [asyncio.create_task(parser.parse(document(title))) for title in ("one", "cancelled", "two")]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    work[1].cancel()
    one, cancelled, two = await asyncio.gather(*work, return_exceptions=True)
    assert isinstance(cancelled, asyncio.CancelledError)
    assert not isinstance(one, BaseException) and not isinstance(two, BaseException)
    assert [one.entries[0].title, two.entries[0].title] == ["one", "two"]


async def test_one_that_died_while_idle_is_not_given_work(parser: Parser) -> None:
    await parser.parse(document("first"))
    (child,) = parser._children
    child.process.kill()
    await child.process.wait()
    assert (await parser.parse(document("next"))).entries[0].title == "next"


async def test_after_a_large_document_a_fresh_process_takes_over(parser: Parser) -> None:
    await parser.parse(document("first"))
    worn = pid_of(parser)
    assert (await parser.parse(document("large", padding=2_500_000))).entries[0].title == "large"
    await parser.parse(document("next"))
    assert pid_of(parser) != worn


async def test_a_cancelled_document_leaves_no_answer_behind(parser: Parser) -> None:
    await parser.parse(document("first"))
    work = asyncio.create_task(parser.parse(document("cancelled")))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    assert (await parser.parse(document("next"))).entries[0].title == "next"


async def test_a_process_that_cannot_be_started_is_a_failure_in_words(
    parser: Parser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.executable", "/no/such/python")
    parsed = await parser.parse(document("x"))
    assert parsed.error.startswith("No process to parse it could be started")


async def test_children_see_no_secrets(parser: Parser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", "123:secret")
    await parser.parse(document("x"))
    environ = f"/proc/{pid_of(parser)}/environ"
    if not os.path.exists(environ):  # noqa: ASYNC240, PTH110  # a look at this machine's own proc
        pytest.skip("needs /proc")
    with open(environ, "rb") as file:  # noqa: ASYNC230, PTH123  # the same
        assert b"secret" not in file.read()


async def test_closing_ends_the_process(parser: Parser) -> None:
    await parser.parse(document("x"))
    (child,) = parser._children
    await parser.close()
    assert child.process.returncode == 0


async def test_closing_waits_for_those_that_were_killed() -> None:
    parser = Parser()
    work = asyncio.create_task(parser.parse(document("cancelled while it starts")))
    await asyncio.sleep(0.01)
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)
    await parser.close()
    assert parser._killed == []


def test_the_process_of_the_event_loop_does_not_load_what_parses() -> None:
    program = (
        "import sys; from bot import app; from bot.sources.http import Fetcher, FetchSettings;"
        "app.load_sources(Fetcher(FetchSettings()), app.Parser()); print('feedparser' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert said.strip() == "False"
