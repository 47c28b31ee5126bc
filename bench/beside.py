"""Three hundred feeds of twenty entries, cold and warm, with the bot and with other readers, measured twice:

    whole               from the start to the end of the process
    fetch to commit     from the first request that the server sees to the moment when the database shows, to whoever
                        looks at it from outside, what every feed brought; of other readers, to the end of the process

Real headlines of the pool, each feed at a loopback address of its own, as publishers have; every reader gets the same
list, in the same run, one after the other, from nothing (cold) and again at once (warm: the feeds answer 304). Three
times by turns, and the median of each figure: what else the machine does in a minute hits them all alike. The bot does
more in that time than any other: it matches and records each entry, and groups and tells the three in a hundred that
its watches want. What is not installed is skipped:

    newsboat                 on the PATH, ten threads instead of its one
    r2e (rss2email)          on the PATH, --no-send
    reader                   a Python that can import it: this one, or that of NEWSBELL_READER_PYTHON; ten workers
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path
from statistics import median
from xml.sax.saxutils import escape

from bench.figure import Figure

ROOT = Path(__file__).resolve().parent.parent
POOL = ROOT.parent / "shared" / "data" / "pool"
FEEDS, ENTRIES = 300, 20
TERMS = ("Nvidia", "OpenAI", "Samsung", "earthquake", "giá vàng")
ROUNDS = 3
LIMIT = 180.0  # seconds that a reader may take
WORKERS = 10  # threads of the readers that have them
REQUESTS = "requests"  # the file in which the server notes when it was asked


@dataclass(frozen=True, slots=True)
class Run:
    """Seconds of one run."""

    whole: float
    fetching: float  # from the first request to the last commit


@dataclass(frozen=True, slots=True)
class Timed:
    """One reader's two runs, and how many entries it had afterwards."""

    cold: Run
    warm: Run
    entries: int


def compared() -> Iterator[Figure]:
    """The bot's figures beside each reader that is installed."""
    with tempfile.TemporaryDirectory() as name, _feeds(Path(name)) as urls:
        folder = Path(name)
        readers = {"newsbell": _newsbell, **READERS}
        rounds = [
            {reader: _run(folder / f"{reader}-{number}", urls, make) for reader, make in readers.items()}
            for number in range(ROUNDS)
        ]
    ours, *others = (_median([timed[reader] for timed in rounds]) for reader in readers)
    if isinstance(ours, str):
        raise RuntimeError(ours)
    whole = ours.entries == FEEDS * ENTRIES
    yield Figure("endtoend", f"{FEEDS} feeds, entries", ours.entries, "entries", goal=f"{FEEDS * ENTRIES}", holds=whole)
    for other, timed in zip(READERS, others, strict=True):
        if isinstance(timed, str):
            yield Figure("endtoend", f"{FEEDS} feeds beside {other}: skipped, {timed}", 0, "")
            continue
        goal = "faster" if other == "newsboat" else ""
        words = f"{FEEDS} feeds x {ENTRIES} cold, beside {other} ({timed.entries:,})"
        yield _beside(f"{words}, fetch to commit", ours.cold.fetching, timed.cold.fetching, goal)
        yield _beside(f"{words}, whole", ours.cold.whole, timed.cold.whole, "")
        words = f"{FEEDS} feeds warm, beside {other}"
        yield _beside(f"{words}, fetch to commit", ours.warm.fetching, timed.warm.fetching, "")
        yield _beside(f"{words}, whole", ours.warm.whole, timed.warm.whole, "")


def _beside(words: str, ours: float, theirs: float, goal: str) -> Figure:
    holds = ours < theirs if goal else None
    return Figure("endtoend", words, round(ours, 2), "s", round(theirs, 2), round(theirs / ours, 2), goal, holds)


def _run(folder: Path, urls: Sequence[str], make: Make) -> Timed | str:
    """Or why there are no times."""
    folder.mkdir()
    reader = make(folder, urls)
    if reader is None:
        return "it is not installed"
    try:
        cold = _measured(reader, folder)
        time.sleep(1.2)  # the bot's shortest interval between two polls
        return Timed(cold, _measured(reader, folder), reader.entries())
    except (RuntimeError, subprocess.TimeoutExpired) as error:
        return f"it failed: {error}"


def _median(rounds: Sequence[Timed | str]) -> Timed | str:
    """Of the rounds of one reader, or why it has none."""
    timed = [each for each in rounds if isinstance(each, Timed)]
    if len(timed) < len(rounds):
        return next(each for each in rounds if isinstance(each, str))
    cold, warm = [each.cold for each in timed], [each.warm for each in timed]
    return Timed(_median_run(cold), _median_run(warm), min(each.entries for each in timed))


def _median_run(runs: Sequence[Run]) -> Run:
    return Run(median(run.whole for run in runs), median(run.fetching for run in runs))


def _measured(reader: Reader, folder: Path) -> Run:
    """Raises RuntimeError where it fails."""
    compiled = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment = {**compiled, **reader.environment}  # as installed: nothing is compiled anew at each start
    begun = time.time()  # the server's clock, too
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(reader.command, cwd=folder, env=environment, stdout=said, stderr=said)
        try:
            committed = _committed(reader, process, begun)
            status = process.wait(LIMIT)
        finally:
            process.kill()
        ended = time.time()
        if status:
            said.seek(0)
            raise RuntimeError(f"{reader.command[0]} ended with {status}: {said.read()[-200:].decode()}")
    asked = map(float, (folder.parent / REQUESTS).read_text(encoding="ascii").split())
    return Run(ended - begun, (committed or ended) - min(moment for moment in asked if moment >= begun))


def _committed(reader: Reader, process: subprocess.Popen[bytes], begun: float) -> float | None:
    """When the reader's database held what every feed brought; None where nobody can tell before its end."""
    while reader.is_done is not None and process.poll() is None and time.time() < begun + LIMIT:
        if reader.is_done(begun):
            return time.time()
        time.sleep(0.02)
    return None


# ---------------------------------------------------------------- the readers


@dataclass(frozen=True, slots=True)
class Reader:
    """How it is started, how its entries are counted, and whether all that was fetched since is in its database."""

    command: list[str]
    entries: Callable[[], int]
    environment: dict[str, str]
    is_done: Callable[[float], bool] | None = None


Make = Callable[[Path, Sequence[str]], Reader | None]  # in a folder, for these addresses; None: not installed


def _counted(database: Path, query: str) -> Callable[[], int]:
    def count() -> int:
        connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
        try:
            return int(connection.execute(query).fetchone()[0])
        finally:
            connection.close()

    return count


def _newsbell(folder: Path, urls: Sequence[str]) -> Reader:
    feeds = "\n".join(f"[[feeds]]\nurl = {json.dumps(url)}" for url in urls)
    watches = "\n".join(f"[[watches]]\nterm = {json.dumps(term)}" for term in TERMS)
    (folder / "config.toml").write_text(
        f"""
[store]
url = "sqlite:///news.db"
[polling]
min_interval = "1s"
max_interval = "1s"
allow_private_addresses = true
[web]
listen = ""
{feeds}
{watches}
""",
        encoding="utf-8",
    )
    words = [sys.executable, "-m", "bot", "--once", "--config", str(folder / "config.toml")]
    database = folder / "news.db"

    def is_done(since: float) -> bool:
        moment = datetime.fromtimestamp(since, UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
        polled = _counted(database, f"SELECT count(*) FROM feeds WHERE polled_at >= '{moment}'")
        try:
            return polled() == FEEDS
        except sqlite3.OperationalError:  # there is no such table yet
            return False

    counted = _counted(database, "SELECT count(*) FROM records")
    return Reader(words, counted, {"PYTHONPATH": str(ROOT)}, is_done)


def _newsboat(folder: Path, urls: Sequence[str]) -> Reader | None:
    if shutil.which("newsboat") is None:
        return None
    (folder / "urls").write_text("\n".join(urls) + "\n", encoding="utf-8")
    (folder / "config").write_text(f"reload-threads {WORKERS}\n", encoding="utf-8")
    words = ["newsboat", "-u", "urls", "-c", "cache.db", "-C", "config", "-x", "reload"]
    counted = _counted(folder / "cache.db", "SELECT count(*) FROM rss_item")
    return Reader(words, counted, {"HOME": str(folder), "LC_ALL": "C.UTF-8"})


def _rss2email(folder: Path, urls: Sequence[str]) -> Reader | None:
    if shutil.which("r2e") is None:
        return None
    feeds = "\n".join(f"[feed.f{number}]\nurl = {url}" for number, url in enumerate(urls))
    (folder / "r2e.cfg").write_text(f"[DEFAULT]\nto = me@example.org\nverbose = error\n{feeds}\n", encoding="utf-8")

    def entries() -> int:
        feeds = json.loads((folder / "data.json").read_text(encoding="utf-8"))["feeds"]
        return sum(len(feed["seen"]) for feed in feeds)

    return Reader(["r2e", "-c", "r2e.cfg", "-d", "data.json", "run", "--no-send"], entries, {"HOME": str(folder)})


READER = """
import pathlib, sys
from reader import make_reader
reader = make_reader("reader.db")
for url in pathlib.Path("urls").read_text().split():
    reader.add_feed(url, exist_ok=True)
reader.update_feeds(workers=int(sys.argv[1]))
"""


def _reader(folder: Path, urls: Sequence[str]) -> Reader | None:
    python = os.environ.get("NEWSBELL_READER_PYTHON", sys.executable)
    if subprocess.run([python, "-c", "import reader"], capture_output=True, cwd=folder).returncode:
        return None
    (folder / "urls").write_text("\n".join(urls), encoding="utf-8")
    words = [python, "-c", READER, str(WORKERS)]
    return Reader(words, _counted(folder / "reader.db", "SELECT count(*) FROM entries"), {})


READERS: dict[str, Make] = {
    "newsboat": _newsboat,
    "rss2email": _rss2email,
    "reader": _reader,
}

# ---------------------------------------------------------------- the feeds


@contextmanager
def _feeds(folder: Path) -> Iterator[list[str]]:
    """Their addresses, for as long as the block runs."""
    hosts = [f"127.0.{1 + number // 200}.{1 + number % 200}" for number in range(FEEDS)]
    (folder / "feeds.json").write_text(json.dumps(dict(zip(hosts, _documents(), strict=True))), encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    command = [sys.executable, "-c", SERVER, str(folder / "feeds.json"), str(port), str(folder / REQUESTS)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE)
    try:
        assert server.stdout is not None
        server.stdout.readline()
        yield [f"http://{host}:{port}/feed.xml" for host in hosts]
    finally:
        server.kill()
        server.wait()


def _documents() -> Iterator[str]:
    headlines = _headlines()
    for number in range(FEEDS):
        items = "".join(_item(title, link) for title, link in islice(headlines, ENTRIES))
        yield (
            '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
            f"<title>Feed {number}</title><link>https://outlet{number}.example/</link>{items}</channel></rss>"
        )


def _headlines() -> Iterator[tuple[str, str]]:
    """Titles and links, in three languages by turns."""
    with ExitStack() as opened:
        files = [
            opened.enter_context(gzip.open(file, "rt", encoding="utf-8"))
            for file in sorted(POOL.glob("headlines_*.jsonl.gz"))
        ]
        for row in map(json.loads, chain.from_iterable(zip(*files, strict=False))):
            mark = hashlib.sha256(row["title"].encode()).hexdigest()[:16]
            yield row["title"], f"https://outlet.example/{mark}"


def _item(title: str, link: str) -> str:
    text = escape(title)
    date = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() - 3_600))
    return (
        f"<item><title>{text}</title><link>{link}</link><guid>{link}</guid><pubDate>{date}</pubDate>"
        f"<description>{text} {text} {text}</description></item>"
    )


SERVER = """
import asyncio, json, pathlib, sys, time
asked = open(sys.argv[3], "w", buffering=1)
feeds, port = json.loads(pathlib.Path(sys.argv[1]).read_text("utf-8")), int(sys.argv[2])
feeds = {host: text.encode() for host, text in feeds.items()}
async def serve(reader, writer):
    body = feeds[writer.get_extra_info("sockname")[0]]
    try:
        while head := await reader.readuntil(b"\\r\\n\\r\\n"):
            print(time.time(), file=asked)
            if b"if-none-match" in head.lower():
                writer.write(b'HTTP/1.1 304 Not Modified\\r\\nETag: "v"\\r\\n\\r\\n')
            else:
                writer.write(b'HTTP/1.1 200 OK\\r\\nETag: "v"\\r\\nContent-Type: application/rss+xml\\r\\n'
                             b"Content-Length: %d\\r\\n\\r\\n" % len(body) + body)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    writer.close()
async def main():
    server = await asyncio.start_server(serve, list(feeds), port, backlog=500)
    print("ready", flush=True)
    await server.serve_forever()
asyncio.run(main())
"""
