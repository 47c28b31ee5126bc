"""Signed JSON over a real socket: what arrives, what its answers mean, and that nothing is lost or doubled."""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.channels import webhook
from bot.channels.webhook import Hook, WebhookChannel, outcome_of
from bot.core.decision import Delivery, DeliveryKind, Owed
from bot.core.model import Address, Chat, Reading, Signature
from bot.core.pacing import Pacing
from bot.core.ports import Doubtful, NotSent, Refused, Sent, Suspended
from bot.dispatch import DeliverySettings, Dispatcher
from tests.fakes.clock import Clock
from tests.fakes.delivery import FREE, HASTE, rig
from tests.fakes.telegram_http import Answer, HttpServer, Request
from tests.store import made

pytestmark = pytest.mark.anyio

CHAT = 77
HERE = Address(CHAT)


class Receiver:
    """Takes posts; `answers` says how (then 200). `taken` holds what a receiver that keeps the keys would."""

    def __init__(self) -> None:
        self.posts: list[Request] = []
        self.taken: dict[str, dict[str, Any]] = {}
        self.answers: list[Answer] = []
        self._http = HttpServer(self._handle)

    async def _handle(self, request: Request) -> Answer:
        self.posts.append(request)
        answer = self.answers.pop(0) if self.answers else Answer(200, {})
        if answer.status in (0, 200, 502):  # taken, even where the answer is lost
            self.taken.setdefault(request.headers.get("idempotency-key", ""), request.params)
        return answer

    async def __aenter__(self) -> Receiver:
        await self._http.start(0)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.stop()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.port}/hook"


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with Receiver() as started:
        yield started


def channel(url: str) -> WebhookChannel:
    return WebhookChannel({CHAT: Hook("team", url, "key")}, Clock())


def owed(**entry: Any) -> Owed:
    report = made.entry("s1", **entry)
    delivery = Delivery(HERE, DeliveryKind.SEND, made.NOW, story=1, terms=("chip exports",), id=1)
    return Owed(delivery, Chat(HERE), (made.story(1, report),), {1: Reading(report, Signature(), (made.MATCH,))}, None)


async def test_what_arrives_is_signed_dated_and_whole(receiver: Receiver) -> None:
    sender = channel(receiver.url)
    assert await sender.deliver(owed(title="芯片出口 <b>x</b> \ud800")) == Sent()
    [post] = receiver.posts
    stamp, body = post.headers["x-newsbell-timestamp"], post.body
    assert stamp == str(int(Clock()().timestamp()))
    wanted = hmac.new(b"key", f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    assert post.headers["x-newsbell-signature"] == f"sha256={wanted}"
    told = json.loads(body)
    assert told["id"] == post.headers["idempotency-key"] == "SEND:1:77:0:0".lower()
    assert (told["kind"], told["channel"], told["terms"], told["silent"]) == ("send", "team", ["chip exports"], False)
    assert told["stories"][0]["headline"].startswith("芯片出口 <b>x</b>")
    assert told["stories"][0]["reports"][0]["published"] == "2026-03-02T07:50:00.123456+00:00"
    await sender.close()


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (200, Sent),
        (204, Sent),
        (301, Refused),
        (400, Refused),
        (422, Refused),
        (401, Suspended),
        (404, Suspended),
        (410, Suspended),
        (429, NotSent),
        (503, NotSent),
        (500, Doubtful),
        (502, Doubtful),
    ],
)
def test_what_an_answer_means(status: int, kind: type) -> None:
    assert type(outcome_of("team", status, "")) is kind


def test_a_receiver_that_asks_for_a_pause_gets_it_within_reason() -> None:
    for asked, wait in (("7", 7), ("99999999", 3600), ("soon", 30)):
        outcome = outcome_of("team", 429, asked)
        assert isinstance(outcome, NotSent)
        assert (outcome.wait, outcome.counted, outcome.limit) == (timedelta(seconds=wait), False, False)


async def test_where_nobody_listens_it_waits_and_where_nothing_is_set_up_it_is_suspended() -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    sender = channel(f"http://127.0.0.1:{port}/hook")
    assert isinstance(await sender.deliver(owed()), NotSent)
    elsewhere = replace(owed(), delivery=replace(owed().delivery, address=Address(5)))
    assert isinstance(await sender.deliver(elsewhere), Suspended)
    assert isinstance(await sender.say(Address(5), "hello"), Suspended)
    await sender.close()


async def test_lost_answers_and_outages_lose_and_double_nothing(
    tmp_path: Path, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through the outbox: resets before and after the receiver took it, 502, 503."""
    monkeypatch.setattr(webhook, "UNREACHABLE", timedelta(0))
    async with rig(tmp_path) as parts:
        sender = channel(receiver.url)
        await parts.store.put_chat(Chat(HERE, channel="webhook"))
        dispatcher = Dispatcher(
            parts.store,
            {"webhook": sender, "telegram": parts.channel},
            parts.clock,
            DeliverySettings(patience=HASTE),
            Pacing(FREE, FREE, FREE),
        )
        receiver.answers = [
            Answer(0, {}, "reset"),
            Answer(502, {}),
            Answer(503, {}),
            Answer(0, {}, "reset"),
            Answer(429, {}),
        ]
        for story in range(1, 6):
            await parts.ring(story, HERE, Address(5))
        parts.clock.forward(minutes=1)
        await dispatcher.drain(within=60.0)
        assert sorted(told["stories"][0]["id"] for told in receiver.taken.values()) == [1, 2, 3, 4, 5]
        assert len(parts.server.sent(5)) == 5, "a hook in trouble delays no other chat"
        await sender.close()
