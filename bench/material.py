"""Entries and terms for the matching benchmark, out of the pool's headlines.

An entry is a headline of some 40 characters and a summary of some 280. A term is two words (of Chinese: four
characters each) of another headline, one of them rare as what people watch is: in at most one of 20,000 headlines of
any language, so that a term rings a handful of times a day at the most in a stream of 100,000 entries.
"""

from __future__ import annotations

import gzip
import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path

from bench.figure import Skipped
from bot.core.model import Entry
from bot.core.text import Folded, Token, tokens

POOL = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "pool"
_COUNTED = 60_000  # headlines of each language whose words are counted
_FOR_ENTRIES = 20_000
_RARE = 3
_COMMON = 1_000
_ROUNDS = 8  # how often the headlines are gone through for more terms


def material(entries: int, terms: int, draw: random.Random) -> tuple[list[Entry], list[str]]:
    """So many entries and terms, a third of each in each language; fewer terms where the pool holds no more. Raises
    Skipped where it is absent."""
    if not POOL.exists():
        raise Skipped("the pool of headlines is not beside this checkout")
    streams = [_headlines(file) for file in sorted(POOL.glob("headlines_*.jsonl.gz"))]
    for stream in streams:
        draw.shuffle(stream)
    counts = Counter(part for stream in streams for headline in stream[:_COUNTED] for part in set(_grams(headline)))
    made = [entry for stream in streams for entry in _entries(stream[:_FOR_ENTRIES], entries // len(streams))]
    draw.shuffle(made)
    found: dict[str, None] = {}
    for _ in range(_ROUNDS):
        for headlines in zip(*(stream[_FOR_ENTRIES:] for stream in streams), strict=False):
            found.update(dict.fromkeys(filter(None, (_term(headline, counts, draw) for headline in headlines))))
            if len(found) >= terms:
                return made, list(found)[:terms]
    return made, list(found)


def _headlines(file: Path) -> list[str]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        return [json.loads(line)["title"] for line in lines]


def _entries(headlines: Sequence[str], count: int) -> Iterator[Entry]:
    """With summaries put together from further headlines of their language."""
    stream = cycle(headlines)
    for n, title in enumerate(islice(stream, count)):
        summary = ""
        while len(summary) < 280:
            summary += next(stream) + ". "
        yield Entry("bench", str(n), title, summary=summary[:300])


def _grams(headline: str) -> Iterator[str]:
    """The words of a headline, and every four characters of its runs."""
    for token in tokens(Folded(headline).text):
        if token.run:
            yield from (token.text[at : at + 4] for at in range(max(1, len(token.text) - 3)))
        else:
            yield token.text


def _term(headline: str, counts: Counter[str], draw: random.Random) -> str | None:
    folded = Folded(headline)
    parts = [part for token in tokens(folded.text) if len(token.text) > 3 for part in [_part(token, draw)]]
    usual = [part for part in parts if counts[part[0]] <= _COMMON]
    rare = [part for part in usual if counts[part[0]] <= _RARE]
    if not rare or len(usual) < 2:
        return None
    pair = {draw.choice(rare), draw.choice(usual)}
    return " ".join(folded.slice(start, end) for _, start, end in sorted(pair)) if len(pair) == 2 else None


def _part(token: Token, draw: random.Random) -> tuple[str, int, int]:
    """A word, or four characters of a run, and where it stands."""
    if not token.run:
        return token.text, token.start, token.end
    at = draw.randrange(len(token.text) - 3)
    return token.text[at : at + 4], token.start + at, token.start + at + 4
