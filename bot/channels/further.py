"""The ways out beside Telegram and the terminal, as [[channels]] names them.

Rules: each is a chat of its own, with hours and digests like any other. Its number follows from its name, so that it
stays the same whatever the order in the file, and is none that Telegram could give (those have 52 bits).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from bot.channels.webhook import Hook, WebhookChannel
from bot.config.sections import ChannelEntry
from bot.core.model import Address, Chat
from bot.core.ports import Channel, Clock

FIRST = 1 << 60


def number_of(name: str) -> int:
    """The number of the chat that stands for a channel."""
    return FIRST + int.from_bytes(hashlib.blake2b(name.encode(), digest_size=7).digest(), "big")


def chats_of(entries: Sequence[ChannelEntry]) -> list[Chat]:
    """A chat for each channel."""
    return [
        Chat(
            Address(number_of(entry.name)),
            channel="webhook" if entry.is_webhook else "notify",
            title=entry.name,
            language=entry.language,
            timezone=entry.timezone,
            quiet=entry.quiet,
            digest=entry.digest,
            origin="config",
        )
        for entry in entries
    ]


def open_channels(entries: Sequence[ChannelEntry], clock: Clock) -> dict[str, Channel]:
    """By name; only those that are used. Raises ChannelError where a URL cannot be."""
    hooks = {
        number_of(entry.name): Hook(entry.name, entry.url.get_secret_value(), entry.secret.get_secret_value())
        for entry in entries
        if entry.is_webhook
    }
    urls = {number_of(e.name): (e.name, e.url.get_secret_value()) for e in entries if not e.is_webhook}
    opened: dict[str, Channel] = {}
    if hooks:
        opened["webhook"] = WebhookChannel(hooks, clock)
    if urls:
        from bot.channels.notify import NotifyChannel  # its import takes half a second

        opened["notify"] = NotifyChannel(urls)
    return opened
