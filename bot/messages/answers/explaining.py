"""Answers of /why: what became of a report, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.decision import Delivery, DeliveryState, HeldBy, Stage, Story
from bot.core.model import Address, Reading, Watch
from bot.core.store import Explained
from bot.messages.alert import others, reasons
from bot.messages.answers.comparing import Beside, compared
from bot.messages.answers.parts import typed
from bot.messages.answers.understanding import translated
from bot.messages.locale import Voice, msgid
from bot.messages.report import byline, headline, linked
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
    Stage.HELD: msgid("It was kept back."),
    Stage.QUEUED: msgid("It rang."),
}
TOLD: Mapping[str, str] = {  # how a chat was told of the story, where no alert did
    "held": STAGES[Stage.HELD],
    "digest": msgid("A digest told of it."),
    "waiting": STAGES[Stage.WAITING],
}
STATES: Mapping[DeliveryState, str] = {
    DeliveryState.QUEUED: msgid("in the queue"),
    DeliveryState.SENDING: msgid("being sent"),
    DeliveryState.LIMITED: msgid("in the queue"),
    DeliveryState.SENT: msgid("sent"),
    DeliveryState.UNKNOWN: msgid("perhaps sent: being found out"),
    DeliveryState.DEAD: msgid("could not be sent"),
    DeliveryState.FOLDED: msgid("too old to ring: a digest tells it"),
}
HELD: Mapping[HeldBy, str] = {
    HeldBy.QUIET: msgid("Quiet hours keep it back: the next digest tells it."),
    HeldBy.SNOOZE: msgid("This chat is snoozed: the next digest tells it."),
    HeldBy.MUTE: msgid("It is muted here: the next digest tells it."),
    HeldBy.WAITING: msgid("It waits for more outlets: a digest may list it before."),
    HeldBy.STALE: msgid("It stood in the queue for too long to ring: the next digest tells it."),
    HeldBy.FIRST: msgid("It broke before this chat was there: the first digest tells it."),
}


@dataclass(frozen=True, slots=True)
class Miss:
    """A watch that does not match a report, and what came close, in the core's words."""

    term: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One report, as a chat may know of it."""

    address: Address
    found: Explained  # with the deliveries of this chat alone
    terms: tuple[str, ...]  # the chat's terms that it matches
    story: Story | None
    late: tuple[str, ...] = ()  # terms of the chat that would match it, but were not watched when it came
    misses: tuple[Miss, ...] = ()  # for a report that did not match: what came close and why it was refused
    detail: str = ""  # the record's own reason; for admins, as it may name what other chats watch
    watches: tuple[Watch, ...] = ()  # the chat's watches that it matches
    held: HeldBy | None = None  # what keeps the story back here
    muted: bool = False  # the story or its outlet is muted here
    beside: Beside | None = None  # the report that it is most like, of its story and of those that it was held against


def what_to_explain(voice: Voice) -> Text:
    """/why alone."""
    return voice.say(
        "Answer one of my alerts with /why, or type it with an address or words of a headline, like this: {example}",
        example=typed("/why DeepSeek V4"),
    )


def never_seen(voice: Voice, asked: str, *, near: str = "", site: str = "") -> Text:
    """Nothing of what is remembered fits. near: a headline that is alike; site: of an address that no feed is of."""
    said = voice.say("No feed brought {asked} in the time that I remember.", asked=quoted(voice, asked))
    if near:
        example = typed("/why", Text(near).cut(80).text)
        return voice.sentences(said, voice.say("Did you mean {command}?", command=example))
    if site:
        return voice.sentences(
            said, voice.say("No feed of {site} is read: {feeds} shows what is.", site=site, feeds="/feeds")
        )
    return voice.sentences(said, voice.say("{feeds} shows what is read.", feeds="/feeds"))


def no_alert(voice: Voice) -> Text:
    """/why as an answer to a message that told no story."""
    return voice.sentences(voice.say("That message tells of no story that I remember."), what_to_explain(voice))


def forgotten(voice: Voice) -> Text:
    """The button of an alert whose story is pruned."""
    return voice.say("I do not remember that story any more.")


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
            *_kept_back(voice, case, now),
            *_missed(voice, case.misses),
            join(voice.say("; "), [translated(voice, part) for part in case.detail.split("; ")]).cut(300),
            _told(voice, case, now),
            *(compared(voice, case.beside) if case.beside else ()),
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
    how = next((told.how for told in case.story.told if told.address == case.address), "") if case.story else ""
    if how in TOLD:
        return TOLD[how]
    if record.stage is not Stage.QUEUED or case.found.deliveries:
        return STAGES[record.stage]
    return STAGES[Stage.JOINED] if how else msgid("It did not ring here.")


def _matched(voice: Voice, reading: Reading, terms: Sequence[str]) -> Text:
    if not terms:
        return Text()
    named = voice.list(quoted(voice, term) for term in terms)
    return join("\n", [voice.say("It matches {terms}.", terms=named), reasons(voice, reading, terms)])


def _kept_back(voice: Voice, case: Case, now: datetime) -> list[Text]:
    """What stands in its way in this chat now."""
    lines = [
        voice.say(
            "{term} is muted until {time}.", term=quoted(voice, watch.term), time=voice.clock(watch.muted_until, now)
        )
        for watch in case.watches
        if watch.muted_until is not None and watch.muted_until > now
    ]
    if case.held is not None:
        lines.append(voice.say(HELD[case.held]))
    elif case.muted:
        lines.append(voice.say("Its story or its outlet is muted here: {mute} shows what is.", mute="/mute"))
    for delivery in case.found.deliveries[:1]:
        if delivery.state is DeliveryState.QUEUED and delivery.not_before is not None and delivery.not_before > now:
            lines.append(voice.say("It waits until {time}.", time=voice.clock(delivery.not_before, now)))
    return lines


def _missed(voice: Voice, misses: Sequence[Miss]) -> list[Text]:
    """What came nearest, watch by watch."""
    return [(Text("• ") + _miss(voice, miss)).cut(300) for miss in misses]


def _miss(voice: Voice, miss: Miss) -> Text:
    near = join(voice.say("; "), [translated(voice, one) for one in miss.lines])
    return voice.say("{name}: {facts}", name=quoted(voice, miss.term), facts=near)


def _told(voice: Voice, case: Case, now: datetime) -> Text:
    """The story that it joined, where that is another report's."""
    story = case.story
    entry = case.found.record.reading.entry
    if (
        story is None
        or not story.reports
        or story.reports[0].key == entry.key
        or case.found.record.stage is not Stage.JOINED
    ):
        return Text()
    first = story.reports[0]
    told = any(told.address == case.address for told in story.told)
    said = msgid("Its story rang here {time}: {headline}") if told else msgid("Its story began {time}: {headline}")
    return voice.say(
        said, time=voice.clock(story.first_seen_at, now), headline=linked(Text(first.title).cut(120), first.url)
    )


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
            *(_delivered(voice, delivery, now) for delivery in case.found.deliveries[:1]),
        ],
    )


def _delivered(voice: Voice, delivery: Delivery, now: datetime) -> Text:
    if delivery.state is DeliveryState.SENT and delivery.sent_at is not None:
        return voice.say("sent {time}", time=voice.clock(delivery.sent_at, now))
    return voice.say(STATES[delivery.state])
