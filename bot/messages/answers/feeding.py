"""Answers of /feeds, /addfeed and /delfeed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.core.model import Feed, FeedState
from bot.messages.answers.parts import TYPED, listing, typed
from bot.messages.answers.troubles import trouble
from bot.messages.locale import Voice
from bot.messages.text import Text, join, mark

EXAMPLE = "/addfeed https://example.com/rss"
ERROR = 200  # code points of a feed's error
URL = 120


def feeds(voice: Voice, numbered: Sequence[tuple[int, Feed]], now: datetime) -> Text:
    """/feeds. numbered: in the order to be shown, each with the number that /delfeed takes."""
    if not numbered:
        return voice.sentences(voice.say("No feed is polled yet."), what_to_add(voice))
    failing = sum(feed.state is not FeedState.ACTIVE for _, feed in numbered)
    heading = voice.say_n("{n} feed", "{n} feeds", len(numbered))
    state = voice.say_n("{n} cannot be read", "{n} cannot be read", failing) if failing else voice.say("all well")
    lines = (_feed(voice, number, feed, now) for number, feed in numbered)
    return mark("bold", heading + " · " + state) + "\n" + listing(voice, lines)


def what_to_add(voice: Voice) -> Text:
    """/addfeed alone, or with something that is no address."""
    return voice.say("Type /addfeed and the address of a feed, like this: {example}", example=typed(EXAMPLE))


def added(voice: Voice, feed: Feed, entries: int) -> Text:
    """A feed that is polled from now on."""
    said = voice.say_n(
        "Added {feed}: {n} entry, remembered without a ring. What comes from now on rings.",
        "Added {feed}: {n} entries, remembered without a ring. What comes from now on rings.",
        entries,
        feed=mark("bold", name(feed)),
    )
    return voice.sentences(said, voice.say("{feeds} shows how it does.", feeds="/feeds"))


def polled_already(voice: Voice, feed: Feed) -> Text:
    """A feed that was there."""
    return voice.say("{feed} is polled already.", feed=mark("bold", name(feed)))


def unreadable(voice: Voice, feed: Feed) -> Text:
    """feed.error says what is wrong and what helps."""
    said = voice.say("{url} cannot be read as a feed, so it was not added.", url=Text(feed.url).cut(URL))
    return join("\n", [said, trouble(voice, feed.error).cut(ERROR * 2)])


def what_to_drop(voice: Voice) -> Text:
    """/delfeed alone."""
    return voice.say(
        "Type /delfeed and a feed's address or its number in /feeds, like this: {example}", example=typed("/delfeed 1")
    )


def dropped(voice: Voice, feed: Feed) -> Text:
    """A feed that is polled no more."""
    return voice.say(
        "{feed} is polled no more. To have it back: {command}",
        feed=mark("bold", name(feed)),
        command=mark("code", f"/addfeed {Text(feed.url).cut(URL).text}"),
    )


def no_such_feed(voice: Voice, asked: str, near: str) -> Text:
    """near: the address of a feed that was perhaps meant, or ""."""
    said = voice.say("There is no feed {feed}.", feed=Text(asked).cut(TYPED))
    if near:
        return voice.sentences(said, voice.say("Did you mean {command}?", command=mark("code", f"/delfeed {near}")))
    return voice.sentences(said, voice.say("{feeds} shows them all.", feeds="/feeds"))


def configured_feed(voice: Voice, feed: Feed) -> Text:
    """A feed that a chat cannot drop."""
    return voice.say(
        "{feed} stands in the bot's config.toml: whoever runs the bot can take it out there.",
        feed=mark("bold", name(feed)),
    )


def name(feed: Feed) -> str:
    """What a feed is called: its title, else its address."""
    return Text(feed.title or feed.url).cut(TYPED).text


def _feed(voice: Voice, number: int, feed: Feed, now: datetime) -> Text:
    sign = "✅" if feed.state is FeedState.ACTIVE else "⚠️"
    line = join(" · ", [Text(f"{sign} {number}. {name(feed)}"), _polled(voice, feed, now), _next(voice, feed, now)])
    return line + "\n    " + trouble(voice, feed.error).cut(ERROR) if feed.error else line


def _polled(voice: Voice, feed: Feed, now: datetime) -> Text:
    if feed.polled_at is None:
        return voice.say("never read yet")
    return voice.say("read {span} ago", span=voice.span(now - feed.polled_at))


def _next(voice: Voice, feed: Feed, now: datetime) -> Text:
    if feed.state is FeedState.GONE:
        return voice.say("gone: not polled any more")
    if feed.next_poll_at is None or feed.next_poll_at <= now:
        return voice.say("due now")
    return voice.say("again in {span}", span=voice.span(feed.next_poll_at - now))
