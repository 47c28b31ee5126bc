"""Answers of /why and /status: what became of a report, and how the bot does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.model import Address, DeliveryState, Feed, Reading, Stage, Story
from bot.core.ports import Counts, Explained
from bot.messages.alert import others, reasons
from bot.messages.answers.parts import typed
from bot.messages.locale import Voice, msgid
from bot.messages.report import byline, headline
from bot.messages.text import Text, join, mark
from bot.messages.why import quoted

STAGES: Mapping[Stage, str] = {
    Stage.NO_MATCH: msgid("No watch matches it."),
    Stage.BELOW_THRESHOLD: msgid("It matches too faintly: below the threshold of the watch."),
    Stage.FIRST_POLL: msgid("Its feed was new then: what a first poll brings is remembered without a ring."),
    Stage.TOO_OLD: msgid("It was published too long before it was seen."),
    Stage.JOINED: msgid("It tells a story that had rung already."),
    Stage.WAITING: msgid("Its story waits for more outlets, as its watch asks."),
    Stage.MUTED: msgid("Its watch was muted."),
    Stage.QUEUED: msgid("It rang."),
}
STATES: Mapping[DeliveryState, str] = {
    DeliveryState.QUEUED: msgid("in the queue"),
    DeliveryState.SENDING: msgid("being sent"),
    DeliveryState.SENT: msgid("sent"),
    DeliveryState.UNKNOWN: msgid("perhaps sent: being found out"),
    DeliveryState.DEAD: msgid("could not be sent"),
}


@dataclass(frozen=True, slots=True)
class Case:
    """One report, as a chat may know of it."""

    address: Address
    found: Explained  # with the deliveries of this chat alone
    terms: tuple[str, ...]  # the chat's terms that it matches
    story: Story | None
    late: tuple[str, ...] = ()  # terms of the chat that would match it, but were not watched when it came
    misses: tuple[str, ...] = ()  # for a report that did not match: what came close and why it was refused
    detail: str = ""  # the record's own reason; for admins, as it may name what other chats watch


def what_to_explain(voice: Voice) -> Text:
    """/why alone."""
    return voice.say(
        "Answer one of my alerts with /why, or type it with an address or words of a headline, like this: {example}",
        example=typed("/why DeepSeek V4"),
    )


def never_seen(voice: Voice, asked: str) -> Text:
    """Nothing of what is remembered fits."""
    return voice.say(
        "No feed brought {asked} in the time that I remember. {feeds} shows what is read.",
        asked=quoted(voice, asked),
        feeds="/feeds",
    )


def no_alert(voice: Voice) -> Text:
    """/why as an answer to a message that told no story."""
    return voice.sentences(voice.say("That message tells of no story that I remember."), what_to_explain(voice))


def explained(voice: Voice, case: Case, now: datetime) -> Text:
    """One report: what matched where, how far it got, its story, and its times."""
    reading = case.found.record.reading
    return join(
        "\n",
        [
            headline(reading, case.terms),
            byline(voice, reading.entry, now),
            mark("bold", voice.say(_verdict(case))),
            _matched(voice, reading, case.terms),
            _late(voice, case.late),
            *(Text("• ") + Text(line).cut(300) for line in case.misses),
            Text(case.detail).cut(300),
            _times(voice, case, now),
            others(voice, case.story, reading.entry) if case.story else "",
        ],
    )


def explanations(voice: Voice, cases: Sequence[Case], left: int, now: datetime) -> Text:
    """Several reports; left: how many more there are."""
    more = voice.say_n("and {n} more", "and {n} more", left) if left else Text()
    return join("\n\n", [*(explained(voice, case, now) for case in cases), more])


def _verdict(case: Case) -> str:
    """How far it got, to this chat: what others watch is theirs, so that a report of theirs alone matched nothing."""
    record = case.found.record
    if record.reading.matches and not case.terms:
        return STAGES[Stage.NO_MATCH]
    if record.stage is not Stage.QUEUED or case.found.deliveries:
        return STAGES[record.stage]
    told = case.story is not None and any(told.address == case.address for told in case.story.told)
    return STAGES[Stage.JOINED] if told else msgid("It did not ring here.")


def _matched(voice: Voice, reading: Reading, terms: Sequence[str]) -> Text:
    if not terms:
        return Text()
    named = voice.list(quoted(voice, term) for term in terms)
    return join("\n", [voice.say("It matches {terms}.", terms=named), reasons(voice, reading, terms)])


def _late(voice: Voice, terms: Sequence[str]) -> Text:
    if not terms:
        return Text()
    named = voice.list(quoted(voice, term) for term in terms)
    return voice.say("It fits {terms}, but came before that was watched.", terms=named)


def _times(voice: Voice, case: Case, now: datetime) -> Text:
    entry = case.found.record.reading.entry
    return join(
        " → ",
        [
            voice.say("published {time}", time=voice.clock(entry.published_at, now)) if entry.published_at else "",
            voice.say("seen {time}", time=voice.clock(entry.seen_at, now)) if entry.seen_at else "",
            *(_delivered(voice, delivery.state) for delivery in case.found.deliveries[:1]),
        ],
    )


def _delivered(voice: Voice, state: DeliveryState) -> Text:
    return voice.say(STATES[state])


@dataclass(frozen=True, slots=True)
class Health:
    """How the bot does."""

    counts: Counts
    late: Sequence[Feed]  # due for some time
    failing: Sequence[Feed]
    version: str


def status(voice: Voice, health: Health, now: datetime) -> Text:
    """/status."""
    counts = health.counts
    well = not health.late and not health.failing and not counts.queued and not counts.unknown
    lines = [
        mark("bold", "🔔 Newsbell " + health.version)
        + " · "
        + (voice.say("all well") if well else voice.say("running")),
        _feeds(voice, counts, health),
        _since(voice, msgid("Last report read: {span} ago"), msgid("No report read yet."), counts.last_entry_at, now),
        _since(voice, msgid("Last alert: {span} ago"), msgid("No alert sent yet."), counts.last_sent_at, now),
        _queue(voice, counts, now),
        _remembered(voice, counts),
    ]
    return join("\n", lines)


def _feeds(voice: Voice, counts: Counts, health: Health) -> Text:
    facts = [voice.say_n("{n} feed", "{n} feeds", counts.feeds)]
    if health.failing:
        facts.append(voice.say_n("{n} cannot be read", "{n} cannot be read", len(health.failing)))
    if health.late:
        facts.append(voice.say_n("{n} is late", "{n} are late", len(health.late)))
    return join(" · ", facts)


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
