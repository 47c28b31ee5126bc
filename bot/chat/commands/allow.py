"""/allow NUMBER: lets a user or a group in; /allow alone makes a link that lets in whoever opens it first."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.chat.access import Role
from bot.chat.finding import number_of
from bot.chat.request import Request
from bot.core.store import Guest
from bot.messages.answers import guests, settling
from bot.messages.keyboards import Answer, toast
from bot.messages.locale import msgid
from bot.messages.text import Text

NAME = "allow"
MENU = msgid("let somebody in, by number or by a link")
NEEDS = Role.ADMIN
ORDER = 92

DAYS = 7  # for which an invitation holds


async def answer(request: Request) -> Answer | Text:
    if not request.args:
        code = request.services.new_code()
        await request.store.invite(code, request.now + timedelta(days=DAYS))
        return guests.invitation(request.voice, f"https://t.me/{request.services.hands.username}?start=i_{code}", DAYS)
    number = number_of(request.args.split()[0])
    if number is None:
        return guests.no_number(request.voice, request.args, NAME)
    known = await request.store.is_allowed(number)
    await _put(request, number, allowed=True)
    return guests.let_in(request.voice, number, known)


async def press(request: Request) -> Answer | Text:
    verb, number = request.pressed[0] if request.pressed else "", _number(request)
    if number is None or verb not in ("on", "off"):
        return toast(settling.stale(request.voice))
    await _put(request, number, allowed=verb == "on")
    return guests.let_in(request.voice, number, known=False) if verb == "on" else guests.put_out(request.voice, number)


def _number(request: Request) -> int | None:
    return number_of(request.pressed[1]) if len(request.pressed) > 1 else None


async def _put(request: Request, number: int, *, allowed: bool) -> None:
    guest = await request.store.guest(number) or Guest(number, "", allowed, None, request.now)
    await request.store.put_guest(replace(guest, allowed=allowed))
