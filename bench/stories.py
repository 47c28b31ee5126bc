"""Entries grouped a second among 10,000 and 100,000 live stories, beside a naive scan of the same titles in the same
run.

The titles are made up: a few thousand words by their usual frequencies, in three scripts, so that common words are
common and names are rare. A quarter of what is measured retells a live story. The scan is rapidfuzz's own extractOne
with token_set_ratio, in C, over all live titles. Memory is what the index adds to entries that are held anyway.
"""

from __future__ import annotations

import random
import time
import tracemalloc
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from rapidfuzz import fuzz, process

from bench.figure import Figure
from bot.core.alert import Policy, Watches
from bot.core.model import Batch, Entry, Feed, Reading, Signature, Story
from bot.core.pipeline import decide
from bot.core.story import Stories, sign

SIZES = (10_000, 100_000)
MEASURED = 600  # entries
SCANNED = 20  # entries: the scan is slow
START = datetime(2026, 3, 2, tzinfo=UTC)
ALL = Policy(group_all=True)
FEED = Feed("bench")


class _NoNames:
    def entities_in(self, text: str) -> frozenset[str]:
        """None: the packs' own speed is measured elsewhere."""
        return frozenset()

    def kind_of(self, id: str) -> str:
        """Nobody's."""
        return "concept"


def figures() -> Iterator[Figure]:
    """Entries a second, the slowest hundredth, the ratio to the scan, memory."""
    draw = random.Random(4)
    vocabulary = [_word(draw) for _ in range(30_000)]
    live = [_story(n, _title(draw, vocabulary)) for n in range(1, max(SIZES) + 1)]
    for size in SIZES:
        stories = Stories()
        stories.restore(live[:size], _sign)
        yield from _speed(stories, live[:size], draw, vocabulary)
    each = _memory(live[: SIZES[0]])
    yield Figure("stories", "index, memory an entry", each, "bytes", None, None, "<= 1 KB", each <= 1024)


def _speed(stories: Stories, live: Sequence[Story], draw: random.Random, vocabulary: Sequence[str]) -> Iterator[Figure]:
    fresh = [_retold(n, draw, live, vocabulary) for n in range(MEASURED)]
    times = []
    for reading in fresh:
        began = time.process_time()
        decide(Batch(FEED, False, (reading,)), stories, Watches(), START + timedelta(hours=1), ALL)
        times.append(time.process_time() - began)
    titles = [_sign(story.reports[0]).title for story in live]
    began = time.process_time()
    for reading in fresh[:SCANNED]:
        process.extractOne(reading.signature.title, titles, scorer=fuzz.token_set_ratio)
    scan = SCANNED / (time.process_time() - began)
    rate, slowest = MEASURED / sum(times), sorted(times)[int(MEASURED * 0.99)] * 1000
    at, large = f"at {len(live):,} live", len(live) == SIZES[-1]
    yield Figure(
        "stories", f"entries a second {at}", rate, "/s", scan, rate / scan, *_goal(">= 2,000/s", rate >= 2000, large)
    )
    yield Figure("stories", f"p99 {at}", slowest, "ms", None, None, *_goal("< 5 ms", slowest < 5, large))
    yield Figure(
        "stories", f"times the scan {at}", rate / scan, "x", None, None, *_goal(">= 350x", rate / scan >= 350, large)
    )


def _goal(goal: str, holds: bool, asked: bool) -> tuple[str, bool | None]:
    return (goal, holds) if asked else ("", None)


def _memory(live: Sequence[Story]) -> float:
    """Bytes that the index adds to an entry that is held already."""
    tracemalloc.start()
    stories = Stories()
    stories.restore(live, _sign)
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return held / len(stories)


def _entry(n: int, title: str) -> Entry:
    return Entry("bench", str(n), title, f"https://outlet{n % 300}.example/{n}", published_at=START)


def _sign(entry: Entry) -> Signature:
    return sign(entry, _NoNames())


def _story(n: int, title: str) -> Story:
    """Every live entry is a story of its own, so that their number is what the figure says."""
    return Story(n, title, START, START, (_entry(n, title),))


def _reading(n: int, title: str) -> Reading:
    entry = _entry(n, title)
    return Reading(entry, _sign(entry))


def _retold(n: int, draw: random.Random, live: Sequence[Story], vocabulary: Sequence[str]) -> Reading:
    if n % 4:
        return _reading(-n, _title(draw, vocabulary))
    words = draw.choice(live).headline.split()
    words[draw.randrange(len(words))] = draw.choice(vocabulary)
    return _reading(-n, " ".join(words))


def _word(draw: random.Random) -> str:
    if draw.random() < 0.2:
        return "".join(chr(draw.randrange(0x4E00, 0x5A00)) for _ in range(4))
    return "".join(draw.choice("bcdfghklmnprstvw") + draw.choice("aeiou") for _ in range(draw.randint(2, 4)))


def _title(draw: random.Random, vocabulary: Sequence[str]) -> str:
    """Ten words, the n-th most common one drawn about 1/n as often as the first."""
    most = len(vocabulary)
    return " ".join(vocabulary[min(most - 1, int(most ** draw.random()))] for _ in range(10))
