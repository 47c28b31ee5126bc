"""A watch as it is put to somebody: understood, tried on what came lately, with ways to narrow and widen it.

Rules: what a button names is looked up again when it is pressed; a watch or draft that is gone says so. A trial that
takes too long is left out: the watch does not wait for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.chat.request import Request
from bot.core.model import Watch
from bot.core.refine import Draft, Proposal, narrower, same_meaning, variants, wider
from bot.core.relevance import Judged, Precision, precision
from bot.core.watch import QueryError
from bot.messages.answers import watched, watching
from bot.messages.answers.understanding import problem_of, understood
from bot.messages.answers.watching import Offer, Trial
from bot.messages.keyboards import Answer
from bot.messages.text import Text
from bot.rehearsal import Rehearsal, rehearse

TRIED_WITHIN = 4.0  # seconds
DAYS = 7
BROAD = 20.0  # rings a day: a watch that would ring so often is kept only if asked for again
FEW = 10  # rings that say nothing of a rate


@dataclass(frozen=True, slots=True)
class Target:
    """What a button names: a watch that is kept, or a draft."""

    draft: Draft
    watch: Watch | None

    @property
    def name(self) -> str:
        """As the button bears it."""
        return f"d{self.draft.id}" if self.watch is None else f"w{self.watch.id}"


async def target_of(request: Request, name: str) -> Target | None:
    """None where it is gone, or another chat's."""
    if name.startswith("d"):
        draft = await request.store.draft(name[1:])
        return None if draft is None else Target(draft, None)
    number = int(name[1:]) if name[1:].isdecimal() and len(name) < 16 else 0
    watch = next((one for one in await watches_of(request) if one.id == number), None)
    return None if watch is None else target(watch)


def target(watch: Watch) -> Target:
    """A watch, as a button names it."""
    return Target(Draft(watch.term, watch.threshold, watch.min_sources), watch)


async def watches_of(request: Request) -> list[Watch]:
    """The watches that this chat may steer, numbered as in /list: those that ring here, then those that it sends
    elsewhere."""
    return [*await request.store.watches(request.address), *await request.store.sent_elsewhere(request.address)]


async def show(request: Request, target: Target, before: Draft | None = None) -> Answer:
    """The offer. before: what the watch asked for until now. Raises QueryError."""
    shown, _ = await view(request, target)
    if before is not None:
        await request.store.put_drafts([before], request.now)
        shown = replace(shown, before=before.id)
    return watching.offer(request.voice, shown, request.now)


async def view(request: Request, target: Target, tried: Rehearsal | None = None) -> tuple[Offer, Rehearsal | None]:
    """What an offer says, and the trial behind it."""
    lexicon = request.services.engine.lexicon
    tried = tried or next(iter(await trials(request, [target.draft])), None)
    also = variants(target.draft, lexicon)
    await request.store.put_drafts([*(p.draft for p in also), target.draft], request.now)
    lines = understood(request.voice, target.draft.term, lexicon)
    facts: list[Text] = []
    if target.watch is not None:
        judged = watched.precision(request.voice, await precision_of(request, target.watch))
        facts = [*watched.facts_of(request.voice, target.watch, request.now), judged]
    return Offer(target.draft, target.name, lines, trial(tried), variants=also, facts=facts), tried


async def trials(request: Request, drafts: Sequence[Draft]) -> list[Rehearsal]:
    """How often each would have rung; [] where that takes too long."""
    try:
        async with asyncio.timeout(TRIED_WITHIN):
            return await rehearse(request.services.past, drafts, request.now, DAYS)
    except TimeoutError:
        return []


def trial(tried: Rehearsal | None) -> Trial | None:
    """As an answer shows it."""
    return None if tried is None else Trial(tried.rings, tried.reports, tried.covered, DAYS)


def is_broad(tried: Rehearsal | None) -> bool:
    """Whether it would ring so often that somebody should think again."""
    return tried is not None and len(tried.rings) > FEW and tried.a_day >= BROAD


async def choices(request: Request, target: Target, how: str) -> Answer:
    """Ways to "narrow" or "widen" a watch, each tried. Raises QueryError."""
    shown, tried = await view(request, target)
    lexicon = request.services.engine.lexicon
    headlines = [reading.entry.title for reading in tried.spoken] if tried else []
    found: list[Proposal] = (
        narrower(target.draft, headlines, lexicon) if how == "narrow" else wider(target.draft, lexicon)
    )
    await request.store.put_drafts([proposal.draft for proposal in found], request.now)
    results = await trials(request, [proposal.draft for proposal in found]) if found else []
    counted = [(p, trial(results[at]) if results else None) for at, p in enumerate(found)]
    return watching.proposals(request.voice, shown, counted, how, request.now)


# ---------------------------------------------------------------- keeping


async def refusal(request: Request, draft: Draft) -> Text | None:
    """Why a watch cannot be kept here, in words; None where it can."""
    voice, term = request.voice, draft.term
    if len(term) > watching.LONGEST:
        return watching.too_long(voice)
    try:
        understood(voice, term, request.services.engine.lexicon)
    except QueryError as error:
        return watching.not_understood(
            voice, term, error.column, problem_of(str(error), error.expected), error.expected
        )
    return await _twin(request, draft) or await over_quota(request)


async def _twin(request: Request, draft: Draft) -> Text | None:
    mine = [watch.term for watch in await request.store.watches(request.address)]
    if draft.term in mine:
        return watching.already_watched(request.voice, draft.term, mine.index(draft.term) + 1)
    twin = same_meaning(draft.term, mine, request.services.engine.lexicon)
    return watching.same_as(request.voice, draft.term, twin, mine.index(twin) + 1) if twin else None


async def over_quota(request: Request, more: int = 1) -> Text | None:
    """The words for a chat that has all the watches that it may have."""
    left, quota = await quota_of(request, request.address.chat)
    return watching.full(request.voice, quota) if left < more else None


async def quota_of(request: Request, chat: int) -> tuple[int, int]:
    """How many more watches a chat may have, and how many in all."""
    quota = await _quota(request, chat)
    return quota - (await request.store.watch_counts()).get(chat, 0), quota


async def _quota(request: Request, chat: int) -> int:
    guest = await request.store.guest(chat)
    return request.services.settings.quota if guest is None or guest.quota is None else guest.quota


async def keep(request: Request, draft: Draft) -> Watch | None:
    """The stored watch; None where the chat has it already. Raises QueryError."""
    await request.keep_chat()
    return await request.services.engine.watch(watch_of(request, draft))


def watch_of(request: Request, draft: Draft) -> Watch:
    """A draft as this chat's own watch, not stored yet."""
    return Watch(request.address, draft.term, draft.threshold, draft.min_sources, origin="chat")


async def turn(request: Request, watch: Watch, draft: Draft) -> Watch | None:
    """The watch asks for something else from now on; None where that is watched here already."""
    store = request.store
    if draft.term != watch.term and not await store.rename_watch(watch.id, draft.term):
        return None
    changed = replace(watch, term=draft.term, threshold=draft.threshold, min_sources=draft.min_sources, origin="chat")
    await store.change_watch(changed)
    await request.services.engine.refresh()
    return changed


async def precision_of(request: Request, watch: Watch) -> Precision:
    """What people here thought of the watch's alerts."""
    return precision(await judged_of(request, watch))


async def judged_of(request: Request, watch: Watch) -> list[Judged]:
    """Every vote here on a story that the watch matches."""
    ratings = await request.store.ratings(watch.address)
    return [Judged(r.vote.relevant, r.headline, r.terms[watch.term]) for r in ratings if watch.term in r.terms]
