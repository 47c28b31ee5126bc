"""Sends an answer, and sends it again where Telegram asks for a pause.

Rules: an answer is worth a few tries and one minute, no more: whoever asked can ask again. It goes into the topic where
the question stood, as a reply in groups.
"""

from __future__ import annotations

import logging
from asyncio import sleep as pause

from telegram import Bot, LinkPreviewOptions, MessageEntity, ReplyParameters
from telegram.error import Forbidden, RetryAfter, TelegramError

from bot.channels.redact import redacted
from bot.channels.telegram_errors import is_wording, pause_of
from bot.core.model import Address
from bot.core.ports import Store
from bot.messages.text import Text
from bot.messages.utf16 import to_telegram

log = logging.getLogger(__name__)

TRIES = 3
LONGEST_PAUSE = 60.0  # seconds
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


async def reply(bot: Bot, store: Store, address: Address, text: Text, to: int | None = None) -> bool:
    """Whether it arrived. to: the message that it answers, shown in groups. A chat that blocks the bot is suspended."""
    for _ in range(TRIES):
        try:
            await _send(bot, address, text, to)
        except RetryAfter as error:
            if not await _waited(address, pause_of(error).total_seconds()):
                return False
        except Forbidden as error:
            await store.suspend(address.chat, error.message)
            return False
        except TelegramError as error:
            if not (text.marks and is_wording(error)):
                log.warning("chat %d: no answer: %s", address.chat, redacted(str(error)))
                return False
            text = Text(text.text)  # plain words are better than no answer
        else:
            return True
    return False


async def _waited(address: Address, seconds: float) -> bool:
    """False where the pause is longer than an answer is worth."""
    if seconds > LONGEST_PAUSE:
        log.warning("chat %d: no answer, as Telegram asks for a pause of %.0f s", address.chat, seconds)
        return False
    await pause(seconds)
    return True


async def _send(bot: Bot, address: Address, text: Text, to: int | None) -> None:
    content, entities = to_telegram(text)
    await bot.send_message(
        address.chat,
        content,
        entities=[MessageEntity(e.type, e.offset, e.length, e.url or None) for e in entities],
        message_thread_id=address.thread or None,
        link_preview_options=NO_PREVIEW,
        reply_parameters=ReplyParameters(to, allow_sending_without_reply=True) if to and address.chat < 0 else None,
    )
