"""What a message asks of the bot, and who sent it. Pure.

Rules: in a group only what is meant for the bot is answered: its commands, and unknown ones that name it.
"""

from __future__ import annotations

from dataclasses import dataclass

from telegram import Message
from telegram.constants import ChatType

from bot.chat.request import Sender
from bot.core.model import Address


@dataclass(frozen=True, slots=True)
class Asked:
    """A command and what follows it; command "": plain text, or something without any."""

    command: str
    args: str
    named: bool  # the bot was named: /watch@its_name


def asked(message: Message, username: str) -> Asked | None:
    """None where nothing is asked of this bot: service messages, other bots, others' commands."""
    if message.from_user is not None and message.from_user.is_bot and message.sender_chat is None:
        return None
    text = message.text or message.caption or ""
    if not text and message.effective_attachment is None:
        return None
    if not text.startswith("/"):
        return Asked("", text, named=False) if is_private(message) else None
    head, _, args = text[1:].partition(" ")
    head, newline, first = head.partition("\n")
    command, at, name = head.partition("@")
    if at and name.casefold() != username.casefold():
        return None
    return Asked(command.casefold(), f"{first} {args}".strip() if newline else args.strip(), named=bool(at))


def address_of(message: Message) -> Address:
    """The chat and, where it is one, the topic."""
    return Address(message.chat.id, (message.message_thread_id or 0) if message.is_topic_message else 0)


def sender_of(message: Message) -> Sender:
    """Who wrote. Whoever writes as the group has no number of his own."""
    user = None if message.sender_chat is not None else message.from_user
    return Sender(
        user=user.id if user else 0,
        name=user.full_name if user else "",
        language_code=(user.language_code or "") if user else "",
        private=is_private(message),
        title=message.chat.title or (user.full_name if user else ""),
    )


def is_private(message: Message) -> bool:
    """A chat between the bot and one person."""
    return message.chat.type == ChatType.PRIVATE
