"""Answers to votes on alerts: noted, and what they teach."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.refine import Proposal
from bot.core.relevance import Precision
from bot.messages.answers.parts import typed
from bot.messages.answers.watched import precision
from bot.messages.answers.watching import proposed
from bot.messages.keyboards import Answer, button, rows
from bot.messages.locale import Voice
from bot.messages.text import Text, join
from bot.messages.why import quoted


def how_to_judge(voice: Voice) -> Text:
    """/relevant alone."""
    return voice.say(
        "Answer one of my alerts with {yes} or {no}, or press 👍 or 👎 below it.",
        yes=typed("/relevant yes"),
        no=typed("/relevant no"),
    )


def forgotten(voice: Voice) -> Text:
    """The button of an alert whose story is pruned, or whose watch is gone."""
    return voice.say("That alert is too old to be judged, or its watch is gone.")


def noted(voice: Voice, relevant: bool, votes: Sequence[tuple[str, Precision]]) -> Text:
    """A vote is kept."""
    said = voice.say("Noted: to the point.") if relevant else voice.say("Noted: not relevant.")
    shares = [
        voice.say("{name}: {facts}", name=quoted(voice, term), facts=precision(voice, of))
        for term, of in votes
        if of.total
    ]
    return voice.sentences(said, join(voice.say("; "), shares))


def lesson(voice: Voice, target: str, term: str, of: Precision, found: Sequence[Proposal]) -> Answer:
    """What would have kept out what was not to the point. target: what the buttons name."""
    said = voice.say_n(
        "{n} alert for {term} was not relevant, of {all} judged. Shall I change the watch?",
        "{n} alerts for {term} were not relevant, of {all} judged. Shall I change the watch?",
        of.down,
        term=quoted(voice, term),
        all=of.total,
    )
    buttons = [button(proposed(voice, one), "watch", "turn", target, one.draft.id) for one in found]
    leave = button(voice.say("Leave it as it is"), "relevant", "leave")
    return Answer(said, (*rows(buttons), (leave,)), way="new")


def left_as_it_is(voice: Voice) -> Answer:
    """A lesson is turned down."""
    return Answer(voice.say("It stays as it is."))
