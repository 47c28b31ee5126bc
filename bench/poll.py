"""What a poll costs: CPU of a feed by kind of change, polls a second with and without TLS, how late the loop is.

The documents are real feeds of the corpus beside the project; "one new item" is made of them by holding their first
item back. The server is a process of its own on loopback; both share this machine's cores. Baselines, in the same run:

    naive feedparser    feedparser.parse(body), as most readers do
    aiohttp             a bare GET of the same address, where it is installed
"""

from __future__ import annotations

import asyncio
import importlib.util
import pickle
import ssl
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from bench.figure import Figure, Skipped
from bot.core.model import Feed
from bot.core.schedule import Brought, Plan, after_poll
from bot.sources import guard, load_sources
from bot.sources.delta import spans
from bot.sources.document import Document, Parsed
from bot.sources.http import Answer, Fetcher, FetchSettings
from bot.sources.parse import read_document
from bot.sources.pool import Parser

CORPUS = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "feeds.tar.gz"
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
URL = "https://e.org/feed"
LEAST, MOST = 20_000, 400_000  # bytes of a document that is measured
DOCUMENTS = 60
FEEDS, SECONDS = 40, 6.0


def figures() -> Iterator[Figure]:
    """CPU first, then what goes over the wire."""
    if not CORPUS.exists():
        raise Skipped("needs shared/data/feeds.tar.gz")
    documents = _documents()
    yield from _equal()
    yield from _cpu(documents)
    yield from _wire(documents)


def _bodies() -> Iterator[bytes]:
    with tarfile.open(CORPUS) as archive:
        for member in archive:
            file = archive.extractfile(member) if member.isfile() else None
            if file is not None:
                yield file.read()


def _documents() -> list[bytes]:
    """Whole feeds of an everyday size."""
    found = []
    for body in _bodies():
        if LEAST <= len(body) <= MOST and (part := spans(body)) is not None and len(part.hashes) > 4:
            found.append(body)
    return found[:DOCUMENTS]


def _read(body: bytes) -> Parsed:
    return read_document(Document(body, URL, URL, NOW))


def _equal() -> Iterator[Figure]:
    """Every document that is parsed in part: do the parts hold what the whole holds?"""
    compared = different = total = slow = 0
    for body in _bodies():
        begun = time.process_time()
        whole, found = _read(body), spans(body)
        slow += time.process_time() - begun > 5
        total += 1
        if found is None or not whole.sound or len(set(found.hashes)) < 2:
            continue
        marks = sorted(set(found.hashes))
        halves = (_read(found.without(frozenset(marks[start::2]))).entries for start in (0, 1))
        compared += 1
        different += {entry for half in halves for entry in half} != set(whole.entries)
    yield Figure("poll", "documents read, none raised", total, "documents", goal="0 over 5 s", holds=slow == 0)
    yield Figure("poll", "documents whose parts differ", different, f"of {compared}", goal="0", holds=different == 0)


def _cpu(documents: Sequence[bytes]) -> Iterator[Figure]:
    """Milliseconds of CPU a feed, on average over the documents."""
    parts = [part for body in documents if (part := spans(body)) is not None]
    known = [frozenset(part.hashes[1:]) for part in parts]

    def whole(number: int) -> object:
        return _read(documents[number])

    def one_new(number: int) -> object:
        found = spans(documents[number])
        assert found is not None
        return _read(found.without(known[number]))

    def nothing_new(number: int) -> object:
        return spans(documents[number])

    base = _naive(documents)
    for name, work, goal in (
        ("changed, 1 new item", one_new, 10.0),
        ("first poll, the whole", whole, None),
        ("other bytes, no new item", nothing_new, None),
    ):
        cost = _cost(work, len(documents))
        holds = None if goal is None else base / cost >= goal
        words = "" if goal is None else f">= {goal:g}x"
        yield Figure("poll", f"CPU, {name}", round(cost, 3), "ms", round(base, 2), round(base / cost, 1), words, holds)
    cost = asyncio.run(_unchanged(documents))
    yield Figure("poll", "CPU, the same body", round(cost, 3), "ms", round(base, 2), None, "<= 0.3 ms", cost <= 0.3)


def _naive(documents: Sequence[bytes]) -> float:
    """feedparser's own cost of a document, in a process of its own: in this one, ours has quickened it."""
    work = [sys.executable, "-W", "ignore::DeprecationWarning", "-c", NAIVE]
    return float(subprocess.run(work, input=pickle.dumps(documents), capture_output=True, check=True).stdout)


def _cost(work: Callable[[int], object], count: int) -> float:
    begun = time.process_time()
    for number in range(count):
        work(number)
    return (time.process_time() - begun) * 1_000 / count


async def _unchanged(documents: Sequence[bytes]) -> float:
    """A 200 with the body that is known, from the body on: what the source does with it."""
    source = load_sources(Fetcher(FetchSettings()), Parser())["rss"]
    feeds = [Feed(URL, body_hash=sha256(body).hexdigest()) for body in documents]
    answers = [Answer(200, {"content-type": "text/xml"}, body, URL) for body in documents]
    begun = time.process_time()
    for feed, answer in zip(feeds, answers, strict=True):
        await source._read(feed, answer, NOW)  # type: ignore[attr-defined]  # the part between the wire and the parser
    return (time.process_time() - begun) * 1_000 / len(documents)


# ---------------------------------------------------------------- over the wire


def _wire(documents: Sequence[bytes]) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        secure = _certificate(Path(folder))
        for tls in (False, True) if secure else (False,):
            yield from asyncio.run(_rates(Path(folder), documents[0], tls))
        if not secure:
            yield Figure("poll", "TLS: not measured, no openssl here", 0, "")


def _certificate(folder: Path) -> bool:
    kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]  # as most sites have
    command = ["openssl", "req", "-x509", *kind, "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    command += ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(folder / "key"), "-out", str(folder / "cert")]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


async def _rates(folder: Path, body: bytes, tls: bool) -> Iterator[Figure]:
    (folder / "body").write_bytes(body)
    name = "TLS, " if tls else ""
    found: list[Figure] = []
    async with _server(folder, tls) as base:
        if tls:
            context = ssl.create_default_context(cafile=str(folder / "cert"))
            vars(guard)["trusted"] = lambda: context  # the server's own certificate is trusted here
        kinds = (("304", None), ("200", 150.0 if tls else None), ("200, each connection new", 150.0 if tls else None))
        for status, goal in kinds:
            url = f"{base}/{status[:3]}/{'close' if 'new' in status else 'keep'}"
            rate, of_cpu, lag = await _polls(url)
            bare = await _aiohttp(url, folder / "cert" if tls else None)
            holds, words = (None, "") if goal is None else (rate >= goal, f">= {goal:g}/s")
            found.append(Figure("poll", f"{name}{status}, of CPU", round(of_cpu), "polls/s of CPU"))
            ratio = round(rate / bare, 2) if bare else None
            found.append(Figure("poll", f"{name}{status}", round(rate), "polls/s", bare, ratio, words, holds))
            found.append(
                Figure("poll", f"{name}{status}: loop lag, p99", round(lag, 1), "ms", None, None, "<= 50 ms", lag <= 50)
            )
    return iter(found)


async def _polls(url: str) -> tuple[float, float, float]:
    """FEEDS at a time: polls a second, polls a second of CPU, and how late the loop was (ms, the 99th percentile)."""
    settings = FetchSettings(allow_private_addresses=True, per_host=FEEDS)
    fetcher, parser = Fetcher(settings), Parser()
    source, plan = load_sources(fetcher, parser)["rss"], Plan()
    end, count, late, begun = time.monotonic() + SECONDS, 0, list[float](), time.process_time()

    async def poll(number: int) -> None:
        nonlocal count
        feed = Feed(f"{url}/{number}", polled_at=NOW - timedelta(hours=1), etag='"v"' if "/304" in url else "")
        while time.monotonic() < end:
            fetched = await source.fetch(feed, NOW)
            feed = replace(after_poll(feed, fetched, Brought(), NOW, 0.0, plan), polled_at=NOW - timedelta(hours=1))
            if fetched.error:
                raise Skipped(fetched.error)
            count += 1

    async def watch() -> None:
        while time.monotonic() < end:
            started = time.perf_counter()
            await asyncio.sleep(0.005)
            late.append((time.perf_counter() - started - 0.005) * 1_000)

    await asyncio.gather(watch(), *(poll(number) for number in range(FEEDS)))
    busy = time.process_time() - begun
    await parser.close()
    await fetcher.close()
    return count / SECONDS, count / busy, sorted(late)[int(0.99 * (len(late) - 1))]


async def _aiohttp(url: str, certificate: Path | None) -> float | None:
    if importlib.util.find_spec("aiohttp") is None:
        return None
    aiohttp = importlib.import_module("aiohttp")
    context = ssl.create_default_context(cafile=str(certificate)) if certificate else None
    end, count = time.monotonic() + SECONDS, 0
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=context, limit=FEEDS)) as session:

        async def ask(number: int) -> None:
            nonlocal count
            while time.monotonic() < end:
                async with session.get(f"{url}/{number}", headers={"If-None-Match": '"v"'}) as response:
                    await response.read()
                count += 1

        await asyncio.gather(*(ask(number) for number in range(FEEDS)))
    return round(count / SECONDS)


@asynccontextmanager
async def _server(folder: Path, tls: bool) -> AsyncIterator[str]:
    words = [sys.executable, "-c", SERVER, str(folder), "tls" if tls else ""]
    process = await asyncio.create_subprocess_exec(*words, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    port = int(await process.stdout.readline())
    try:
        yield f"https://localhost:{port}" if tls else f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        await process.wait()


NAIVE = """
import feedparser, pickle, sys, time
documents = pickle.load(sys.stdin.buffer)
begun = time.process_time()
for document in documents:
    feedparser.parse(document)
print((time.process_time() - begun) * 1_000 / len(documents))
"""
SERVER = """
import asyncio, pathlib, ssl, sys
folder, tls = pathlib.Path(sys.argv[1]), sys.argv[2]
body = (folder / "body").read_bytes()
answers = {b"304": b'HTTP/1.1 304 Not Modified\\r\\nETag: "v"\\r\\n\\r\\n', b"200": b"HTTP/1.1 200 OK\\r\\n"
           b"Content-Type: text/xml\\r\\nContent-Length: %d\\r\\n\\r\\n" % len(body) + body}
async def serve(reader, writer):
    try:
        while head := await reader.readuntil(b"\\r\\n\\r\\n"):
            answer = answers[head.split(b"/")[1][:3]]
            last = b"/close" in head.split(b" HTTP")[0]
            writer.write(answer.replace(b"\\r\\n", b"\\r\\nConnection: close\\r\\n", 1) if last else answer)
            await writer.drain()
            if last:
                break
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    writer.close()
async def main():
    context = None
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "cert", folder / "key")
    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context, backlog=500)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()
asyncio.run(main())
"""
