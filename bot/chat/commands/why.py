"""/why, as an answer to an alert or with an address or words: which words where, which story, how far it got and why.

Rules: a chat learns of its own watches alone; only an admin, in private, is shown the record's own
reason, which may name others'.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from rapidfuzz import fuzz

from bot.chat.access import Role
from bot.chat.commands.addfeed import web_address
from bot.chat.request import Request
from bot.core.model import Stage, Story
from bot.core.ports import Explained
from bot.core.watch import explain
from bot.messages.answers import explaining
from bot.messages.locale import msgid
from bot.messages.text import Text

NAME = "why"
MENU = msgid("why something rang, or did not")
NEEDS = Role.GUEST
ORDER = 70

SHOWN = 3  # reports in one answer
REPORTS = 20  # of a story that are looked through for the one that rang here
MISSES = 2  # watches whose near miss is explained


async def answer(request: Request) -> Text:
    asked = " ".join(request.args.split())[:500]
    if not asked and request.reply_to is None:
        return explaining.what_to_explain(request.voice)
    if not asked:
        return await _of_alert(request, request.reply_to or 0)
    found = await _find(request, asked)
    if not found:
        return explaining.never_seen(request.voice, asked)
    cases = [await _case(request, one) for one in found[:SHOWN]]
    return explaining.explanations(request.voice, cases, len(found) - len(cases), request.now)


async def _find(request: Request, asked: str) -> list[Explained]:
    store = request.services.store
    url = web_address(asked) if "/" in asked else ""
    return await store.explain(url) if url else await store.search(asked)


async def _of_alert(request: Request, message: int) -> Text:
    """The report that rang in this chat."""
    alert = await request.services.store.alert_by_message(request.address.chat, message)
    story = await request.services.store.story(alert.story) if alert else None
    found = await _rang(request, story) if story else None
    if found is None:
        return explaining.no_alert(request.voice)
    return explaining.explained(request.voice, await _case(request, found), request.now)


async def _rang(request: Request, story: Story) -> Explained | None:
    """Of the story's reports the one that this chat was alerted to, else the first that is remembered."""
    first = None
    for report in story.reports[:REPORTS]:
        for one in await request.services.store.explain(report.url) if report.url else ():
            if one.record.story != story.id:
                continue
            first = first or one
            if any(delivery.address == request.address for delivery in one.deliveries):
                return one
    return first


async def _case(request: Request, found: Explained) -> explaining.Case:
    """What this chat may know of it."""
    record = found.record
    mine = [watch.term for watch in await request.services.store.watches(request.address)]
    terms = tuple(match.term for match in record.reading.matches if match.term in mine)
    deliveries = tuple(d for d in found.deliveries if d.address == request.address)
    story = await request.services.store.story(record.story) if record.story and terms else None
    late, misses = ((), ()) if terms else await _misses(request, found, mine)
    return explaining.Case(
        request.address,
        Explained(record, deliveries),
        terms,
        story,
        late,
        misses,
        detail=record.reason if _sees_all(request) and record.stage is not Stage.NO_MATCH else "",
    )


def _sees_all(request: Request) -> bool:
    """An admin by himself: in a group everybody reads along."""
    return request.role is Role.ADMIN and request.sender.private


async def _misses(request: Request, found: Explained, terms: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Of the watches that come nearest: those that would match it now, and why the others do not."""
    entry = found.record.reading.entry
    text = f"{entry.title} {entry.summary}".casefold()
    near = sorted(terms, key=lambda term: -fuzz.partial_token_ratio(term.casefold(), text))[:MISSES]
    late: list[str] = []
    lines: list[str] = []
    for term in near:
        await asyncio.sleep(0)
        why = explain(term, {"title": entry.title, "summary": entry.summary}, request.services.engine.lexicon)
        if why.match is not None:
            late.append(term)
        else:
            lines.append(f"{term}: {'; '.join(why.lines[:3])}")
    return tuple(late), tuple(lines)
