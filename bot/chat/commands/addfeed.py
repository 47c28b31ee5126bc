"""/addfeed URL: polls a feed at once and keeps it if it can be read."""

from __future__ import annotations

from urllib.parse import urlsplit

from bot.chat.access import Role
from bot.chat.request import Request
from bot.messages.answers import feeding
from bot.messages.locale import msgid
from bot.messages.text import Text

NAME = "addfeed"
MENU = msgid("read one more feed")
NEEDS = Role.ADMIN
ORDER = 50

LONGEST = 2000


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


def web_address(text: str) -> str:
    """The address as typed, with https:// where no scheme was; "" for what is none."""
    if not text or len(text) > LONGEST or any(c.isspace() or not c.isprintable() for c in text):
        return ""
    url = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        well = parts.scheme.lower() in ("http", "https") and (parts.port is None or parts.port > 0)
    except ValueError:
        return ""
    return url if well and ("." in host or ":" in host or host == "localhost") else ""
