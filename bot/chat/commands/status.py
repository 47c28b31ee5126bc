"""/status: how the bot does."""

from __future__ import annotations

from datetime import timedelta

from bot.chat.access import Role
from bot.chat.request import Request
from bot.core.model import FeedState
from bot.messages.answers import health
from bot.messages.locale import msgid
from bot.messages.text import Text

NAME = "status"
MENU = msgid("how the bot does")
NEEDS = Role.GUEST
ORDER = 80

LATE = timedelta(minutes=10)  # due for longer than this, a feed is late


async def answer(request: Request) -> Text:
    now, store = request.now, request.services.store
    feeds = await store.feeds()
    shown = health.Health(
        await store.counts(now),
        late=[f for f in feeds if f.next_poll_at and now - f.next_poll_at > LATE and f.state is not FeedState.GONE],
        failing=[feed for feed in feeds if feed.state is not FeedState.ACTIVE],
        version=request.services.version,
        disk=await store.disk(),
    )
    return health.status(request.voice, shown, now)
