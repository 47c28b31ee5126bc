"""/watch TERM: rings for a term from now on, says how it was understood and how often it would have rung lately, and
lets it be narrowed, widened or dropped by buttons. A term that would ring very often is kept only when asked for again.
"""

from __future__ import annotations

from dataclasses import replace

from bot.chat import offers
from bot.chat.access import Role
from bot.chat.offers import Target
from bot.chat.request import Request
from bot.core.refine import Draft
from bot.core.watch import QueryError
from bot.messages.answers import watched, watching
from bot.messages.answers.understanding import translated
from bot.messages.keyboards import Answer, toast
from bot.messages.locale import msgid
from bot.messages.text import Text

NAME = "watch"
MENU = msgid("ring for a term")
NEEDS = Role.MEMBER
ORDER = 10


async def answer(request: Request) -> Answer | Text:
    term = " ".join(request.args.split())
    if not term:
        return watching.what_to_watch(request.voice)
    return await add(request, Draft(term))


async def add(request: Request, draft: Draft, *, sure: bool = False) -> Answer | Text:
    """Keeps a watch and shows it. sure: also one that is broad."""
    refused = await offers.refusal(request, draft)
    if refused is not None:
        return refused
    tried = next(iter(await offers.trials(request, [draft])), None)
    broad = offers.is_broad(tried) and not sure
    watch = None if broad else await offers.keep(request, draft)
    shown, _ = await offers.view(request, offers.target(watch) if watch else Target(draft, None), tried)
    return watching.offer(request.voice, replace(shown, broad=broad), request.now)


async def press(request: Request) -> Answer | Text:
    verb = request.pressed[0] if request.pressed else ""
    target = await offers.target_of(request, request.pressed[1] if len(request.pressed) > 1 else "")
    if target is None or verb not in _VERBS:
        return toast(watching.gone(request.voice))
    try:
        return await _VERBS[verb](request, target)
    except QueryError as error:  # a draft of an older version
        return toast(translated(request.voice, str(error)))


async def _keep(request: Request, target: Target) -> Answer | Text:
    return watching.kept(request.voice, target.draft.term)


async def _drop(request: Request, target: Target) -> Answer | Text:
    if target.watch is None:
        return toast(watching.gone(request.voice))
    if target.watch.origin == "config":
        return toast(watched.configured_watch(request.voice, target.watch.term))
    await request.services.engine.unwatch(target.watch.id)
    await request.store.put_drafts([target.draft], request.now)
    return watched.unwatched(request.voice, target.draft.term, target.draft.id)


async def _show(request: Request, target: Target) -> Answer | Text:
    return await offers.show(request, target)


async def _open(request: Request, target: Target) -> Answer | Text:
    """From /list: a message of its own, so that the list stays."""
    shown = await offers.show(request, target)
    return Answer(shown.text, shown.keyboard, way="new")


async def _narrow(request: Request, target: Target) -> Answer | Text:
    return await offers.choices(request, target, "narrow")


async def _widen(request: Request, target: Target) -> Answer | Text:
    return await offers.choices(request, target, "widen")


async def _turn(request: Request, target: Target) -> Answer | Text:
    draft = await request.store.draft(request.pressed[2] if len(request.pressed) > 2 else "")
    if draft is None:
        return toast(watching.gone(request.voice))
    if target.watch is None:
        return await offers.show(request, Target(draft, None))
    if target.watch.origin == "config":
        return toast(watched.configured_watch(request.voice, target.watch.term))
    changed = await offers.turn(request, target.watch, draft)
    if changed is None:
        return toast(watching.gone(request.voice))
    return await offers.show(request, offers.target(changed), before=target.draft)


async def _add(request: Request, target: Target) -> Answer | Text:
    if target.watch is not None:
        return watching.kept(request.voice, target.draft.term)
    added = await add(request, target.draft, sure=True)
    return toast(added) if isinstance(added, Text) else added


_VERBS = {
    "keep": _keep,
    "drop": _drop,
    "back": _show,
    "show": _open,
    "narrow": _narrow,
    "widen": _widen,
    "turn": _turn,
    "add": _add,
}
