"""/delfeed URL or NUMBER: a feed is polled no more. A feed of the configuration stays: it belongs to the host."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz, process

from bot.chat.access import Role
from bot.chat.addresses import web_address
from bot.chat.request import Request
from bot.core.identity import canonical_url
from bot.core.model import Feed
from bot.messages.answers import feeding
from bot.messages.locale import msgid
from bot.messages.text import Text

NAME = "delfeed"
MENU = msgid("read a feed no more")
NEEDS = Role.ADMIN
ORDER = 60

NEAR = 70  # of 100: an address this much alike was perhaps meant


async def answer(request: Request) -> Text:
    asked = request.args
    if not asked:
        return feeding.what_to_drop(request.voice)
    feeds = await request.services.store.feeds()
    feed = _asked_for(asked, feeds)
    if feed is None:
        return feeding.no_such_feed(request.voice, asked, _near(asked, feeds))
    if feed.origin == "config":
        return feeding.configured_feed(request.voice, feed)
    await request.services.engine.drop_feed(feed.url)
    return feeding.dropped(request.voice, feed)


def _asked_for(asked: str, feeds: Sequence[Feed]) -> Feed | None:
    """By its number in /feeds, or by its address in any of its forms."""
    if asked.isdecimal() and len(asked) < 6:
        return feeds[int(asked) - 1] if 0 < int(asked) <= len(feeds) else None
    wanted = canonical_url(web_address(asked))
    return next((feed for feed in feeds if feed.url == asked or canonical_url(feed.url) == wanted), None)


def _near(asked: str, feeds: Sequence[Feed]) -> str:
    """The address of a feed whose address or title is much alike."""
    names = {feed.url: f"{feed.title} {feed.url}" for feed in feeds if feed.origin != "config"}
    best = process.extractOne(asked, names, scorer=fuzz.partial_ratio, processor=str.casefold, score_cutoff=NEAR)
    return best[2] if best else ""
