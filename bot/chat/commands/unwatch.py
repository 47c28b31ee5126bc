"""/unwatch TERM or NUMBER: rings for it no more. A watch of the configuration stays: it belongs to the host."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz, process

from bot.chat.access import Role
from bot.chat.request import Request
from bot.core.model import Watch
from bot.messages.answers import watching
from bot.messages.locale import msgid
from bot.messages.text import Text

NAME = "unwatch"
MENU = msgid("ring for a term no more")
NEEDS = Role.MEMBER
ORDER = 20

NEAR = 60  # of 100: a term this much alike was perhaps meant


async def answer(request: Request) -> Text:
    asked = " ".join(request.args.split())
    if not asked:
        return watching.what_to_unwatch(request.voice)
    watches = await request.services.store.watches(request.address)
    watch = _asked_for(asked, watches)
    if watch is None:
        return watching.no_such_watch(request.voice, asked, _near(asked, watches))
    if watch.origin == "config":
        return watching.configured_watch(request.voice, watch.term)
    await request.services.engine.unwatch(watch.id)
    return watching.unwatched(request.voice, watch.term)


def _asked_for(asked: str, watches: Sequence[Watch]) -> Watch | None:
    """By its term, else by its number in /list: a term may be a number."""
    for watch in watches:
        if watch.term.casefold() == asked.casefold():
            return watch
    number = int(asked) if asked.isdecimal() and len(asked) < 6 else 0
    return watches[number - 1] if 0 < number <= len(watches) else None


def _near(asked: str, watches: Sequence[Watch]) -> str:
    terms = [watch.term for watch in watches if watch.origin != "config"]
    best = process.extractOne(asked, terms, scorer=fuzz.ratio, processor=str.casefold, score_cutoff=NEAR)
    return best[0] if best else ""
