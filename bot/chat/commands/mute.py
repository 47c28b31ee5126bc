"""/mute TERM or OUTLET [3d], and the buttons of an alert: a term, a story or an outlet does not ring here for a while.
/mute alone shows what is muted, each with a button that undoes it.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta

from bot.chat.access import Role
from bot.chat.finding import length_of, near, watch_asked_for
from bot.chat.request import Request
from bot.core.model import Mute, MuteKind, Watch
from bot.core.story import family
from bot.messages.answers import muting, settling
from bot.messages.answers.muting import Muted
from bot.messages.keyboards import Answer, toast
from bot.messages.locale import msgid
from bot.messages.text import Text

NAME = "mute"
MENU = msgid("a term, story or outlet does not ring for a while")
NEEDS = Role.MEMBER
ORDER = 40

DAY = timedelta(hours=24)
LATELY = timedelta(days=7)
OUTLETS = 5000  # reports whose outlets can be muted by name
NEAR = 65


async def answer(request: Request) -> Answer | Text:
    words = request.args.split()
    if not words:
        return await _overview(request)
    name, until = _with_length(words, request.now)
    watch = watch_asked_for(name, await request.store.watches(request.address))
    if watch is not None:
        return muting.muted(request.voice, await _mute_watch(request, watch, until or request.now + DAY), request.now)
    outlets = await _outlets(request)
    found = next((of for known, of in outlets.items() if known.casefold() == name.casefold()), None)
    if found is None:
        return await _nothing(request, name, list(outlets))
    mute = Mute(request.address, MuteKind.OUTLET, found, until)
    return muting.muted(request.voice, await _mute(request, mute, name), request.now)


async def press(request: Request) -> Answer | Text:
    verb = request.pressed[0] if request.pressed else ""
    if verb == "open":
        return await _overview(request)
    if verb == "off":
        return await _unmute(request, request.pressed[1] if len(request.pressed) > 1 else "")
    if verb == "story":
        return await _press_story(request)
    if verb in ("term", "watch"):
        return await _press_term(request, verb)
    return toast(settling.stale(request.voice))


# ---------------------------------------------------------------- muting


def _with_length(words: list[str], now: datetime) -> tuple[str, datetime | None]:
    """The name, and until when; None where nobody says."""
    for count in (2, 1):  # "90 min", "3d"
        length = length_of(" ".join(words[-count:])) if len(words) > count else None
        if length is not None:
            return " ".join(words[:-count]), now + length
    return " ".join(words), None


async def _mute_watch(request: Request, watch: Watch, until: datetime) -> Muted:
    await request.store.mute_watch(watch.id, until)
    await request.services.engine.refresh()
    return _of_watch(replace(watch, muted_until=until))


async def _mute(request: Request, mute: Mute, name: str) -> Muted:
    await request.keep_chat()
    await request.store.mute(mute)
    await request.services.engine.refresh()
    return _of_mute(mute, name)


async def _nothing(request: Request, name: str, outlets: list[str]) -> Text:
    terms = [watch.term for watch in await request.store.watches(request.address)]
    return muting.nothing_to_mute(request.voice, name, near(name, [*terms, *outlets], NEAR))


async def _outlets(request: Request) -> dict[str, str]:
    """Every name by which an outlet of late is known -> its family."""
    found: dict[str, str] = {}
    for record in await request.store.recent(request.now - LATELY, OUTLETS):
        entry = record.reading.entry
        named = family(entry)
        found.setdefault(entry.outlet or named, named)
        found.setdefault(named, named)
    return found


async def _press_story(request: Request) -> Answer | Text:
    story = await request.store.story(request.pressed_id(1))
    if story is None:
        return toast(muting.no_story(request.voice))
    one = await _mute(request, Mute(request.address, MuteKind.STORY, str(story.id)), story.headline)
    return toast(muting.muted_briefly(request.voice, one, request.now))


async def _press_term(request: Request, verb: str) -> Answer | Text:
    watches = await request.store.watches(request.address)
    if verb == "watch":
        rang = [watch for watch in watches if watch.id == request.pressed_id(1)]
    else:
        story = await request.store.story(request.pressed_id(1))
        rang = [watch for watch in watches if story is not None and watch.term in story.terms]
    if not rang:
        return toast(muting.no_story(request.voice))
    if len(rang) > 1:
        return muting.which_term(request.voice, rang)
    one = await _mute_watch(request, rang[0], request.now + DAY)
    if verb == "watch":
        return muting.muted(request.voice, one, request.now)
    return toast(muting.muted_briefly(request.voice, one, request.now))


# ---------------------------------------------------------------- what is muted


async def _overview(request: Request) -> Answer:
    return muting.mutes(request.voice, await _all_muted(request), request.now)


async def _all_muted(request: Request) -> list[Muted]:
    """What is muted here now."""
    now = request.now
    watches = await request.store.watches(request.address)
    found = [_of_watch(watch) for watch in watches if watch.muted_until is not None and watch.muted_until > now]
    for mute in await request.store.mutes(request.address):
        if mute.until is None or mute.until > now:
            story = await request.store.story(int(mute.what)) if mute.kind is MuteKind.STORY else None
            found.append(_of_mute(mute, story.headline if story else mute.what))
    return found


def _of_watch(watch: Watch) -> Muted:
    return Muted(f"w{watch.id}", "watch", watch.term, watch.muted_until)


def _of_mute(mute: Mute, name: str) -> Muted:
    """An outlet's name may be longer than a button bears."""
    key = hashlib.sha256(f"{mute.kind}:{mute.what}".encode()).hexdigest()[:12]
    return Muted(f"m{key}", mute.kind.value, name, mute.until)


async def _unmute(request: Request, key: str) -> Answer | Text:
    for watch in await request.store.watches(request.address):
        if _of_watch(watch).key == key:
            await request.store.mute_watch(watch.id, None)
    for mute in await request.store.mutes(request.address):
        if _of_mute(mute, "").key == key:
            await request.store.unmute(mute.address, mute.kind, mute.what)
    await request.services.engine.refresh()
    return await _overview(request)
