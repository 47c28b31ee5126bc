"""/digest off, hourly, 08:00 or mon 08:00: when a digest of what was kept back comes."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from bot.chat.access import Role
from bot.chat.choice import answered, pressed
from bot.chat.request import Request
from bot.core.calm import parse_digest
from bot.messages.answers import settling
from bot.messages.keyboards import Answer
from bot.messages.locale import msgid
from bot.messages.text import Text

NAME = "digest"
MENU = msgid("when a digest comes")
NEEDS = Role.MEMBER
ORDER = 43


async def answer(request: Request) -> Answer | Text:
    return await answered(request, settling.digests(request.voice, request.chat), partial(_set, request))


async def press(request: Request) -> Answer | Text:
    return await pressed(request, settling.digests(request.voice, request.chat), partial(_set, request))


async def _set(request: Request, when: str) -> Answer:
    try:
        schedule = parse_digest(when)
    except ValueError:
        return settling.digests(request.voice, request.chat, wrong=when)
    chat = replace(await request.keep_chat(), digest=str(schedule) if schedule else "off")
    await request.store.put_chat(chat)
    await request.services.engine.refresh()
    return settling.digest_set(request.voice, chat.digest, chat.timezone)
