"""Answers of /list and /unwatch: what is watched in a chat, and what is watched no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.core.model import Watch
from bot.core.relevance import Precision
from bot.messages.answers.parts import TYPED, listing, typed
from bot.messages.answers.watching import what_to_watch
from bot.messages.keyboards import Answer, button, rows
from bot.messages.locale import Voice
from bot.messages.text import Text, join, mark
from bot.messages.why import quoted


def what_to_unwatch(voice: Voice) -> Text:
    """/unwatch alone."""
    return voice.say(
        "Type /unwatch and a term or its number in /list, like this: {example}", example=typed("/unwatch 1")
    )


def unwatched(voice: Voice, term: str, draft: str) -> Answer:
    """A watch is gone. draft: what a button brings back."""
    said = voice.say("No longer watching for {term}.", term=mark("bold", Text(term).cut(TYPED)))
    return Answer(said, ((button(voice.say("Watch it again"), "watch", "add", f"d{draft}"),),))


def no_such_watch(voice: Voice, term: str, near: str, command: str = "unwatch") -> Text:
    """near: a watched term that was perhaps meant, or ""."""
    said = voice.say("{term} is not watched here.", term=quoted(voice, term))
    if near:
        return voice.sentences(said, voice.say("Did you mean {command}?", command=typed(f"/{command}", near)))
    return voice.sentences(said, voice.say("{list} shows what is.", list="/list"))


def configured_watch(voice: Voice, term: str) -> Text:
    """A watch that the chat cannot drop."""
    return voice.say(
        "{term} stands in the bot's config.toml: whoever runs the bot can take it out there.", term=quoted(voice, term)
    )


# ---------------------------------------------------------------- /list


@dataclass(frozen=True, slots=True)
class Listed:
    """A watch as /list shows it."""

    watch: Watch
    precision: Precision = field(default_factory=Precision)
    goes_to: str = ""  # the chat that it rings in, where that is another one


def watches(voice: Voice, all_of_them: Sequence[Listed], now: datetime) -> Answer:
    """/list. A tap on a number opens the watch."""
    if not all_of_them:
        none = voice.say("Nothing is watched here yet.")
        return Answer(voice.sentences(none, what_to_watch(voice)))
    lines = (_listed(voice, number, one, now) for number, one in enumerate(all_of_them, 1))
    heading = voice.say_n("{n} watch in this chat", "{n} watches in this chat", len(all_of_them))
    numbers = [button(str(n), "watch", "show", f"w{one.watch.id}") for n, one in enumerate(all_of_them[:24], 1)]
    return Answer(mark("bold", heading) + "\n" + listing(voice, lines), rows(numbers, 6))


def _listed(voice: Voice, number: int, one: Listed, now: datetime) -> Text:
    facts = [*facts_of(voice, one.watch, now), precision(voice, one.precision)]
    if one.goes_to:
        facts.append(voice.say("rings in {chat}", chat=Text(one.goes_to).cut(40)))
    return join(" · ", [Text(f"{number}. ") + Text(one.watch.term).cut(TYPED), *facts])


def facts_of(voice: Voice, watch: Watch, now: datetime) -> list[Text]:
    """What is special about a watch."""
    facts: list[Text] = []
    if watch.min_sources > 1:
        facts.append(voice.say_n("from {n} outlet on", "from {n} outlets on", watch.min_sources))
    if watch.threshold > 80:
        facts.append(voice.say("close matches only"))
    if watch.muted_until is not None and watch.muted_until > now:
        facts.append(voice.say("muted until {time}", time=voice.clock(watch.muted_until, now)))
    if watch.origin == "config":
        facts.append(voice.say("from config.toml"))
    return facts


def precision(voice: Voice, votes: Precision) -> Text:
    """How many of the alerts that people judged were to the point."""
    if not votes.total:
        return Text()
    return voice.say(
        "{percent} to the point ({up} of {n})",
        percent=voice.percent(votes.share),
        up=votes.up,
        n=votes.total,
    )
