"""/list: what this chat watches, and how precise each watch was found to be."""

from __future__ import annotations

from bot.chat.access import Role
from bot.chat.offers import watches_of
from bot.chat.request import Request
from bot.core.relevance import Judged, precision
from bot.messages.answers import watched
from bot.messages.answers.watched import Listed
from bot.messages.keyboards import Answer
from bot.messages.locale import msgid
from bot.messages.text import Text

NAME = "list"
MENU = msgid("what is watched here")
NEEDS = Role.GUEST
ORDER = 30


async def answer(request: Request) -> Answer | Text:
    ratings = await request.store.ratings(request.address)
    shown = []
    titles = {chat.address: chat.title for chat in await request.store.chats()}
    for watch in await watches_of(request):
        votes = [Judged(r.vote.relevant, r.headline, r.terms[watch.term]) for r in ratings if watch.term in r.terms]
        away = watch.address != request.address
        goes_to = titles.get(watch.address) or str(watch.address.chat)
        shown.append(Listed(watch, precision(votes), goes_to if away else ""))
    return watched.watches(request.voice, shown, request.now)
