"""Answers about what is muted: a term, a story, an outlet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.model import Watch
from bot.messages.answers.parts import listing, typed
from bot.messages.answers.settling import back
from bot.messages.keyboards import Answer, button, rows
from bot.messages.locale import Voice, msgid
from bot.messages.text import Text, join, mark
from bot.messages.why import quoted

MUTES = 12  # that are shown with a button each


@dataclass(frozen=True, slots=True)
class Muted:
    """Something muted. key: what its button brings back; name: as people know it."""

    key: str
    sort: str  # "watch" | "story" | "outlet"
    name: str
    until: datetime | None


def mutes(voice: Voice, muted: Sequence[Muted], now: datetime) -> Answer:
    """/mute alone."""
    how = voice.say(
        "Type /mute with a term, its number in /list, or an outlet, and for how long: {example}",
        example=typed("/mute Chip Daily 3d"),
    )
    if not muted:
        return Answer(join("\n", [voice.say("Nothing is muted here."), how]), (back(voice),))
    lines = [Text("• ") + _muted(voice, one, now) for one in muted]
    off = [
        button(voice.say("Unmute {name}", name=Text(one.name).cut(30)), "mute", "off", one.key) for one in muted[:MUTES]
    ]
    return Answer(
        join("\n", [mark("bold", voice.say("Muted here")), listing(voice, lines), how]), (*rows(off), back(voice))
    )


def _muted(voice: Voice, one: Muted, now: datetime) -> Text:
    sorts = {"watch": msgid("term {name}"), "story": msgid("story {name}"), "outlet": msgid("outlet {name}")}
    until = voice.say("until {time}", time=voice.clock(one.until, now)) if one.until else voice.say("for good")
    return join(" · ", [voice.say(sorts[one.sort], name=quoted(voice, one.name)), until])


def muted(voice: Voice, one: Muted, now: datetime) -> Answer:
    """Something is muted from now on."""
    return Answer(
        muted_briefly(voice, one, now),
        ((button(voice.say("Unmute {name}", name=Text(one.name).cut(30)), "mute", "off", one.key),),),
    )


def muted_briefly(voice: Voice, one: Muted, now: datetime) -> Text:
    """The same, in a toast."""
    if one.sort == "story":
        return voice.say(
            "This story is muted: it grows no more, and what follows it does not ring. {mute} undoes it.", mute="/mute"
        )
    if one.until is None:
        return voice.say("{name} is muted. {mute} undoes it.", name=quoted(voice, one.name), mute="/mute")
    return voice.say(
        "{name} is muted until {time}. {mute} undoes it.",
        name=quoted(voice, one.name),
        time=voice.clock(one.until, now),
        mute="/mute",
    )


def which_term(voice: Voice, watches: Sequence[Watch]) -> Answer:
    """Several terms rang for a story: which of them is to be muted?"""
    choices = [button(Text(watch.term), "mute", "watch", watch.id) for watch in watches[:MUTES]]
    return Answer(voice.say("Mute which term for 24 hours?"), rows(choices), way="new")


def nothing_to_mute(voice: Voice, asked: str, near: str) -> Text:
    """Neither a term nor an outlet. near: one of them that was perhaps meant, or ""."""
    said = voice.say("{name} is neither a term watched here nor an outlet that I know.", name=quoted(voice, asked))
    if near:
        return voice.sentences(said, voice.say("Did you mean {command}?", command=typed("/mute", near)))
    return voice.sentences(said, voice.say("{list} shows the terms.", list="/list"))


def no_story(voice: Voice) -> Text:
    """The button of a story or term that is gone."""
    return voice.say("That story or term is gone: there is nothing to mute.")
