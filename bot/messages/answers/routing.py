"""Answers of /route: where a watch rings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.model import Watch
from bot.messages.answers import watching
from bot.messages.answers.parts import TYPED, typed
from bot.messages.keyboards import Answer, button, rows
from bot.messages.locale import Voice
from bot.messages.text import Text, join
from bot.messages.why import quoted


@dataclass(frozen=True, slots=True)
class Place:
    """A chat or topic that a watch can ring in. key: "-100123/7"."""

    key: str
    title: str


def how_to_route(voice: Voice) -> Text:
    """/route alone."""
    return voice.say(
        "Type /route, a term or its number in /list, and where it is to ring: {example} or {number}. I must be in that "
        "chat, and you must be one of its administrators.",
        example=typed("/route 1 @channel"),
        number=typed("/route 1 -1001234567890/7"),
    )


def places(voice: Voice, watch: Watch, found: Sequence[Place]) -> Answer:
    """/route with a watch alone."""
    where = [button(Text(place.title), "route", "to", watch.id, place.key) for place in found]
    here = button(voice.say("Here"), "route", "to", watch.id, "here")
    said = voice.say("Where shall {term} ring?", term=quoted(voice, watch.term))
    return Answer(join("\n", [said, how_to_route(voice)]), (*rows(where), (here,)))


def no_place(voice: Voice, name: str) -> Text:
    """A chat that cannot be seen."""
    said = voice.say(
        "I cannot see {chat}: add me there first, in a channel as an administrator.", chat=Text(name).cut(TYPED)
    )
    return voice.sentences(
        said, voice.say("Its number or @name comes after the term: {example}", example=typed("/route 1 @channel"))
    )


def not_yours(voice: Voice, title: str) -> Text:
    """A chat that somebody else administers."""
    return voice.say("Only an administrator of {chat} may send alerts there.", chat=quoted(voice, title))


def cannot_write(voice: Voice, title: str) -> Text:
    """A chat that takes no message of the bot's."""
    return voice.say("I may not write in {chat}: let me post there, and try again.", chat=quoted(voice, title))


def routed(voice: Voice, term: str, title: str) -> Answer:
    """title: "" where it rings here again."""
    if not title:
        return Answer(voice.say("{term} rings here.", term=quoted(voice, term)))
    return Answer(voice.say("{term} rings in {chat} from now on.", term=quoted(voice, term), chat=quoted(voice, title)))


def watched_there(voice: Voice, term: str, title: str) -> Text:
    """The other chat has the term already."""
    return voice.say("{chat} watches {term} already.", chat=quoted(voice, title), term=quoted(voice, term))


def full_there(voice: Voice, quota: int, title: str) -> Text:
    """The other chat has as many watches as it may have; title: "" for this one."""
    if not title:
        return watching.full(voice, quota)
    return voice.say_n(
        "{chat} may have {n} watch, and has it.",
        "{chat} may have {n} watches, and has them.",
        quota,
        chat=quoted(voice, title),
    )


def rings_here_now(voice: Voice, term: str) -> Text:
    """Said in the other chat."""
    return voice.say("Alerts for {term} come here from now on.", term=quoted(voice, term))
