"""/start: what this is and what to type first. The chat is spoken to in its user's language from now on."""

from __future__ import annotations

from dataclasses import replace

from bot.chat.access import Role
from bot.chat.request import Request
from bot.messages.answers import people
from bot.messages.locale import Voice, msgid, pick_locale
from bot.messages.text import Text

NAME = "start"
MENU = msgid("what this is, and what to type first")
NEEDS = Role.GUEST
ORDER = 0


async def answer(request: Request) -> Text:
    voice = await _settle(request)
    watches = await request.services.store.watches(request.address)
    return people.welcome(voice, len(watches), request.role >= Role.MEMBER)


async def _settle(request: Request) -> Voice:
    """Keeps the chat and, in a private one, its user's language."""
    if request.chat is None and request.role < Role.MEMBER:
        return request.voice
    chat = await request.keep_chat()
    language = pick_locale(request.sender.language_code)
    if not request.sender.private or chat.language == language:
        return request.voice
    await request.services.store.put_chat(replace(chat, language=language))
    return replace(request.voice, locale=language)
