"""A database that fails, a channel that breaks its contract."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.core.decision import DeliveryKind, Owed, Priority
from bot.core.model import Address
from bot.core.ports import Doubtful, SendOutcome, Sent, Unhealthy
from bot.errors import StoreError
from tests.dispatch.conftest import CHAT, HERE
from tests.fakes.delivery import HASTE, Rig
from tests.fakes.telegram import Fault, Faults
from tests.store import made

pytestmark = pytest.mark.anyio


# ---------------------------------------------------------------- a database that fails


class Flaky:
    """A store some of whose calls fail, by name and count."""

    def __init__(self, store: Any, failures: dict[str, int]) -> None:
        self._store, self.failures = store, failures

    def __getattr__(self, name: str) -> Any:
        call: Callable[..., Awaitable[Any]] = getattr(self._store, name)

        async def maybe(*args: Any, **named: Any) -> Any:
            if self.failures.get(name, 0) > 0:
                self.failures[name] -= 1
                raise StoreError(f"the disk is full ({name})")
            return await call(*args, **named)

        return maybe


@pytest.mark.parametrize(
    "name",
    [
        "recover",
        "queued",
        "unknown",
        "next_not_before",
        "owed",
        "mark",
        "mark_sending",
        "mark_sent",
        "retry",
        "known_message_ids",
    ],
)
async def test_a_store_that_fails_for_a_while_loses_and_doubles_nothing(parts: Rig, name: str) -> None:
    store: Any = Flaky(parts.store, {name: 3})
    parts.server.faults = Faults([Fault("reset", "before"), None, Fault("reset", "after")], methods=["sendMessage"])
    parts.store = store
    parts.restart()
    async with parts.running():
        await parts.ring(1)
        await parts.ring(2)
        await parts.server.wait(lambda: len(parts.server.sent(CHAT)) == 2, within=10)
    await parts.drain()
    assert await parts.states() == {"queued": 0, "unknown": 0, "dead": 0, "sent": 2}
    assert len(parts.server.sent(CHAT)) == 2


# ---------------------------------------------------------------- a channel against its contract


class Broken:
    """Raises once in the middle of a send, then behaves."""

    name = "telegram"

    def __init__(self, outcomes: list[SendOutcome | Exception]) -> None:
        self.outcomes, self.sends, self.probes = outcomes, 0, 0

    async def deliver(self, owed: Owed) -> SendOutcome:
        self.sends += 1
        outcome = self.outcomes.pop(0) if self.outcomes else Sent(self.sends)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def top(self, address: Address) -> int | None:
        return None

    async def resolve(self, owed: Owed) -> SendOutcome:
        self.probes += 1
        return Doubtful("nobody answers") if self.probes == 1 else Sent(1)

    async def say(self, address: Address, text: str) -> SendOutcome:
        return Sent()

    async def close(self) -> None: ...


async def test_a_channel_that_raises_leaves_its_delivery_in_doubt(parts: Rig, caplog: pytest.LogCaptureFixture) -> None:
    channel = Broken([ValueError("a fault of ours")])
    parts.restart(
        channel=channel,
    )
    await parts.ring()
    with caplog.at_level(logging.ERROR):
        await parts.drain()
    assert (channel.sends, channel.probes) == (1, 2)
    assert "a fault of ours" in caplog.text
    assert (await parts.states())["sent"] == 1


async def test_health_is_well_again_after_a_success(parts: Rig) -> None:
    channel = Broken([Unhealthy("no token")])
    patience = replace(HASTE, unhealthy=0.01)
    parts.restart(channel=channel, patience=patience)
    await parts.ring()
    await parts.drain()
    assert (channel.sends, parts.dispatcher.health) == (2, "")


async def test_an_interactive_delivery_comes_first(parts: Rig) -> None:
    channel = Broken([])
    parts.restart(channel=channel, width=1)
    decision = made.rings(1, Address(1), Address(2))
    urgent = replace(decision.deliveries[1], priority=Priority.INTERACTIVE)
    await parts.owe(replace(decision, deliveries=(decision.deliveries[0], urgent)))
    await parts.drain()
    first = await parts.store.alert(1, Address(2))
    assert first is not None
    assert first.message_id == 1
    assert urgent.kind is DeliveryKind.SEND


async def suspended(parts: Rig) -> bool:
    chat = await parts.store.chat(HERE)
    return chat is not None and bool(chat.suspended)


async def test_a_chat_suspended_while_in_doubt_stays_in_doubt(parts: Rig) -> None:
    parts.server.faults = Faults([Fault("reset", "after")], methods=["sendMessage"])
    parts.server.fail_next(403, "Forbidden: bot was blocked by the user", method="editMessageText")
    await parts.ring()
    async with parts.running(), asyncio.timeout(20):
        while not await suspended(parts):  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.005)
    assert await parts.states() == {"queued": 0, "unknown": 1, "dead": 0, "sent": 0}
    await parts.store.resume(CHAT)
    parts.restart()
    await parts.drain()
    assert len(parts.server.sent(CHAT)) == 1
    assert await parts.states() == {"queued": 0, "unknown": 0, "dead": 0, "sent": 1}
