"""Who administers a group, asked of Telegram and remembered for a while.

Rules: whoever writes as the group itself is one of its administrators, and so is whoever posts in a channel. Where
Telegram does not say, nobody is.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from telegram import Bot, Message
from telegram.constants import ChatMemberStatus
from telegram.error import TelegramError

from bot.channels.redact import redacted
from bot.core.ports import Clock

log = logging.getLogger(__name__)

FRESH = timedelta(minutes=5)
MOST = 1000  # people remembered

_ADMINS = (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)


class Members:
    """Administrators of groups."""

    def __init__(self, bot: Bot, clock: Clock) -> None:
        self._bot = bot
        self._clock = clock
        self._known: dict[tuple[int, int], tuple[bool, datetime]] = {}

    async def wrote_as_admin(self, message: Message) -> bool:
        """Whether the message's author administers its group."""
        if message.sender_chat is not None:
            return message.sender_chat.id == message.chat.id
        return message.from_user is not None and await self.administers(message.chat.id, message.from_user.id)

    async def administers(self, chat: int, user: int) -> bool:
        """Whether a user administers a group or channel."""
        key, now = (chat, user), self._clock()
        known = self._known.get(key)
        if known is not None and now - known[1] < FRESH:
            return known[0]
        if len(self._known) >= MOST:
            self._known.clear()
        answer = await self._ask(*key)
        self._known[key] = (answer, now)
        return answer

    async def _ask(self, chat: int, user: int) -> bool:
        try:
            member = await self._bot.get_chat_member(chat, user)
        except TelegramError as error:
            log.warning("chat %d: cannot find out who administers it: %s", chat, redacted(str(error)))
            return False
        return member.status in _ADMINS
