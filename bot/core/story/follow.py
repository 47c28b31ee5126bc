"""Whether a report that opens a story adds a new fact to one that is known: its alert then answers the former one's.

    the other side       what was launched is delayed, what was banned is approved
    it has happened      what was planned, rumoured or awaited
    an answer            a denial, a ruling, a reply, a protest that the former report does not speak of
    another number       the same parties with another amount or share

Rules: pure. A link is a help, never a silence: a story that follows rings as any other does. What shares no party with
the former report, or too little with it altogether, follows nothing; roundups and opinions follow nothing.
"""

from __future__ import annotations

from bot.core.story.mark import Mark, number_of
from bot.core.story.stance import opposite
from bot.core.story.titles import AHEAD, ALONE, MARKET, OPINION
from bot.core.story.words import kind

_ANSWERS = (
    {"@denial", "@response", "@retaliation", "@protest", "@apology", "@ruling", "@conviction", "@acquittal"}
    | {"@settlement", "@lawsuit", "@investigation", "@arrest", "@approval", "@rejection", "@ban", "@lift-ban"}
    | {"@sanction", "@cancellation", "@delay", "@suspension", "@resumption", "@withdrawal", "@recall", "@resignation"}
)
ANSWERS = {number_of(id): id.removeprefix("@") for id in _ANSWERS}


def new_fact(new: Mark, old: Mark) -> str:
    """What the new report adds to the old one, in words; "" where it adds nothing that can be named."""
    if {ALONE, OPINION, MARKET} & (new.manner | old.manner) or not new.parties & old.parties:
        return ""
    if any(opposite(side) in old.stance for side in new.stance):
        return "the other side of it"
    if AHEAD in old.manner and AHEAD not in new.manner:
        return "what was ahead has happened"
    if answers := ANSWERS.keys() & (new.entities - old.entities):
        return f"new: {', '.join(sorted(ANSWERS[answer] for answer in answers))}"
    return _changed(new, old)


def _changed(new: Mark, old: Mark) -> str:
    for sort in ("amount", "percent"):
        mine, theirs = ({n for n in each.figures if kind(n) == sort} for each in (new, old))
        if mine and theirs and not mine & theirs:
            return f"another {sort}: {', '.join(sorted(mine))} after {', '.join(sorted(theirs))}"
    return ""
