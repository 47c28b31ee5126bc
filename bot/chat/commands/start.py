"""/start: three bundles of watches, what each would have rung for lately, and the first watch by a tap.

Also as a link: t.me/<bot>?start=w_<bundle> opens a bundle, ?startgroup=w_<bundle> does so in a group, ?start=i_<code>
lets in whom an admin invited. The chat is spoken to in its user's language from now on.
"""

from __future__ import annotations

from dataclasses import replace

from bot.chat import offers
from bot.chat.access import Role
from bot.chat.request import Request
from bot.chat.samples import SAMPLES, Sample, sample
from bot.core.model import Watch
from bot.core.refine import Draft
from bot.core.store import Guest
from bot.messages.answers import beginning
from bot.messages.keyboards import Answer, toast
from bot.messages.locale import LOCALES, msgid, pick_locale
from bot.messages.text import Text

NAME = "start"
MENU = msgid("begin: bundles of watches to choose from")
NEEDS = Role.GUEST
ORDER = 0

BUNDLE, INVITATION = "w_", "i_"


async def answer(request: Request) -> Answer | Text:
    if request.args.startswith(INVITATION):
        return await _invited(request, request.args.removeprefix(INVITATION))
    if request.role is Role.STRANGER:  # by an old version of an invitation
        return beginning.no_invitation(request.voice)
    request = await _settle(request)
    bundle = sample(request.args.removeprefix(BUNDLE)) if request.args.startswith(BUNDLE) else None
    if bundle is not None and request.role >= Role.MEMBER:
        return await _bundle(request, bundle, bundle.terms)
    return await _welcome(request)


async def press(request: Request) -> Answer | Text:
    if request.role < Role.MEMBER and not request.sender.private:
        return toast(beginning.members_only(request.voice))
    verb, what, mask = (*request.pressed, "", "", "")[:3]
    if verb == "lang" and what in LOCALES:
        return await _speak(request, what)
    if verb == "home":
        return await _welcome(request)
    bundle = sample(what)
    if bundle is None or request.role < Role.MEMBER:
        return toast(beginning.members_only(request.voice))
    chosen = _chosen(bundle, mask)
    if verb == "keep":
        return await _keep(request, chosen)
    return await _bundle(request, bundle, chosen)


async def _welcome(request: Request) -> Answer:
    if request.role < Role.MEMBER:
        languages = beginning.languages_row(request.voice, NAME, "lang") if request.sender.private else ()
        return Answer(beginning.look_around(request.voice), languages)
    watches = await request.store.watches(request.address)
    return beginning.welcome(request.voice, len(watches), [(one.id, one.title) for one in SAMPLES])


async def _invited(request: Request, code: str) -> Answer | Text:
    guest = Guest(request.address.chat, request.sender.title, allowed=True, quota=None, since=request.now)
    if request.role < Role.MEMBER:
        if not await request.store.accept(code, guest):
            return beginning.no_invitation(request.voice)
        request = replace(request, role=Role.MEMBER)
    return await _welcome(await _settle(request))


async def _settle(request: Request) -> Request:
    """Keeps the chat and, in a private one that speaks no language yet, its user's language."""
    if request.chat is None and request.role < Role.MEMBER:
        return request
    fresh = request.chat is None
    chat = await request.keep_chat()
    language = pick_locale(request.sender.language_code)
    if request.sender.private and (fresh or chat.origin == "config") and chat.language != language:
        chat = replace(chat, language=language)
        await request.store.put_chat(chat)
    if request.sender.private:
        request.services.later(request.services.hands.show_menu(chat, request.role))
    return replace(request, chat=chat, voice=replace(request.voice, locale=chat.language))


async def _speak(request: Request, locale: str) -> Answer | Text:
    """Another language, chosen by a tap."""
    if request.role >= Role.MEMBER or request.chat is not None:
        chat = replace(await request.keep_chat(), language=locale)
        await request.store.put_chat(chat)
        if request.sender.private:
            request.services.later(request.services.hands.show_menu(chat, request.role))
    return await _welcome(replace(request, voice=replace(request.voice, locale=locale)))


# ---------------------------------------------------------------- a bundle


def _chosen(bundle: Sample, mask: str) -> tuple[str, ...]:
    """The terms whose places are set in the mask, a digit a place; all without one."""
    return tuple(term for term, sign in zip(bundle.terms, mask or "1" * len(bundle.terms), strict=False) if sign == "1")


async def _bundle(request: Request, bundle: Sample, chosen: tuple[str, ...]) -> Answer:
    """What each of its terms would have rung for, and which of them are to be watched."""
    tried = await offers.trials(request, bundle.drafts)
    shown = [
        beginning.Choice(draft.term, draft.term in chosen, offers.trial(tried[at]) if tried else None)
        for at, draft in enumerate(bundle.drafts)
    ]
    return beginning.bundle(request.voice, bundle.id, bundle.title, shown, request.now)


async def _keep(request: Request, chosen: tuple[str, ...]) -> Answer | Text:
    known = {watch.term for watch in await request.store.watches(request.address)}
    fresh = [term for term in chosen if term not in known]
    full = await offers.over_quota(request, len(fresh)) if fresh else None
    if full is not None:
        return toast(full)
    kept: list[Watch | None] = [await offers.keep(request, Draft(term)) for term in fresh]
    return beginning.begun(request.voice, [watch.term for watch in kept if watch is not None], len(known) + len(kept))
