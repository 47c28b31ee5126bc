"""What commands ask of Telegram itself: files, menus, other chats. Faults are said in words or passed over: a menu that
Telegram does not take keeps no command from working."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)
from telegram.error import TelegramError

from bot.channels.redact import redacted
from bot.chat.access import Role
from bot.chat.members import Members
from bot.chat.reply import Replier
from bot.core.model import Address, Chat
from bot.messages.keyboards import Answer
from bot.messages.locale import Voice, voice_of

log = logging.getLogger(__name__)

MENUS = {"en": "", "vi": "vi", "zh-Hans": "zh"}  # locale -> Telegram's language code, "" for everybody else
MOST = 10_000  # chats whose menu is remembered
SCOPES: tuple[tuple[BotCommandScope, Role], ...] = (
    (BotCommandScopeDefault(), Role.MEMBER),
    (BotCommandScopeAllGroupChats(), Role.GUEST),
    (BotCommandScopeAllChatAdministrators(), Role.MEMBER),
)

Menu = Iterable[tuple[str, Role, str]]  # command, who may give it, what it does


class Client:
    """A request.Hands over a bot."""

    def __init__(self, bot: Bot, members: Members, replier: Replier, menu: Menu) -> None:
        self.username = ""
        self._bot = bot
        self._members = members
        self._replier = replier
        self._menu = tuple(menu)
        self._shown: dict[int, tuple[str, Role]] = {}  # chat -> for which language and role its menu is

    async def download(self, file: str) -> bytes | None:
        try:
            return bytes(await (await self._bot.get_file(file)).download_as_bytearray())
        except TelegramError as error:
            log.warning("Telegram does not hand out a file: %s", redacted(str(error)))
            return None

    async def send(self, address: Address, answer: Answer) -> bool:
        return await self._replier.reply(address, answer)

    async def administers(self, chat: int, user: int) -> bool:
        return await self._members.administers(chat, user)

    async def look_up(self, name: str) -> tuple[Address, str] | None:
        try:
            chat = await self._bot.get_chat(int(name) if name.lstrip("-").isdecimal() else name)
        except (TelegramError, ValueError) as error:
            log.info("chat %s cannot be seen: %s", name, redacted(str(error)))
            return None
        return Address(chat.id), chat.title or chat.full_name or ""

    async def show_menus(self) -> None:
        """The menus of everybody, in each language and for each role."""
        for scope, role in SCOPES:
            for locale, code in MENUS.items():
                if not await self._set(scope, role, Voice(locale), code or None):
                    return

    async def show_menu(self, chat: Chat, role: Role) -> None:
        wanted = (chat.language, role)
        if self._shown.get(chat.address.chat) == wanted:
            return
        if len(self._shown) >= MOST:
            self._shown.clear()
        if await self._set(BotCommandScopeChat(chat.address.chat), role, voice_of(chat), None):
            self._shown[chat.address.chat] = wanted

    async def _set(self, scope: BotCommandScope, role: Role, voice: Voice, code: str | None) -> bool:
        commands = [BotCommand(name, voice.say(does).text) for name, needs, does in self._menu if role >= needs]
        try:
            await self._bot.set_my_commands(commands, scope=scope, language_code=code)
        except TelegramError as error:
            log.warning("Telegram does not take the menus of commands: %s", redacted(str(error)))
            return False
        return True
