"""Whether a report that opens a story adds a new fact to one that is known: its alert then answers the former one's.

    the other side       what was launched is delayed, what was banned is approved
    it is out            what was announced, rumoured or leaked
    it is denied         what the former report told as true
    it has happened      what was planned or awaited
    an answer            a ruling, a reply, a protest that the former report does not speak of
    another number       the same parties with another amount or share

Rules: pure. A link is a help, never a silence: a story that follows rings as any other does. The first three
ring even where it is in doubt whether the reports tell one event: rather twice than quietly. What shares no party with
the former report, or too little with it altogether, follows nothing; roundups and opinions follow nothing.
"""

from __future__ import annotations

from bot.core.story.mark import Mark, number_of, numbers_of
from bot.core.story.stance import opposite
from bot.core.story.titles import AHEAD, ALONE, MARKET, OPINION
from bot.core.story.words import kind

_ANSWERS = (
    {"@response", "@retaliation", "@protest", "@apology", "@ruling", "@conviction", "@acquittal"}
    | {"@settlement", "@lawsuit", "@investigation", "@arrest", "@approval", "@rejection", "@ban", "@lift-ban"}
    | {"@sanction", "@cancellation", "@delay", "@suspension", "@resumption", "@withdrawal", "@recall", "@resignation"}
)
AHEAD_HAPPENED = "what was ahead has happened"
DENIAL, LAUNCH = number_of("@denial"), number_of("@launch")
NOT = numbers_of(("not", "no", "没有", "并未", "并非", "不会", "không", "chưa"))  # denies as well, whoever says it
ANSWERS = {number_of(id): id.removeprefix("@") for id in _ANSWERS}


def new_fact(new: Mark, old: Mark) -> str:
    """What the new report adds to the old one, in words; "" where it adds nothing that can be named."""
    if not _of_one_party(new, old):
        return ""
    if turn := turned(new, old):
        return turn
    if AHEAD in old.manner and AHEAD not in new.manner:
        return AHEAD_HAPPENED
    if answers := ANSWERS.keys() & (new.entities - old.entities):
        return f"new: {', '.join(sorted(ANSWERS[answer] for answer in answers))}"
    return _changed(new, old)


def turned(new: Mark, old: Mark) -> str:
    """What the new report adds, where that makes it another event however much the two share: who was told of one wants
    to hear of the other."""
    if not _of_one_party(new, old):
        return ""
    if any(opposite(side) in old.stance for side in new.stance):
        return "the other side of it"
    if DENIAL in new.entities - old.entities and NOT.isdisjoint(old.tokens):
        return "it is denied"
    launched = LAUNCH in new.entities and AHEAD not in new.manner
    return AHEAD_HAPPENED if launched and AHEAD in old.manner else ""


def _of_one_party(new: Mark, old: Mark) -> bool:
    """Whether both report an event, and share a party to it."""
    return not {ALONE, OPINION, MARKET} & (new.manner | old.manner) and bool(new.parties & old.parties)


def _changed(new: Mark, old: Mark) -> str:
    for sort in ("amount", "percent"):
        mine, theirs = ({n for n in each.figures if kind(n) == sort} for each in (new, old))
        if mine and theirs and not mine & theirs:
            return f"another {sort}: {', '.join(sorted(mine))} after {', '.join(sorted(theirs))}"
    return ""
