"""/forgetme: deletes all that is stored of this chat, after a confirmation."""

from __future__ import annotations

from bot.chat.access import Role
from bot.chat.request import Request
from bot.messages.answers import guests, settling
from bot.messages.keyboards import Answer, toast
from bot.messages.locale import msgid
from bot.messages.text import Text

NAME = "forgetme"
MENU = msgid("delete all that is stored of this chat")
NEEDS = Role.MEMBER
ORDER = 86


async def answer(request: Request) -> Answer | Text:
    counts = await request.store.watch_counts()
    return guests.to_forget(request.voice, counts.get(request.address.chat, 0))


async def press(request: Request) -> Answer | Text:
    verb = request.pressed[0] if request.pressed else ""
    if verb == "no":
        return guests.not_forgotten(request.voice)
    if verb != "yes":
        return toast(settling.stale(request.voice))
    await request.store.forget(request.address.chat)
    await request.services.engine.reload()
    return guests.forgotten(request.voice, request.address.chat in request.services.settings.chats)
