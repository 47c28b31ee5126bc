"""A report as it is compared: its words, numbers and names as integers, so that it packs and two compare fast.

Rules: an integer stands for one key (a word, a number, a pack id, the address of a page, a whole title): 62 bits of its
hash. Two keys share one as good as never (a million keys: a chance of one in ten million). It means something within
one process only: nothing with it in it is stored.
"""

from __future__ import annotations

import marshal
import struct
from array import array
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import chain
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
    lead: int  # 0: none
    tokens: Keys
    names: Keys
    unknown: Keys
    entities: Keys
    named: Keys
    parties: Keys
    stands: frozenset[tuple[int, int]]
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


def mark_of(signature: Signature, at: datetime) -> Mark:
    """The mark of a report of that time."""
    return Mark(
        ticks(at),
        number_of(f"url {signature.url}") if signature.url else 0,
        number_of(f"title {signature.title}") if signature.title else 0,
        number_of(signature.lead) if signature.lead else 0,
        numbers_of(signature.tokens),
        numbers_of(signature.names),
        numbers_of(signature.unknown),
        numbers_of(signature.entities),
        numbers_of(signature.named),
        numbers_of(signature.parties),
        frozenset([(number_of(who), number_of(whom)) for who, whom in signature.stands]),
        numbers_of(signature.summary),
        signature.numbers,
        numbers_of(signature.numbers),
        signature.manner,
        signature.stance,
        signature.family,
        signature.language,
    )


def spelled(signature: Signature) -> dict[int, str]:
    """The keys that its integers stand for."""
    keys = signature.tokens | signature.numbers | signature.entities | signature.summary
    return {hash(key) & _MASK: key for key in keys}


# ---------------------------------------------------------------- as bytes


class _Unpackers(dict[int, Callable[[bytes, int], tuple[int, ...]]]):
    """How so many integers are read from bytes. It fills itself: a title has some hundreds at most."""

    def __missing__(self, count: int) -> Callable[[bytes, int], tuple[int, ...]]:
        read = self[count] = struct.Struct(f"<{count}q").unpack_from
        return read


Packed = bytes  # one mark, some 200 bytes: integers in groups, then marshalled texts

_HEAD = struct.Struct("<11H")  # where each group ends, in integers; bytes of the texts
_INTEGERS = _Unpackers()
FIRST = 5  # integers before the groups: the language, the time, the page, the title, the lead
LEAD = 4


def pack(mark: Mark) -> Packed:
    """The mark as bytes."""
    integers, ends = array("q", _leading(mark)), array("H")
    for group in (
        mark.names - mark.unknown,
        mark.names & mark.unknown,
        mark.unknown - mark.names,
        mark.tokens - mark.names - mark.unknown,
        mark.numbers,
        mark.parties,
        mark.named - mark.parties,
        mark.entities - mark.named,
        mark.summary,
        chain.from_iterable(sorted(mark.stands)),
    ):
        integers.extend(group)
        ends.append(len(integers))
    # as tuples: what a set in bytes costs over them is nothing, but sorted they are the same bytes each time
    figures, manner, stance = (tuple(sorted(each)) if each else () for each in (mark.figures, mark.manner, mark.stance))
    texts = marshal.dumps((figures, manner, stance, mark.family, mark.language))
    return b"".join((_HEAD.pack(*ends, len(texts)), integers.tobytes(), texts))


def _leading(mark: Mark) -> tuple[int, ...]:
    return number_of(mark.language), mark.at, mark.url, mark.title, mark.lead


@lru_cache(256)  # an entry is placed, then drafted, then taken in
def marked(signature: Signature, at: datetime) -> tuple[Mark, Packed]:
    """The mark of a report, and its bytes."""
    mark = mark_of(signature, at)
    return mark, pack(mark)


def integers_in(packed: Packed) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Its integers (the language's, the time, the page's, the title's and the lead's, then the keys), and where the
    groups end: the names that are known, all names, what else may be a name, the tokens, which these three lead; the
    numbers; the parties, which lead the named; these, which lead the entities; the entities; those of the summary; who
    stands for whom, in turn."""
    ends = _HEAD.unpack_from(packed)
    return _INTEGERS[ends[-2]](packed, _HEAD.size), ends[:-1]


def unpack(packed: Packed) -> Mark:
    """The mark, as it was."""
    keys, ends = integers_in(packed)
    known, names, unknown, tokens, numbers, parties, named, entities, summary, stands = ends
    figures, manner, stance, family, language = marshal.loads(memoryview(packed)[_HEAD.size + 8 * stands :])
    _, at, url, title, lead = keys[:FIRST]
    return Mark(
        at,
        url,
        title,
        lead,
        frozenset(keys[FIRST:tokens]),
        frozenset(keys[FIRST:names]),
        frozenset(keys[known:unknown]),
        frozenset(keys[numbers:entities]),
        frozenset(keys[numbers:named]),
        frozenset(keys[numbers:parties]),
        frozenset(zip(keys[summary:stands:2], keys[summary + 1 : stands : 2], strict=True)),
        frozenset(keys[entities:summary]),
        frozenset(figures),
        frozenset(keys[tokens:numbers]),
        frozenset(manner),
        frozenset(stance),
        family,
        language,
    )


def apart(marks: bytes) -> tuple[Packed, ...]:
    """Packed marks that were written one after the other."""
    *_, integers, texts = _HEAD.unpack_from(marks)
    end = _HEAD.size + 8 * integers + texts
    return (marks,) if end == len(marks) else (marks[:end], *apart(marks[end:]))


def keys_of(marks: Iterable[Packed]) -> Keys:
    """Everything by which a story with these marks can be found."""
    return frozenset().union(*map(_keys, marks))


def _keys(packed: Packed) -> list[int]:
    keys, (*_, entities, _, _) = integers_in(packed)
    return [key for key in keys[2:entities] if key]  # an address or a title that is not there is 0
