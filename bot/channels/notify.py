"""Alerts to everything that Apprise knows: ntfy, Discord, Matrix, Slack, e-mail and a hundred more, each by a URL.

Rules: a notification cannot be edited, so an alert that grows is not told again. Apprise says whether a service took a
message, and nothing about one that it did not; so what failed is tried again (a service that took it and lost the
answer tells twice), and what a crash left in doubt is sent again: at least once. URLs hold passwords and are never
shown. Apprise is synchronous: it works in a thread, one message a channel at a time.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import apprise

from bot.core.decision import DeliveryKind, Owed
from bot.core.model import Address
from bot.core.ports import NotSent, Refused, SendOutcome, Sent, Suspended
from bot.errors import ChannelError
from bot.messages import render
from bot.messages.text import Text

AGAIN = timedelta(seconds=30)
TITLE = 100  # characters of the first line, which many services show as a title

logging.getLogger("apprise").setLevel(logging.CRITICAL)  # its log lines show URLs with their passwords


class NotifyChannel:
    """Sends through Apprise. urls: by the number of the chat that stands for each. Raises ChannelError where a URL is
    none that Apprise knows."""

    name = "notify"

    def __init__(self, urls: Mapping[int, tuple[str, str]]) -> None:
        self._services = {number: _service(name, url) for number, (name, url) in urls.items()}

    async def top(self, address: Address) -> int | None:
        """It has no ids."""
        return None

    async def deliver(self, owed: Owed) -> SendOutcome:
        """Sends once; an edit is passed over."""
        if owed.delivery.kind is DeliveryKind.EDIT:
            return Sent()
        return await self._notify(owed.delivery.address, render(owed))

    async def resolve(self, owed: Owed) -> SendOutcome:
        """Nobody can tell whether it arrived: rather twice than never."""
        return await self.deliver(owed)

    async def say(self, address: Address, text: str) -> SendOutcome:
        """A service message."""
        return await self._notify(address, Text(text))

    async def close(self) -> None:
        """Nothing to let go of."""

    async def _notify(self, address: Address, text: Text) -> SendOutcome:
        service = self._services.get(address.chat)
        if service is None:
            return Suspended("this channel is not in config.toml any more")
        title, _, body = _with_links(text).partition("\n")
        try:
            done = await asyncio.to_thread(
                service.notify, title=title[:TITLE], body=body or title, body_format=apprise.NotifyFormat.TEXT
            )
        except TypeError as error:  # how Apprise says that there is nothing to send
            return Refused(str(error))
        return Sent() if done else NotSent(AGAIN, "the service did not take it", counted=False, limit=False)


def _service(name: str, url: str) -> Any:
    service = apprise.Apprise()
    if not service.add(url):
        raise ChannelError(
            f"channels: the url of {name!r} is none that Apprise knows. https://appriseit.com/services lists them."
        )
    return service


def _with_links(text: Text) -> str:
    """Plain text; the first link, which is the headline's, stands at its end."""
    link = next((mark.url for mark in text.marks if mark.kind == "text_link"), "")
    return f"{text.text}\n{link}" if link else text.text
