"""Feed documents gone wrong, through the parser in processes of its own: no exception escapes, none takes over 5 s.

The corpus beside the project, broken in eight ways. Mutant n is the same in every run, so that one which fails can be
looked at again. NEWSBELL_MUTANTS says which: "20000" the first so many, "20000:40000" a slice; by default all 100,000.

    NEWSBELL_MUTANTS=0:20000 python3 run bench mutants

An exception that escapes the parser ends its process, which the pool tells ("died"). What the bot does in its own
process with a mutant is done here, too: cutting it into items, reading what its first entries are about, pickling.
"""

from __future__ import annotations

import asyncio
import os
import pickle
import random
import sys
import tarfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bench.figure import Figure, Skipped
from bot.core.model import Entry
from bot.core.pipeline import read
from bot.core.story import sign
from bot.core.watch import TermIndex
from bot.lexicon import load_lexicon
from bot.sources.delta import spans
from bot.sources.document import Document, Parsed
from bot.sources.pool import Parser

CORPUS = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "feeds.tar.gz"
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
URL = "https://e.org/feed"
ALL, WORKERS, BOUND = 100_000, 2, 5.0  # BOUND: seconds
LARGEST = 300_000  # bytes of a document that is mutated: larger ones are read whole elsewhere (bench poll)
READ = 3  # entries of a mutant that are read
ENCODINGS = ("utf-16", "utf-16-be", "utf-32", "gb18030", "big5", "shift_jis", "koi8-r", "cp1258", "utf-7", "iso2022_jp")
TYPES = ("", "text/xml", "text/html; charset=utf-16", "application/json", "text/xml; charset=undefined", "a;charset=hz")
ODDITIES = (
    b"&#x110000;",
    b"&#xD800;",
    b"&nbsp;&bogus;&amp",
    b"<![CDATA[",
    b"]]>",
    b"<!--",
    b"-->",
    b"\x00",
    b"\x1b$B",
    b"\xff\xfe",
    b"\xf0\x9f",
    "\u202e\u0000\ufffe".encode(),
    b"<!DOCTYPE x [<!ENTITY a '&a;&a;'>]>&a;",
    b"<?xml version='1.0' encoding='utf-16'?>",
    b"<base href='http://[::1'/>",
    b"Mon, 99 Foo 99999999999 25:61:61 +9999",
    b"<link rel='self' href='http://[x/'/>",
)
TAGS = (b"div", b"item", b"entry", b"table", b"b", b"channel", b"title", b"svg", b"x:y")

Mutation = Callable[[random.Random, bytes, bytes], bytes]


def figures() -> Iterator[Figure]:
    """Counts over the mutants asked for."""
    if not CORPUS.exists():
        raise Skipped("needs shared/data/feeds.tar.gz")
    first, end = _asked(os.environ.get("NEWSBELL_MUTANTS", str(ALL)))
    bodies, tally = _bodies(), Tally()
    asyncio.run(_run(bodies, range(first, end), tally))
    for number, words in tally.failed:
        print(f"mutant {number} ({kind_of(number)}): {words}", file=sys.stderr)
    escaped = tally.counts["died"] + tally.counts["raised"]
    slow = tally.counts["slow"]
    yield Figure("mutants", f"{first:,} to {end:,}: read", tally.counts["read"], "documents")
    yield Figure("mutants", "of them, no feed any more, said in words", tally.counts["refused"], "documents")
    yield Figure("mutants", "entries", tally.counts["entries"], "entries")
    yield Figure("mutants", "exceptions that escaped", escaped, "", goal="0", holds=escaped == 0)
    yield Figure("mutants", "over 5 s", slow, "documents", goal="0", holds=slow == 0)
    yield Figure("mutants", "the slowest", round(tally.slowest, 2), "s", goal="<= 5", holds=tally.slowest <= BOUND)


def _asked(words: str) -> tuple[int, int]:
    first, colon, end = words.partition(":")
    return (int(first), int(end)) if colon else (0, int(first))


def _bodies() -> list[bytes]:
    with tarfile.open(CORPUS) as archive:
        files = (archive.extractfile(member) for member in archive if member.isfile())
        bodies = [file.read() for file in files if file is not None]
    return [body for body in bodies if 0 < len(body) <= LARGEST]


# ---------------------------------------------------------------- how a document goes wrong


def mutant(bodies: Sequence[bytes], number: int) -> Document:
    """The same for the same number, whatever else is asked for."""
    draw = random.Random(number)
    body, other = bodies[number * 7919 % len(bodies)], draw.choice(bodies)
    for _ in range(draw.choice((1, 1, 1, 2, 3))):
        body = _KINDS[kind_of(number)](draw, body, other) or b"<"
        number = draw.randrange(len(_KINDS))
    return Document(body, URL, URL, NOW, draw.choice(TYPES), draw.choice(("", "en", "zh-Hans", "x" * 40)))


def kind_of(number: int) -> str:
    """Which way a mutant went wrong first."""
    return list(_KINDS)[number % len(_KINDS)]


def _flipped(draw: random.Random, body: bytes, _: bytes) -> bytes:
    flipped = bytearray(body)
    for _number in range(draw.choice((1, 3, 10, 100))):
        flipped[draw.randrange(len(flipped))] = draw.randrange(256)
    return bytes(flipped)


def _truncated(draw: random.Random, body: bytes, _: bytes) -> bytes:
    return body[: draw.randrange(len(body))]


def _spliced(draw: random.Random, body: bytes, other: bytes) -> bytes:
    return body[: draw.randrange(len(body))] + other[draw.randrange(len(other)) :]


def _recoded(draw: random.Random, body: bytes, _: bytes) -> bytes:
    text = body.decode("utf-8", "replace")
    if draw.random() < 0.5:  # in another encoding than it says
        return text.encode(draw.choice(ENCODINGS), "replace")
    said = b'<?xml version="1.0" encoding="%s"?>' % draw.choice(ENCODINGS).encode()
    return said + body.partition(b"?>")[2] if b"?>" in body[:200] else said + body


def _nested(draw: random.Random, body: bytes, _: bytes) -> bytes:
    at, depth, tag = draw.randrange(len(body)), draw.choice((10, 10, 100, 1_000, 20_000)), draw.choice(TAGS)
    closing = draw.choice((b"", b"</%s>" % tag * depth))
    return body[:at] + b"<%s>" % tag * depth + closing + body[at:]


def _odd(draw: random.Random, body: bytes, _: bytes) -> bytes:
    for _number in range(draw.choice((1, 5, 50))):
        at = draw.randrange(len(body) + 1)
        body = body[:at] + draw.choice(ODDITIES) + body[at:]
    return body


def _repeated(draw: random.Random, body: bytes, _: bytes) -> bytes:
    """A stretch many times over: an attribute without end, a thousand titles, a flood of items."""
    start = draw.randrange(len(body))
    stretch = body[start : start + draw.choice((3, 30, 300, 3_000))]
    return body[:start] + stretch * (draw.choice((9_000, 9_000, 400_000)) // max(len(stretch), 1)) + body[start:]


def _cut_out(draw: random.Random, body: bytes, _: bytes) -> bytes:
    start = draw.randrange(len(body))
    return body[:start] + body[start + draw.choice((1, 10, 100, 1_000)) :]


_KINDS: dict[str, Mutation] = {
    "flipped": _flipped,
    "truncated": _truncated,
    "spliced": _spliced,
    "recoded": _recoded,
    "nested": _nested,
    "odd": _odd,
    "repeated": _repeated,
    "cut out": _cut_out,
}


# ---------------------------------------------------------------- what is done with it


@dataclass(slots=True)
class Tally:
    """What came of the mutants."""

    counts: Counter[str] = field(default_factory=Counter)
    failed: list[tuple[int, str]] = field(default_factory=list)
    slowest: float = 0.0


async def _run(bodies: Sequence[bytes], numbers: Sequence[int], tally: Tally) -> None:
    parser, left = Parser(timeout=BOUND, workers=WORKERS), iter(numbers)
    lexicon = load_lexicon()
    index = TermIndex(("DeepSeek V4", "Huawei Ascend", "H20 export"), lexicon)

    async def work() -> None:
        for number in left:
            document = mutant(bodies, number)
            begun = time.monotonic()
            parsed = await parser.parse(document)
            tally.slowest = max(tally.slowest, time.monotonic() - begun)
            tally.counts["read"] += 1
            _judge(number, parsed, tally)
            try:
                _in_our_process(document, parsed, lambda entry: read(entry, index, lambda e: sign(e, lexicon)))
            except Exception as error:  # noqa: BLE001  # that is what is looked for
                tally.counts["raised"] += 1
                tally.failed.append((number, repr(error)))

    await asyncio.gather(*(work() for _ in range(WORKERS)))
    await parser.close()


def _judge(number: int, parsed: Parsed, tally: Tally) -> None:
    tally.counts["entries"] += len(parsed.entries)
    tally.counts["refused"] += bool(parsed.error)
    for kind, words in (("slow", "took longer than"), ("died", "parsed it died"), ("died", "No process to parse")):
        if words in parsed.error:
            tally.counts[kind] += 1
            tally.failed.append((number, parsed.error))


def _in_our_process(document: Document, parsed: Parsed, look: Callable[[Entry], object]) -> None:
    found = spans(document.body)
    if found is not None:
        found.without(frozenset(found.hashes[::2]))
    for entry in parsed.entries[:READ]:
        pickle.dumps(look(entry))
