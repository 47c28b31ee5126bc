"""/settings: how this chat wants to be spoken to, all at once, each with a button that changes it."""

from __future__ import annotations

from bot.chat.access import Role
from bot.chat.request import Request
from bot.core.model import Chat
from bot.messages.answers import settling
from bot.messages.keyboards import Answer
from bot.messages.locale import msgid
from bot.messages.text import Text

NAME = "settings"
MENU = msgid("language, times, quiet hours, digests")
NEEDS = Role.MEMBER
ORDER = 45


async def answer(request: Request) -> Answer | Text:
    chat = request.chat or Chat(request.address, language=request.voice.locale, timezone=request.voice.timezone)
    now = request.now
    mutes = [mute for mute in await request.store.mutes(request.address) if mute.until is None or mute.until > now]
    watches = await request.store.watches(request.address)
    muted = sum(watch.muted_until is not None and watch.muted_until > now for watch in watches)
    return settling.settings(request.voice, chat, len(mutes) + muted, now)


async def press(request: Request) -> Answer | Text:
    return await answer(request)
