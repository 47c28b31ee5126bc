"""A setting with a menu of its own: shown when it is opened, changed when one of its buttons is pressed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.chat.request import Request
from bot.messages.answers import settling
from bot.messages.keyboards import Answer, toast
from bot.messages.text import Text


async def answered(request: Request, show: Answer, choose: Callable[[str], Awaitable[Answer | Text]]) -> Answer | Text:
    """The command: alone it shows the menu, with a value it takes that."""
    return await choose(request.args) if request.args else show


async def pressed(request: Request, show: Answer, choose: Callable[[str], Awaitable[Answer | Text]]) -> Answer | Text:
    """A press: "open" shows the menu, "set" takes what the button bears."""
    verb, value = (*request.pressed, "", "")[:2]
    if verb == "open":
        return show
    return await choose(value) if verb == "set" else toast(settling.stale(request.voice))
