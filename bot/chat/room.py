"""The chat as a whole: receives what people do, keeps the store in step with where the bot may write, answers.

    update -> the bot was blocked, removed, let in   -> suspended, resumed
           -> a group became a supergroup            -> its number is rewritten
           -> a message                              -> desk.py answers

Rules: messages of one chat are answered in their order, and no chat waits for another (lanes.py).
"""

from __future__ import annotations

import asyncio
import logging

from telegram import Bot, BotCommand, ChatMemberUpdated, Message, Update
from telegram.constants import ChatMemberStatus
from telegram.error import TelegramError

from bot import __version__
from bot.channels.redact import redacted
from bot.chat.access import ChatSettings, Role
from bot.chat.asking import address_of
from bot.chat.commands import load_commands
from bot.chat.desk import Desk
from bot.chat.lanes import Lanes
from bot.chat.members import Members
from bot.chat.reply import reply
from bot.chat.request import Services
from bot.chat.updates import Updates
from bot.core.ports import Clock, Store
from bot.engine import Engine
from bot.messages.locale import Voice

__all__ = ["ChatSettings", "Room"]

log = logging.getLogger(__name__)

ENDS_WITHIN = 2.0  # seconds that answers begun have at the end
LONGEST_PAUSE = 60.0
GONE = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)
MENUS = {"en": "", "vi": "vi", "zh-Hans": "zh"}  # locale -> Telegram's language code, "" for everybody else


class Room:
    """Everything that people do in chats with the bot. health: "" or what is wrong."""

    def __init__(self, bot: Bot, engine: Engine, store: Store, settings: ChatSettings, clock: Clock) -> None:
        menu = {command.name: (command.needs, command.menu) for command in load_commands().values()}
        self._bot = bot
        self._engine = engine
        self._store = store
        self._desk = Desk(Services(engine, store, settings, clock, menu, __version__), Members(bot, clock))
        self._lanes = Lanes()
        self._updates = Updates(bot, self._take)

    @property
    def health(self) -> str:
        """ "" or what keeps people's messages from coming in."""
        return self._updates.health

    @property
    def busy(self) -> bool:
        """Whether somebody waits for an answer."""
        return self._lanes.busy

    async def run(self, stop: asyncio.Event) -> None:
        """Receives and answers until `stop`."""
        if not await self._begin(stop):
            return
        try:
            await self._updates.run(stop)
        finally:
            await self._lanes.close(ENDS_WITHIN)

    async def _begin(self, stop: asyncio.Event) -> bool:
        """Learns the bot's own name, however long Telegram takes to answer; False where `stop` came first."""
        pause = 1.0
        while not stop.is_set():
            try:
                self._desk.username = (await self._bot.get_me()).username or ""
                await self._bot.delete_webhook()  # or no update would come by polling
            except TelegramError as error:
                log.warning("the chat cannot begin: %s", redacted(str(error)))
                pause = min(LONGEST_PAUSE, pause * 2)
                await _wait(stop, pause)
            else:
                await self._show_menus()
                return True
        return False

    async def _show_menus(self) -> None:
        """What Telegram proposes when somebody types "/"; the commands work without it."""
        everybody = [command for command in load_commands().values() if command.needs < Role.ADMIN]
        try:
            for locale, code in MENUS.items():
                voice = Voice(locale)
                menu = [BotCommand(command.name, voice.say(command.menu).text) for command in everybody]
                await self._bot.set_my_commands(menu, language_code=code or None)
        except TelegramError as error:
            log.warning("Telegram does not take the menus of commands: %s", redacted(str(error)))

    def _take(self, update: Update) -> None:
        if update.my_chat_member is not None:
            change = update.my_chat_member
            self._lanes.put(change.chat.id, lambda: self._membership(change))
        elif update.message is not None:
            message = update.message
            self._lanes.put(message.chat.id, lambda: self._message(message))

    async def _membership(self, change: ChatMemberUpdated) -> None:
        """Blocked or removed, nothing is sent there and its watches are kept; let in again, what is owed is sent."""
        if change.new_chat_member.status in GONE:
            await self._store.suspend(change.chat.id, "the bot was blocked or removed")
        else:
            await self._store.resume(change.chat.id)

    async def _message(self, message: Message) -> None:
        if message.migrate_to_chat_id is not None:
            await self._moved(message.chat.id, message.migrate_to_chat_id)
            return
        answer = await self._desk.answer(message)
        if answer is not None:
            await reply(self._bot, self._store, address_of(message), answer, message.message_id)

    async def _moved(self, old: int, new: int) -> None:
        """The group became a supergroup, whose number is another one."""
        await self._store.migrate_chat(old, new)
        await self._engine.reload()
        log.warning("the group %d is now %d: where config.toml names it, write the new number", old, new)


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    """A pause that the end cuts short."""
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return
