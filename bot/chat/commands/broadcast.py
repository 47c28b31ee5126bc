"""/broadcast TEXT: a word of the host's to every chat, after a confirmation.

Rules: a chat gets it at most once, whatever ends in between: who is left stands in the store, and is taken out before
the message is sent. It goes slowly, so that alerts are not held up.
"""

from __future__ import annotations

import json
from asyncio import sleep as pause
from typing import Any

from bot.chat.access import Role
from bot.chat.request import Request, Services
from bot.core.model import Address
from bot.core.refine import Draft
from bot.messages.answers import guests, settling
from bot.messages.keyboards import Answer, toast
from bot.messages.locale import Voice, msgid
from bot.messages.text import Text

NAME = "broadcast"
MENU = msgid("a word to all chats")
NEEDS = Role.ADMIN
ORDER = 95

FACT = "broadcast"  # what is on its way: {"id", "text", "left": [[chat, thread]...], "sent", "all", "by", "over"}
EVERY = 0.1  # seconds between two messages
LONGEST = 3500


async def answer(request: Request) -> Answer | Text:
    text = request.args[:LONGEST]
    if not text:
        return guests.how_to_broadcast(request.voice)
    draft = Draft(text)
    await request.store.put_drafts([draft], request.now)
    once = format(int(request.now.timestamp()), "x")  # the same words may be sent another day
    return guests.broadcast(request.voice, text, len(await _everybody(request)), (draft.id, once))


async def press(request: Request) -> Answer | Text:
    verb, id, once = (*request.pressed, "", "", "")[:3]
    if verb == "no":
        return guests.broadcast_dropped(request.voice)
    draft = await request.store.draft(id) if verb == "send" else None
    if draft is None:
        return toast(settling.stale(request.voice))
    last = _read(await request.store.value(FACT))
    if last is not None and (last["left"] or last["id"] == [id, once]):
        return toast(guests.broadcast_not_now(request.voice))
    everybody = await _everybody(request)
    state = {
        "id": [id, once],
        "text": draft.term,
        "left": [list(address) for address in everybody],
        "sent": 0,
        "all": len(everybody),
        "by": list(request.address),
    }
    await request.store.set_value(FACT, json.dumps(state))
    request.services.later(go_on(request.services))
    return guests.broadcasting(request.voice, len(everybody))


async def _everybody(request: Request) -> list[Address]:
    """Each chat once, in the first of its topics; none that takes nothing."""
    found: dict[int, Address] = {}
    for chat in await request.store.chats():
        if chat.channel == "telegram" and not chat.suspended:
            found.setdefault(chat.address.chat, chat.address)
    return list(found.values())


async def go_on(services: Services) -> None:
    """Sends what is left of a broadcast: after its confirmation, and after a restart."""
    state = _read(await services.store.value(FACT))
    if state is None or state.get("over"):
        return
    while state["left"]:
        address = Address(*state["left"].pop(0))
        await services.store.set_value(FACT, json.dumps(state))
        state["sent"] += await services.hands.send(address, Answer(Text("📣 " + state["text"])))
        await services.store.set_value(FACT, json.dumps(state))
        await pause(EVERY)
    await services.store.set_value(FACT, json.dumps(state | {"over": True}))
    chat = await services.store.chat(Address(*state["by"]))
    voice = Voice(chat.language, chat.timezone) if chat else Voice()
    await services.hands.send(Address(*state["by"]), guests.broadcast_over(voice, state["sent"], state["all"]))


def _read(said: str | None) -> dict[str, Any] | None:
    return json.loads(said) if said else None
