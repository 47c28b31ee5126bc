"""/list: what this chat watches."""

from __future__ import annotations

from bot.chat.access import Role
from bot.chat.request import Request
from bot.messages.answers import watching
from bot.messages.locale import msgid
from bot.messages.text import Text

NAME = "list"
MENU = msgid("what is watched here")
NEEDS = Role.GUEST
ORDER = 30


async def answer(request: Request) -> Text:
    watches = await request.services.store.watches(request.address)
    return watching.watches(request.voice, watches, request.now)
