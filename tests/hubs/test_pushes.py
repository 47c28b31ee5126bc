"""What hubs push: signed or not, broken, too much, again."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from datetime import timedelta

import pytest

from bot.core.model import Feed
from bot.errors import StoreError
from bot.web import LARGEST_PUSH
from tests.fakes.feeds import Item, render
from tests.fakes.web import browser
from tests.hubs.house import NEW, OLD, House

pytestmark = pytest.mark.anyio


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
    async with browser() as http:
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
