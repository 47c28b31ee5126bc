"""/quota NUMBER N: how many watches a chat may have; "off" for as many as everybody."""

from __future__ import annotations

from dataclasses import replace

from bot.chat.access import Role
from bot.chat.finding import number_of
from bot.chat.request import Request
from bot.core.store import Guest
from bot.messages.answers import guests
from bot.messages.keyboards import Answer
from bot.messages.locale import msgid
from bot.messages.text import Text

NAME = "quota"
MENU = msgid("how many watches a chat may have")
NEEDS = Role.ADMIN
ORDER = 94

MOST = 100_000


async def answer(request: Request) -> Answer | Text:
    words = request.args.split()
    if len(words) != 2:
        return guests.how_to_quota(request.voice, request.services.settings.quota)
    number = number_of(words[0])
    if number is None:
        return guests.no_number(request.voice, words[0], NAME)
    quota = number_of(words[1])
    if words[1].casefold() == "off":
        quota = None
    elif quota is None or not 0 <= quota <= MOST:
        return guests.how_to_quota(request.voice, request.services.settings.quota)
    guest = await request.store.guest(number) or Guest(number, "", False, None, request.now)
    await request.store.put_guest(replace(guest, quota=quota))
    return guests.quota_set(request.voice, number, quota)
