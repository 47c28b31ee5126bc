"""Which entries tell the same event.

sign(entry, lexicon) -> Signature                 what an entry looks like, for grouping (signature.py)
signed(entry, matches, sign) -> Reading           the same, with what its watches asked for (watched.py)
remembering(sign)                                 signs what watches ask for once
Stories                                           the live stories, packed and indexed (index.py, shelf.py, postings.py)
    .draft() -> Draft                             a layer for one decision: sees all, changes nothing below (draft.py)
    .apply(decision)                              after the commit: what was drafted becomes known
Draft.place(reading, now) -> Placement            the story that it belongs to, or none, or "possibly the same as"
family(entry) -> str                              its publisher, whatever hosts and names it uses (publisher.py)
"""

from bot.core.story.draft import Draft
from bot.core.story.index import Stories
from bot.core.story.placement import ASKED, BANDS, Grouping, Placement
from bot.core.story.publisher import family
from bot.core.story.signature import Entities, sign
from bot.core.story.watched import remembering, signed

__all__ = [
    "ASKED",
    "BANDS",
    "Draft",
    "Entities",
    "Grouping",
    "Placement",
    "Stories",
    "family",
    "remembering",
    "sign",
    "signed",
]
