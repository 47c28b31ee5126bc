"""/export: the watches of this chat (TOML), the feeds (OPML), or all that is stored of this chat (JSON), as a file."""

from __future__ import annotations

import json

from bot.chat.access import Role
from bot.chat.request import Request
from bot.core.exchange import watches_toml
from bot.messages.answers import guests, settling
from bot.messages.keyboards import Answer, Document, toast
from bot.messages.locale import msgid
from bot.messages.text import Text
from bot.opml import write_opml

NAME = "export"
MENU = msgid("watches, feeds, or all of this chat as a file")
NEEDS = Role.MEMBER
ORDER = 84


async def answer(request: Request) -> Answer | Text:
    kind = request.args.casefold()
    return await _export(request, kind) if kind in _KINDS else guests.to_export(request.voice)


async def press(request: Request) -> Answer | Text:
    kind = request.pressed[0] if request.pressed else ""
    if kind not in _KINDS:
        return toast(settling.stale(request.voice))
    answer = await _export(request, kind)
    return toast(answer) if isinstance(answer, Text) else answer


async def _export(request: Request, kind: str) -> Answer | Text:
    return await _KINDS[kind](request)


async def _watches(request: Request) -> Answer | Text:
    watches = await request.store.watches(request.address)
    if not watches:
        return guests.nothing_to_export(request.voice)
    file = Document("watches.toml", watches_toml(watches).encode("utf-8", "replace"))
    return guests.exported(request.voice, file, len(watches))


async def _feeds(request: Request) -> Answer | Text:
    feeds = await request.store.feeds()
    if not feeds:
        return guests.nothing_to_export(request.voice)
    file = Document("feeds.opml", write_opml(feeds).encode("utf-8", "replace"))
    return guests.exported(request.voice, file, len(feeds))


async def _me(request: Request) -> Answer | Text:
    stored = await request.store.stored_of(request.address.chat)
    text = json.dumps(stored, ensure_ascii=False, indent=1, default=str)
    return guests.stored(request.voice, Document("newsbell.json", text.encode("utf-8", "replace")))


_KINDS = {"watches": _watches, "feeds": _feeds, "me": _me}
