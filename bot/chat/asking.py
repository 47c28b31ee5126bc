"""What a message or a press asks of the bot, and who did it. Pure.

Rules: in a group only what is meant for the bot is answered: its commands, and unknown ones that name it. A command
that is edited is given anew; what else is edited was answered already.
"""

from __future__ import annotations

from dataclasses import dataclass

from telegram import CallbackQuery, Chat, Message, User
from telegram.constants import ChatType

from bot.chat.request import File, Sender
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
    if message.is_automatic_forward:  # a channel's post in its discussion group: asked there already
        return None
    text = message.text or message.caption or ""
    if not text and message.effective_attachment is None:
        return None
    if not text.startswith("/"):
        if message.edit_date is not None or not is_private(message.chat):
            return None
        return Asked("", text, named=False)
    head, _, args = text[1:].partition(" ")
    head, newline, first = head.partition("\n")
    command, at, name = head.partition("@")
    if name and name.casefold() != username.casefold():
        return None
    return Asked(command.casefold(), f"{first} {args}".strip() if newline else args.strip(), named=bool(at))


def pressed(query: CallbackQuery) -> tuple[str, ...]:
    """What the button bore: the command's name first."""
    return tuple((query.data or "").split(":"))


def address_of(message: Message) -> Address:
    """The chat and, where it is one, the topic."""
    return Address(message.chat.id, (message.message_thread_id or 0) if message.is_topic_message else 0)


def file_of(message: Message) -> File | None:
    """The document of the message, else of the one that it answers."""
    document = message.document or (message.reply_to_message.document if message.reply_to_message else None)
    if document is None:
        return None
    return File(document.file_id, document.file_name or "", document.file_size or 0)


def sender_of(message: Message) -> Sender:
    """Who wrote. Whoever writes as the group has no number of his own."""
    return sender(None if message.sender_chat is not None else message.from_user, message.chat)


def sender(user: User | None, chat: Chat) -> Sender:
    """Somebody in a chat."""
    return Sender(
        user=user.id if user else 0,
        name=user.full_name if user else "",
        language_code=(user.language_code or "") if user else "",
        private=is_private(chat),
        title=chat.title or (user.full_name if user else ""),
    )


def is_private(chat: Chat) -> bool:
    """A chat between the bot and one person."""
    return chat.type == ChatType.PRIVATE
