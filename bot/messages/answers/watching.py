"""Answers of /watch, /unwatch and /list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.core.model import Entry, Reading, Watch
from bot.messages.answers.parts import TYPED, listing, pointed, typed
from bot.messages.locale import Voice
from bot.messages.report import byline, linked
from bot.messages.text import Text, join, mark
from bot.messages.why import quoted

EXAMPLES = 3
HEADLINE = 120  # code points of an example's headline
LONGEST = 300  # code points of a term


def what_to_watch(voice: Voice) -> Text:
    """/watch alone."""
    return voice.say("Type /watch and what to look for, like this: {example}", example=typed("/watch DeepSeek V4"))


def too_long(voice: Voice) -> Text:
    """A term that no headline could hold."""
    return voice.say("That is too long to be found in a headline: {n} characters are the limit.", n=LONGEST)


def not_understood(voice: Voice, term: str, column: int, expected: str) -> Text:
    """column: from 1; expected: in words, as the query language says it."""
    said = voice.say("I cannot read that at character {n}; expected: {expected}", n=column, expected=expected)
    plain = voice.say("Plain words always work: {example}", example=typed("/watch DeepSeek V4"))
    return join("\n", [said, pointed(term, column), plain])


def watching(voice: Voice, term: str, understood: Sequence[str]) -> Text:
    """A new watch and how it was understood."""
    said = voice.say("Watching for {term}.", term=mark("bold", Text(term).cut(TYPED)))
    return join("\n", [said, *(Text("• ") + Text(line).cut(300) for line in understood[:8])])


def preview(voice: Voice, found: Sequence[Reading], now: datetime) -> Text:
    """What a new watch would have found in the last 7 days."""
    if not found:
        return voice.say("In the last 7 days no report here matched it.")
    count = voice.say_n(
        "In the last 7 days {n} report matched it:", "In the last 7 days {n} reports matched it:", len(found)
    )
    return join("\n", [count, *(Text("• ") + _example(voice, r.entry, now) for r in found[:EXAMPLES])])


def already_watched(voice: Voice, term: str, number: int) -> Text:
    """number: its place in /list."""
    return voice.say("{term} is watched here already: number {n} in /list.", term=quoted(voice, term), n=number)


def what_to_unwatch(voice: Voice) -> Text:
    """/unwatch alone."""
    return voice.say(
        "Type /unwatch and a term or its number in /list, like this: {example}", example=typed("/unwatch 1")
    )


def unwatched(voice: Voice, term: str) -> Text:
    """A watch is gone."""
    return voice.say(
        "No longer watching for {term}. To have it back: {command}",
        term=mark("bold", Text(term).cut(TYPED)),
        command=typed("/watch", term),
    )


def no_such_watch(voice: Voice, term: str, near: str) -> Text:
    """near: a watched term that was perhaps meant, or ""."""
    said = voice.say("{term} is not watched here.", term=quoted(voice, term))
    if near:
        return voice.sentences(said, voice.say("Did you mean {command}?", command=typed("/unwatch", near)))
    return voice.sentences(said, voice.say("{list} shows what is.", list="/list"))


def configured_watch(voice: Voice, term: str) -> Text:
    """A watch that the chat cannot drop."""
    return voice.say(
        "{term} stands in the bot's config.toml: whoever runs the bot can take it out there.", term=quoted(voice, term)
    )


def watches(voice: Voice, all_of_them: Sequence[Watch], now: datetime) -> Text:
    """/list."""
    if not all_of_them:
        none = voice.say("Nothing is watched here yet.")
        return voice.sentences(none, what_to_watch(voice))
    lines = (_watch(voice, number, watch, now) for number, watch in enumerate(all_of_them, 1))
    heading = voice.say_n("{n} watch in this chat", "{n} watches in this chat", len(all_of_them))
    return mark("bold", heading) + "\n" + listing(voice, lines)


def _watch(voice: Voice, number: int, watch: Watch, now: datetime) -> Text:
    facts: list[Text] = []
    if watch.min_sources > 1:
        facts.append(voice.say_n("from {n} outlet on", "from {n} outlets on", watch.min_sources))
    if watch.muted_until is not None and watch.muted_until > now:
        facts.append(voice.say("muted until {time}", time=voice.clock(watch.muted_until, now)))
    if watch.origin == "config":
        facts.append(voice.say("from config.toml"))
    return join(" · ", [Text(f"{number}. ") + Text(watch.term).cut(TYPED), *facts])


def _example(voice: Voice, entry: Entry, now: datetime) -> Text:
    return join(" · ", [linked(Text(entry.title).cut(HEADLINE), entry.url), byline(voice, entry, now)])
