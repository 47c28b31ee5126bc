"""/unwatch TERM or NUMBER: rings for it no more. A watch of the configuration stays: it belongs to the host."""

from __future__ import annotations

from bot.chat.access import Role
from bot.chat.finding import near_term, watch_asked_for
from bot.chat.offers import watches_of
from bot.chat.request import Request
from bot.core.refine import Draft
from bot.messages.answers import watched
from bot.messages.keyboards import Answer
from bot.messages.locale import msgid
from bot.messages.text import Text

NAME = "unwatch"
MENU = msgid("ring for a term no more")
NEEDS = Role.MEMBER
ORDER = 20


async def answer(request: Request) -> Answer | Text:
    asked = " ".join(request.args.split())
    if not asked:
        return watched.what_to_unwatch(request.voice)
    watches = await watches_of(request)
    watch = watch_asked_for(asked, watches)
    if watch is None:
        own = [one for one in watches if one.origin != "config"]
        return watched.no_such_watch(request.voice, asked, near_term(asked, own))
    if watch.origin == "config":
        return watched.configured_watch(request.voice, watch.term)
    await request.services.engine.unwatch(watch.id)
    draft = Draft(watch.term, watch.threshold, watch.min_sources)
    await request.store.put_drafts([draft], request.now)
    return watched.unwatched(request.voice, watch.term, draft.id)
