"""/users: every chat that uses the bot, with its watches; whom an admin let in can be removed."""

from __future__ import annotations

from bot.chat.access import Role
from bot.chat.request import Request
from bot.messages.answers import guests
from bot.messages.answers.guests import User
from bot.messages.keyboards import Answer
from bot.messages.locale import msgid
from bot.messages.text import Text

NAME = "users"
MENU = msgid("who uses this bot")
NEEDS = Role.ADMIN
ORDER = 93


async def answer(request: Request) -> Answer | Text:
    if not request.sender.private:
        return guests.users_in_private(request.voice)
    known = {guest.number: guest for guest in await request.store.guests()}
    counts = await request.store.watch_counts()
    chats = {chat.address.chat: chat for chat in reversed(await request.store.chats())}
    found = []
    for number in sorted({*chats, *(n for n, guest in known.items() if guest.allowed)}):
        guest, chat = known.get(number), chats.get(number)
        quota = guest.quota if guest and guest.quota is not None else request.services.settings.quota
        name = (chat.title if chat else "") or (guest.name if guest else "")
        let_in = guest is not None and guest.allowed
        found.append(User(number, name, counts.get(number, 0), quota, let_in, chat.suspended if chat else ""))
    return guests.users(request.voice, found)
