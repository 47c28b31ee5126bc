"""Through the real Apprise, to a service of its own kind (json://) on loopback."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.channels.notify import NotifyChannel
from bot.core.decision import DeliveryKind
from bot.core.model import Address
from bot.core.ports import NotSent, Sent, Suspended
from bot.errors import ChannelError
from tests.channels.test_webhook import CHAT, Receiver, owed
from tests.fakes.telegram_http import Answer

pytestmark = pytest.mark.anyio


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with Receiver() as started:
        yield started


def channel(receiver: Receiver) -> NotifyChannel:
    return NotifyChannel({CHAT: ("phone", receiver.url.replace("http", "json"))})


async def test_an_alert_goes_out_with_its_link(receiver: Receiver) -> None:
    assert await channel(receiver).deliver(owed(title="Chip exports <b>rise</b>")) == Sent()
    [post] = receiver.posts
    assert post.params["title"] == "🔔 chip exports"
    assert "Chip exports <b>rise</b>" in post.params["message"]
    assert post.params["message"].endswith("https://news.example/s1")


async def test_what_a_service_does_not_take_is_tried_again(receiver: Receiver) -> None:
    receiver.answers = [Answer(500, {})]
    outcome = await channel(receiver).deliver(owed())
    assert isinstance(outcome, NotSent)
    assert (outcome.counted, outcome.limit) == (False, False)
    assert await channel(receiver).resolve(owed()) == Sent()


async def test_an_alert_that_grows_is_not_told_again(receiver: Receiver) -> None:
    grown = replace(owed(), delivery=replace(owed().delivery, kind=DeliveryKind.EDIT))
    assert await channel(receiver).deliver(grown) == Sent()
    assert receiver.posts == []


async def test_a_url_that_apprise_does_not_know_is_refused_without_showing_it() -> None:
    with pytest.raises(ChannelError, match=r"appriseit\.com") as caught:
        NotifyChannel({CHAT: ("phone", "pigeon://user:secret@roof")})
    assert "secret" not in str(caught.value)


async def test_a_channel_that_left_the_configuration_is_suspended(receiver: Receiver) -> None:
    assert isinstance(await channel(receiver).say(Address(5), "hello"), Suspended)
    assert await channel(receiver).say(Address(CHAT), "hello") == Sent()
