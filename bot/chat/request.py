"""What a command is given."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.chat.access import ChatSettings, Role
from bot.core.model import Address, Chat
from bot.core.ports import Clock
from bot.core.store import Store
from bot.engine import Engine
from bot.messages.keyboards import Answer
from bot.messages.locale import Voice
from bot.rehearsal import Past


class Hands(Protocol):
    """What a command may ask of Telegram itself (client.py)."""

    username: str  # the bot's own

    async def download(self, file: str) -> bytes | None:
        """A document that somebody sent; None where Telegram does not hand it out."""
        ...

    async def send(self, address: Address, answer: Answer) -> bool:
        """A message into some other chat; whether it arrived."""
        ...

    async def show_menu(self, chat: Chat, role: Role) -> None:
        """What Telegram proposes in a private chat when "/" is typed: in its language, for its role."""
        ...

    async def look_up(self, name: str) -> tuple[Address, str] | None:
        """A chat's number and title by its number or @name; None where the bot cannot see it."""
        ...

    async def administers(self, chat: int, user: int) -> bool:
        """Whether a user administers a group or channel."""
        ...


@dataclass(frozen=True, slots=True)
class Services:
    """What every command may use."""

    engine: Engine
    store: Store
    settings: ChatSettings
    clock: Clock
    hands: Hands
    new_code: Callable[[], str]  # of an invitation: nobody can guess it
    later: Callable[[Awaitable[None]], None]  # work that outlasts an answer
    menu: Mapping[str, tuple[Role, str]] = field(default_factory=dict)  # command -> who may give it, what it does
    version: str = ""

    @property
    def past(self) -> Past:
        """What is remembered, for rehearsals."""
        engine = self.engine
        return Past(self.store, engine.lexicon, engine.settings.policy, engine.settings.grouping)


@dataclass(frozen=True, slots=True)
class Sender:
    """Who wrote, and where."""

    user: int
    name: str
    language_code: str
    private: bool
    title: str  # of the chat


@dataclass(frozen=True, slots=True)
class File:
    """A document that came along."""

    id: str
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Request:
    """One command as somebody gave it, or one press of a button."""

    address: Address
    sender: Sender
    role: Role
    command: str
    args: str  # stripped; of plain text all of it
    reply_to: int | None  # the message that it answers; of a press: that bears the button
    chat: Chat | None  # as stored; None: nothing was ever set up here
    voice: Voice
    services: Services
    pressed: tuple[str, ...] = ()  # what the button bore
    file: File | None = None  # that came along, or that the answered message holds

    @property
    def now(self) -> datetime:
        """The time, aware, UTC."""
        return self.services.clock()

    @property
    def store(self) -> Store:
        """What is remembered."""
        return self.services.store

    def pressed_id(self, place: int) -> int:
        """The number at a place of what the button bore; 0 for what is none."""
        said = self.pressed[place] if place < len(self.pressed) else ""
        return int(said) if said.isdecimal() and len(said) < 16 else 0

    async def keep_chat(self) -> Chat:
        """The chat's row, which its watches need; made now where there is none."""
        if self.chat is not None:
            return self.chat
        stored = await self.store.chat(self.address)
        if stored is not None:
            return stored
        chat = Chat(
            self.address,
            title=self.sender.title,
            language=self.voice.locale,
            timezone=self.services.settings.timezone,
            role="admin" if self.role is Role.ADMIN and self.sender.private else "user",
        )
        await self.store.put_chat(chat)
        return chat
