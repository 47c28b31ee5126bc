"""Sends an answer, and sends it again where Telegram asks for a pause.

Rules: an answer is worth a few tries and one minute, no more: whoever asked can ask again. It goes into the topic where
the question stood, as a reply in groups. What is to change a message that cannot be changed any more comes as a new
one. Answers count against the same limits as alerts, and go before them.
"""

from __future__ import annotations

import logging
from asyncio import sleep as pause
from collections.abc import Awaitable, Callable

from telegram import Bot, InputFile, ReplyParameters
from telegram.error import Forbidden, RetryAfter, TelegramError

from bot.channels.markup import NO_PREVIEW, markup, worded
from bot.channels.redact import redacted
from bot.channels.telegram_errors import is_wording, outcome_of, pause_of
from bot.core.model import Address
from bot.core.ports import MessageGone, Sent
from bot.core.store import Store
from bot.messages.keyboards import Answer
from bot.messages.text import Text

log = logging.getLogger(__name__)

TRIES = 3
LONGEST_PAUSE = 60.0  # seconds
CAPTION = 1024  # code points

Call = Callable[[Text], Awaitable[object]]
Admit = Callable[[int], Awaitable[None]]  # waits for the chat's turn


async def at_once(chat: int) -> None:
    """Where nothing else is sent."""


class Replier:
    """The way from an answer to a chat."""

    def __init__(self, bot: Bot, store: Store, admit: Admit) -> None:
        self._bot = bot
        self._store = store
        self._admit = admit

    async def reply(self, address: Address, answer: Answer, to: int | None = None) -> bool:
        """Whether it arrived. to: the message that it answers, shown in groups. A chat that blocks the bot is
        suspended."""

        async def call(text: Text) -> object:
            return await self._send(address, text, answer, to)

        return await self._try(address.chat, call, answer.text) is None

    async def edit(self, address: Address, message: int, answer: Answer) -> bool:
        """Changes the message that bore a button; a new one where it is gone or too old."""

        async def call(text: Text) -> object:
            content, entities = worded(text)
            return await self._bot.edit_message_text(
                content,
                address.chat,
                message,
                entities=entities,
                link_preview_options=NO_PREVIEW,
                reply_markup=markup(answer.keyboard),
            )

        error = await self._try(address.chat, call, answer.text)
        if error is not None and isinstance(outcome_of(error), MessageGone):
            return await self.reply(address, answer)
        return error is None

    async def _try(self, chat: int, call: Call, text: Text) -> TelegramError | None:
        """Calls until it is done or in vain: the error that stands then."""
        last: TelegramError | None = None
        for _ in range(TRIES):
            await self._admit(chat)
            try:
                await call(text)
                return None
            except TelegramError as error:
                if isinstance(outcome_of(error), Sent):  # it reads so already
                    return None
                if not await self._worth_another(chat, error, text):
                    return error
                last = error
                text = Text(text.text) if is_wording(error) else text  # plain words are better than no answer
        return last

    async def _worth_another(self, chat: int, error: TelegramError, text: Text) -> bool:
        """Whether the same may go through when it is tried again; the pause is over then."""
        if isinstance(error, RetryAfter):
            return await _waited(chat, pause_of(error).total_seconds())
        if isinstance(error, Forbidden):
            await self._store.suspend(chat, error.message)
        elif text.marks and is_wording(error):
            return True
        else:
            log.warning("chat %d: no answer: %s", chat, redacted(str(error)))
        return False

    async def _send(self, address: Address, text: Text, answer: Answer, to: int | None) -> object:
        reply = ReplyParameters(to, allow_sending_without_reply=True) if to and address.chat < 0 else None
        if answer.document is not None:
            content, entities = worded(text.cut(CAPTION))
            return await self._bot.send_document(
                address.chat,
                InputFile(answer.document.content, answer.document.name),
                caption=content,
                caption_entities=entities,
                message_thread_id=address.thread or None,
                reply_parameters=reply,
                reply_markup=markup(answer.keyboard),
            )
        content, entities = worded(text)
        return await self._bot.send_message(
            address.chat,
            content,
            entities=entities,
            message_thread_id=address.thread or None,
            link_preview_options=NO_PREVIEW,
            reply_parameters=reply,
            reply_markup=markup(answer.keyboard),
        )


async def _waited(chat: int, seconds: float) -> bool:
    """False where the pause is longer than an answer is worth."""
    if seconds > LONGEST_PAUSE:
        log.warning("chat %d: no answer, as Telegram asks for a pause of %.0f s", chat, seconds)
        return False
    await pause(seconds)
    return True
