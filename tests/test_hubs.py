"""WebSub from end to end, over real sockets: a feed, its hub, the bot's own page as the callback."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
import socket
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count, pairwise
from pathlib import Path

import httpx
import pytest

from bot.core.model import TERMINAL, Chat, Feed, Stage, Watch
from bot.core.websub import Standing, Subscription
from bot.engine import Engine, Settings
from bot.errors import StoreError
from bot.hubs import Hubs, Ways
from bot.lexicon import load_lexicon
from bot.sources import guard, load_sources
from bot.sources.http import Fetcher, FetchSettings
from bot.sources.rss import Rss
from bot.store import open_store
from bot.web import LARGEST_PUSH, Services, make_app, serve
from tests.fakes.clock import Clock
from tests.fakes.feeds import FeedServer, Item, render
from tests.fakes.here import Here
from tests.fakes.hub import CHALLENGE, Hub

pytestmark = pytest.mark.anyio

OLD, NEW, NEWER = "The cup final ends in a draw", "DeepSeek V4 is out", "Nvidia H20 export licences are granted"
WELL = {"all": "ok"}
MADE: list[bytes] = []


@dataclass
class House:
    """A bot with one feed that names a hub, polled once."""

    engine: Engine
    hubs: Hubs
    server: FeedServer
    hub: Hub
    clock: Clock
    feed: str
    base: str

    async def poll(self) -> None:
        """Polls the feed now, whether or not it is due."""
        feed = await self.engine.store.feed(self.feed)
        assert feed is not None
        await self.engine.poll(feed)

    async def names(self, hub: str) -> None:
        """The feed names this hub from now on, or none."""
        links = {"Link": f"<{hub}>; rel=hub, <{self.feed}>; rel=self"} if hub else {}
        self.server.feed("/feed", [OLD], headers=links)
        self.server.publish("/feed", f"It names {hub}")
        await self.poll()

    async def ask(self) -> None:
        """Asks what is due, and lets the hub verify it."""
        await self.hubs.tick()
        await self.hub.settle()

    async def push(self, *items: str, sign: str = "sha256", secret: str | None = None) -> list[int]:
        """The hub pushes a document with these items."""
        return await self.hub.publish(self.feed, render([Item(item) for item in items]), sign, secret)

    async def agreed(self) -> Subscription:
        """The one subscription, as it is stored."""
        await self.hubs._store_counts()
        (found,) = await self.engine.store.subscriptions()
        return found

    async def stages(self) -> dict[str, Stage]:
        records = await self.engine.store.recent(self.clock() - timedelta(days=30), 100)
        return {record.reading.entry.title: record.stage for record in records}

    async def rung(self) -> int:
        return len(await self.engine.store.queued(self.clock() + timedelta(hours=1), 99))


@asynccontextmanager
async def open_house(
    folder: Path, server: FeedServer, clock: Clock, hub: Hub | None = None, allow_private: bool = True
) -> AsyncIterator[House]:
    """A bot over this folder's database; opened again, it is the same bot after a restart."""
    hub = hub or Hub(server)
    url = server.url("/feed")
    if "/feed" not in server.paths:
        server.feed("/feed", [OLD], headers=hub.links(url))
    async with AsyncExitStack() as closing:
        store = await open_store(await empty_database(folder / "news.db"))
        closing.push_async_callback(store.close)
        settings = FetchSettings(allow_private_addresses=allow_private, total_timeout=timedelta(seconds=5), per_host=9)
        fetcher = Fetcher(settings)
        closing.push_async_callback(fetcher.close)
        sources = load_sources(fetcher, Here())
        engine = Engine(store, sources, load_lexicon(), Settings(), clock, lambda: 0.5)
        with socket.create_server(("127.0.0.1", 0)) as taken:
            listen = f"127.0.0.1:{taken.getsockname()[1]}"
        numbers, reader = count(len(await store.subscriptions()) * 100), sources["rss"]
        assert isinstance(reader, Rss)
        hubs = Hubs(engine, Ways(fetcher, reader, f"http://{listen}", lambda: f"secret-{next(numbers)}"), clock)
        stop = asyncio.Event()
        page = asyncio.create_task(serve(make_app(Services(store, clock, lambda: WELL, hubs=hubs)), listen, stop))
        await _listening(listen)
        await engine.start([Feed(url)], [Watch(TERMINAL, "DeepSeek V4")], [Chat(TERMINAL, channel="console")])
        await hubs.start()
        house = House(engine, hubs, server, hub, clock, url, f"http://{listen}")
        if not server.count("/feed"):
            await house.poll()
        yield house
        stop.set()
        await page


async def empty_database(file: Path) -> str:
    """The URL of the database; a new one is a copy of one that was made once."""
    made = await _made_once()
    if not await asyncio.to_thread(file.exists):
        await asyncio.to_thread(file.write_bytes, made)
    return f"sqlite:///{file}"


async def _made_once() -> bytes:
    if not MADE:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "empty.db"
            await (await open_store(f"sqlite:///{file}")).close()
            MADE.append(await asyncio.to_thread(file.read_bytes))
    return MADE[0]


async def _listening(listen: str) -> None:
    """Until the page answers."""
    async with httpx.AsyncClient() as http:
        while True:
            try:
                await http.get(f"http://{listen}/healthz")
            except httpx.TransportError:
                await asyncio.sleep(0.01)
            else:
                return


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with FeedServer() as server:
        yield server


@pytest.fixture
async def house(tmp_path: Path, server: FeedServer) -> AsyncIterator[House]:
    async with open_house(tmp_path, server, Clock()) as house:
        yield house


async def interval(house: House) -> timedelta:
    feed = await house.engine.store.feed(house.feed)
    assert feed is not None and feed.interval is not None
    return feed.interval


# ---------------------------------------------------------------- it is agreed


async def test_a_hub_is_found_asked_verified_and_pushes_what_rings_once(house: House) -> None:
    await house.ask()
    (request,) = house.hub.requests
    assert request["hub.mode"] == "subscribe" and request["hub.topic"] == house.feed
    assert request["hub.callback"].startswith(f"{house.base}/hub/") and len(request["hub.secret"]) <= 199
    assert house.hub.told == [(200, CHALLENGE)]
    known = await house.agreed()
    assert known.is_live(house.clock()) and known.until == house.clock() + timedelta(days=10)
    house.clock.forward(minutes=3)
    assert await house.push(NEW, OLD) == [202]
    assert await house.stages() == {NEW: Stage.QUEUED, OLD: Stage.NO_MATCH}
    assert await house.push(NEW, OLD) == [202], "a hub may push the same again"
    house.server.publish("/feed", NEW)
    await house.poll()
    assert await house.rung() == 1, "what the hub brought is not new to a poll"
    assert house.server.conditional("/feed") == 1, "polls go on with the validators of the last poll"
    known = await house.agreed()
    assert (known.pushed, known.missed) == (1, 0)


async def test_a_hub_in_the_document_is_found_too(tmp_path: Path, server: FeedServer) -> None:
    hub, url = Hub(server), server.url("/feed")
    links = f'<atom:link rel="hub" href="{hub.url}"/><atom:link rel="self" href="{url}"/>'.encode()
    body = render([Item(OLD)]).replace(b"<channel>", b'<channel xmlns:atom="http://www.w3.org/2005/Atom">' + links)
    server.serve("/feed", body)
    async with open_house(tmp_path, server, Clock(), hub) as house:
        await house.ask()
        assert (await house.agreed()).is_live(house.clock())


@pytest.mark.parametrize(
    "said",
    [
        {"hub.topic": "https://other.example/feed"},
        {"hub.topic": ""},
        {"hub.mode": "unsubscribe"},
        {"hub.mode": ""},
        {"hub.mode": "denied", "hub.topic": "https://other.example/feed"},
    ],
)
async def test_what_we_did_not_ask_for_is_not_verified(house: House, said: dict[str, str]) -> None:
    house.hub.asks = said
    await house.ask()
    assert house.hub.told == [(404, "")]
    known = await house.agreed()
    assert known.state is Standing.WANTED and not known.is_live(house.clock())
    assert house.engine.plan.pushed == {}


async def test_a_key_that_nobody_gave_out_leads_nowhere(house: House) -> None:
    await house.ask()
    async with httpx.AsyncClient(base_url=house.base) as http:
        query = {"hub.mode": "subscribe", "hub.topic": house.feed, "hub.challenge": "x"}
        assert (await http.get("/hub/guessed", params=query)).status_code == 404
        assert (await http.post("/hub/guessed", content=b"<rss/>")).status_code == 410
        assert (await http.put(f"/hub/{(await house.agreed()).key}")).status_code == 405


async def test_a_hub_that_denies_is_asked_again_a_day_later(house: House) -> None:
    house.hub.denies = "no more room"
    await house.ask()
    assert house.hub.told == [(200, "")]
    assert "refuses: no more room" in (await house.agreed()).error
    house.clock.forward(hours=23)
    await house.ask()
    assert len(house.hub.requests) == 1
    house.hub.denies = ""
    house.clock.forward(hours=2)
    await house.ask()
    assert (await house.agreed()).is_live(house.clock())


async def test_a_hub_that_denies_later_pushes_no_more_and_its_feed_is_polled_at_once(house: House) -> None:
    await house.ask()
    house.clock.forward(minutes=1)
    await house.poll()
    query = {"hub.mode": "denied", "hub.topic": house.feed}
    async with httpx.AsyncClient() as http:
        assert (await http.get((await house.agreed()).callback, params=query)).status_code == 200
    feed = await house.engine.store.feed(house.feed)
    assert feed is not None and feed.next_poll_at is not None
    assert feed.next_poll_at <= house.clock() + timedelta(seconds=5)
    assert house.engine.plan.pushed == {}


@pytest.mark.parametrize(
    ("trouble", "said"), [("silent", ""), ("fault", "answers 500"), ("down", "refuses connections")]
)
async def test_a_hub_in_trouble_is_asked_ever_more_slowly_and_the_feed_is_polled_as_ever(
    house: House, trouble: str, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    house.hub.silent, house.hub.answers = trouble == "silent", 500 if trouble == "fault" else 202
    if trouble == "down":
        await house.names("http://127.0.0.1:1/hub")
    asked_at: list[datetime] = []
    before = await interval(house)
    for _ in range(60):
        await house.ask()
        if (await house.agreed()).tries > len(asked_at):
            asked_at.append(house.clock())
        house.clock.forward(minutes=5)
    gaps = [later - earlier for earlier, later in pairwise(asked_at)]
    assert gaps == sorted(gaps) and gaps[0] < gaps[-1] and len(gaps) < 8
    known = await house.agreed()
    assert said in known.error and not known.is_live(house.clock())
    assert house.engine.plan.pushed == {} and await interval(house) == before
    assert known.secret not in caplog.text and known.key not in caplog.text
    assert known.secret not in repr(known) and known.key not in repr(known)


@pytest.mark.parametrize("redirected", [False, True])
async def test_a_feed_cannot_lead_us_to_a_private_address_by_its_hub(
    tmp_path: Path, server: FeedServer, monkeypatch: pytest.MonkeyPatch, redirected: bool
) -> None:
    real, inside = guard.is_public, "http://169.254.169.254/latest/meta-data"
    monkeypatch.setattr(guard, "is_public", lambda ip: str(ip) == "127.0.0.1" or real(ip))
    async with open_house(tmp_path, server, Clock(), allow_private=False) as house:
        await house.names(server.redirect("/moved", inside, 307) if redirected else inside)
        await house.ask()
        assert "not a public address" in (await house.agreed()).error


async def test_a_hub_that_moved_is_asked_where_it_is(house: House) -> None:
    await house.names(house.server.redirect("/moved", house.hub.url, 308))
    await house.ask()
    assert house.hub.requests[0]["hub.mode"] == "subscribe"
    assert (await house.agreed()).is_live(house.clock())


# ---------------------------------------------------------------- what is pushed


@pytest.mark.parametrize("sign", ["sha1", "sha256", "sha384", "sha512"])
async def test_every_method_of_signing_is_understood(house: House, sign: str) -> None:
    await house.ask()
    assert await house.push(NEW, sign=sign) == [202]
    assert NEW in await house.stages()


@pytest.mark.parametrize(("sign", "secret"), [("", None), ("sha256", "guessed"), ("md5", None), ("sha1", "")])
async def test_what_the_hub_did_not_sign_is_taken_and_thrown_away(house: House, sign: str, secret: str | None) -> None:
    await house.ask()
    assert await house.push(NEW, sign=sign, secret=secret) == [202]
    assert NEW not in await house.stages()


async def test_a_signature_is_of_the_very_body(house: House) -> None:
    await house.ask()
    known = await house.agreed()
    body = render([Item(NEW)])
    stolen = f"sha256={_proof(known.secret, body)}"
    async with httpx.AsyncClient() as http:
        for sent, signature in ((body + b" ", stolen), (body, f"{stolen}0"), (body, "sha256")):
            headers = {"X-Hub-Signature": signature}
            assert (await http.post(known.callback, content=sent, headers=headers)).status_code == 202
    assert NEW not in await house.stages()


def _proof(secret: str, body: bytes) -> str:
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


async def test_a_push_beyond_all_measure_is_refused(house: House) -> None:
    await house.ask()
    assert await house.hub.publish(house.feed, b" " * (LARGEST_PUSH + 1)) == [413]


@pytest.mark.parametrize("body", [b"", b"<html>no feed</html>", b"\x00\xff" * 99])
async def test_a_push_that_cannot_be_read_makes_the_feed_polled_at_once(house: House, body: bytes) -> None:
    await house.ask()
    assert await house.hub.publish(house.feed, body) == [202]
    feed = await house.engine.store.feed(house.feed)
    assert feed is not None and feed.next_poll_at is not None and feed.error == ""
    assert feed.next_poll_at <= house.clock() + timedelta(seconds=5)


async def test_what_cannot_be_stored_is_sent_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    await house.ask()

    async def broken(*_: object) -> None:
        raise StoreError("the disk is full")

    with monkeypatch.context() as broken_store:
        broken_store.setattr(type(house.engine.store), "commit", broken)
        assert await house.push(NEW) == [503]
    assert await house.push(NEW) == [202]
    assert await house.rung() == 1


async def test_pushes_and_polls_at_once_ring_once(house: House) -> None:
    await house.ask()
    house.clock.forward(minutes=3)
    house.server.publish("/feed", NEW)
    await asyncio.gather(*(house.push(NEW, OLD) for _ in range(4)), *(house.poll() for _ in range(4)))
    assert await house.rung() == 1


async def test_a_feed_that_was_never_polled_takes_no_pushes(house: House) -> None:
    """Its first poll remembers what it shows; a push before it would make all of that look new."""
    await house.ask()
    await house.engine.drop_feed(house.feed)
    assert await house.engine.store.add_feed(Feed(house.feed))
    assert await house.push(NEW) == [202]
    await house.poll()
    assert await house.rung() == 0


# ---------------------------------------------------------------- polls go on


async def test_polls_go_on_more_slowly_and_count_what_the_hub_missed(house: House) -> None:
    minutes = iter(range(1, 9_999))

    async def come(pushed: bool) -> None:
        title = f"Headline number {next(minutes)}"
        house.clock.forward(minutes=20)
        house.server.publish("/feed", title)
        if pushed:
            await house.push(title)

    for _ in range(12):
        await come(pushed=False)
        await house.poll()
    alone = await interval(house)
    await house.ask()
    await house.poll()
    beside = await interval(house)
    assert beside > alone
    for _ in range(12):
        await come(pushed=True)
    await house.hubs.tick()
    await house.poll()
    assert await interval(house) > beside, "a hub that delivers is trusted more"
    for _ in range(30):
        await come(pushed=False)  # the hub has stopped, and says nothing
        await house.poll()
        await house.hubs.tick()
    known = await house.agreed()
    assert known.missed > 20 and known.is_live(house.clock())
    assert await interval(house) < alone * 1.6, "what a hub misses is polled for as if there were no hub"


async def test_a_lease_is_renewed_before_its_end_and_outlasts_a_restart(tmp_path: Path, server: FeedServer) -> None:
    clock = Clock()
    async with open_house(tmp_path, server, clock) as house:
        house.hub.lease = 3600
        await house.ask()
        first = await house.agreed()
        clock.forward(minutes=40)
        await house.ask()
        assert len(house.hub.requests) == 1
        clock.forward(minutes=10)
        await house.ask()
        renewed = await house.agreed()
        assert renewed.until == clock() + timedelta(hours=1) and renewed.key == first.key
        house.hub.silent = True
        clock.forward(minutes=55)
        await house.ask()
        assert (await house.agreed()).is_live(clock()), "the old lease lives on while a new one is asked for"
        assert house.engine.plan.pushed
        hub = house.hub
    asked = len(hub.requests)
    async with open_house(tmp_path, server, clock, hub) as house:
        assert house.engine.plan.pushed
        hub.silent = False
        hub.subscribers.clear()
        await house.ask()
        assert len(hub.requests) == asked + 1, "another public address: the hub must be told"
        assert hub.requests[-1]["hub.callback"] == (await house.agreed()).callback
        assert await house.push(NEW)
        assert NEW in await house.stages()
        hub.answers = 500
        clock.forward(hours=2)
        await house.ask()
        assert not house.engine.plan.pushed, "a lease that ended slows no polls"
        feed = await house.engine.store.feed(house.feed)
        assert feed is not None and feed.next_poll_at is not None
        assert feed.next_poll_at <= clock() + timedelta(seconds=5)


async def test_a_feed_that_is_dropped_is_unsubscribed(house: House) -> None:
    await house.ask()
    key = (await house.agreed()).key
    await house.engine.drop_feed(house.feed)
    await house.ask()
    assert [request["hub.mode"] for request in house.hub.requests] == ["subscribe", "unsubscribe"]
    assert house.hub.told[-1] == (200, CHALLENGE)
    assert house.hub.subscribers == {} and await house.engine.store.subscriptions() == []
    assert house.engine.plan.pushed == {} and not house.hubs.knows(key)


async def test_a_hub_that_will_not_let_go_is_forgotten_and_told_that_it_is(house: House) -> None:
    await house.ask()
    await house.engine.drop_feed(house.feed)
    house.hub.silent = True
    for _ in range(9):
        await house.ask()
        if len(house.hub.requests) == 2:
            assert await house.push(NEW) == [410]
        house.clock.forward(hours=2)
    assert len(house.hub.requests) == 4, "one subscription, three farewells"
    assert await house.engine.store.subscriptions() == []
    assert await house.push(NEW) == [410]


async def test_a_feed_that_names_another_hub_or_none_follows(house: House) -> None:
    await house.ask()
    other = Hub(house.server, "/other")
    await house.names(other.url)
    await house.ask()
    await other.settle()
    assert len(other.subscribers) == 1
    assert await house.push(NEW) == [410], "the former hub's address leads nowhere now"
    house.server.feed("/feed", [NEWER], validators=False)
    await house.poll()
    await house.ask()
    await other.settle()
    assert other.subscribers == {} and await house.engine.store.subscriptions() == []


async def test_the_service_stores_its_counts_when_it_ends(house: House) -> None:
    await house.ask()
    await house.push(NEW)
    stop = asyncio.Event()
    running = asyncio.create_task(house.hubs.run(stop))
    await asyncio.sleep(0)
    stop.set()
    await running
    (known,) = await house.engine.store.subscriptions()
    assert known.pushed == 1
