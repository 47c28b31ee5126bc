"""bot/sources/http.py against servers that behave and servers that do not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from bot import __version__
from bot.core.model import FeedState
from bot.sources.http import Answer, Ask, Failure, Fetcher, FetchSettings
from tests.fakes import rude
from tests.fakes.feeds import Answer as Reply
from tests.fakes.feeds import FeedServer, Handler

pytestmark = pytest.mark.anyio

OPEN = FetchSettings(allow_private_addresses=True, total_timeout=timedelta(seconds=5))
HASTY = FetchSettings(allow_private_addresses=True, total_timeout=timedelta(seconds=0.5))


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with FeedServer() as server:
        yield server


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    fetcher = Fetcher(OPEN)
    yield fetcher
    await fetcher.close()


async def get(settings: FetchSettings, ask: Ask) -> Answer | Failure:
    fetcher = Fetcher(settings)
    try:
        return await fetcher.get(ask)
    finally:
        await fetcher.close()


def body(got: Answer | Failure) -> bytes:
    assert isinstance(got, Answer), got
    return got.body


def error(got: Answer | Failure) -> str:
    assert isinstance(got, Failure), got
    assert got.state is FeedState.FAILING
    return got.error


# ---------------------------------------------------------------- what is asked


async def test_it_says_who_asks_and_what_it_takes(server: FeedServer, fetcher: Fetcher) -> None:
    await fetcher.get(Ask(server.serve("/feed", b"x")))
    headers = server.last("/feed").headers
    agent = f"Newsbell/{__version__} (+https://github.com/newsbell/newsbell; feed reader)"
    assert headers["user-agent"] == agent
    assert headers["accept-encoding"] == "gzip, deflate, br"
    assert not server.last("/feed").conditional
    assert "cookie" not in headers


async def test_the_operator_may_add_a_contact_and_a_feed_may_have_its_own_name(server: FeedServer) -> None:
    url = server.serve("/feed", b"x")
    await get(FetchSettings(contact="me@e.org", allow_private_addresses=True), Ask(url))
    assert server.last("/feed").headers["user-agent"].endswith("feed reader; me@e.org)")
    await get(OPEN, Ask(url, user_agent="Other/1"))
    assert server.last("/feed").headers["user-agent"] == "Other/1"
    await get(FetchSettings(user_agent="Bản tin/1", allow_private_addresses=True), Ask(url))
    assert server.last("/feed").headers["user-agent"].encode("latin-1").decode() == "Bản tin/1"


async def test_both_validators_go_back_verbatim(server: FeedServer, fetcher: Fetcher) -> None:
    await fetcher.get(Ask(server.serve("/feed", b"x"), 'W/"odd \' one"', "Mon, 5 Jan"))
    headers = server.last("/feed").headers
    assert (headers["if-none-match"], headers["if-modified-since"]) == ('W/"odd \' one"', "Mon, 5 Jan")


async def test_no_cookie_is_kept(server: FeedServer, fetcher: Fetcher) -> None:
    url = server.serve("/feed", b"x", {"Set-Cookie": "id=1; Path=/"})
    await fetcher.get(Ask(url))
    await fetcher.get(Ask(url))
    assert "cookie" not in server.last("/feed").headers


async def test_the_environments_proxy_is_not_used(server: FeedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    assert body(await get(OPEN, Ask(server.serve("/feed", b"here")))) == b"here"


# ---------------------------------------------------------------- redirects


async def test_what_is_posted_says_how_long_it_is_and_to_which_host() -> None:
    async with raw_server(
        b"HTTP/1.1 202 Accepted\r\nX-A: 1\r\nX-a: 2 \xc3\xa9\r\nX-B: \xe9\r\nContent-Length: 0\r\n\r\n"
    ) as (
        url,
        heads,
    ):
        fetcher = Fetcher(OPEN)
        answer = await fetcher.post(url.replace("//", "//me:secret@"), {"hub.mode": "subscribe"})
        await fetcher.close()
    assert isinstance(answer, Answer) and answer.status == 202
    assert (answer.headers["x-a"], answer.headers["x-b"]) == ("1, 2 é", "é")  # both of one name; UTF-8, else Latin-1
    [head] = heads
    assert head.startswith(b"POST / HTTP/1.1\r\n") and b"\r\nContent-Length: 18\r\n" in head
    assert b"\r\nHost: " + url.split("/")[2].encode() + b"\r\n" in head and b"secret" not in head


@asynccontextmanager
async def raw_server(says: bytes) -> AsyncIterator[tuple[str, list[bytes]]]:
    """A server that says this, whoever asks: its address, and the heads of what it was asked."""
    heads: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(says)
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/", heads


async def test_redirects_are_followed_with_the_validators(server: FeedServer, fetcher: Fetcher) -> None:
    server.serve("/end", b"here")
    server.redirect("/b", "/end", 308)
    got = await fetcher.get(Ask(server.redirect("/a", server.url("/b", "localhost"), 301), '"1"'))
    assert body(got) == b"here"
    assert isinstance(got, Answer)
    assert got.url == server.url("/end", "localhost")
    assert server.conditional("/end") == 1


async def test_a_password_does_not_follow_to_another_host(server: FeedServer, fetcher: Fetcher) -> None:
    server.serve("/end", b"here")
    url = server.redirect("/a", server.url("/end", "localhost")).replace("http://", "http://user:word@")
    await fetcher.get(Ask(url))
    assert "authorization" in server.last("/a").headers
    assert "authorization" not in server.last("/end").headers


async def test_a_circle_is_left_at_once(server: FeedServer, fetcher: Fetcher) -> None:
    server.redirect("/b", "/a")
    assert "redirects in a circle" in error(await fetcher.get(Ask(server.redirect("/a", "/b"))))
    assert len(server.requests) == 2


async def test_too_many_redirects(server: FeedServer, fetcher: Fetcher) -> None:
    for n in range(30):
        server.redirect(f"/{n}", f"/{n + 1}")
    assert "more than 10 times" in error(await fetcher.get(Ask(server.url("/0"))))
    assert len(server.requests) == 11


@pytest.mark.parametrize("to", ["http://[half", "http://e.org:port/", "http://"])
async def test_a_redirect_to_nonsense_is_a_failure_in_words(server: FeedServer, fetcher: Fetcher, to: str) -> None:
    assert error(await fetcher.get(Ask(server.redirect("/a", to))))


# ---------------------------------------------------------------- misbehaviour


@pytest.mark.parametrize("handler", [rude.slow_drip(), rude.silence()])
async def test_the_deadline_is_for_the_whole(server: FeedServer, handler: Handler) -> None:
    got = await get(HASTY, Ask(server.misbehave("/slow", handler)))
    assert error(got) == "127.0.0.1 did not answer in full within 0.5 s. It is tried again later."


@pytest.mark.parametrize("encoding", ["", "gzip", "br", "deflate"])
async def test_no_body_is_larger_than_the_bound(server: FeedServer, fetcher: Fetcher, encoding: str) -> None:
    handler = rude.bomb(encoding) if encoding else rude.endless()
    assert "sends more than 5 MB" in error(await fetcher.get(Ask(server.misbehave("/big", handler))))


@pytest.mark.parametrize(
    ("handler", "said"),
    [
        (rude.reset(), "broke before the answer was complete"),
        (rude.reset(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab"), "broke before the answer was complete"),
        (rude.wrong_length(b"<rss/>", 100), "does not answer as HTTP asks"),
        (rude.raw(b"SSH-2.0-OpenSSH\r\n"), "does not answer as HTTP asks"),
        (rude.raw(b""), "does not answer as HTTP asks"),
        (rude.raw(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc"), "is damaged"),
        (rude.huge_header(5_000_000), "does not answer as HTTP asks"),
    ],
)
async def test_broken_answers_are_failures_in_words(
    server: FeedServer, fetcher: Fetcher, handler: Handler, said: str
) -> None:
    assert said in error(await fetcher.get(Ask(server.misbehave("/broken", handler))))
    server.serve("/next", b"fine")
    assert body(await fetcher.get(Ask(server.url("/next")))) == b"fine"


async def test_a_header_of_64_kb_is_no_reason_to_fail(server: FeedServer, fetcher: Fetcher) -> None:
    assert body(await fetcher.get(Ask(server.misbehave("/boast", rude.huge_header(64_000, b"fine"))))) == b"fine"


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate", "raw-deflate", ""])
async def test_codings(server: FeedServer, fetcher: Fetcher, encoding: str) -> None:
    text = b"<rss>" + b"text " * 9_000
    assert body(await fetcher.get(Ask(server.script("/feed", Reply(200, text, encoding=encoding))))) == text


async def test_of_an_error_page_no_more_than_its_beginning_is_kept(server: FeedServer, fetcher: Fetcher) -> None:
    got = await fetcher.get(Ask(server.script("/no", Reply(500, b"<html>" + b" " * 900_000, encoding="gzip"))))
    assert isinstance(got, Answer)
    assert got.status == 500
    assert len(got.body) <= 65_536


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://127.0.0.1:1/", "refuses connections"),
        ("ftp://e.org/feed", "must start with http"),
        ("feed", "must start with http"),
        ("http://127.0.0.1:99999999/", "127.0.0.1"),
        ("http://" + "a" * 300 + ".example/", "cannot be resolved"),
    ],
)
async def test_addresses_that_lead_nowhere(fetcher: Fetcher, url: str, said: str) -> None:
    assert said in error(await fetcher.get(Ask(url)))


async def test_no_password_is_in_a_message(fetcher: Fetcher) -> None:
    for url in ("http://user:word@127.0.0.1:1/", "ftp://user:word@e.org/", "http://user:word@e.org:bad/"):
        assert "word" not in error(await fetcher.get(Ask(url)))


# ---------------------------------------------------------------- company


async def test_a_host_is_asked_two_things_at_a_time(server: FeedServer, fetcher: Fetcher) -> None:
    urls = [server.serve(f"/{n}", b"x") for n in range(12)]
    assert all(isinstance(got, Answer) for got in await asyncio.gather(*(fetcher.get(Ask(url)) for url in urls)))
    assert server.most_in_flight <= 2


async def test_a_dead_host_never_delays_another_one(server: FeedServer, fetcher: Fetcher) -> None:
    dead = server.misbehave("/dead", rude.silence())
    waiting = [asyncio.create_task(fetcher.get(Ask(dead))) for _ in range(150)]
    while server.count("/dead") < 2:  # noqa: ASYNC110  # the server is in this very loop: it needs nothing but its turn
        await asyncio.sleep(0)
    server.serve("/live", b"here")
    assert body(await fetcher.get(Ask(server.url("/live", "localhost")))) == b"here"
    assert not any(task.done() for task in waiting)
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


async def test_waiting_for_a_turn_does_not_count_against_the_deadline(server: FeedServer) -> None:
    async def pause(request: object, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.25)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    server.misbehave("/feed", pause)
    fetcher = Fetcher(FetchSettings(allow_private_addresses=True, total_timeout=timedelta(seconds=0.9)))
    several = await asyncio.gather(*(fetcher.get(Ask(server.url("/feed"))) for _ in range(8)))
    await fetcher.close()
    assert [body(got) for got in several] == [b"ok"] * 8
