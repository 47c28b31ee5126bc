"""The whole bot against moving feeds and a strict Bot API: two virtual days in a minute of real time.

Sixty real feeds of a newsstand on loopback, at 3,600 virtual seconds a second, two chats, the bot as its own process.
Afterwards the database, the stand's counters and the chats are compared: every entry has a record, nothing rang twice,
every match can be pointed at, all polls but the first of each feed were conditional, what is owed was sent.

Before that, 300 feeds at once beside other readers (bench/beside.py).
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import socket
import sqlite3
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import httpx

from bench.beside import compared
from bench.figure import Figure, Skipped
from tests.fakes.telegram import TelegramServer
from tests.fakes.telegram_limits import Limits

ROOT = Path(__file__).resolve().parent.parent
STAND = ROOT.parent / "shared" / "tools" / "newsstand.py"
CHATS = (4242, 4343)
TERMS = ("DeepSeek V4", "Huawei Ascend", "H20 export", "Nvidia", "OpenAI", "BYD", "SpaceX", "TSMC")
LIMIT = 150.0  # seconds until a run that does not come to its end is given up


@dataclass(slots=True)
class Run:
    """What was seen from outside."""

    peak_kb: int = 0
    ended_in: float = 0.0
    exit_code: int | None = None
    stats: dict[str, int] | None = None
    messages: int = 0
    throttled: int = 0


def figures() -> Iterator[Figure]:
    """The figures of one run. Skipped where the newsstand and its headlines are not beside the project."""
    if not STAND.exists():
        raise Skipped("needs shared/tools/newsstand.py and shared/data/pool")
    yield from compared()
    with tempfile.TemporaryDirectory() as folder:
        run = asyncio.run(_play(Path(folder)))
        yield from _judge(run, Path(folder) / "newsbell.db")


async def _play(folder: Path) -> Run:
    run = Run()
    async with TelegramServer(limits=Limits()) as telegram, _newsstand() as stand, httpx.AsyncClient() as http:
        feeds = re.findall(r'xmlUrl="([^"]+)"', (await http.get(f"{stand}/feeds.opml")).text)
        (folder / "config.toml").write_text(_config(folder, feeds, telegram), encoding="utf-8")
        command = (sys.executable, "-m", "bot", "--config", str(folder / "config.toml"))
        bot = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.DEVNULL)
        try:
            await _until_quiet(http, stand, folder / "newsbell.db", bot, run)
        finally:
            begun = time.monotonic()
            if bot.returncode is None:
                bot.send_signal(signal.SIGTERM)
            run.exit_code = await bot.wait()
            run.ended_in = time.monotonic() - begun
        run.stats = (await http.get(f"{stand}/stats")).json()
        run.messages = len(telegram.sent())
        run.throttled = telegram.throttled
    return run


async def _until_quiet(
    http: httpx.AsyncClient, stand: str, database: Path, bot: asyncio.subprocess.Process, run: Run
) -> None:
    """Until the stand's clock stands still and everything that is owed was sent."""
    end, before, still = time.monotonic() + LIMIT, "", 0
    while time.monotonic() < end and bot.returncode is None and still < 3:
        await asyncio.sleep(2)
        run.peak_kb = max(run.peak_kb, _memory(bot.pid))
        now = (await http.get(f"{stand}/now")).text
        owed = _count(database, "SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending', 'unknown')")
        still = still + 1 if now == before and not owed else 0
        before = now


def _config(folder: Path, feeds: list[str], telegram: TelegramServer) -> str:
    quoted = "\n".join(f"[[feeds]]\nurl = {json.dumps(url)}" for url in feeds)
    watches = "\n".join(f"[[watches]]\nterm = {json.dumps(term)}" for term in TERMS)
    return f"""
[telegram]
token = "{telegram.token}"
api_url = "{telegram.url}"
chats = [{", ".join(map(str, CHATS))}]
[store]
url = "sqlite:///{folder / "newsbell.db"}"
[polling]
min_interval = "1s"
max_interval = "3s"
allow_private_addresses = true
[stories]
edit_pause = "2s"
[web]
listen = ""
[log]
level = "warning"
{quoted}
{watches}
"""


@asynccontextmanager
async def _newsstand() -> AsyncIterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    command = (sys.executable, str(STAND), "--port", str(port), "--feeds", "60", "--speed", "3600")
    stand = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    try:
        assert stand.stdout is not None
        await stand.stdout.readline()
        yield f"http://127.0.0.1:{port}"
    finally:
        stand.kill()
        await stand.wait()


def _memory(pid: int) -> int:
    """Resident kilobytes of a process and its children; shared pages count once each."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    try:
        own = int(re.findall(r"Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text())[0])
        return own + sum(_memory(int(child)) for child in children.read_text().split())
    except (OSError, IndexError):
        return 0


def _count(database: Path, query: str) -> int:
    if not database.exists():
        return 0
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=10)) as connection:
        try:
            return int(connection.execute(query).fetchone()[0])
        except sqlite3.OperationalError:  # the tables are not made yet
            return 0


def _judge(run: Run, database: Path) -> Iterator[Figure]:
    stats = run.stats or {}
    entries = _count(database, "SELECT count(*) FROM entries")
    unrecorded = _count(
        database,
        "SELECT count(*) FROM entries e LEFT JOIN records r ON r.feed = e.feed AND r.key = e.key WHERE r.key IS NULL",
    )
    sent = _count(database, "SELECT count(*) FROM outbox WHERE kind = 'send' AND state = 'sent'")
    edits = _count(database, "SELECT count(*) FROM outbox WHERE kind = 'edit' AND state = 'sent'")
    unsent = _count(database, "SELECT count(*) FROM outbox WHERE state != 'sent'")
    doubled = _count(
        database,
        "SELECT count(*) FROM (SELECT 1 FROM outbox WHERE kind IN ('send', 'reply') GROUP BY story, chat, thread "
        "HAVING count(*) > 1)",
    )
    feeds = _count(database, "SELECT count(*) FROM feeds WHERE polled_at IS NOT NULL")
    unconditional = stats.get("requests", 0) - stats.get("conditional", 0) - feeds
    name = "endtoend"
    yield Figure(name, "feeds polled", feeds, "feeds", goal="60", holds=feeds == 60)
    yield Figure(name, "polls", stats.get("requests", 0), "requests")
    yield Figure(name, "entries read", entries, "entries")
    yield Figure(name, "entries without a record", unrecorded, "entries", goal="0", holds=entries > 0 == unrecorded)
    yield Figure(name, "alerts sent", sent, "messages", goal="> 0", holds=sent > 0)
    yield Figure(name, "edits sent", edits, "messages")
    yield Figure(name, "owed and not sent", unsent, "messages", goal="0", holds=unsent == 0)
    yield Figure(name, "stories told twice to a chat", doubled, "stories", goal="0", holds=doubled == 0)
    wrong = _unpointable(database)
    yield Figure(name, "alerts with no match to point at", wrong, "alerts", goal="0", holds=wrong == 0)
    yield Figure(name, "later polls, unconditional", unconditional, "requests", goal="0", holds=unconditional == 0)
    yield Figure(name, "429 answers", run.throttled, "answers", goal="0", holds=run.throttled == 0)
    peak = run.peak_kb / 1024
    yield Figure(name, "memory, peak, with children", round(peak, 1), "MB", goal="< 250", holds=0 < peak < 250)
    stopped = run.ended_in <= 5 and run.exit_code == 0
    yield Figure(name, "SIGTERM to a clean end", round(run.ended_in, 2), "s", goal="<= 5", holds=stopped)
    delays = _delays(database)
    if delays:
        yield Figure(name, "seen to sent, median", round(median(delays), 2), "s")


def _unpointable(database: Path) -> int:
    """Alerts whose entry holds no span of a match inside its own text."""
    query = """SELECT r.title, r.summary, r.matches FROM outbox o JOIN records r
               ON r.feed = json_extract(o.entry, '$[0]') AND r.key = json_extract(o.entry, '$[1]')
               WHERE o.kind IN ('send', 'reply')"""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        rows = connection.execute(query).fetchall()
    return sum(not _pointable(title, summary, json.loads(matches)) for title, summary, matches in rows)


def _pointable(title: str, summary: str, matches: object) -> bool:
    fields = {"title": title, "summary": summary}
    spans = re.findall(r"\[\"(title|summary)\", (\d+), (\d+)\]", json.dumps(matches))
    return bool(spans) and all(fields[field][int(start) : int(end)].strip() for field, start, end in spans)


def _delays(database: Path) -> list[float]:
    query = """SELECT julianday(o.sent_at) - julianday(r.seen_at) FROM outbox o JOIN records r
               ON r.feed = json_extract(o.entry, '$[0]') AND r.key = json_extract(o.entry, '$[1]')
               WHERE o.kind = 'send' AND o.state = 'sent'"""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        return [row[0] * 86400 for row in connection.execute(query)]


if os.name != "posix":  # pragma: no cover
    raise ImportError("bench endtoend reads /proc: it runs on Linux")
