"""Receives updates by long polling and hands each over once.

Rules: a poll that does not come back is given up (a connection can wedge: python-telegram-bot#3495, #4405); after any
failure the pause grows to a minute. An update counts as received only with the next poll, so that what comes in at a
kill comes again; at a clean end what was handed over is confirmed. A second instance with the same token is an alarm,
told once. Not the library's Updater, as that shares its end with the bot, whose connections deliver alerts to the last.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress

from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, TelegramError

from bot.channels.redact import redacted

log = logging.getLogger(__name__)

KINDS = (
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "callback_query",
    "my_chat_member",
)
LONG_POLL = 25  # seconds that Telegram may wait with an empty answer
WEDGED = LONG_POLL + 30.0  # seconds after which a poll is given up
LONGEST_PAUSE = 60.0

Take = Callable[[Update], None]


class Updates:
    """The bot's ear. health: "" or what is wrong."""

    def __init__(self, bot: Bot, take: Take) -> None:
        self.health = ""
        self._bot = bot
        self._take = take
        self._offset = 0
        self._failures = 0

    async def run(self, stop: asyncio.Event) -> None:
        """Receives until `stop`."""
        stopped = asyncio.create_task(stop.wait())
        try:
            while not stop.is_set():
                await self._round(stopped)
        finally:
            stopped.cancel()
            await self._confirm()

    async def _round(self, stopped: asyncio.Task[bool]) -> None:
        """One poll or one pause, cut short by the end."""
        poll = asyncio.create_task(self._poll())
        try:
            await asyncio.wait((poll, stopped), return_when=asyncio.FIRST_COMPLETED)
        finally:
            poll.cancel()  # changes nothing where it is done
        await asyncio.wait((poll,))
        for update in () if poll.cancelled() else poll.result():
            self._offset = update.update_id + 1
            self._take(update)

    async def _poll(self) -> Sequence[Update]:
        """() after a failure and its pause."""
        try:
            async with asyncio.timeout(WEDGED):
                updates = await self._bot.get_updates(self._offset, timeout=LONG_POLL, allowed_updates=KINDS)
        except (TelegramError, TimeoutError) as error:
            self._failed(error)
        else:
            if self.health:
                log.warning("Telegram's updates come in again")
            self.health, self._failures = "", 0
            return updates
        await asyncio.sleep(min(LONGEST_PAUSE, 2.0 ** min(self._failures, 6) / 2))
        return ()

    def _failed(self, error: Exception) -> None:
        self._failures += 1
        before, self.health = self.health, told(error)
        if self.health != before:
            log.log(logging.ERROR if isinstance(error, Conflict | InvalidToken) else logging.WARNING, "%s", self.health)

    async def _confirm(self) -> None:
        """What was handed over must not come again at the next start."""
        with suppress(TelegramError, TimeoutError):
            async with asyncio.timeout(2):
                if self._offset:
                    await self._bot.get_updates(self._offset, limit=1, timeout=0, allowed_updates=KINDS)


def told(error: Exception) -> str:
    """What went wrong and what to do about it."""
    if isinstance(error, Conflict):
        return (
            "another program reads this bot's updates: commands reach only one of the two. "
            f"Stop the other one, or get a token for each from @BotFather ({redacted(str(error))})"
        )
    if isinstance(error, InvalidToken):
        return "Telegram refuses the bot's token: copy it again from @BotFather into telegram.token"
    why = redacted(str(error)).rstrip(".") or "no answer"
    return (
        f"Telegram cannot be heard ({why}). It is tried again; check the network, telegram.api_url and telegram.proxy"
    )
