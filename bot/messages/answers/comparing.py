"""Why a report is one story with another, or is not, in a few lines for a phone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.core.model import Entry
from bot.core.story.explanation import Comparison
from bot.core.story.fresh import tells
from bot.messages.answers.understanding import translated
from bot.messages.locale import Voice
from bot.messages.report import linked, outlet
from bot.messages.text import Text, join

SHARED = 6  # things that both hold; the most telling first
REASONS = 3  # that speak against it


@dataclass(frozen=True, slots=True)
class Beside:
    """A report beside another. names: those of the comparison, as a reader knows them."""

    comparison: Comparison
    other: Entry
    names: tuple[str, ...]


def compared(voice: Voice, beside: Beside) -> list[Text]:
    """How like the other it is, what both hold, what sets them apart, what is new."""
    comparison, other = beside.comparison, beside.other
    lines = [
        voice.say(
            "{share} like {headline} ({outlet})",
            share=voice.percent(round(comparison.score / 100, 2)),
            headline=linked(Text(other.title).cut(100), other.url),
            outlet=outlet(other),
        )
    ]
    if shared := list(_shared(beside)):
        lines.append(voice.say("Both hold: {things}", things=voice.list(shared[:SHARED])))
    if comparison.veto:
        lines.append(voice.say("They cannot be one event: {reason}", reason=translated(voice, comparison.veto)))
    elif comparison.apart:
        reasons = [translated(voice, reason) for reason in comparison.apart[:REASONS]]
        lines.append(voice.say("Against it: {reasons}", reasons=join(voice.say("; "), reasons)))
    if comparison.fact:
        lines.append(voice.say("It adds: {fact}", fact=translated(voice, comparison.fact)))
    return [line.cut(300) for line in lines]


def _shared(beside: Beside) -> Iterator[str]:
    """Names, numbers and words, each thing once: of a chip and chips the first."""
    said: list[str] = []
    for thing in _things(beside):
        if not any(thing.casefold() in former or former in thing.casefold() for former in said):
            said.append(thing.casefold())
            yield thing


def _things(beside: Beside) -> Iterable[str]:
    return (*beside.names, *beside.comparison.numbers, *filter(tells, beside.comparison.words))
