"""Answers of /watch and /preview: a term, how it was understood, what it would have found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.model import Entry, Reading
from bot.core.refine import Draft, Proposal
from bot.messages.answers.parts import TYPED, pointed, typed
from bot.messages.answers.understanding import translated
from bot.messages.keyboards import Answer, Button, Keyboard, button, rows
from bot.messages.locale import Voice, msgid
from bot.messages.report import headline, linked, outlet
from bot.messages.text import Text, join, mark
from bot.messages.why import quoted

EXAMPLES = 3
HEADLINE = 120  # code points of an example's headline
LONGEST = 300  # code points of a term
VARIANTS = 2  # names that are proposed at once

PROPOSED: Mapping[str, str] = {
    "title": msgid("In headlines only"),
    "exact": msgid("Word for word"),
    "outlets": msgid("From {n} outlets on"),
    "without": msgid("Without “{what}”"),
    "also": msgid("Also “{what}”"),
    "fewer": msgid("“{what}” need not be there"),
    "broader": msgid("All of “{what}”"),
    "threshold": msgid("Only close matches"),
}


@dataclass(frozen=True, slots=True)
class Trial:
    """What a watch would have done lately, as far as it is remembered."""

    rings: Sequence[Reading]  # the report of each ring, newest first
    reports: int
    covered: timedelta  # how far back what is remembered goes
    days: int = 7


@dataclass(frozen=True, slots=True)
class Offer:
    """A watch, kept or not, as it is put to somebody. target: what its buttons name: "w12" a watch, "d1a2..." a
    draft."""

    draft: Draft
    target: str
    lines: Sequence[Text]  # how it was understood
    trial: Trial | None  # None: there was no time to try it
    broad: bool = False  # it would ring so often that it is kept only if asked for again
    variants: Sequence[Proposal] = ()
    facts: Sequence[Text] = ()  # of a watch that is kept: muted, its precision
    before: str = ""  # the id of what it asked for until now, to go back to

    @property
    def kept(self) -> bool:
        """Whether it rings already."""
        return self.target.startswith("w")


def what_to_watch(voice: Voice) -> Text:
    """/watch alone."""
    return voice.say("Type /watch and what to look for, like this: {example}", example=typed("/watch DeepSeek V4"))


def what_to_preview(voice: Voice) -> Text:
    """/preview alone."""
    return voice.say("Type /preview and a term to try, like this: {example}", example=typed("/preview DeepSeek V4"))


def too_long(voice: Voice) -> Text:
    """A term that no headline could hold."""
    return voice.say("That is too long to be found in a headline: {n} characters are the limit.", n=LONGEST)


def not_understood(voice: Voice, term: str, column: int, problem: str, expected: str) -> Text:
    """column: from 1; problem, expected: in words, as the query language says them."""
    wanted = translated(voice, expected)
    known = translated(voice, problem)
    if known.text != problem or voice.locale == "en":  # a problem without a translation says less than its place
        said = voice.say("At character {n}: {problem}; expected: {expected}", n=column, problem=known, expected=wanted)
    else:
        said = voice.say("I cannot read that at character {n}; expected: {expected}", n=column, expected=wanted)
    plain = voice.say("Plain words always work: {example}", example=typed("/watch DeepSeek V4"))
    return join("\n", [said, pointed(term, column), plain])


# ---------------------------------------------------------------- an offer


def offer(voice: Voice, shown: Offer, now: datetime) -> Answer:
    """How a watch is understood, what it would have rung for, and what can be done with it."""
    term = mark("bold", Text(shown.draft.term).cut(TYPED))
    if shown.kept:
        heading = voice.say("Watching for {term}.", term=term)
    elif shown.broad:
        heading = voice.say("{term} is broad: it is not kept yet.", term=term)
    else:
        heading = voice.say("{term}, not kept:", term=term)
    outlets = shown.draft.min_sources
    waits = (
        voice.say_n("rings from {n} outlet on", "rings from {n} outlets on", outlets)
        if outlets > 1 and not shown.kept
        else Text()
    )
    lines = [*shown.lines, *(Text("• ") + fact for fact in (waits, *shown.facts) if fact)]
    return Answer(join("\n", [heading, *lines, tried(voice, shown.trial, now)]), _choices(voice, shown))


def tried(voice: Voice, trial: Trial | None, now: datetime) -> Text:
    """In the last 7 days it would have rung 3 times, for 5 reports: ..."""
    if trial is None:
        return Text()
    if not trial.covered:
        return voice.say("Nothing is remembered yet that it could be tried on.")
    span = _span(voice, trial)
    if not trial.rings:
        return voice.say("In the last {span} it would not have rung.", span=span)
    reports = voice.say_n("{n} report", "{n} reports", trial.reports)
    count = voice.say_n(
        "In the last {span} it would have rung {n} time ({reports}):",
        "In the last {span} it would have rung {n} times ({reports}):",
        len(trial.rings),
        span=span,
        reports=reports,
    )
    return join("\n", [count, *(Text("• ") + _example(voice, ring, now) for ring in trial.rings[:EXAMPLES])])


def _span(voice: Voice, trial: Trial) -> Text | str:
    """How far back it goes: some days, or some hours where a broad term was tried on the latest alone."""
    days = min(trial.days, round(trial.covered / timedelta(days=1)))
    if days > 1:
        return voice.span(timedelta(days=days))
    hours = min(24, max(1, round(trial.covered / timedelta(hours=1))))
    return voice.say_n("{n} hour", "{n} hours", hours) if hours > 1 else voice.say("hour")


def _choices(voice: Voice, shown: Offer) -> Keyboard:
    target = shown.target
    narrow = button(voice.say("Narrow"), "watch", "narrow", target)
    widen = button(voice.say("Widen"), "watch", "widen", target)
    also = [
        (button(voice.say("Also “{what}”?", what=p.what), "watch", "turn", target, p.draft.id),)
        for p in shown.variants[:VARIANTS]
    ]
    if shown.kept:
        keep = button(voice.say("✓ Keep"), "watch", "keep", target)
        drop = button(voice.say("Drop"), "watch", "drop", target)
        back = (button(voice.say("↩ As it was"), "watch", "turn", target, shown.before),) if shown.before else ()
        return ((keep, narrow, widen), *also, (*back, drop))
    label = voice.say("Watch it all the same") if shown.broad else voice.say("Watch it")
    return ((button(label, "watch", "add", target),), (narrow, widen), *also)


def proposals(
    voice: Voice, shown: Offer, found: Sequence[tuple[Proposal, Trial | None]], how: str, now: datetime
) -> Answer:
    """Ways to narrow or widen a watch, each with how often it would have rung. how: "narrow" | "widen"."""
    base = offer(voice, shown, now)
    back = (button(voice.say("« Back"), "watch", "back", shown.target),)
    if not found:
        nothing = (
            voice.say("I know no way to narrow it further.")
            if how == "narrow"
            else voice.say("I know no way to widen it further.")
        )
        return Answer(base.text + "\n\n" + nothing, (back,))
    head = (
        voice.say("Narrow it (how often it would have rung):")
        if how == "narrow"
        else voice.say("Widen it (how often it would have rung):")
    )
    choices = [_proposed(voice, shown.target, proposal, trial) for proposal, trial in found]
    return Answer(base.text + "\n\n" + mark("bold", head), (*rows(choices), back))


def _proposed(voice: Voice, target: str, proposal: Proposal, trial: Trial | None) -> Button:
    count = f" · {voice.number(len(trial.rings))}×" if trial is not None else ""
    return button(proposed(voice, proposal) + count, "watch", "turn", target, proposal.draft.id)


def proposed(voice: Voice, proposal: Proposal) -> Text:
    """What a proposal changes, in a few words."""
    return voice.say(
        PROPOSED[proposal.how], what=Text(proposal.what).cut(24), n=voice.number(proposal.draft.min_sources)
    )


def kept(voice: Voice, term: str) -> Answer:
    """The end of an offer."""
    said = voice.say("Watching for {term}.", term=mark("bold", Text(term).cut(TYPED)))
    return Answer(voice.sentences(said, voice.say("{list} shows what is.", list="/list")))


def already_watched(voice: Voice, term: str, number: int) -> Text:
    """number: its place in /list."""
    return voice.say("{term} is watched here already: number {n} in /list.", term=quoted(voice, term), n=number)


def same_as(voice: Voice, term: str, other: str, number: int) -> Text:
    """Another watch asks for the very same."""
    return voice.say(
        "{term} means the same as {other}, which is watched here already: number {n} in /list.",
        term=quoted(voice, term),
        other=quoted(voice, other),
        n=number,
    )


def full(voice: Voice, quota: int) -> Text:
    """The chat has as many watches as it may have."""
    said = voice.say_n(
        "This chat may have {n} watch, and has it.", "This chat may have {n} watches, and has them.", quota
    )
    return voice.sentences(said, voice.say("Drop one with {command}, or ask the host for more.", command="/unwatch"))


def gone(voice: Voice) -> Text:
    """A button of a watch that is not there any more."""
    return voice.say("That watch is gone. {list} shows what is.", list="/list")


def _example(voice: Voice, ring: Reading, now: datetime) -> Text:
    terms = [match.term for match in ring.matches]
    return join(" · ", [headline(ring, terms).cut(HEADLINE), *_where(voice, ring.entry, now)])


def example(voice: Voice, entry: Entry, now: datetime) -> Text:
    """A report in a line."""
    return join(" · ", [linked(Text(entry.title).cut(HEADLINE), entry.url), *_where(voice, entry, now)])


def _where(voice: Voice, entry: Entry, now: datetime) -> list[str]:
    """Outlet and time: in a list its language can be seen."""
    return [outlet(entry), voice.clock(entry.at, now) if entry.at else ""]
