"""The page: what it shows, that nothing on it can bite, and that health tells the truth."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from bot.core.decision import Decision, Record, Stage, Told
from bot.core.docket import Judging
from bot.core.model import TERMINAL, Chat, Feed, FeedState, Watch
from bot.core.store import Store
from bot.errors import ChannelError, StoreError
from bot.web import Services, make_app, serve
from bot.web.listening import listening
from bot.web.page import ago, safe_link
from tests.core.makers import NOW, entry, reading, story
from tests.fakes.stores import quick_store
from tests.fakes.web import browser

pytestmark = pytest.mark.anyio

WELL: Mapping[str, str] = {"polling": "ok", "delivery": "ok"}


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await quick_store(tmp_path / "news.db")
    feeds = [Feed("https://alpha.example/feed"), Feed("https://beta.example/feed", title="Beta <b>")]
    await opened.sync(feeds, [Watch(TERMINAL, "DeepSeek V4")], [Chat(TERMINAL, channel="console")])
    yield opened
    await opened.close()


def client(store: Store, health: Mapping[str, str] = WELL) -> httpx.AsyncClient:
    app = make_app(Services(store, lambda: NOW, lambda: health))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://page")


async def test_an_empty_page_says_what_will_be_there(store: Store) -> None:
    async with client(store) as http:
        page = await http.get("/")
    assert page.status_code == 200
    assert "All parts are well." in page.text and "None yet" in page.text
    assert "https://alpha.example/feed" in page.text
    assert "<b>2</b> feeds" in page.text and "<b>1</b> watch<" in page.text and "<b>0</b> stories" in page.text


async def test_nothing_is_called_well_where_no_feed_can_be_read(store: Store) -> None:
    for feed in await store.feeds():
        await store.save_feed(replace(feed, state=FeedState.FAILING, error="The name cannot be resolved."))
    async with client(store) as http:
        page = await http.get("/")
    assert "not one feed can be read" in page.text and "All parts are well." not in page.text


async def test_what_a_feed_wrote_is_shown_and_cannot_bite(store: Store) -> None:
    title = "<script>alert(1)</script> DeepSeek V4 & Co"
    bad = replace(entry(title), url="javascript:alert(1)")
    told = replace(story(Told(TERMINAL)), headline=title, reports=(bad,))
    record = Record(reading(of=bad), Stage.QUEUED, 'rings for “DeepSeek V4” in 1 chat "<i>"', 1)
    broken = Feed("https://beta.example/feed", state=FeedState.BLOCKED, error="403 <b>blocked</b>")
    await store.commit(Decision((broken,), (record,), (told,)))
    async with client(store) as http:
        page = await http.get("/")
    assert "&lt;script&gt;alert(1)&lt;/script&gt; DeepSeek V4 &amp; Co" in page.text
    assert "<script" not in page.text and "javascript:" not in page.text and "<i>" not in page.text
    assert "403 &lt;b&gt;blocked" in page.text and "told to 1 chat" in page.text
    assert '<span class="tag">alert</span>' in page.text and "queued" not in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert page.headers["cache-control"] == "no-store"


async def test_no_password_of_a_feed_is_shown(store: Store) -> None:
    await store.add_feed(Feed("https://user:pass-word@gamma.example/feed", origin="chat"))
    async with client(store) as http:
        page = await http.get("/")
    assert "https://gamma.example/feed" in page.text and "pass-word" not in page.text


async def test_health_is_503_and_says_which_part_where_one_is_not_well(store: Store) -> None:
    async with client(store) as http:
        assert (await http.get("/healthz")).json() == {"status": "ok", "database": "ok", **WELL}
    async with client(store, {"delivery": "the token is refused"}) as http:
        answer = await http.get("/healthz")
    assert answer.status_code == 503 and answer.json()["delivery"] == "the token is refused"


async def test_a_database_that_does_not_answer_is_told(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object) -> None:
        raise StoreError("the disk is gone")

    for method in ("value", "counts", "stories"):
        monkeypatch.setattr(type(store), method, broken)
    async with client(store) as http:
        assert (await http.get("/healthz")).json()["database"] == "the disk is gone"
        for path in ("/", "/metrics"):
            answer = await http.get(path)
            assert answer.status_code == 503 and "the disk is gone" in answer.text


async def test_metrics_are_prometheus_text(store: Store) -> None:
    async with client(store) as http:
        lines = (await http.get("/metrics")).text.splitlines()
    assert "newsbell_feeds 2.0" in lines and "newsbell_queued 0.0" in lines


async def test_what_a_judge_did_is_shown_and_counted(store: Store) -> None:
    async with client(store) as http:
        assert "The judge today" not in (await http.get("/")).text
        await store.count_judging("2026-03-01", Judging(asked=5, tokens=50))
        await store.count_judging(f"{NOW:%Y-%m-%d}", Judging(asked=4, answered=3, agreed=2, requests=1, tokens=700))
        page = " ".join((await http.get("/")).text.split())
        lines = (await http.get("/metrics")).text.splitlines()
    assert "asked about 4 pairs of reports, 3 answered (67 % as the words say) · 1 request, 700 tokens" in page
    assert "newsbell_judge_asked_total 9.0" in lines and "newsbell_judge_tokens_total 750.0" in lines


async def test_it_reads_only(store: Store) -> None:
    async with client(store) as http:
        for method in ("POST", "PUT", "DELETE"):
            assert (await http.request(method, "/")).status_code == 405
        assert (await http.get("/nothing")).status_code == 404


async def test_it_serves_on_a_socket_until_told_to_stop(store: Store) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    stop = asyncio.Event()
    serving = asyncio.create_task(
        serve(make_app(Services(store, lambda: NOW, lambda: WELL)), f"127.0.0.1:{port}", stop)
    )
    async with browser() as http:
        for _ in range(200):
            try:
                answer = await http.get(f"http://127.0.0.1:{port}/healthz")
                break
            except httpx.ConnectError:
                await asyncio.sleep(0.01)
    assert answer.status_code == 200
    stop.set()
    await asyncio.wait_for(serving, 5)


async def test_a_port_that_is_taken_is_said(store: Store) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        listen = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(ChannelError, match="choose another port"):
            await serve(make_app(Services(store, lambda: NOW, lambda: WELL)), listen, asyncio.Event())


@pytest.mark.parametrize(
    ("listen", "remedy"),
    [
        ("203.0.113.7:0", "no such address"),
        ("no-such-host.invalid:8080", "no such address"),
        ("[2001:db8::7]:0", "[Aa]ddress"),
    ],
)
def test_an_address_that_cannot_be_listened_on_comes_with_its_remedy(listen: str, remedy: str) -> None:
    with pytest.raises(ChannelError, match=remedy) as caught:
        listening(listen)
    assert str(caught.value).startswith("web.listen = ")


def test_times_in_words() -> None:
    assert ago(None, NOW) == "never"
    assert ago(NOW, NOW) == ago(NOW + timedelta(milliseconds=300), NOW) == "now"
    assert ago(NOW - timedelta(minutes=3), NOW) == "3 min ago"
    assert ago(NOW + timedelta(hours=2), NOW) == "in 2 h"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//a.example/x", "http://", "http://[", ""])
def test_no_link(url: str) -> None:
    assert safe_link(url) == ""
    assert safe_link("https://a.example/x") == "https://a.example/x"
