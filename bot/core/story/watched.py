"""What of a report its watches asked for: all that a watch gets bears it, so it does not tell two events apart.

Rules: pure. It is the words that a hit covers in the title, and those that the watch itself names; of a regular
expression only these: what else it covers nobody named. Only what the report bears counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from bot.core.model import Entry, Hit, Match, Reading, Signature

_ASKED_AGAIN = 256  # wordings; under a megabyte


def remembering(sign: Callable[[Entry], Signature]) -> Callable[[Entry], Signature]:
    """The same, which signs the words that watches ask for once: they are the same in most of what a watch gets."""
    known = lru_cache(_ASKED_AGAIN)(sign)
    return lambda entry: sign(entry) if entry.feed else known(entry)


def signed(
    entry: Entry, matches: tuple[Match, ...], sign: Callable[[Entry], Signature], teaches: frozenset[str] = frozenset()
) -> Reading:
    """The entry, signed, with what its watches asked for. teaches: of spelling, as the reading has it."""
    signature = sign(entry)
    hits = [hit for match in matches for hit in match.hits]
    words = " ".join(dict.fromkeys((*_covered(entry.title, hits), *(hit.slot for hit in hits))))
    asked = sign(Entry("", "", words, language=signature.language))  # of no feed: see remembering
    bears = signature.tokens | signature.numbers | signature.entities | signature.summary
    watched = bears & (asked.tokens | asked.numbers | asked.entities)
    return Reading(entry, replace(signature, watched=watched), matches, teaches)


def _covered(title: str, hits: Iterable[Hit]) -> Iterator[str]:
    """The stretches of the title that hits cover; what touches is one stretch."""
    begin = end = -1
    for start, stop in sorted({hit.span[1:] for hit in hits if hit.span.field == "title" and hit.how != "regex"}):
        if start > end:
            yield title[max(begin, 0) : max(end, 0)]
            begin = start
        end = max(end, stop)
    yield title[max(begin, 0) : max(end, 0)]
