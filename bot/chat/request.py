"""What a command is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.chat.access import ChatSettings, Role
from bot.core.model import Address, Chat
from bot.core.ports import Clock, Store
from bot.engine import Engine
from bot.messages.locale import Voice


@dataclass(frozen=True, slots=True)
class Services:
    """What every command may use."""

    engine: Engine
    store: Store
    settings: ChatSettings
    clock: Clock
    menu: Mapping[str, tuple[Role, str]] = field(default_factory=dict)  # command -> who may give it, what it does
    version: str = ""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who wrote, and where."""

    user: int
    name: str
    language_code: str
    private: bool
    title: str  # of the chat


@dataclass(frozen=True, slots=True)
class Request:
    """One command as somebody gave it."""

    address: Address
    sender: Sender
    role: Role
    command: str
    args: str  # stripped
    reply_to: int | None  # the message that it answers
    chat: Chat | None  # as stored; None: nothing was ever set up here
    voice: Voice
    services: Services

    @property
    def now(self) -> datetime:
        """The time, aware, UTC."""
        return self.services.clock()

    async def keep_chat(self) -> Chat:
        """The chat's row, which its watches need; made now where there is none."""
        if self.chat is not None:
            return self.chat
        chat = Chat(
            self.address,
            title=self.sender.title,
            language=self.voice.locale,
            timezone=self.services.settings.timezone,
            role="admin" if self.role is Role.ADMIN and self.sender.private else "user",
        )
        await self.services.store.put_chat(chat)
        return chat
