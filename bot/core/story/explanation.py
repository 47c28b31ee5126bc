"""Why two reports were joined or kept apart, as a value: what both hold, and what sets them apart.

Rules: pure. The score is of these two alone, by the table of common words: among live stories, which make some words
commoner, it was another. Words are shown as the new title has them, folded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.core.decision import Story
from bot.core.model import Entry, Reading, Signature
from bot.core.story.follow import new_fact
from bot.core.story.mark import Mark, mark_of
from bot.core.story.rarity import Commonness, Rarity
from bot.core.story.score import DAY, Mine, alike
from bot.core.story.signature import SPOKEN, Entities, sign
from bot.core.story.sorts import SORTS, sorts
from bot.core.story.stance import STOPPED
from bot.core.story.titles import AHEAD, ALONE, ANSWERED
from bot.core.story.veto import veto
from bot.core.story.watched import signed
from bot.core.story.words import DENSE, RUN, stem

_UNDATED = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two reports beside each other. Tuples hold the most telling first."""

    score: float  # 0..100, by these two alone
    words: tuple[str, ...]  # that both titles hold
    names: tuple[str, ...]  # pack ids that both name, in whatever language
    numbers: tuple[str, ...]
    veto: str  # what forbids that they are one event, in words; "": nothing
    apart: tuple[str, ...]  # what else speaks against it, in words
    fact: str  # what the new one adds to the other, in words; "": nothing that has a name


def compare(new: Reading, known: Entry, lexicon: Entities) -> Comparison:
    """The two reports, as grouping sees them."""
    read = signed(new.entry, new.matches, lambda entry: sign(entry, lexicon))
    mine, theirs = read.signature, sign(known, lexicon)
    at = new.entry.at or known.at or _UNDATED
    a, b = mark_of(mine, at), mark_of(theirs, known.at or at)
    rarity = Rarity(_Nobody())
    spelled = Mine(mine, a, rarity)

    def telling(keys: frozenset[str]) -> tuple[str, ...]:
        numbers = {number: key for number, key in spelled.spelled.items() if key in keys}
        return tuple(numbers[number] for number in sorted(numbers, key=lambda n: (-spelled.rarities[n], numbers[n])))

    return Comparison(
        alike(spelled, b),
        tuple(dict.fromkeys(_spoken(mine, theirs))),
        tuple(id.removeprefix("@") for id in telling(mine.entities & theirs.entities)),
        telling(mine.numbers & theirs.numbers),
        veto(a, b),
        tuple(_apart(mine, theirs, a, b)),
        new_fact(a, b),
    )


def held_against(reason: str, own: Story | None) -> list[int]:
    """The other stories that a report was held against: what its own follows or is perhaps the same as, and that which
    the reason of its record names."""
    found = re.search(r"\bstory (\d+)", reason)
    named = int(found[1]) if found else None
    ids = (named,) if own is None else (own.maybe, own.follows, named)
    return [id for id in dict.fromkeys(ids) if id is not None and (own is None or id != own.id)]


class _Nobody:
    """No live stories."""

    def __init__(self) -> None:
        self.commonness = Commonness(lambda _: 0)

    def __len__(self) -> int:
        return 0


def _apart(mine: Signature, theirs: Signature, a: Mark, b: Mark) -> Iterator[str]:
    if mine.parties - theirs.parties and theirs.parties - mine.parties:
        yield f"one names {_listed(mine.parties - theirs.parties)}, the other {_listed(theirs.parties - mine.parties)}"
    yield from _only_about(mine, theirs)
    yield from _only_about(theirs, mine)
    if not mine.numbers & theirs.numbers and mine.numbers and theirs.numbers:
        yield f"other numbers: {_listed(mine.numbers)} and {_listed(theirs.numbers)}"
    if (AHEAD in mine.manner) != (AHEAD in theirs.manner):
        yield "one speaks of what is to come"
    yield from _other_news(a, b)
    if ALONE in mine.manner | theirs.manner:
        yield "a roundup stands alone"
    if abs(a.at - b.at) >= DAY:
        yield "reports of two days"
    if mine.family == theirs.family:
        yield "one publisher"


def _other_news(a: Mark, b: Mark) -> Iterator[str]:
    if (STOPPED in a.stance) != (STOPPED in b.stance):
        yield "one tells that something stops"
    if (ANSWERED in a.manner) != (ANSWERED in b.manner):
        yield "one tells an answer"
    apart = sorts(a.entities) ^ sorts(b.entities)
    if only := [name for n, name in enumerate(SORTS) if apart >> n & 1]:
        yield f"only one is news of {', '.join(only)}"


def _only_about(one: Signature, other: Signature) -> Iterator[str]:
    """That whom the one names first is nobody to the other (see score.py)."""
    lead = {one.lead, *[whom for who, whom in one.stands if who == one.lead]}
    known = other.entities.union(whom for _, whom in other.stands)
    if one.lead and {one.language, other.language} <= SPOKEN and lead.isdisjoint(known):
        yield f"one is about {_listed(frozenset([one.lead]))}, whom the other does not name"


def _listed(keys: frozenset[str]) -> str:
    return ", ".join(sorted(key.removeprefix("@") for key in keys))


def _spoken(mine: Signature, theirs: Signature) -> Iterator[str]:
    """The words of the title that the other title holds, too; of scripts without spaces the longest runs."""
    shared = mine.tokens & theirs.tokens
    runs = RUN.findall(mine.title)
    for n, run in enumerate(runs):
        if re.match(f"[{DENSE}]", run):
            yield from _covered(run, shared)
        elif mine.language == "vi" and n + 1 < len(runs) and f"{run} {runs[n + 1]}" in shared:
            yield f"{run} {runs[n + 1]}"
        elif stem(run) in shared and not (n and f"{runs[n - 1]} {run}" in shared):
            yield run


def _covered(run: str, shared: frozenset[str]) -> Iterator[str]:
    """Pairs of characters that follow each other are one word."""
    begin = None
    for n in range(len(run)):
        if run[n : n + 2] in shared and n + 1 < len(run):
            begin = n if begin is None else begin
        elif begin is not None:
            yield run[begin : n + 1]
            begin = None
