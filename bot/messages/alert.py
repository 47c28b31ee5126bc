"""One story as a chat is told of it.

    🔔 matched terms
    the headline, linked, what matched in bold; under the alert of a story that it follows, what is new
    outlet · time · language
    > the summary around what matched, to be unfolded
    Why: ...
    Also reported by ...

Rules: every part is bounded, so that the whole stays below 4,096 code points and 100 entities whatever comes in. It
shows the terms of its own chat alone: what others watch is theirs.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.decision import DeliveryKind, Owed, Story
from bot.core.model import Entry, Reading, Signature
from bot.core.story import family
from bot.messages.locale import Voice, voice_of
from bot.messages.report import NAME, byline, headline, linked, news, outlet, summary
from bot.messages.text import Text, join, mark
from bot.messages.why import why

TERMS = 5
OUTLETS = 8


def alert(owed: Owed) -> Text:
    """The message of a SEND, REPLY or EDIT."""
    story, voice = owed.stories[0], voice_of(owed.chat)
    reading = owed.readings.get(story.id) or _bare(story)
    terms = owed.delivery.terms or tuple(match.term for match in reading.matches)
    return join(
        "\n",
        [
            _lead(voice, owed, story),
            _bell(voice, terms),
            _headline(owed, reading, terms),
            byline(voice, reading.entry, owed.delivery.created_at),
            summary(reading, terms),
            reasons(voice, reading, terms),
            others(voice, story, reading.entry),
        ],
    )


def reasons(voice: Voice, reading: Reading, terms: Sequence[str]) -> Text:
    """Why: “V4” as typed; “华为” is Huawei."""
    found = why(voice, reading, terms)
    return voice.say("Why: {reasons}", reasons=found) if found else Text()


def others(voice: Voice, story: Story, shown: Entry) -> Text:
    """Also reported by A, B, C +2: each publisher once, linked; those in the chat's language first, then as they
    arrived."""
    first_of: dict[str, Entry] = {}
    for report in story.reports:
        first_of.setdefault(family(report), report)
    mine = family(shown)
    rest = [report for name, report in first_of.items() if name != mine]
    if not rest:
        return Text()
    own = voice.locale[:2]
    rest.sort(key=lambda report: report.language[:2].lower() != own)
    named = [linked(outlet(report), report.url) for report in rest[:OUTLETS]]
    more = max(len(rest), story.version - 1) - len(named)
    listed = voice.list(named)
    return voice.say("Also reported by {outlets}", outlets=listed + f" +{voice.number(more)}" if more > 0 else listed)


def _lead(voice: Voice, owed: Owed, story: Story) -> Text:
    """What it has to do with the message that it replies to."""
    if _doubtful(owed, story):
        return voice.say("Possibly the same as above:")
    return voice.say("New in the story above:") if story.follows is not None and _follows_up(owed) else Text()


def _follows_up(owed: Owed) -> bool:
    """Whether it replies to the alert of the story that it follows, or changes a message that does."""
    if owed.delivery.kind is DeliveryKind.SEND:
        return owed.alert is not None
    former = owed.former.told if owed.former is not None else frozenset()
    return any(told.address == owed.delivery.address and told.how == "alert" for told in former)


def _headline(owed: Owed, reading: Reading, terms: Sequence[str]) -> Text:
    """What matched in bold; under an alert that it follows, what is new."""
    former = owed.former if _follows_up(owed) else None
    return (news(reading.entry, former) if former is not None else Text()) or headline(reading, terms)


def _bell(voice: Voice, terms: Sequence[str]) -> Text:
    named = [mark("bold", Text(term).cut(NAME)) for term in terms[:TERMS]]
    more = f" +{voice.number(len(terms) - TERMS)}" if len(terms) > TERMS else ""
    return "🔔 " + join(" · ", named) + more if named else Text("🔔")


def _doubtful(owed: Owed, story: Story) -> bool:
    if owed.delivery.kind is DeliveryKind.REPLY:
        return True
    quietly = (told.how == "reply" and told.address == owed.delivery.address for told in story.told)
    return owed.delivery.kind is DeliveryKind.EDIT and any(quietly)


def _bare(story: Story) -> Reading:
    """The first report, where what matched in it was not kept."""
    return Reading(story.reports[0] if story.reports else Entry("", "", story.headline), Signature())
