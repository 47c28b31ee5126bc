"""bot/sources/connections.py: connections are kept where that helps, and never where it would hurt."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.sources import connections
from bot.sources.http import Answer, Ask, Fetcher, FetchSettings
from tests.fakes import rude
from tests.fakes.feeds import Answer as Reply
from tests.fakes.feeds import FeedServer

pytestmark = pytest.mark.anyio


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with FeedServer() as server:
        yield server


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    settings = FetchSettings(allow_private_addresses=True, total_timeout=timedelta(seconds=2), per_host=50)
    fetcher = Fetcher(settings)
    yield fetcher
    await fetcher.close()


async def ask(fetcher: Fetcher, url: str) -> bytes:
    got = await fetcher.get(Ask(url, etag='"v"'))
    assert isinstance(got, Answer), got
    return got.body


@pytest.mark.parametrize("status", [200, 304, 404, 302])
async def test_a_connection_serves_one_request_after_the_other(
    server: FeedServer, fetcher: Fetcher, status: int
) -> None:
    headers = {"Location": server.serve("/end", b"end")} if status == 302 else {}
    url = server.script("/feed", Reply(status, b"" if status == 304 else b"x" * 9_000, headers))
    for _ in range(5):
        await ask(fetcher, url)
    assert server.connected == 1


async def test_several_at_once_have_a_connection_each_and_few_are_kept(server: FeedServer, fetcher: Fetcher) -> None:
    url = server.serve("/feed", b"x")
    for _ in range(2):
        await asyncio.gather(*(ask(fetcher, url) for _ in range(40)))
    kept = fetcher._ways._pool._kept  # type: ignore[union-attr]
    assert len(kept) <= 20
    assert server.connected < 80, "those that were kept were used"


async def test_what_the_server_closed_meanwhile_is_not_used(server: FeedServer, fetcher: Fetcher) -> None:
    url = server.script("/feed", Reply(200, b"first", {"Connection": "close"}), Reply(200, b"second"))
    assert [await ask(fetcher, url), await ask(fetcher, url)] == [b"first", b"second"]
    server.hang_up()
    await asyncio.sleep(0.05)
    assert await ask(fetcher, url) == b"second"


async def test_what_is_too_old_is_closed(server: FeedServer, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "_SECONDS", 0.0)
    url = server.serve("/feed", b"x")
    for _ in range(3):
        assert await ask(fetcher, url) == b"x"
    assert server.connected == 3


async def test_a_body_that_is_given_up_leaves_no_connection_behind(server: FeedServer, fetcher: Fetcher) -> None:
    await fetcher.get(Ask(server.misbehave("/endless", rude.endless())))
    assert fetcher._ways._pool._kept == {}  # type: ignore[union-attr]
    assert await ask(fetcher, server.serve("/next", b"fine")) == b"fine"
