"""A newsstand of misbehaving servers, through the whole engine: each fault is said on its feed and harms no other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest

from bot.core.model import TERMINAL, Chat, Feed, FeedState, Outcome, Watch
from bot.core.store import Store
from bot.engine import Engine, Settings
from bot.lexicon import load_lexicon
from bot.readers import Readers
from bot.sources import guard, load_sources
from bot.sources.http import Fetcher, FetchSettings
from bot.sources.pool import Parser
from tests.fakes import rude
from tests.fakes.clock import Clock
from tests.fakes.feeds import Answer, FeedServer, Handler, Item, render
from tests.fakes.stores import quick_store

pytestmark = pytest.mark.anyio

SOUND = render([Item("DeepSeek V4 is out")])
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]><rss version='2.0'><channel><item><title>&j;</title></item></channel></rss>"
)
MANY = b"<rss version='2.0'><channel><title>T</title>" + b"<item><title>again</title></item>" * 100_000
DEEP = b"<rss version='2.0'><channel><item>" + b"<div>" * 10_000
HOSTILE: dict[str, Handler | bytes | Answer] = {
    "drip": rude.slow_drip(),
    "silence": rude.silence(),
    "endless": rude.endless(),
    "wrong length": rude.wrong_length(SOUND, 99_999),
    "reset at once": rude.reset(),
    "reset in the middle": rude.reset(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n" + SOUND[:200]),
    "64 kB header": rude.huge_header(300_000, SOUND),
    "no HTTP": rude.raw(b"SSH-2.0-OpenSSH_9.6\r\n"),
    "circle": Answer(302, headers={"Location": "/circle"}),
    "page": b"<!doctype html><title>Hello</title>",
    "empty": b"",
    "304 unasked": Answer(304),
    "laughs": LAUGHS,
    "unavailable, nonsense": Answer(503, headers={"Retry-After": "in a while"}),
    "unavailable, date": Answer(429, headers={"Retry-After": "Sun, 22 Nov 2099 10:00:00 GMT"}),
    "blocked": Answer(403),
    "challenge": Answer(403, b"Just a moment", {"cf-mitigated": "challenge"}),
    "gone": Answer(410),
}
READABLE = {"64 kB header", "laughs"}  # what of these can be read, is: an answer in words is the other way out
STATES = {
    "blocked": FeedState.BLOCKED,
    "unavailable, date": FeedState.BLOCKED,
    "challenge": FeedState.CHALLENGED,
    "gone": FeedState.GONE,
}


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with FeedServer() as server:
        yield server


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[Engine]:
    second = timedelta(seconds=1)
    settings = FetchSettings(allow_private_addresses=True, total_timeout=second, max_bytes=2_000_000, per_host=40)
    store: Store = await quick_store(tmp_path / "news.db")
    fetcher, parser = Fetcher(settings), Parser(timeout=20.0)
    engine = Engine(store, load_sources(fetcher, parser), Readers(load_lexicon()), Settings(), Clock(), lambda: 0.5)
    yield engine
    await parser.close()
    await fetcher.close()
    await store.close()


def path(name: str) -> str:
    return "/" + name.replace(" ", "-").replace(",", "")


def put(server: FeedServer, name: str, what: Handler | bytes | Answer) -> str:
    if isinstance(what, bytes):
        return server.serve(path(name), what)
    return server.script(path(name), what) if isinstance(what, Answer) else server.misbehave(path(name), what)


async def test_each_fault_is_said_the_next_feed_is_polled_and_nothing_is_lost(
    server: FeedServer, engine: Engine
) -> None:
    bombs = {"gzip bomb": rude.bomb("gzip"), "brotli bomb": rude.bomb("br")}  # made here: that takes a while
    urls = {name: put(server, name, what) for name, what in (HOSTILE | bombs).items()}
    good = server.feed("/good", ["One"])
    feeds = [Feed(url) for url in (*urls.values(), good)]
    await engine.start(feeds, [Watch(TERMINAL, "DeepSeek V4")], [Chat(TERMINAL, channel="console")])
    answers = dict(zip([*urls, "good"], await asyncio.gather(*(engine.poll(feed) for feed in feeds)), strict=True))
    assert answers["good"].outcome is Outcome.READ
    stored = {feed.url: feed for feed in await engine.store.feeds()}
    for name, url in urls.items():
        feed = stored[url]
        assert feed.next_poll_at is not None
        if name in READABLE and answers[name].outcome is not Outcome.FAILED:
            continue
        assert (feed.state, feed.failures) == (STATES.get(name, FeedState.FAILING), 1), name
        assert len(feed.error) > 20, name
        assert (feed.etag, feed.body_hash, feed.polled_at) == ("", "", None), name
    for name in urls:  # each thinks better of it
        server.serve(path(name), SOUND)
    again = [await engine.poll(stored[url]) for url in urls.values()]  # one by one: their deadline is a second
    assert {fetched.outcome for fetched in again} == {Outcome.READ}
    known = {explained.record.reading.entry.feed for explained in await engine.store.search("DeepSeek", limit=99)}
    assert known == set(urls.values())


@pytest.mark.parametrize("body", [MANY, DEEP, SOUND.decode().encode("utf-16"), SOUND[: len(SOUND) // 2]])
async def test_documents_out_of_all_measure_end_in_a_bounded_answer(
    server: FeedServer, engine: Engine, body: bytes
) -> None:
    headers = {"Content-Type": "text/xml; charset=koi8-r"}
    await engine.start([Feed(server.serve("/big", body, headers)), Feed(server.feed("/good", ["One"]))], [], [])
    (fetched, good) = await asyncio.gather(*(engine.poll(feed) for feed in await engine.store.due(Clock()(), 9)))
    assert len(fetched.entries) <= 1_000
    assert fetched.entries or fetched.error
    assert good.outcome is Outcome.READ


async def test_a_name_that_changes_its_address_is_judged_by_each_connection(
    server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rebinding: first a public address, then this machine's. What was checked is what is connected to."""
    answers = [["93.184.216.34", "127.0.0.1"], ["127.0.0.1"]]
    asked: list[str] = []

    async def resolve(host: str, port: int) -> list[guard.Ip]:
        asked.append(host)
        return [ip_address(text) for text in answers[min(len(asked), len(answers)) - 1]]

    monkeypatch.setattr(guard, "resolve", resolve)
    url = server.feed("/feed", ["Secret"]).replace("127.0.0.1", "rebind.example")
    fetcher, parser = Fetcher(FetchSettings(host_gap=timedelta(0))), Parser()
    source = load_sources(fetcher, parser)["rss"]
    for _ in answers:
        fetched = await source.fetch(Feed(url), Clock()())
        assert "not a public address" in fetched.error
    assert server.requests == []
    await fetcher.close()


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "2130706433", "0x7f.1", "localhost", "[::1]", "[::ffff:10.0.0.1]", "a.local"]
)
async def test_a_proxy_is_no_way_around_the_guard(host: str) -> None:
    fetcher, parser = Fetcher(FetchSettings(proxy="http://127.0.0.1:9")), Parser()
    fetched = await load_sources(fetcher, parser)["rss"].fetch(Feed(f"http://{host}/feed"), Clock()())
    assert "not a public address" in fetched.error
    await fetcher.close()


@pytest.mark.parametrize("scheme", ["http", "socks5"])
async def test_feeds_go_through_the_proxy(server: FeedServer, scheme: str) -> None:
    """The proxy here answers for every site; SOCKS5 is spoken as far as its greeting."""
    greeted = asyncio.Event()
    body = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % len(SOUND) + SOUND

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if scheme == "socks5":
            await reader.readexactly(3)
            writer.write(b"\x05\x00")
            head = await reader.readexactly(5)
            await reader.readexactly(head[4] + 2)
            writer.write(b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00")
        await reader.readuntil(b"\r\n\r\n")
        greeted.set()
        writer.write(body)
        await writer.drain()
        writer.close()

    proxy = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = proxy.sockets[0].getsockname()[1]
    fetcher, parser = Fetcher(FetchSettings(proxy=f"{scheme}://127.0.0.1:{port}")), Parser()
    fetched = await load_sources(fetcher, parser)["rss"].fetch(Feed("http://far.example/feed"), Clock()())
    assert greeted.is_set()
    assert [entry.title for entry in fetched.entries] == ["DeepSeek V4 is out"]
    await parser.close()
    await fetcher.close()
    proxy.close()
    await proxy.wait_closed()
