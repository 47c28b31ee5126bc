"""Delivery: what is owed arrives once, whatever the server, the database and the process do on the way."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.core.model import Address, Chat, DeliveryKind, DeliveryState, Owed, Priority
from bot.core.pacing import Limit, Pacing
from bot.core.ports import Doubtful, SendOutcome, Sent, Unhealthy
from bot.errors import StoreError
from tests.fakes.delivery import HASTE, Rig, rig
from tests.fakes.telegram import Fault, Faults
from tests.store import made

pytestmark = pytest.mark.anyio

CHAT = 42
HERE = Address(CHAT)
TOPIC = Address(-1_000_000_000_777, 5)


@pytest.fixture
async def parts(tmp_path: Path) -> AsyncIterator[Rig]:
    async with rig(tmp_path) as opened:
        yield opened


# ---------------------------------------------------------------- the ordinary way


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


# ---------------------------------------------------------------- errors


async def test_a_limit_pauses_one_chat_and_two_pause_all(parts: Rig) -> None:
    parts.server.faults = Faults([Fault("429", retry_after=30)])
    parts.restart(width=1)
    await parts.ring(1, Address(1), Address(2))
    await parts.dispatcher.drain(within=2.0)
    assert len(parts.server.sent()) == 1  # the other chat's
    parts.server.faults = Faults([Fault("429", retry_after=30)])
    await parts.ring(2, Address(3), Address(4))
    await parts.dispatcher.drain(within=2.0)
    assert len(parts.server.sent()) == 1
    assert (await parts.states())["queued"] == 3
    queued = await parts.store.queued(parts.clock() + timedelta(hours=1), 10)
    assert {delivery.attempts for delivery in queued} == {0}


async def test_a_blocked_chat_is_suspended_keeps_what_is_owed_and_goes_on_when_it_resumes(parts: Rig) -> None:
    parts.server.block(CHAT)
    await parts.ring(1)
    await parts.ring(2)
    await parts.drain()
    chat = await parts.store.chat(HERE)
    assert chat is not None
    assert "blocked" in chat.suspended
    assert len(parts.server.called("sendMessage")) == 1
    parts.server.unblock(CHAT)
    await parts.store.resume(CHAT)
    await parts.drain()
    assert len(parts.server.sent(CHAT)) == 2


async def test_a_chat_that_is_not_found_three_times_is_suspended(parts: Rig) -> None:
    parts.server.missing.add(CHAT)
    await parts.ring()
    await parts.drain()
    chat = await parts.store.chat(HERE)
    assert chat is not None
    assert "not found" in chat.suspended
    assert len(parts.server.called("sendMessage")) == 3


async def test_a_chat_that_is_not_found_once_gets_its_alert_later(parts: Rig) -> None:
    parts.server.fail_next(400, "Bad Request: chat not found")
    await parts.ring()
    await parts.drain()
    assert len(parts.server.sent(CHAT)) == 1


async def test_a_group_that_became_a_supergroup_gets_its_alert_there(parts: Rig) -> None:
    old, new = -55, -1_000_000_000_055
    parts.server.migrate(old, new)
    await parts.ring(1, Address(old))
    seen: list[bool] = []

    async def follow() -> None:
        seen.append(await parts.store.chat(Address(old)) is None)

    parts.dispatcher.when_moved(follow)
    await parts.drain()
    assert seen == [True], "memory follows once the store has the new number"
    assert len(parts.server.sent(new)) == 1
    assert parts.server.sent(old) == []
    assert await parts.store.chat(Address(old)) is None


async def test_the_alerts_of_a_lost_topic_go_to_the_main_thread_and_the_admins_hear_once(parts: Rig) -> None:
    admin = Address(9)
    parts.restart(admins=[admin])
    await parts.ring(1, TOPIC)
    await parts.ring(2, TOPIC)
    await parts.drain()
    assert len(parts.server.shown(TOPIC.chat, 0)) == 2
    assert len(parts.server.texts(admin.chat)) == 1
    assert "topic 5" in parts.server.texts(admin.chat)[0]


async def test_a_topic_that_is_there_gets_its_alert(parts: Rig) -> None:
    parts.server.topic(TOPIC.chat, TOPIC.thread)
    await parts.ring(1, TOPIC)
    await parts.drain()
    assert len(parts.server.shown(TOPIC.chat, TOPIC.thread)) == 1


async def test_a_message_that_the_chat_deleted_is_forgotten(parts: Rig) -> None:
    await parts.ring()
    await parts.drain()
    parts.server.rooms[CHAT].messages.clear()
    await parts.grow(1, 2)
    await parts.drain()
    alert = await parts.store.alert(1, HERE)
    assert alert is not None
    assert alert.message_id is None
    assert parts.server.sent(CHAT) == []
    assert (await parts.states())["queued"] == 0


async def test_what_telegram_refuses_is_dead_and_holds_up_nothing(parts: Rig) -> None:
    parts.server.fail_next(400, "Bad Request: BUTTON_DATA_INVALID")
    await parts.ring(1)
    await parts.ring(2)
    await parts.drain()
    assert len(parts.server.sent(CHAT)) == 1
    assert (await parts.states())["dead"] == 1


async def test_a_refused_token_stops_sending_and_is_said(parts: Rig, caplog: pytest.LogCaptureFixture) -> None:
    parts.restart(token="987654321:AAa-token-that-nobody-knows-here")
    await parts.ring(1, Address(1), Address(2))
    await parts.dispatcher.drain(within=1.0)
    assert "token" in parts.dispatcher.health
    assert "AAa-token" not in parts.dispatcher.health + caplog.text
    assert (await parts.states())["queued"] == 2
    parts.restart()
    await parts.drain()
    assert parts.dispatcher.health == ""
    assert len(parts.server.sent()) == 2


async def test_an_outage_counts_against_nothing(parts: Rig, tmp_path: Path) -> None:
    await parts.ring(1, Address(1), Address(2), Address(3))
    url, parts.server.token = parts.server.url, parts.server.token
    await parts.server.stop()
    await parts.dispatcher.drain(within=0.3)
    assert (await parts.states())["queued"] == 3
    queued = await parts.store.queued(parts.clock() + timedelta(hours=1), 10)
    assert {delivery.attempts for delivery in queued} == {0}
    await parts.server.start()
    assert parts.server.url != url
    parts.restart()
    parts.clock.forward(hours=1)
    await parts.drain()
    assert len(parts.server.sent()) == 3


async def test_a_chat_of_a_channel_that_is_not_set_up_waits(parts: Rig) -> None:
    await parts.store.put_chat(Chat(Address(8), channel="pigeon"))
    await parts.ring(1, Address(8), HERE)
    await parts.dispatcher.drain(within=0.5)
    assert len(parts.server.sent(CHAT)) == 1
    assert "pigeon" in parts.dispatcher.health
    assert (await parts.states())["queued"] == 1


# ---------------------------------------------------------------- in doubt


@pytest.mark.parametrize("kind", ["reset", "5xx"])
@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_lost_answer_neither_loses_nor_doubles(parts: Rig, kind: str, when: str) -> None:
    fault = Fault(kind, when)  # type: ignore[arg-type] # parameters
    parts.server.faults = Faults([fault, None, fault], methods=["sendMessage"])
    for story in range(1, 5):
        await parts.ring(story)
    await parts.drain()
    messages = parts.server.sent(CHAT)
    assert len(messages) == 4
    assert len({message.text for message in messages}) == 4
    known = [await parts.store.alert(story, HERE) for story in range(1, 5)]
    assert sorted(alert.message_id or 0 for alert in known if alert) == [message.id for message in messages]


async def test_a_doubtful_edit_is_made_again(parts: Rig) -> None:
    await parts.ring()
    await parts.drain()
    parts.server.faults = Faults([Fault("reset", "after")])
    await parts.grow(1, 2)
    await parts.drain()
    assert parts.server.sent(CHAT)[0].edits == 1
    assert (await parts.states())["unknown"] == 0


async def test_a_doubtful_digest_is_found(parts: Rig) -> None:
    await parts.ring(1, Address(1))
    parts.server.faults = Faults([None, Fault("reset", "after")], methods=["sendMessage"])
    await parts.drain()
    await parts.owe(replace(made.rings(1, Address(1)), records=(), deliveries=(made.digest(1),)))
    await parts.drain()
    [digest] = parts.server.sent(CHAT)
    assert digest.silent
    assert (await parts.states())["sent"] == 2


async def test_what_cannot_be_resolved_stays_in_doubt_and_its_chat_waits(parts: Rig) -> None:
    parts.server.faults = Faults([Fault("reset", "after")], methods=["sendMessage"])
    parts.server.fail_next(502, "Bad Gateway", method="editMessageText", times=1000)
    await parts.ring(1)
    await parts.ring(2)
    await parts.dispatcher.drain(within=0.5)
    assert len(parts.server.sent(CHAT)) == 1
    assert await parts.states() == {"queued": 1, "unknown": 1, "dead": 0, "sent": 0}
    parts.server._failures.clear()
    parts.restart()
    await parts.drain()
    assert len(parts.server.sent(CHAT)) == 2


@pytest.mark.parametrize(("policy", "shown", "dead"), [("resend", 2, 0), ("drop", 1, 1)])
async def test_on_unknown(tmp_path: Path, policy: Any, shown: int, dead: int) -> None:
    async with rig(tmp_path, on_unknown=policy) as parts:
        parts.server.faults = Faults([Fault("reset", "after")])
        await parts.ring()
        await parts.drain()
        assert len(parts.server.sent(CHAT)) == shown
        assert (await parts.states())["dead"] == dead


async def test_a_delivery_that_fails_by_itself_is_given_up_in_the_end(parts: Rig) -> None:
    parts.server.faults = Faults([Fault("5xx", "before")] * 100, methods=["sendMessage"])
    await parts.ring()
    await parts.drain()
    assert (await parts.states())["dead"] == 1
    assert len(parts.server.called("sendMessage")) == 10


# ---------------------------------------------------------------- crashes


async def test_rows_found_sending_at_start_are_resolved_before_anything_else_goes_to_their_chat(parts: Rig) -> None:
    stored = [*await parts.owe(made.rings(1)), *await parts.owe(made.rings(2))]
    await parts.bot.send_message(CHAT, "an answer to a command")
    await parts.store.mark(stored[0].id, DeliveryState.SENDING)  # killed before the call
    parts.restart()
    await parts.drain()
    texts = parts.server.texts(CHAT)
    assert [("part s1" in text, "part s2" in text) for text in texts[-2:]] == [(True, False), (False, True)]
    assert await parts.states() == {"queued": 0, "unknown": 0, "dead": 0, "sent": 2}


async def test_a_kill_between_call_and_commit_does_not_ring_twice(parts: Rig) -> None:
    parts.server.faults = Faults([None, None, Fault("hang", "after")], methods=["sendMessage"])
    await parts.ring(1, Address(1))
    await parts.ring(2, Address(2))
    await parts.drain()
    await parts.ring(3)
    await parts.ring(4)
    task = asyncio.create_task(parts.dispatcher.run(asyncio.Event()))
    await parts.server.wait(lambda: parts.server.sent(CHAT))
    await parts.kill(task)
    parts.restart()
    await parts.drain()
    assert len(parts.server.sent(CHAT)) == 2
    assert (await parts.states())["sent"] == 4


async def test_a_stop_lets_what_is_in_flight_end(parts: Rig) -> None:
    await parts.ring(1, *(Address(chat) for chat in range(1, 40)))
    async with parts.running():
        await parts.server.wait(lambda: len(parts.server.sent()) > 3)
    states = await parts.states()
    assert states["sent"] == len(parts.server.sent())
    assert states["unknown"] == 0
    assert await parts.store.recover() == 0


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
    ["recover", "queued", "unknown", "next_not_before", "owed", "mark", "mark_sent", "retry", "known_message_ids"],
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


async def test_a_chat_suspended_while_in_doubt_stays_in_doubt(parts: Rig) -> None:
    parts.server.faults = Faults([Fault("reset", "after")], methods=["sendMessage"])
    parts.server.fail_next(403, "Forbidden: bot was blocked by the user", method="editMessageText")
    await parts.ring()
    await parts.dispatcher.drain(within=0.5)
    assert await parts.states() == {"queued": 0, "unknown": 1, "dead": 0, "sent": 0}
    await parts.store.resume(CHAT)
    parts.restart()
    await parts.drain()
    assert len(parts.server.sent(CHAT)) == 1
    assert await parts.states() == {"queued": 0, "unknown": 0, "dead": 0, "sent": 1}
