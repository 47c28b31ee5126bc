"""Items a second through the term index, beside rapidfuzz (its scan in C, and a loop in Python) over the same terms in
the same run.

An item is a headline of some 40 characters and a summary of some 280. The terms are pairs of words out of other
headlines, so that they meet the items as real watches would. Warm: the tokens were met before; cold: none was.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path

from bench.figure import Figure, Skipped
from bot.core.model import Entry
from bot.core.text import fold, tokens
from bot.core.watch import Lexicon, QueryError, TermIndex
from bot.lexicon import load_lexicon

POOL = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "pool"
_SIZES = (10, 1_000, 10_000, 100_000)
_USUAL = 10_000  # 100,000 terms take minutes: NEWSBELL_BENCH_TERMS=100000 asks for them
_ITEMS = 4_000
_COMMON = 1_000  # a word in more of the headlines than this is in no term
_RARE = 12
_SLOW_PAIRS = 200_000  # terms times items that a brute-force scan is timed over


def figures() -> Iterator[Figure]:
    """The figures. Raises Skipped where the headlines are absent."""
    if not POOL.exists():
        raise Skipped("the pool of headlines is not beside this checkout")
    most = int(os.environ.get("NEWSBELL_BENCH_TERMS", _USUAL))
    items, terms = material(_ITEMS, most, random.Random(7))
    lexicon = load_lexicon()
    for size in _SIZES:
        if size <= min(most, len(terms)):
            yield from _at(terms[:size], items, lexicon)


def material(items: int, terms: int, draw: random.Random) -> tuple[list[Entry], list[str]]:
    """Entries and terms, a third of each in each language."""
    entries: list[Entry] = []
    streams = []
    for headlines in _headlines(60_000):
        draw.shuffle(headlines)
        entries += _items(headlines[:20_000], items // 3)
        streams.append(_terms(headlines[20_000:], draw))
    draw.shuffle(entries)
    mixed = (term for several in zip(*streams, strict=True) for term in several)
    return entries, list(islice(mixed, terms))


def _at(terms: Sequence[str], items: Sequence[Entry], lexicon: Lexicon) -> Iterator[Figure]:
    size = len(terms)
    start = time.perf_counter()
    index = TermIndex((), lexicon)
    for term in terms:
        index.add(term)
    built = time.perf_counter() - start
    cold = _rate(items, index)
    warm = _rate(items, index)
    scan = _scan_rate(terms, items)
    loop = _loop_rate(terms, items)
    goal, least = {10_000: (">= 25,000/s and >= 200x", 200), 100_000: (">= 15,000/s and >= 1,200x", 1200)}.get(
        size, ("", 0)
    )
    ratio = warm / scan
    yield Figure("match", f"{size:,} terms, warm", warm, "items/s", scan, ratio, goal, ratio >= least if goal else None)
    yield Figure("match", f"{size:,} terms, beside a loop", warm, "items/s", loop, warm / loop)
    yield Figure("match", f"{size:,} terms, cold", cold, "items/s")
    yield Figure("match", f"{size:,} terms, build", built, "s")
    yield _adding(index, size)


def _adding(index: TermIndex, size: int) -> Figure:
    """How long a watch takes that comes while the bot runs."""
    spent = []
    for n in range(50):
        term = f"zyxwv{n} Qwertz{n}ab"
        start = time.perf_counter()
        index.add(term)
        spent.append(time.perf_counter() - start)
        index.drop(term)
    worst = sorted(spent)[len(spent) * 9 // 10] * 1000
    return Figure("match", f"{size:,} terms, add one live (p90)", worst, "ms", goal="<= 1 ms", holds=worst <= 1)


def _rate(items: Sequence[Entry], index: TermIndex) -> float:
    start = time.process_time()
    for item in items:
        index.match(item)
    return len(items) / (time.process_time() - start)


def _scan_rate(terms: Sequence[str], items: Sequence[Entry]) -> float:
    from rapidfuzz import fuzz, process

    some = [fold(f"{item.title} {item.summary}") for item in items[: max(2, _SLOW_PAIRS // len(terms))]]
    folded = [fold(term) for term in terms]
    start = time.process_time()
    for text in some:
        process.extract(text, folded, scorer=fuzz.token_set_ratio, score_cutoff=90, limit=None)
    return len(some) / (time.process_time() - start)


def _loop_rate(terms: Sequence[str], items: Sequence[Entry]) -> float:
    from rapidfuzz import fuzz

    some = [fold(f"{item.title} {item.summary}") for item in items[: max(1, _SLOW_PAIRS // len(terms) // 2)]]
    folded = [fold(term) for term in terms]
    score: Callable[..., float] = fuzz.partial_ratio
    start = time.process_time()
    for text in some:
        for term in folded:
            score(term, text, score_cutoff=90)
    return len(some) / (time.process_time() - start)


def _headlines(each: int) -> list[list[str]]:
    """Headlines of each language."""
    found = []
    for file in sorted(POOL.glob("headlines_*.jsonl.gz")):
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            found.append([json.loads(line)["title"] for line in islice(lines, each)])
    return found


def _items(headlines: Sequence[str], count: int) -> list[Entry]:
    """Entries with summaries put together from further headlines of their language."""
    stream = cycle(headlines)
    found = []
    for n in range(count):
        title, summary = next(stream), ""
        while len(summary) < 280:
            summary += next(stream) + ". "
        found.append(Entry("bench", str(n), title, summary=summary[:300]))
    return found


def _terms(headlines: Sequence[str], draw: random.Random) -> Iterator[str]:
    """Two words of a headline (of Chinese: four characters), one of them rare, as what people watch is; each term
    once."""
    counts = Counter(token.text for headline in headlines for token in set(tokens(fold(headline))) if not token.run)
    seen: set[str] = set()
    for headline in cycle(headlines):
        parts = [token for token in tokens(fold(headline)) if len(token.text) > 3 and counts[token.text] < _COMMON]
        rare = [token for token in parts if token.run or counts[token.text] < _RARE]
        if len(parts) < 2 or not rare:
            continue
        pair = {draw.choice(rare), draw.choice(parts)}
        if len(pair) < 2:
            continue
        term = " ".join(_four(t.text, draw) if t.run else headline[t.start : t.end] for t in sorted(pair))
        if term not in seen and _understood(term):
            seen.add(term)
            yield term


def _four(run: str, draw: random.Random) -> str:
    at = draw.randrange(max(1, len(run) - 3))
    return run[at : at + 4]


def _understood(term: str) -> bool:
    try:
        TermIndex((term,), Lexicon.empty())
    except QueryError:
        return False
    return True
