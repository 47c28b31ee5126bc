"""The chat as a whole: receives what people do, keeps the store in step with where the bot may write, answers.

    update -> the bot was blocked, removed, let in   -> suspended, resumed
           -> a group became a supergroup            -> its number is rewritten
           -> a message, a channel post, a command edited, a button pressed   -> desk.py answers

Rules: what comes from one chat is answered in its order, and no chat waits for another (lanes.py). Every press is
answered, or its button would seem to work for minutes.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from telegram import Bot, CallbackQuery, ChatMemberUpdated, Message, Update
from telegram.constants import ChatMemberStatus
from telegram.error import TelegramError

from bot import __version__
from bot.channels.redact import redacted
from bot.chat.access import ChatSettings
from bot.chat.asking import address_of
from bot.chat.client import Client
from bot.chat.commands import broadcast, load_commands
from bot.chat.desk import Desk
from bot.chat.hook import Hook
from bot.chat.lanes import Lanes
from bot.chat.members import Members
from bot.chat.reply import Admit, Replier, at_once
from bot.chat.request import Services
from bot.chat.updates import Updates, told
from bot.core.model import Address
from bot.core.ports import Clock
from bot.core.store import Store
from bot.engine import Engine
from bot.messages.keyboards import Answer
from bot.pause import stopped

__all__ = ["ChatSettings", "Room"]

log = logging.getLogger(__name__)

ENDS_WITHIN = 2.0  # seconds that answers begun have at the end
LONGEST_PAUSE = 60.0
TOAST = 200  # characters
GONE = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)


class Room:
    """Everything that people do in chats with the bot. health: "" or what is wrong."""

    def __init__(
        self,
        bot: Bot,
        engine: Engine,
        store: Store,
        settings: ChatSettings,
        clock: Clock,
        new_code: Callable[[], str],  # of an invitation: nobody can guess it
        admit: Admit = at_once,
    ) -> None:
        commands = load_commands().values()
        members = Members(bot, clock)
        self._bot = bot
        self._engine = engine
        self._store = store
        self._replier = Replier(bot, store, admit)
        menu = [(command.name, command.needs, command.menu) for command in commands]
        self._client = Client(bot, members, self._replier, menu)
        self._services = Services(
            engine,
            store,
            settings,
            clock,
            self._client,
            new_code,
            self._later,
            {name: (needs, does) for name, needs, does in menu},
            __version__,
        )
        self._desk = Desk(self._services, members)
        self._lanes = Lanes()
        url = settings.webhook_url
        self.hook = Hook(bot, self._take, url) if url else None  # to be given what Telegram posts
        self._updates = self.hook or Updates(bot, self._take)
        self._tasks: set[asyncio.Task[None]] = set()
        self._trouble = ""  # why nothing could be begun yet

    @property
    def health(self) -> str:
        """ "" or what keeps people's messages from coming in."""
        return self._trouble or self._updates.health

    @property
    def busy(self) -> bool:
        """Whether somebody waits for an answer."""
        return self._lanes.busy or bool(self._tasks)

    async def run(self, stop: asyncio.Event) -> None:
        """Receives and answers until `stop`."""
        if not await self._begin(stop):
            return
        self._later(broadcast.go_on(self._services))
        try:
            await self._updates.run(stop)
        finally:
            await self._lanes.close(ENDS_WITHIN)
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _begin(self, stop: asyncio.Event) -> bool:
        """Learns the bot's own name, however long Telegram takes to answer; False where `stop` came first."""
        pause = 1.0
        while not stop.is_set():
            try:
                self._client.username = (await self._bot.get_me()).username or ""
                if self.hook is None:
                    await self._bot.delete_webhook()  # or no update would come by polling
            except TelegramError as error:
                self._cannot_begin(told(error))
                pause = min(LONGEST_PAUSE, pause * 2)
                await stopped(stop, pause)
            else:
                self._trouble = ""
                self._later(self._client.show_menus())
                return True
        return False

    def _cannot_begin(self, why: str) -> None:
        """Says it once, however often it is tried."""
        if why != self._trouble:
            log.warning("the chat cannot begin yet: %s", why)
        self._trouble = why

    def _later(self, work: Awaitable[None]) -> None:
        """Work that outlasts the answer that began it; cut short at the end."""
        task = asyncio.ensure_future(_done(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # ------------------------------------------------------------ updates

    def _take(self, update: Update) -> None:
        message = update.message or update.channel_post or update.edited_message or update.edited_channel_post
        if update.my_chat_member is not None:
            change = update.my_chat_member
            self._lanes.put(change.chat.id, lambda: self._membership(change))
        elif update.callback_query is not None:
            query = update.callback_query
            chat = query.message.chat.id if query.message else query.from_user.id
            self._lanes.put(chat, lambda: self._pressed(query))
        elif message is not None:
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
            await self._replier.reply(address_of(message), answer, message.message_id)

    async def _pressed(self, query: CallbackQuery) -> None:
        answer = await self._desk.pressed(query)
        said = answer.text.cut(TOAST).text if answer.way == "toast" else None
        try:
            await query.answer(said)
        except TelegramError as error:  # too old: what it says is lost, what it did is not
            log.info("a press could not be answered: %s", redacted(str(error)))
        if answer.way != "toast" and query.message is not None:
            await self._show(query, answer)

    async def _show(self, query: CallbackQuery, answer: Answer) -> None:
        assert query.message is not None
        message = query.message
        address = address_of(message) if isinstance(message, Message) else Address(message.chat.id)
        if answer.way == "edit" and answer.document is None:
            await self._replier.edit(address, message.message_id, answer)
        else:
            await self._replier.reply(address, answer, message.message_id)

    async def _moved(self, old: int, new: int) -> None:
        """The group became a supergroup, whose number is another one."""
        await self._store.migrate_chat(old, new)
        await self._engine.reload()
        log.warning("the group %d is now %d: where config.toml names it, write the new number", old, new)


async def _done(work: Awaitable[None]) -> None:
    try:
        await work
    except Exception:
        log.exception("what a command began could not be ended")
