"""/help: every command that this user may give here, and how terms are written."""

from __future__ import annotations

from bot.chat.access import Role
from bot.chat.request import Request
from bot.messages.answers import people
from bot.messages.locale import msgid
from bot.messages.text import Text

NAME = "help"
MENU = msgid("all commands, and how to write a term")
NEEDS = Role.GUEST
ORDER = 90


async def answer(request: Request) -> Text:
    menu = request.services.menu.items()
    return people.help_text(request.voice, [(name, does) for name, (needs, does) in menu if request.role >= needs])
