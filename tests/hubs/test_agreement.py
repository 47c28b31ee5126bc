"""A hub is found, asked, verified; it denies, fails, moves."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from bot.core.decision import Stage
from bot.core.websub import Standing
from bot.sources import guard
from tests.fakes.clock import Clock
from tests.fakes.feeds import FeedServer, Item, render
from tests.fakes.hub import CHALLENGE, Hub
from tests.fakes.web import browser
from tests.hubs.house import NEW, OLD, House, interval, open_house

pytestmark = pytest.mark.anyio


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
    async with browser(house.base) as http:
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
    async with browser() as http:
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
