"""/quiet 22:00-07:00 or off: hours in which nothing rings here; what breaks then comes in a digest afterwards."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from bot.chat.access import Role
from bot.chat.choice import answered, pressed
from bot.chat.request import Request
from bot.core.calm import parse_quiet
from bot.messages.answers import settling
from bot.messages.keyboards import Answer
from bot.messages.locale import msgid
from bot.messages.text import Text

NAME = "quiet"
MENU = msgid("hours in which nothing rings")
NEEDS = Role.MEMBER
ORDER = 42


async def answer(request: Request) -> Answer | Text:
    return await answered(request, settling.quiet(request.voice, request.chat), partial(_set, request))


async def press(request: Request) -> Answer | Text:
    return await pressed(request, settling.quiet(request.voice, request.chat), partial(_set, request))


async def _set(request: Request, hours: str) -> Answer:
    try:
        quiet = parse_quiet(hours)
    except ValueError:
        return settling.quiet(request.voice, request.chat, wrong=hours)
    chat = replace(await request.keep_chat(), quiet=str(quiet) if quiet else "")
    await request.store.put_chat(chat)
    await request.services.engine.refresh()
    return settling.quiet_set(request.voice, chat.quiet, chat.timezone)
