"""Sends whose answer was lost, and processes that were killed: neither lost nor doubled."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.core.decision import DeliveryState
from bot.core.model import Address
from tests.dispatch.conftest import CHAT, HERE
from tests.fakes.delivery import Rig, rig
from tests.fakes.telegram import Fault, Faults
from tests.store import made

pytestmark = pytest.mark.anyio


async def until(parts: Rig, state: DeliveryState) -> None:
    """Until some delivery is stored as such."""
    async with asyncio.timeout(20):
        while not any(r.state is state for r in await parts.store.unknown(10)):  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.005)


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


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_limit_that_is_told_after_the_message_was_taken_does_not_double_it(parts: Rig, when: Any) -> None:
    parts.server.faults = Faults([None, Fault("429", when, retry_after=0), Fault("429", when, retry_after=0)])
    for story in range(1, 5):
        await parts.ring(story)
    await parts.drain()
    assert len(parts.server.sent(CHAT)) == 4
    known = [await parts.store.alert(story, HERE) for story in range(1, 5)]
    assert sorted(alert.message_id or 0 for alert in known if alert) == [m.id for m in parts.server.sent(CHAT)]


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
    async with parts.running():
        await parts.server.wait(lambda: len(parts.server.called("editMessageText")) >= 3)
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


@pytest.mark.parametrize("policy", ["probe", "drop"])
@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_kill_while_a_chat_is_told_to_wait_neither_loses_nor_doubles(
    tmp_path: Path, when: Any, policy: Any
) -> None:
    """By its answer nobody can tell a 429 after the message was taken from one before."""
    async with rig(tmp_path, on_unknown=policy) as parts:
        parts.server.faults = Faults([Fault("429", when, retry_after=60)], methods=["sendMessage"])
        await parts.ring(1)
        await parts.ring(2)
        task = asyncio.create_task(parts.dispatcher.run(asyncio.Event()))
        await parts.server.wait(lambda: parts.server.throttled)
        await until(parts, DeliveryState.LIMITED)
        await parts.kill(task)
        parts.clock.forward(minutes=2)
        parts.restart()
        await parts.drain()
        assert ["part s1" in text for text in parts.server.texts(CHAT)] == [True, False], "in order, each once"
        assert await parts.states() == {"queued": 0, "unknown": 0, "dead": 0, "sent": 2}


async def test_a_chat_that_was_told_to_wait_is_left_alone_over_a_restart(parts: Rig) -> None:
    parts.server.faults = Faults([Fault("429", retry_after=600)], methods=["sendMessage"])
    await parts.ring(1)
    await parts.ring(2)
    async with parts.running():
        await until(parts, DeliveryState.LIMITED)
    parts.restart()
    await parts.ring(3, Address(7))
    async with parts.running():
        await parts.server.wait(lambda: parts.server.sent(7))
    assert len(parts.server.called("sendMessage")) == 2 and parts.server.called("editMessageText") == []
    assert await parts.states() == {"queued": 2, "unknown": 0, "dead": 0, "sent": 1}


async def test_a_search_after_a_restart_touches_nothing_that_stood_there_before(parts: Rig) -> None:
    """Answers to commands are recorded nowhere: an alert that took the place of one would be lost in silence."""
    for number in range(5):
        await parts.bot.send_message(CHAT, f"answer {number}")
    parts.server.faults = Faults([Fault("hang", "before")], methods=["sendMessage"])
    await parts.ring(1)
    task = asyncio.create_task(parts.dispatcher.run(asyncio.Event()))
    await parts.server.wait(lambda: len(parts.server.called("sendMessage")) == 6)
    await parts.kill(task)
    parts.restart()
    await parts.drain()
    texts = parts.server.texts(CHAT)
    assert texts[:5] == [f"answer {number}" for number in range(5)] and "part s1" in texts[5]


async def test_the_first_doubt_of_a_new_process_overwrites_nothing_of_an_earlier_one(parts: Rig) -> None:
    for story in range(1, 4):
        await parts.ring(story)
    await parts.drain()
    before = parts.server.texts(CHAT)
    parts.restart()
    parts.server.faults = Faults([Fault("reset", "before")], methods=["sendMessage"])
    await parts.ring(4)
    await parts.drain()
    assert parts.server.texts(CHAT)[:3] == before
    assert len(parts.server.sent(CHAT)) == 4


async def test_a_stop_lets_what_is_in_flight_end(parts: Rig) -> None:
    await parts.ring(1, *(Address(chat) for chat in range(1, 40)))
    async with parts.running():
        await parts.server.wait(lambda: len(parts.server.sent()) > 3)
    states = await parts.states()
    assert states["sent"] == len(parts.server.sent())
    assert states["unknown"] == 0
    assert await parts.store.recover() == 0
