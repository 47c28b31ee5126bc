"""Answer of /status: how the bot does, as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.model import Feed
from bot.core.store import Counts, Disk
from bot.messages.answers.feeding import name
from bot.messages.answers.troubles import trouble
from bot.messages.locale import Voice, msgid
from bot.messages.text import Text, join, mark

NAMED = 3  # feeds in trouble that are named
ERROR = 120  # code points of a feed's error
SCARCE = 500_000_000  # bytes free on the disk, below which that is said as trouble
MEGA, GIGA = 1_000_000, 1_000_000_000


@dataclass(frozen=True, slots=True)
class Health:
    """How the bot does."""

    counts: Counts
    late: Sequence[Feed]  # due for some time
    failing: Sequence[Feed]
    version: str
    disk: Disk | None = None


def _well(health: Health) -> bool:
    counts = health.counts
    waits = counts.queued or counts.unknown
    scarce = health.disk is not None and health.disk.free is not None and health.disk.free < SCARCE
    return not (health.late or health.failing or waits or scarce)


def status(voice: Voice, health: Health, now: datetime) -> Text:
    """/status."""
    counts = health.counts
    lines = [
        mark("bold", "🔔 Newsbell " + health.version)
        + " · "
        + (voice.say("all well") if _well(health) else voice.say("running")),
        _feeds(voice, counts, health),
        *_troubled(voice, health, now),
        _since(voice, msgid("Last report read: {span} ago"), msgid("No report read yet."), counts.last_entry_at, now),
        _since(voice, msgid("Last alert: {span} ago"), msgid("No alert sent yet."), counts.last_sent_at, now),
        _queue(voice, counts, now),
        _remembered(voice, counts),
        _disk(voice, health.disk),
    ]
    return join("\n", lines)


def _feeds(voice: Voice, counts: Counts, health: Health) -> Text:
    facts = [voice.say_n("{n} feed", "{n} feeds", counts.feeds)]
    if health.failing:
        facts.append(voice.say_n("{n} cannot be read", "{n} cannot be read", len(health.failing)))
    if health.late:
        facts.append(voice.say_n("{n} is late", "{n} are late", len(health.late)))
    return join(" · ", facts)


def _troubled(voice: Voice, health: Health, now: datetime) -> list[Text]:
    """The feeds that cannot be read, with why, and those that are late, with how late."""
    failing = [Text(f"⚠️ {name(feed)}: ") + trouble(voice, feed.error).cut(ERROR) for feed in health.failing[:NAMED]]
    late = [
        Text(f"🐢 {name(feed)}: ") + voice.say("due for {span}", span=voice.span(now - (feed.next_poll_at or now)))
        for feed in health.late[:NAMED]
    ]
    return failing + late


def _disk(voice: Voice, disk: Disk | None) -> Text:
    if disk is None:
        return Text()
    size = _size(voice, disk.size)
    if disk.free is None:
        return voice.say("Database: {size}", size=size)
    said = voice.say("Database: {size}; free on its disk: {free}", size=size, free=_size(voice, disk.free))
    return Text("⚠️ ") + said if disk.free < SCARCE else said


def _size(voice: Voice, bytes_: int) -> str:
    """ "3.2 MB", "81 GB": as people read it."""
    if bytes_ < GIGA:
        return f"{voice.number(round(bytes_ / MEGA, 1))} MB"
    return f"{voice.number(round(bytes_ / GIGA, 1))} GB"


def _remembered(voice: Voice, counts: Counts) -> Text:
    return voice.say(
        "Remembered: {things}",
        things=voice.list(
            [
                voice.say_n("{n} report", "{n} reports", counts.entries),
                voice.say_n("{n} story", "{n} stories", counts.stories),
                voice.say_n("{n} watch", "{n} watches", counts.watches),
                voice.say_n("{n} chat", "{n} chats", counts.chats),
            ]
        ),
    )


def _queue(voice: Voice, counts: Counts, now: datetime) -> Text:
    if not counts.queued:
        queue = voice.say("Nothing waits to be sent.")
    else:
        oldest = counts.oldest_queued_at or now
        queue = voice.say_n(
            "{n} message waits to be sent, the oldest for {span}.",
            "{n} messages wait to be sent, the oldest for {span}.",
            counts.queued,
            span=voice.span(max(timedelta(0), now - oldest)),
        )
    if counts.dead:
        queue += " " + voice.say_n("{n} could not be sent.", "{n} could not be sent.", counts.dead)
    if counts.unknown:
        queue = (
            queue
            + " "
            + voice.say_n(
                "{n} was perhaps sent: being found out.", "{n} were perhaps sent: being found out.", counts.unknown
            )
        )
    return queue


def _since(voice: Voice, known: str, never: str, at: datetime | None, now: datetime) -> Text:
    return voice.say(known, span=voice.span(max(timedelta(0), now - at))) if at else voice.say(never)
