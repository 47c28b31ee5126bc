"""The commands, one file each, found by its name.

A command's file holds NAME, MENU (what it does, a text of the catalogues), NEEDS (who may give it), ORDER (its place in
menus) and `async def answer(request) -> Answer | Text`. What a press of its buttons does is
`async def press(request) -> Answer | Text`: request.pressed holds what the button bore behind the command's name; PRESS
says who may press where that is somebody else than NEEDS.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache

from bot.chat.access import Role
from bot.chat.request import Request
from bot.messages.keyboards import Answer
from bot.messages.text import Text

Handler = Callable[[Request], Awaitable[Answer | Text]]


@dataclass(frozen=True, slots=True)
class Command:
    """One command."""

    name: str
    menu: str
    needs: Role
    order: int
    answer: Handler
    press: Handler | None  # None: it has no buttons
    press_needs: Role


@cache
def load_commands() -> dict[str, Command]:
    """Every command by its name, in the order of the menus."""
    found = []
    for info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{info.name}")
        press = getattr(module, "press", None)
        needs = getattr(module, "PRESS", module.NEEDS)
        found.append(Command(module.NAME, module.MENU, module.NEEDS, module.ORDER, module.answer, press, needs))
    return {command.name: command for command in sorted(found, key=lambda command: command.order)}
