"""Alerts in the terminal."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console

from bot.channels.console import ConsoleChannel
from bot.core.decision import Alert, Delivery, DeliveryKind, Owed
from bot.core.model import TERMINAL, Chat, Reading, Signature
from bot.core.ports import Sent
from tests.store import made

pytestmark = pytest.mark.anyio


def owed(kind: DeliveryKind, outlets: int = 1, shown: int = 1) -> Owed:
    reports = [made.entry("s1")]
    reports += [
        made.entry(f"s{n}", url=f"https://site{n}.example/x", outlet=f"Outlet {n}") for n in range(2, outlets + 1)
    ]
    story = made.story(1, *reports)
    delivery = Delivery(TERMINAL, kind, made.NOW, story=1, terms=("chip exports",), id=1)
    reading = Reading(reports[0], Signature(), (made.MATCH,))
    return Owed(delivery, Chat(TERMINAL, "console"), (story,), {1: reading}, Alert(1, TERMINAL, None, shown))


async def printed(*deliveries: Owed, terminal: bool = False) -> str:
    out = io.StringIO()
    channel = ConsoleChannel(
        Console(file=out, width=200, force_terminal=terminal, color_system="standard" if terminal else None)
    )
    for delivery in deliveries:
        assert await channel.deliver(delivery) == Sent()
    await channel.close()
    return out.getvalue()


async def test_an_alert_is_printed_whole() -> None:
    text = await printed(owed(DeliveryKind.SEND))
    for part in ("chip exports", "Chip exports, part s1", "The Example", "What is known so far.", "Why:"):
        assert part in text


async def test_what_matched_is_bold_in_a_terminal() -> None:
    assert "\x1b[1m" in await printed(owed(DeliveryKind.SEND), terminal=True)


async def test_an_alert_that_grows_is_one_line_with_the_new_outlets() -> None:
    text = await printed(owed(DeliveryKind.EDIT, outlets=4, shown=2))
    assert len(text.strip().splitlines()) == 1
    assert "Outlet 3" in text
    assert "Outlet 4" in text
    assert "Outlet 2" not in text


@pytest.mark.parametrize("kind", [DeliveryKind.REPLY, DeliveryKind.SEND])
async def test_what_answers_an_earlier_alert_begins_with_its_headline(kind: DeliveryKind) -> None:
    later = owed(kind)
    third = made.entry("s3", title="Third")
    story = made.story(3, third, maybe=1) if kind is DeliveryKind.REPLY else made.story(3, third, follows=1)
    later = replace(later, stories=(story,), readings={3: Reading(story.reports[0], Signature(), (made.MATCH,))})
    between = replace(owed(DeliveryKind.SEND), stories=(made.story(2, made.entry("s2", title="Second")),), readings={})
    text = await printed(owed(DeliveryKind.SEND), between, later)
    assert text.count("> ") == 1
    assert text.index("Second") < text.index("> Chip exports, part s1") < text.index("Third")
    assert "> " not in await printed(later)  # printed by an earlier process


async def test_a_feed_cannot_steer_the_terminal() -> None:
    evil = made.entry("s1", title="\x1b[2J\x1b]0;pwned\x07 [red]chips[/]")
    delivery = owed(DeliveryKind.SEND)
    reading = Reading(evil, Signature())
    text = await printed(replace(delivery, readings={1: reading}))
    assert "\x1b" not in text
    assert "[red]chips[/]" in text


async def test_a_service_message_is_printed() -> None:
    out = io.StringIO()
    channel = ConsoleChannel(Console(file=out, width=80))
    await channel.say(TERMINAL, "[bold] is no markup here")
    assert "[bold] is no markup here" in out.getvalue()
    assert await channel.resolve(owed(DeliveryKind.SEND)) == Sent()
