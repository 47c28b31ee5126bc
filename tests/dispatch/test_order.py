"""What is owed arrives once and in order; what is urgent first; a stuck chat delays no other."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.core.model import Address
from bot.core.pacing import Limit, Pacing
from tests.dispatch.conftest import CHAT, HERE
from tests.fakes.delivery import HASTE, Rig
from tests.fakes.telegram import Fault, Faults
from tests.store import made

pytestmark = pytest.mark.anyio


async def test_an_alert_arrives_once_and_is_known_by_its_message(parts: Rig) -> None:
    await parts.ring()
    await parts.drain()
    await parts.drain()
    [message] = parts.server.sent(CHAT)
    assert "Chip exports" in message.text
    assert not message.silent
    alert = await parts.store.alert(1, HERE)
    assert alert is not None
    assert (alert.message_id, alert.version) == (message.id, 1)
    assert await parts.states() == {"queued": 0, "unknown": 0, "dead": 0, "sent": 1}


async def test_it_grows_in_place(parts: Rig) -> None:
    await parts.ring()
    await parts.drain()
    await parts.grow(1, 3)
    await parts.drain()
    [message] = parts.server.sent(CHAT)
    assert "Also reported by" in message.text
    assert message.edits == 1
    alert = await parts.store.alert(1, HERE)
    assert alert is not None
    assert alert.version == 3


async def test_it_delivers_what_comes_while_it_runs_and_ends_when_told(parts: Rig) -> None:
    async with parts.running():
        await parts.ring(1)
        await parts.server.wait(lambda: len(parts.server.sent(CHAT)) == 1)
        await parts.ring(2)
        await parts.server.wait(lambda: len(parts.server.sent(CHAT)) == 2)
    assert await parts.states() == {"queued": 0, "unknown": 0, "dead": 0, "sent": 2}


async def test_one_chats_order_is_kept(parts: Rig) -> None:
    await parts.ring_all(range(1, 13), HERE)
    parts.server.faults = Faults([None, Fault("reset", "before"), None, Fault("429"), Fault("5xx", "after")])
    await parts.drain()
    assert [text.split("part s")[1].split("\n")[0] for text in parts.server.texts(CHAT)] == [
        str(story) for story in range(1, 13)
    ]


async def test_urgent_goes_before_digests(parts: Rig) -> None:
    await parts.ring(1, Address(1))
    await parts.drain()
    digests = tuple(made.digest(1, address=Address(chat)) for chat in range(100, 140))
    await parts.owe(replace(made.rings(1, Address(1)), records=(), deliveries=digests))
    parts.restart(width=1)
    await parts.ring(2, HERE)
    await parts.drain()
    order = sorted(parts.server.sent(), key=lambda message: message.at)
    assert order[1].chat == CHAT
    assert order[2].silent
    assert len(order) == 42


async def test_digests_never_take_every_hand(parts: Rig) -> None:
    await parts.ring(1, Address(1))
    await parts.drain()
    parts.server.faults = Faults([Fault("hang")] * 8)
    digests = tuple(made.digest(1, address=Address(chat)) for chat in range(100, 140))
    await parts.owe(replace(made.rings(1, Address(1)), records=(), deliveries=digests))
    parts.restart(width=10, patience=replace(HASTE, grace=0.0))
    async with parts.running():
        await parts.server.wait(lambda: len(parts.server.called("sendMessage")) == 9)
        await parts.ring(2, HERE)
        await parts.server.wait(lambda: parts.server.sent(CHAT))
    assert len(parts.server.called("sendMessage")) == 10  # the hands of digests hang still


async def test_a_stuck_chat_delays_no_other(parts: Rig) -> None:
    stuck = 7
    await parts.ring_all(range(1, 400), Address(stuck))
    pacing = Pacing(Limit(0.0, 1), Limit(0.0, 1), Limit(0.0, 1))
    pacing.pause(stuck, until=asyncio.get_running_loop().time() + 1000, now=0.0)
    parts.restart(patience=replace(HASTE, refill=1000), pacing=pacing)
    await parts.ring(400, HERE)  # behind more than one window of what cannot be sent
    async with parts.running():
        await parts.server.wait(lambda: parts.server.sent(CHAT))
    assert parts.server.sent(stuck) == []
