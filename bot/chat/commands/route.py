"""/route TERM PLACE: a watch rings in another chat, channel or topic, and is still steered from here.

Rules: whoever sends alerts somewhere administers that chat, or the bot; a watch counts where it rings, so that no chat
gets more than its quota by a way round; the place is tried with a message before anything is changed.
"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.chat import offers
from bot.chat.access import Role
from bot.chat.finding import near_term, watch_asked_for
from bot.chat.offers import watches_of
from bot.chat.request import Request
from bot.core.model import Address, Chat, Watch
from bot.messages.answers import routing, watched, watching
from bot.messages.answers.routing import Place
from bot.messages.keyboards import Answer, toast
from bot.messages.locale import msgid
from bot.messages.text import Text

NAME = "route"
MENU = msgid("let a watch ring in another chat or topic")
NEEDS = Role.MEMBER
ORDER = 44

KNOWN = 20  # chats that are looked through for those that somebody administers
_PLACE = re.compile(r"(?:https://t\.me/c/(?P<inner>\d+)|(?P<chat>@\w{4,32}|-?\d{1,20}))(?:/(?P<thread>\d{1,9}))?")


async def answer(request: Request) -> Answer | Text:
    words = request.args.split()
    if not words:
        return routing.how_to_route(request.voice)
    watches = await watches_of(request)
    watch = watch_asked_for(" ".join(words), watches)
    if watch is not None:
        return routing.places(request.voice, watch, await _places(request))
    watch = watch_asked_for(" ".join(words[:-1]), watches)
    if watch is None:
        name = " ".join(words[:-1] or words)
        return watched.no_such_watch(request.voice, name, near_term(name, watches), "route")
    return await _route(request, watch, words[-1])


async def press(request: Request) -> Answer | Text:
    watch = next((one for one in await watches_of(request) if one.id == request.pressed_id(1)), None)
    if watch is None or len(request.pressed) < 3:
        return toast(watching.gone(request.voice))
    answer = await _route(request, watch, request.pressed[2])
    return toast(answer) if isinstance(answer, Text) else answer


async def _places(request: Request) -> list[Place]:
    """The chats and topics known to the bot that this user administers."""
    found = []
    for chat in (await request.store.chats())[:KNOWN]:
        away = chat.address != request.address and chat.address.chat < 0
        if away and await _may_write(request, chat.address):
            topic = f" / {chat.address.thread}" if chat.address.thread else ""
            found.append(Place(f"{chat.address.chat}/{chat.address.thread}", (chat.title or "?") + topic))
    return found


async def _may_write(request: Request, address: Address) -> bool:
    if request.role is Role.ADMIN or address.chat in (request.sender.user, request.address.chat):
        return True
    return await request.services.hands.administers(address.chat, request.sender.user)


async def _route(request: Request, watch: Watch, place: str) -> Answer | Text:
    if place.casefold() == "here":
        return await _full(request, watch, request.address, "") or await _move(request, watch, request.address, "")
    read = _PLACE.fullmatch(place)
    name = (f"-100{read['inner']}" if read["inner"] else read["chat"]) if read else ""
    seen = await request.services.hands.look_up(name) if name else None
    if seen is None or read is None:
        return routing.no_place(request.voice, place)
    address, title = Address(seen[0].chat, int(read["thread"] or 0)), seen[1] or place
    if not await _may_write(request, address):
        return routing.not_yours(request.voice, title)
    if any(one.term == watch.term for one in await request.store.watches(address)):
        return routing.watched_there(request.voice, watch.term, title)
    full = await _full(request, watch, address, title)
    if full is not None:
        return full
    if not await request.services.hands.send(address, Answer(routing.rings_here_now(request.voice, watch.term))):
        return routing.cannot_write(request.voice, title)
    return await _move(request, watch, address, title)


async def _full(request: Request, watch: Watch, address: Address, title: str) -> Text | None:
    """The words for a chat that has all the watches that it may have: what rings there counts as its own."""
    left, quota = await offers.quota_of(request, address.chat)
    moves = watch.address.chat != address.chat
    return routing.full_there(request.voice, quota, title) if moves and left < 1 else None


async def _move(request: Request, watch: Watch, address: Address, title: str) -> Answer | Text:
    store = request.store
    if await store.chat(address) is None:
        mine = await request.keep_chat()
        await store.put_chat(Chat(address, title=title, language=mine.language, timezone=mine.timezone))
    await store.send_elsewhere(watch.id, request.address)
    moved = replace(watch, address=address, origin="chat")
    if watch.address != address and not await store.change_watch(moved):
        return routing.watched_there(request.voice, watch.term, title)
    await request.services.engine.refresh()
    return routing.routed(request.voice, watch.term, title)
