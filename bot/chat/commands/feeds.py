"""/feeds: every feed and how it does; those that cannot be read come first."""

from __future__ import annotations

from bot.chat.access import Role
from bot.chat.request import Request
from bot.core.model import FeedState
from bot.messages.answers import feeding
from bot.messages.locale import msgid
from bot.messages.text import Text

NAME = "feeds"
MENU = msgid("the feeds and how they do")
NEEDS = Role.MEMBER
ORDER = 40


async def answer(request: Request) -> Text:
    feeds = await request.services.store.feeds()
    numbered = sorted(enumerate(feeds, 1), key=lambda pair: pair[1].state is FeedState.ACTIVE)
    return feeding.feeds(request.voice, numbered, request.now)
