"""A report as it is compared: its words, numbers and names as integers, so that it packs and two compare fast.

Rules: an integer stands for one key (a word, a number, a pack id, the address of a page, a whole title): 62 bits of its
hash. Two keys share one as good as never (a million keys: a chance of one in ten million). It means something within
one process only: nothing with it in it is stored.
"""

from __future__ import annotations

import marshal
from array import array
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from bot.core.model import Signature

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)
_MASK = (1 << 62) - 1

Keys = frozenset[int]


def number_of(key: str) -> int:
    """The integer that stands for a key."""
    return hash(key) & _MASK


def numbers_of(keys: Iterable[str]) -> Keys:
    """The integers of several keys."""
    return frozenset([hash(key) & _MASK for key in keys])


def ticks(at: datetime) -> int:
    """Microseconds since 1970."""
    return (at - EPOCH) // _TICK


def moment(at: int) -> datetime:
    """The time of so many microseconds since 1970."""
    return EPOCH + timedelta(microseconds=at)


class Mark(NamedTuple):
    """A report, as it is compared. The sets are those of its signature."""

    at: int  # microseconds since 1970
    url: int  # 0: none
    title: int  # 0: none
    tokens: Keys
    names: Keys
    entities: Keys
    named: Keys
    parties: Keys
    summary: Keys
    figures: frozenset[str]  # its numbers as they read, since their looks tell their kind
    numbers: Keys
    manner: frozenset[str]
    stance: frozenset[str]
    family: str
    language: str

    @property
    def searched(self) -> Keys:
        """What it can be found by, short of its page and its whole title."""
        return self.tokens | self.numbers | self.entities

    @property
    def keys(self) -> Keys:
        """Everything by which it can be found."""
        return self.searched.union(filter(None, (self.url, self.title)))


def mark_of(signature: Signature, at: datetime) -> Mark:
    """The mark of a report of that time."""
    return Mark(
        ticks(at),
        number_of(f"url {signature.url}") if signature.url else 0,
        number_of(f"title {signature.title}") if signature.title else 0,
        numbers_of(signature.tokens),
        numbers_of(signature.names),
        numbers_of(signature.entities),
        numbers_of(signature.named),
        numbers_of(signature.parties),
        numbers_of(signature.summary),
        signature.numbers,
        numbers_of(signature.numbers),
        signature.manner,
        signature.stance,
        signature.family,
        signature.language,
    )


def keys_of(marks: Iterable[Mark]) -> Keys:
    """Everything by which a story with these marks can be found."""
    return frozenset().union(*[mark.keys for mark in marks])


def spelled(signature: Signature) -> dict[int, str]:
    """The keys that its integers stand for."""
    keys = signature.tokens | signature.numbers | signature.entities | signature.summary
    return {number_of(key): key for key in keys}


# ---------------------------------------------------------------- as bytes


def pack(marks: Iterable[Mark]) -> bytes:
    """Marks as bytes: some 200 each. What holds what is told by order and lengths: names lead the tokens, parties the
    named, these the entities."""
    return marshal.dumps(tuple([_flat(mark) for mark in marks]))


def unpack(packed: bytes | memoryview) -> tuple[Mark, ...]:
    """The marks, as they were."""
    return tuple([_mark(*flat) for flat in marshal.loads(packed)])


_Flat = tuple[bytes, tuple[int, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...], str, str]


def _flat(mark: Mark) -> _Flat:
    groups = (
        mark.names & mark.tokens,
        mark.tokens - mark.names,
        mark.parties,
        mark.named - mark.parties,
        mark.entities - mark.named,
        mark.summary,
    )
    numbers = array("q", (mark.at, mark.url, mark.title))
    ends: list[int] = []
    for group in groups:
        numbers.extend(group)
        ends.append(len(numbers))
    # as tuples: what a set in bytes costs over them is nothing, but sorted they are the same bytes each time
    figures, manner, stance = (tuple(sorted(each)) for each in (mark.figures, mark.manner, mark.stance))
    return (numbers.tobytes(), tuple(ends), figures, manner, stance, mark.family, mark.language)


def _mark(
    numbers: bytes,
    ends: tuple[int, ...],
    figures: tuple[str, ...],
    manner: tuple[str, ...],
    stance: tuple[str, ...],
    family: str,
    language: str,
) -> Mark:
    at, url, title, *keys = memoryview(numbers).cast("q").tolist()
    names, tokens, parties, named, entities, summary = [end - 3 for end in ends]
    return Mark(
        at,
        url,
        title,
        frozenset(keys[:tokens]),
        frozenset(keys[:names]),
        frozenset(keys[tokens:entities]),
        frozenset(keys[tokens:named]),
        frozenset(keys[tokens:parties]),
        frozenset(keys[entities:summary]),
        frozenset(figures),
        frozenset([hash(figure) & _MASK for figure in figures]),
        frozenset(manner),
        frozenset(stance),
        family,
        language,
    )
