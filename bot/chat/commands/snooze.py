"""/snooze 2h or off: nothing rings here for a while; what breaks meanwhile comes in a digest."""

from __future__ import annotations

from functools import partial

from bot.chat.access import Role
from bot.chat.choice import answered, pressed
from bot.chat.finding import length_of
from bot.chat.request import Request
from bot.messages.answers import settling
from bot.messages.keyboards import Answer
from bot.messages.locale import msgid
from bot.messages.text import Text

NAME = "snooze"
MENU = msgid("nothing rings for a while")
NEEDS = Role.MEMBER
ORDER = 41

OFF = frozenset({"off", "0", "stop"})


async def answer(request: Request) -> Answer | Text:
    return await answered(request, settling.snoozes(request.voice, request.chat, request.now), partial(_set, request))


async def press(request: Request) -> Answer | Text:
    return await pressed(request, settling.snoozes(request.voice, request.chat, request.now), partial(_set, request))


async def _set(request: Request, length: str) -> Answer:
    wanted = length_of(length)
    if wanted is None and length.casefold() not in OFF:
        return settling.snoozes(request.voice, request.chat, request.now, wrong=length)
    until = None if wanted is None else request.now + wanted
    chat = await request.keep_chat()
    await request.store.snooze(chat.address, until)
    await request.services.engine.refresh()
    return settling.snoozed(request.voice, until, request.now)
