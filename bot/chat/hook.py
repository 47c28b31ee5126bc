"""Receives updates that Telegram posts (a webhook) instead of being asked for.

    Telegram -> a proxy with TLS -> bot/web, POST of the webhook's path -> receive(secret, body) -> hands each over once

Rules: who does not know the secret is refused before the body is looked at. The secret follows from the token, so that
it need not be kept, and does not tell it. A body that is no update is taken and logged: Telegram would send it again
and again. An update that comes twice is handed over once. Telegram keeps what it could not deliver, and says why; that
is the health.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import logging
from collections import OrderedDict

from telegram import Bot, Update
from telegram.error import TelegramError

from bot.channels.redact import redacted
from bot.chat.updates import KINDS, Take
from bot.pause import stopped

log = logging.getLogger(__name__)

REMEMBERED = 1000  # updates that are known when they come again
LOOK = 60.0  # seconds between two looks at how Telegram does with the webhook
LONGEST_PAUSE = 60.0


def secret_of(token: str) -> str:
    """What Telegram must show: 64 of the characters that it allows."""
    return hmac.new(token.encode(), b"newsbell webhook", hashlib.sha256).hexdigest()


class Hook:
    """The bot's ear, where Telegram speaks first. health: "" or what is wrong."""

    def __init__(self, bot: Bot, take: Take, url: str) -> None:
        self.health = ""
        self._bot, self._take, self._url = bot, take, url
        self._secret = secret_of(bot.token)
        self._seen: OrderedDict[int, None] = OrderedDict()

    def receive(self, secret: str, body: bytes) -> int:
        """Takes one post; the HTTP status to answer."""
        if not hmac.compare_digest(secret.encode(), self._secret.encode()):
            return 403
        try:
            update = Update.de_json(json.loads(body), self._bot)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            update = None
        if update is None or not isinstance(update.update_id, int):
            log.error("Telegram posted what is no update, %d bytes long", len(body))
        elif update.update_id not in self._seen:
            self._seen[update.update_id] = None
            if len(self._seen) > REMEMBERED:
                self._seen.popitem(last=False)
            self._take(update)
        return 200

    async def run(self, stop: asyncio.Event) -> None:
        """Tells Telegram where to post, and looks from time to time whether it can; ends at `stop`."""
        pause = 1.0
        while not stop.is_set():
            try:
                await self._look()
                pause = LOOK
            except TelegramError as error:
                self._say(f"the webhook cannot be set: {redacted(str(error))}")
                pause = min(LONGEST_PAUSE, pause * 2)
            await stopped(stop, pause)

    async def _look(self) -> None:
        info = await self._bot.get_webhook_info()
        if info.url != self._url or set(info.allowed_updates) != set(KINDS):
            await self._bot.set_webhook(self._url, secret_token=self._secret, allowed_updates=KINDS)
            log.info("Telegram posts updates to %s", self._url)
            info = await self._bot.get_webhook_info()
        stuck = info.last_error_message if info.pending_update_count else ""
        self._say(f"Telegram cannot post updates to {self._url}: {stuck}" if stuck else "")

    def _say(self, words: str) -> None:
        if words and words != self.health:
            log.error("%s", words)
        self.health = words
