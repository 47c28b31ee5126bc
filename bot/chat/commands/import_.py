"""/import, as the caption of a file or as an answer to one: takes in watches (TOML) and, from admins, feeds (OPML)."""

from __future__ import annotations

from bot.chat import offers
from bot.chat.access import Role
from bot.chat.addresses import web_address
from bot.chat.request import Request
from bot.core.exchange import MOST, Contents, Outline, Unreadable, read_toml
from bot.core.model import Feed
from bot.core.watch import QueryError, compile_query
from bot.errors import UsageError
from bot.messages.answers import guests, watching
from bot.messages.answers.guests import Imported
from bot.messages.keyboards import Answer
from bot.messages.locale import msgid
from bot.messages.text import Text
from bot.opml import odd_addresses, read_opml

NAME = "import"
MENU = msgid("take in watches or feeds from a file")
NEEDS = Role.MEMBER
ORDER = 85

LARGEST = 1_000_000  # bytes


async def answer(request: Request) -> Answer | Text:
    file = request.file
    if file is None:
        return guests.how_to_import(request.voice)
    if file.size > LARGEST:
        return guests.too_large(request.voice)
    content = await request.services.hands.download(file.id)
    if content is None:
        return guests.not_handed_out(request.voice)
    if len(content) > LARGEST:
        return guests.too_large(request.voice)
    try:
        contents = _read(content.decode("utf-8", "replace").removeprefix("\ufeff"), file.name)
    except (Unreadable, UsageError) as error:
        return guests.unreadable(request.voice, file.name, str(error))
    if not (contents.watches or contents.feeds or contents.faults):
        return guests.unreadable(request.voice, file.name, "it holds neither watches nor feeds")
    return guests.imported(request.voice, await _take_in(request, contents))


def _read(text: str, name: str) -> Contents:
    if not text.lstrip().startswith("<"):
        return read_toml(text)
    feeds = read_opml(text, name or "the file")
    if len(feeds) > MOST:
        raise Unreadable(f"more than {MOST} feeds")
    odd = tuple(f"{address}: no web address" for address in odd_addresses(text))
    return Contents(feeds=tuple(Outline(feed.url, feed.title) for feed in feeds), faults=odd)


async def _take_in(request: Request, contents: Contents) -> Imported:
    added, known, faults = await _watches(request, contents)
    is_admin = request.role is Role.ADMIN
    feeds, there, bad = await _feeds(request, contents.feeds) if is_admin else (0, 0, [])
    return Imported(
        added,
        known + there,
        feeds,
        (*contents.faults, *faults, *bad),
        admins_only=bool(contents.feeds) and not is_admin,
    )


async def _watches(request: Request, contents: Contents) -> tuple[int, int, list[str]]:
    """How many were added, how many were there, and what is wrong with the others."""
    await request.keep_chat()
    added, known, faults = 0, 0, []
    left, quota = await offers.quota_of(request, request.address.chat)
    for draft in contents.watches:
        if added >= left:
            faults.append(watching.full(request.voice, quota).text)
            break
        try:
            compile_query(draft.term, request.services.engine.lexicon)
        except QueryError as error:
            faults.append(f"{draft.term}: {error}")
            continue
        kept = await request.store.add_watch(offers.watch_of(request, draft))
        added, known = added + (kept is not None), known + (kept is None)
    await request.services.engine.refresh()  # once: a file may hold hundreds
    return added, known, faults


async def _feeds(request: Request, outlines: tuple[Outline, ...]) -> tuple[int, int, list[str]]:
    """The same for feeds. They are polled when their turn comes; what they hold then is remembered, not told."""
    added, known, faults = 0, 0, []
    for outline in outlines:
        url = web_address(outline.url)
        if not url:
            faults.append(f"{outline.url}: no web address")
            continue
        fresh = await request.store.add_feed(Feed(url, title=outline.title, origin="chat"))
        added, known = added + fresh, known + (not fresh)
    return added, known, faults
