"""/addfeed URL: polls a feed at once and keeps it if it can be read."""

from __future__ import annotations

from bot.chat.access import Role
from bot.chat.addresses import web_address
from bot.chat.request import Request
from bot.messages.answers import feeding
from bot.messages.locale import msgid
from bot.messages.text import Text

NAME = "addfeed"
MENU = msgid("read one more feed")
NEEDS = Role.ADMIN
ORDER = 50


async def answer(request: Request) -> Text:
    url = web_address(request.args)
    if not url:
        return feeding.what_to_add(request.voice)
    added = await request.services.engine.add_feed(url)
    if added.known:
        return feeding.polled_already(request.voice, added.feed)
    if added.feed.error:
        return feeding.unreadable(request.voice, added.feed)
    return feeding.added(request.voice, added.feed, added.entries)
