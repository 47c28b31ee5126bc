"""/timezone Asia/Ho_Chi_Minh: whose clock times, quiet hours and digests here go by."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from zoneinfo import available_timezones

from bot.chat.access import Role
from bot.chat.finding import near
from bot.chat.request import Request
from bot.messages.answers import settling
from bot.messages.keyboards import Answer, toast
from bot.messages.locale import msgid
from bot.messages.text import Text

NAME = "timezone"
MENU = msgid("whose clock the times here go by")
NEEDS = Role.MEMBER
ORDER = 47

NEAR = 55


async def answer(request: Request) -> Answer | Text:
    asked = "_".join(request.args.split())
    if not asked:
        return settling.zones(request.voice, request.voice.timezone, request.now)
    known = _zones()
    name = known.get(asked.casefold())
    if name is None:
        close = known.get(near(asked, list(known), NEAR), "")
        return settling.zones(request.voice, "", request.now, unknown=request.args, near=close)
    return await _set(request, name)


async def press(request: Request) -> Answer | Text:
    verb, *rest = (*request.pressed, "")
    if verb == "open":
        return settling.zones(request.voice, request.voice.timezone, request.now)
    name = _zones().get(rest[0].casefold()) if verb == "set" else None
    return await _set(request, name) if name else toast(settling.stale(request.voice))


async def _set(request: Request, name: str) -> Answer:
    await request.store.put_chat(replace(await request.keep_chat(), timezone=name))
    await request.services.engine.refresh()
    return settling.zone_set(replace(request.voice, timezone=name), request.now)


@cache
def _zones() -> dict[str, str]:
    """Folded -> as it is written; a city alone stands for its zone."""
    names = sorted(available_timezones())
    cities = {name.rpartition("/")[2].casefold(): name for name in names if "/" in name and not name.startswith("Etc/")}
    return (
        cities
        | {"saigon": "Asia/Ho_Chi_Minh", "beijing": "Asia/Shanghai", "hanoi": "Asia/Ho_Chi_Minh"}
        | {name.casefold(): name for name in names}
    )
