"""Each failure of the Bot API, to the end of what follows from it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.model import Address, Chat
from tests.dispatch.conftest import CHAT, HERE, TOPIC
from tests.fakes.delivery import Rig
from tests.fakes.telegram import Fault, Faults

pytestmark = pytest.mark.anyio


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
