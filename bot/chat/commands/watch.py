"""/watch TERM: rings for a term from now on, says how it was understood and what it would have found lately."""

from __future__ import annotations

import asyncio

from bot.chat.access import Role
from bot.chat.request import Request
from bot.core.model import Watch
from bot.core.watch import QueryError, describe
from bot.messages.answers import watching
from bot.messages.locale import msgid
from bot.messages.text import Text

NAME = "watch"
MENU = msgid("ring for a term")
NEEDS = Role.MEMBER
ORDER = 10

PREVIEW_WITHIN = 3.0  # seconds: the answer does not wait longer for what the term would have found


async def answer(request: Request) -> Text:
    term = " ".join(request.args.split())
    if not term:
        return watching.what_to_watch(request.voice)
    if len(term) > watching.LONGEST:
        return watching.too_long(request.voice)
    await request.keep_chat()
    try:
        added = await request.services.engine.watch(Watch(request.address, term, origin="chat"))
    except QueryError as error:
        return watching.not_understood(request.voice, term, error.column, error.expected)
    if added is None:
        return watching.already_watched(request.voice, term, await _number(request, term))
    understood = describe(term, request.services.engine.lexicon)
    return watching.watching(request.voice, term, understood) + "\n" + await _preview(request, term)


async def _number(request: Request, term: str) -> int:
    """Its place in /list."""
    terms = [watch.term for watch in await request.services.store.watches(request.address)]
    return terms.index(term) + 1 if term in terms else 0


async def _preview(request: Request, term: str) -> Text:
    try:
        async with asyncio.timeout(PREVIEW_WITHIN):
            found = await request.services.engine.preview(term)
    except TimeoutError:
        return Text()
    return watching.preview(request.voice, found, request.now)
