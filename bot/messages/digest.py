"""Many stories in one quiet message: grouped by watch, each a linked line with its outlets; at the end what was muted,
and what too few outlets report to ring for.

Rules: as many stories as fit below 4,096 code points and 100 entities, in the order given; how many are left out is
said.
"""

from __future__ import annotations

from datetime import UTC, datetime

from bot.core.decision import HeldBy, Owed, Story
from bot.core.model import Entry
from bot.messages.locale import Voice, msgid, voice_of
from bot.messages.report import NAME, linked, outlet
from bot.messages.text import Text, join, mark
from bot.messages.utf16 import MAX_ENTITIES, MAX_LENGTH

TITLE = 160  # code points of one headline
RESERVE = 80  # code points for the closing line


def digest(owed: Owed) -> Text:
    """The message of a DIGEST."""
    voice = voice_of(owed.chat)
    text = mark("bold", _heading(voice, owed))
    shown = 0
    for group, stories in _groups(voice, owed).items():
        title = mark("bold", Text(group).cut(NAME)) if group else Text()
        for place, story in enumerate(stories):
            line = join("\n", [title if place == 0 else "", "• " + _line(voice, story, _shown(owed, story))])
            longer = join("\n\n" if place == 0 else "\n", [text, line])
            if len(longer) > MAX_LENGTH - RESERVE or len(longer.marks) > MAX_ENTITIES:
                return text + "\n\n" + _more(voice, len(owed.stories) - shown)
            text, shown = longer, shown + 1
    return text if shown else text + "\n" + voice.say("Nothing new.")


def _heading(voice: Voice, owed: Owed) -> Text:
    occasion = owed.delivery.occasion.partition("/")[0]  # "/2": its second message
    try:
        at = datetime.strptime(occasion, "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
    except ValueError:
        return voice.say("The last 24 hours")
    return voice.say("Digest, {time}", time=voice.clock(at, owed.delivery.created_at))


def _groups(voice: Voice, owed: Owed) -> dict[str, list[Story]]:
    """The stories under the chat's term that each fits best, in their order; then those under what kept them back."""
    mine = set(owed.delivery.terms)
    groups: dict[str, list[Story]] = {}
    kept: dict[HeldBy, list[Story]] = {HeldBy.MUTE: [], HeldBy.WAITING: []}
    for story in owed.stories:
        by = owed.held.get(story.id)
        if by is not None and by in kept:
            kept[by].append(story)
            continue
        scores = {term: score for term, score in story.terms.items() if not mine or term in mine}
        best = max(scores, key=lambda term: scores[term], default="")
        groups.setdefault(best, []).append(story)
    names = {HeldBy.MUTE: msgid("Muted"), HeldBy.WAITING: msgid("Reported by too few outlets to ring")}
    return groups | {f"— {voice.say(names[by]).text}": stories for by, stories in kept.items() if stories}


def _line(voice: Voice, story: Story, entry: Entry) -> Text:
    title = linked(Text(entry.title or story.headline).cut(TITLE), entry.url)
    if story.version > 1:
        return title + " · " + voice.say_n("{n} outlet", "{n} outlets", story.version)
    return join(" · ", [title, outlet(entry)])


def _more(voice: Voice, left: int) -> Text:
    return voice.say_n("and {n} more story", "and {n} more stories", left)


def _shown(owed: Owed, story: Story) -> Entry:
    reading = owed.readings.get(story.id)
    if reading is not None:
        return reading.entry
    return story.reports[0] if story.reports else Entry("", "", story.headline)
