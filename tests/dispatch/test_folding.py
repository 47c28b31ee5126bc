"""Alerts that are no news any more, and digests that are refused: nothing rings late, nothing is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.core.decision import Decision, Held, HeldBy, Told
from bot.core.model import Address
from tests.dispatch.conftest import CHAT, HERE
from tests.fakes.delivery import HASTE, Rig
from tests.fakes.telegram import Fault, Faults
from tests.fakes.telegram_rooms import bad_request
from tests.store import made

pytestmark = pytest.mark.anyio


async def hold(parts: Rig, *stories: int) -> None:
    """A digest of these, bound to what was kept back."""
    held = tuple(Held(id, HERE, HeldBy.QUIET, made.NOW, ("chip exports",), (made.FEED, f"s{id}")) for id in stories)
    opened = tuple(made.story(id, told=frozenset({Told(HERE, "held")})) for id in stories)
    digest = made.digest(*stories, occasion="2026-03-02 08:00")
    records = tuple(made.record(story.reports[0], story.id) for story in opened)
    await parts.owe(Decision((), records, opened, (digest,), held))


async def told(parts: Rig, *stories: int) -> list[set[str]]:
    found = [await parts.store.story(id) for id in stories]
    return [{known.how for known in story.told} for story in found if story is not None]


async def test_a_backlog_is_folded_in_one_go_and_does_not_ring(parts: Rig) -> None:
    await parts.ring_all(range(1, 6), HERE)
    parts.clock.forward(hours=2)
    parts.restart(fold_after=timedelta(hours=1))
    await parts.drain()
    assert parts.server.sent(CHAT) == []
    assert [held.story for held in await parts.store.held()] == [1, 2, 3, 4, 5]
    await parts.owe(Decision(deliveries=(made.digest(1, 2, 3, 4, 5),)))
    await parts.drain()
    [message] = parts.server.sent(CHAT)
    assert message.silent
    assert await told(parts, 1, 5) == [{"digest"}, {"digest"}]


async def test_what_is_fresh_rings_and_what_is_in_doubt_is_resolved_however_old(parts: Rig) -> None:
    parts.restart(patience=replace(HASTE, grace=0.05))
    parts.server.faults = Faults([Fault("hang", "after")], methods=["sendMessage"])
    await parts.ring(1)
    async with parts.running():
        await parts.server.wait(lambda: parts.server.sent(CHAT))
    parts.clock.forward(hours=2)
    parts.restart(fold_after=timedelta(hours=1))
    await parts.owe(replace(made.rings(2), deliveries=(replace(made.send(2), created_at=parts.clock()),)))
    await parts.drain()
    assert len(parts.server.sent(CHAT)) == 2
    assert await parts.store.held() == []
    assert (await parts.states())["sent"] == 2


async def test_a_digest_that_is_refused_for_good_goes_on_without_the_story_at_fault(parts: Rig) -> None:
    await hold(parts, 1, 2, 3, 4)
    moves: list[int] = []

    async def follow() -> None:
        moves.append(1)

    parts.dispatcher.when_moved(follow)
    send = parts.server.on_sendmessage

    def picky(params: dict[str, Any]) -> dict[str, Any]:
        if "part s3" in params["text"]:
            raise bad_request("WEBPAGE_MEDIA_EMPTY")
        return send(params)

    parts.server.on_sendmessage = picky  # type: ignore[method-assign] # a server that takes offence at one story
    await parts.drain()
    texts = "\n".join(parts.server.texts(CHAT))
    assert [texts.count(f"part s{number}") for number in (1, 2, 3, 4)] == [1, 1, 0, 1]
    assert await told(parts, 1, 2, 4) == [{"digest"}] * 3
    assert await told(parts, 3) == [set()], "it rings when it grows"
    assert moves == [1], "memory follows"
    assert await parts.store.held() == []


async def test_a_digest_in_doubt_that_is_dropped_is_not_sent_in_parts(parts: Rig) -> None:
    parts.restart(on_unknown="drop")
    await hold(parts, 1, 2)
    parts.server.faults = Faults([Fault("reset", "after")])
    await parts.drain()
    assert len(parts.server.called("sendMessage")) == 1
    assert (await parts.states())["dead"] == 1


async def test_an_edit_and_a_digest_are_never_folded(parts: Rig) -> None:
    await parts.ring(1)
    await parts.drain()
    await parts.grow(1, 2)
    await hold(parts, 2)
    parts.clock.forward(hours=9)
    parts.restart(fold_after=timedelta(hours=1))
    await parts.drain()
    first, digest = parts.server.sent(CHAT)
    assert (first.edits, digest.silent) == (1, True)


async def test_another_chats_fresh_alert_is_not_touched(parts: Rig) -> None:
    await parts.ring(1, HERE, Address(7))
    parts.clock.forward(hours=2)
    fresh = replace(made.send(2, Address(7)), created_at=parts.clock())
    await parts.owe(replace(made.rings(2, Address(7)), deliveries=(fresh,)))
    parts.restart(fold_after=timedelta(hours=1))
    await parts.drain()
    assert len(parts.server.sent(7)) == 1
    assert [(held.story, held.address) for held in await parts.store.held()] == [
        (1, Address(7)),
        (1, HERE),
    ]
