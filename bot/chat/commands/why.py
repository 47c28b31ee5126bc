"""/why, as an answer to an alert, by its button, or with an address or words: which words where, which story and why
that one, how far it got and why, or what came nearest.

Rules: a chat learns of its own watches alone, and of stories that one of them matches; only an admin, in private, is
shown the record's own reason, which may name others'.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import timedelta

from rapidfuzz import fuzz, process

from bot.chat.access import Role
from bot.chat.addresses import web_address
from bot.chat.request import Request
from bot.core.decision import HeldBy, Stage, Story
from bot.core.model import Entry
from bot.core.store import Explained
from bot.core.story import family
from bot.core.story.explanation import held_against
from bot.core.watch import QueryError, explain
from bot.messages.answers import explaining
from bot.messages.answers.comparing import Beside
from bot.messages.answers.explaining import Case, Miss
from bot.messages.comparing import nearest
from bot.messages.keyboards import Answer, toast
from bot.messages.locale import msgid
from bot.messages.text import Text

NAME = "why"
MENU = msgid("why something rang, or did not")
NEEDS = Role.GUEST
ORDER = 70

SHOWN = 3  # reports in one answer
REPORTS = 20  # of a story that are looked through for the one that rang here
COMPARED = 6  # reports of a story that one is held against
MISSES = 2  # watches whose near miss is explained
NEAR = 60  # of 100: a headline this much alike was perhaps meant
LATELY = timedelta(days=7)
REMEMBERED = 5000  # headlines that are looked through for one that is alike


async def answer(request: Request) -> Answer | Text:
    asked = " ".join(request.args.split())[:500]
    if asked:
        return await _of_words(request, asked)
    if request.reply_to is None:
        return explaining.what_to_explain(request.voice)
    alert = await request.store.alert_by_message(request.address.chat, request.reply_to)
    return await _of_story(request, alert.story if alert else 0) or explaining.no_alert(request.voice)


async def press(request: Request) -> Answer | Text:
    verb, *rest = (*request.pressed, "")
    if verb == "words":
        draft = await request.store.draft(rest[0])
        said = await _of_words(request, draft.term) if draft else explaining.no_alert(request.voice)
        return Answer(said)
    told = await _of_story(request, request.pressed_id(1)) if verb == "story" else None
    return Answer(told, way="new") if told else toast(explaining.forgotten(request.voice))


async def _of_words(request: Request, asked: str) -> Text:
    url = web_address(asked) if "/" in asked else ""
    found = await (request.store.explain(url) if url else request.store.search(asked))
    if not found:
        return await _unknown(request, asked, url)
    cases = [await _case(request, one) for one in found[:SHOWN]]
    return explaining.explanations(request.voice, cases, len(found) - len(cases), request.now)


async def _unknown(request: Request, asked: str, url: str) -> Text:
    """Nothing of it is remembered: is the site read at all, is a headline alike?"""
    if url:
        site = family(Entry("", "", "", url=url))
        feeds = await request.store.feeds()
        read = any(family(Entry("", "", "", url=feed.url)) == site for feed in feeds)
        return explaining.never_seen(request.voice, asked, site="" if read else site)
    records = await request.store.recent(request.now - LATELY, REMEMBERED)
    titles = [record.reading.entry.title for record in records]
    best = process.extractOne(asked, titles, scorer=fuzz.token_set_ratio, processor=str.casefold, score_cutoff=NEAR)
    return explaining.never_seen(request.voice, asked, near=best[0] if best else "")


async def _of_story(request: Request, id: int) -> Text | None:
    """The report of a story that rang in this chat."""
    story = await request.store.story(id) if id else None
    found = await _rang(request, story) if story else None
    if found is None:
        return None
    return explaining.explained(request.voice, await _case(request, found), request.now)


async def _rang(request: Request, story: Story) -> Explained | None:
    """Of the story's reports the one that this chat was alerted to, else the first that is remembered."""
    first = None
    for report in story.reports[:REPORTS]:
        for one in await request.store.explain(report.url) if report.url else ():
            if one.record.story != story.id:
                continue
            first = first or one
            if any(delivery.address == request.address for delivery in one.deliveries):
                return one
    return first


async def _case(request: Request, found: Explained) -> Case:
    """What this chat may know of it."""
    record = found.record
    mine = await request.store.watches(request.address)
    terms = tuple(match.term for match in record.reading.matches if match.term in {watch.term for watch in mine})
    deliveries = tuple(d for d in found.deliveries if d.address == request.address)
    story = await request.store.story(record.story) if record.story and terms else None
    late, misses = ((), ()) if terms else await _misses(request, found, [watch.term for watch in mine])
    return Case(
        request.address,
        Explained(record, deliveries),
        terms,
        story,
        late,
        misses,
        detail=record.reason if _sees_all(request) and record.stage is not Stage.NO_MATCH else "",
        watches=tuple(watch for watch in mine if watch.term in terms),
        held=await _held(request, record.story) if terms else None,
        muted=bool(terms) and await _muted(request, found),
        beside=await _beside(request, found, story, {watch.term for watch in mine}) if story else None,
    )


async def _beside(request: Request, found: Explained, story: Story, terms: AbstractSet[str]) -> Beside | None:
    """The report that it is most like: of its story, of the one that this follows or is perhaps the same as, of the one
    that the record names. Others' stories are nobody's business here."""
    others = [await request.store.story(id) for id in held_against(found.record.reason, story)]
    reports = [
        report
        for known in (story, *others)
        if known is not None and not terms.isdisjoint(known.terms)
        for report in known.reports[:COMPARED]
    ]
    lexicon = request.services.engine.lexicon
    near = nearest(found.record.reading, reports, lexicon)
    return Beside(*near, names=tuple(map(lexicon.name_of, near[0].names))) if near else None


async def _held(request: Request, story: int | None) -> HeldBy | None:
    """What keeps the story back in this chat."""
    return next((held.by for held in await request.store.held(request.address) if held.story == story), None)


async def _muted(request: Request, found: Explained) -> bool:
    """Whether the story or its outlet is muted here now."""
    named = {str(found.record.story), family(found.record.reading.entry)}
    mutes = await request.store.mutes(request.address)
    return any(mute.what in named and (mute.until is None or mute.until > request.now) for mute in mutes)


def _sees_all(request: Request) -> bool:
    """An admin by himself: in a group everybody reads along."""
    return request.role is Role.ADMIN and request.sender.private


async def _misses(request: Request, found: Explained, terms: Sequence[str]) -> tuple[tuple[str, ...], tuple[Miss, ...]]:
    """Of the watches that come nearest: those that would match it now, and why the others do not."""
    entry = found.record.reading.entry
    text = f"{entry.title} {entry.summary}".casefold()
    near = sorted(terms, key=lambda term: -fuzz.partial_token_ratio(term.casefold(), text))[:MISSES]
    fields = {"title": entry.title, "summary": entry.summary, "url": entry.url, "language": entry.language}
    late: list[str] = []
    misses: list[Miss] = []
    for term in near:
        await asyncio.sleep(0)
        try:
            why = explain(term, fields, request.services.engine.lexicon)
        except QueryError:  # a watch of an older version
            continue
        if why.match is not None:
            late.append(term)
        else:
            misses.append(Miss(term, why.lines[:3]))
    return tuple(late), tuple(misses)
