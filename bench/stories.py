"""Entries grouped a second as live stories grow a hundredfold, beside two other ways over the same titles in one run:
a naive scan (rapidfuzz's extractOne with token_set_ratio, in C, over all live titles) and MinHash LSH (datasketch).

The texts are made up: thirty thousand words by their usual frequencies, in two scripts, so that common words are common
and names are rare; one word in twelve is a name that a pack knows. A quarter of what is measured retells a live story.
Every live entry is a story of its own, so that their number is what the figure says. Memory is what the process grew by
while it took the stories in, all of them whole: index, texts and all.

A million live stories take minutes: NEWSBELL_BENCH_STORIES=1000000 asks for them. LSH finds near-duplicates, not
stories; it is left out where datasketch is absent (pip install datasketch). The growth is drawn to
bench/growth/stories.svg.
"""

from __future__ import annotations

import gc
import importlib
import importlib.util
import os
import random
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import quantiles
from typing import Any

from rapidfuzz import fuzz, process

from bench.figure import Figure
from bench.growth import draw, save
from bot.core.alert import Policy, Watches
from bot.core.decision import Batch, Story
from bot.core.model import Entry, Feed, Reading, Signature
from bot.core.pipeline import decide
from bot.core.story import Stories, sign

SIZES = (10_000, 100_000, 1_000_000)
USUAL = 100_000
MEASURED = 2_000  # entries
SCANNED = 2_000_000  # titles, over all entries: the scan is slow
HASHED = 100_000  # live titles up to which MinHash is measured: building it takes a millisecond a title
START = datetime(2026, 3, 2, tzinfo=UTC)
ALL = Policy(group_all=True)
FEED = Feed("https://outlet.example/feed")
GOALS = {100_000: (2_000, 5), 1_000_000: (1_000, None)}  # live -> entries/s, ms
TIMES_THE_SCAN, AT = 350, 100_000
BYTES = 1024


class Named:
    """What a title names, by its words."""

    def __init__(self, text: str, names: Mapping[str, str]) -> None:
        words = re.finditer(r"\S+", text)
        self._found = {names[word[0]]: [range(*word.span())] for word in words if word[0] in names}

    def all(self) -> frozenset[str]:
        """The ids."""
        return frozenset(self._found)

    def where(self) -> dict[str, list[range]]:
        """Where each stands last."""
        return self._found


class Newsstand:
    """Entries without end."""

    def __init__(self, seed: int) -> None:
        self._draw = random.Random(seed)
        self.words = [self._word() for _ in range(30_000)]
        self._names = {word: f"w{n}" for n, word in enumerate(self.words) if n % 12 == 0}

    def named_in(self, text: str) -> Named:
        """As a lexicon does: the packs' own speed is measured elsewhere."""
        return Named(text, self._names)

    def kind_of(self, id: str) -> str:
        """A third are firms, the others ideas."""
        return "firm" if id.endswith(("0", "4", "8")) else "concept"

    def is_name(self, word: str) -> bool:
        """None but those."""
        return word in self._names

    def above(self, id: str) -> frozenset[str]:
        """Each for itself."""
        return frozenset()

    def readings(self) -> Iterator[Reading]:
        """Of titles that have nothing to do with each other but their words."""
        n = 0
        while True:
            n += 1
            yield self._reading(n, " ".join(self._some(10)))

    def retold(self, n: int, title: str) -> Reading:
        """The title with another word in it."""
        words = title.split()
        words[self._draw.randrange(len(words))] = self._draw.choice(self.words)
        return self._reading(-n, " ".join(words))

    def choice(self, titles: Sequence[str]) -> str:
        """One of them."""
        return self._draw.choice(titles)

    def _reading(self, n: int, title: str) -> Reading:
        url = f"https://outlet{n % 300}.example/world/2026/{title.replace(' ', '-')[:40]}-{n}.html"
        summary = " ".join(self._some(18))
        at = START - timedelta(seconds=abs(n) % 86_400)
        entry = Entry(FEED.url, url, title, url, summary, outlet=f"Outlet {n % 300}", published_at=at, seen_at=at)
        return Reading(entry, sign(entry, self))

    def _some(self, count: int) -> list[str]:
        """Words: the n-th most common one about 1/n as often as the first."""
        most, words, random_ = len(self.words), self.words, self._draw.random
        return [words[min(most - 1, int(most ** random_()))] for _ in range(count)]

    def _word(self) -> str:
        draw = self._draw
        if draw.random() < 0.2:
            return "".join(chr(draw.randrange(0x4E00, 0x5A00)) for _ in range(4))
        return "".join(draw.choice("bcdfghklmnprstvw") + draw.choice("aeiou") for _ in range(draw.randint(2, 4)))


def figures() -> Iterator[Figure]:
    """Entries a second, the slowest hundredth, the ratios to the other ways, memory."""
    most = int(os.environ.get("NEWSBELL_BENCH_STORIES", USUAL))
    stand, stories, titles = Newsstand(4), Stories(), list[str]()
    readings = stand.readings()
    grown: dict[str, list[tuple[float, float]]] = {}
    held = 0
    for size in sorted({min(size, most) for size in SIZES}):
        before = _held() - sum(map(_size, titles))
        _take_in(stories, titles, islice(readings, size - len(titles)))
        held += _held() - sum(map(_size, titles)) - before
        fresh = [_fresh(n, stand, titles, readings) for n in range(MEASURED)]
        rates: dict[str, float] = {"newsbell": 0.0}
        for told in _measured(stories, fresh, size):
            rates["newsbell"] = rates["newsbell"] or told.value
            yield told
        for name, rate in _others(titles, fresh):
            rates[name] = rate
            ratio = rates["newsbell"] / rate
            goal = (
                (f">= {TIMES_THE_SCAN}x", ratio >= TIMES_THE_SCAN) if (name, size) == ("rapidfuzz", AT) else ("", None)
            )
            yield Figure("stories", f"times {name} at {size:,} live", ratio, "x", rate, None, *goal)
        if before:
            each = held / size
            yield Figure(
                "stories", f"memory an entry at {size:,} live", each, "bytes", None, None, "<= 1 KB", each <= BYTES
            )
        for name, rate in rates.items():
            grown.setdefault(name, []).append((size, rate))
    if most >= USUAL:
        save("stories", draw("Grouping", ("live stories", "entries a second"), grown))


def _take_in(stories: Stories, titles: list[str], readings: Iterator[Reading]) -> None:
    """Live stories of one report each, as after a restart."""
    for reading in readings:
        titles.append(reading.signature.title)
        at = reading.entry.seen_at or START
        story = Story(
            stories.last_id + 1, reading.entry.title, at, at, (reading.entry,), frozenset({reading.signature.family})
        )
        stories.restore([story], partial(_signed, reading))
    gc.collect()


def _signed(reading: Reading, _: Entry) -> Signature:
    return reading.signature


def _fresh(n: int, stand: Newsstand, titles: Sequence[str], readings: Iterator[Reading]) -> Reading:
    """A quarter retell what is live."""
    return next(readings) if n % 4 else stand.retold(n + 1, stand.choice(titles))


def _measured(stories: Stories, fresh: Sequence[Reading], size: int) -> Iterator[Figure]:
    """Decided, and taken in after a commit that is not measured."""
    watches, times = Watches(), []
    for reading in fresh:
        began = time.process_time()
        stories.apply(decide(Batch(FEED, False, (reading,)), stories, watches, START, ALL))
        times.append(time.process_time() - began)
    rate, slowest = len(times) / sum(times), quantiles(times, n=100)[98] * 1000
    least, longest = GOALS.get(size, (None, None))
    goal = (f">= {least:,}/s", rate >= least) if least else ("", None)
    yield Figure("stories", f"entries a second at {size:,} live", rate, "/s", None, None, *goal)
    goal = (f"< {longest} ms", slowest < longest) if longest else ("", None)
    yield Figure("stories", f"p99 at {size:,} live", slowest, "ms", None, None, *goal)


# ---------------------------------------------------------------- other ways


def _others(titles: Sequence[str], fresh: Sequence[Reading]) -> Iterator[tuple[str, float]]:
    """Their names and entries a second."""
    asked = [reading.signature.title for reading in fresh]
    scanned = asked[: max(3, SCANNED // len(titles))]
    yield "rapidfuzz", _rate(scanned, lambda title: process.extractOne(title, titles, scorer=fuzz.token_set_ratio))
    if importlib.util.find_spec("datasketch") and len(titles) <= HASHED:
        yield "MinHash LSH", _hashed(titles, asked[:500])


def _hashed(titles: Sequence[str], asked: Sequence[str]) -> float:
    """Words as shingles, similar from one half on."""
    minhash, index_of = (getattr(importlib.import_module("datasketch"), name) for name in ("MinHash", "MinHashLSH"))

    def sketch(title: str) -> Any:
        made = minhash(num_perm=64)
        made.update_batch([word.encode() for word in title.split()])
        return made

    index = index_of(threshold=0.5, num_perm=64)
    with index.insertion_session() as session:
        for n, title in enumerate(titles):
            session.insert(n, sketch(title))
    return _rate(asked, lambda title: index.query(sketch(title)))


def _rate(asked: Sequence[str], find: Callable[[str], object]) -> float:
    began = time.process_time()
    for title in asked:
        find(title)
    return len(asked) / (time.process_time() - began)


# ---------------------------------------------------------------- memory


def _held() -> int:
    """Bytes that the process holds; 0 where the system does not say."""
    pages = Path("/proc/self/statm")
    return int(pages.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") if pages.exists() else 0


def _size(title: str) -> int:
    """Of a title that the benchmark itself holds, for the scan."""
    return title.__sizeof__() + 8
