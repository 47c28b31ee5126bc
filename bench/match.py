"""Items a second through the term index as terms grow a thousandfold, beside other ways over the same terms and items
in the same run: rapidfuzz (a loop, and cdist), pyahocorasick (exact only), Vectorscan (one typing error).

Warm: the pieces of the items were met before; cold: none was. Each size has a process of its own, so that its memory is
its own. The largest sizes take minutes: NEWSBELL_BENCH_TERMS=1000000 asks for them. Vectorscan is beside it where
hyperscan is installed, which the locks leave out: it has no wheel for most machines. The growth is drawn to
bench/growth/match.svg.
"""

from __future__ import annotations

import gc
import importlib.util
import json
import os
import pickle
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from bench.figure import Figure
from bench.growth import draw, save
from bench.material import material
from bot.core.model import Entry
from bot.core.text import fold
from bot.core.watch import TermIndex
from bot.lexicon import load_lexicon

_SIZES = (10, 1_000, 10_000, 100_000, 1_000_000)
_USUAL = 10_000
_ITEMS = 3_000
_PAIRS = 200_000  # terms times items that a brute-force way is timed over
_GOALS = {  # size -> items/s, times cdist, build in s, MB
    10_000: (25_000, 200, None, None),
    100_000: (15_000, 1_200, 6, 300),
    1_000_000: (4_000, None, 40, 1_200),
}


def figures() -> Iterator[Figure]:
    """The figures. Raises Skipped where the headlines are absent."""
    most = int(os.environ.get("NEWSBELL_BENCH_TERMS", _USUAL))
    items, terms = material(_ITEMS, most, random.Random(7))
    grown: dict[str, list[tuple[float, float]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "material"
        for size in sorted({min(size, len(terms)) for size in _SIZES if size <= most}):
            file.write_bytes(pickle.dumps((items, terms[:size])))  # no more: all that is read counts as memory
            measured = _in_a_process(file)
            for name, rate in measured.items():
                if name in ("warm", "cold", "loop", "cdist", "pyahocorasick", "Vectorscan"):
                    grown.setdefault(name, []).append((size, rate))
            yield from _figures(size, measured)
    if most >= _USUAL:
        save("match", draw("Matching", ("terms", "items a second"), grown))


def _in_a_process(file: Path) -> dict[str, float]:
    words = [sys.executable, "-m", "bench.match", str(file)]
    answer: dict[str, float] = json.loads(subprocess.run(words, check=True, stdout=subprocess.PIPE).stdout)
    return answer


def _figures(size: int, measured: dict[str, float]) -> Iterator[Figure]:
    rate, times, build, memory = _GOALS.get(size, (None, None, None, None))

    def figure(name: str, key: str, unit: str, goal: str = "", holds: bool | None = None) -> Figure:
        return Figure("match", f"{size:,} terms, {name}", measured[key], unit, goal=goal, holds=holds)

    yield figure("warm", "warm", "items/s", f">= {rate:,}" if rate else "", measured["warm"] >= rate if rate else None)
    for name in ("loop", "cdist", "pyahocorasick", "Vectorscan"):
        if name in measured:
            ratio, goal = measured["warm"] / measured[name], times if name == "cdist" else None
            yield Figure(
                "match",
                f"{size:,} terms, beside {name}",
                measured["warm"],
                "items/s",
                measured[name],
                ratio,
                f">= {goal:,}x" if goal else "",
                ratio >= goal if goal else None,
            )
    yield figure("cold", "cold", "items/s")
    yield figure("p50", "p50", "ms")
    yield figure("p99", "p99", "ms")
    yield figure("matches an item", "density", "")
    yield figure("build", "build", "s", f"<= {build}" if build else "", measured["build"] <= build if build else None)
    yield figure("memory", "memory", "MB", f"<= {memory}" if memory else "", _within(measured["memory"], memory))
    yield figure("add one live (median)", "add", "ms", "<= 1", measured["add"] <= 1)


def _within(value: float, most: float | None) -> bool | None:
    return None if most is None else value <= most


# ---------------------------------------------------------------- one size, in its own process


def measure(items: Sequence[Entry], terms: Sequence[str]) -> dict[str, float]:
    """Rates in items a second of CPU, times in ms or s, memory in MB (the packs of names, some 60 MB, included)."""
    lexicon = load_lexicon()
    start = time.process_time()
    index = TermIndex(terms, lexicon)
    found = {"build": time.process_time() - start}
    gc.collect()
    gc.freeze()
    found["memory"] = _memory()
    found["cold"] = len(items) / sum(_spent(index.match, items))
    matches = sum(len(index.match(item)) for item in items)
    spent = _spent(index.match, items)
    found |= {"warm": len(items) / sum(spent), "density": matches / len(items)}
    found |= {"p50": quantiles(spent, n=100)[49] * 1000, "p99": quantiles(spent, n=100)[98] * 1000}
    found["add"] = _adding(index, items)
    texts = [fold(f"{item.title} {item.summary}") for item in items]
    folded = [fold(term) for term in terms]
    for name, way in _WAYS.items():
        if all(importlib.util.find_spec(package) for package in _NEEDS.get(name, ())):
            found[name] = way(texts, folded)
    return {name: value for name, value in found.items() if value or name == "density"}


def _memory() -> float:
    """The MB that this process holds; of Linux only (elsewhere 0)."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024


def _spent(do: Callable[[Any], object], items: Sequence[Any]) -> list[float]:
    """The CPU seconds of each."""
    clock, found = time.process_time, []
    for item in items:
        start = clock()
        do(item)
        found.append(clock() - start)
    return found


def _adding(index: TermIndex, items: Sequence[Entry]) -> float:
    """How many ms a watch takes that comes while the bot runs, the memory of pieces warm each time."""
    spent = []
    for n in range(100):
        term = f"zyxwv{n} Qwertz{n}ab"
        for item in items[n * 20 : n * 20 + 20]:
            index.match(item)
        spent += _spent(index.add, [term])
        index.drop(term)
    return median(spent) * 1000


def _brute(texts: Sequence[str], terms: Sequence[str]) -> Sequence[str]:
    return texts[: max(3, min(1_000, _PAIRS // len(terms)))]


def _loop(texts: Sequence[str], terms: Sequence[str]) -> float:
    from rapidfuzz import fuzz

    some = _brute(texts, terms)[: max(1, 20_000_000 // len(terms) // 100)]
    if len(terms) > 100_000:
        return 0.0
    score: Callable[..., float] = fuzz.partial_ratio
    return len(some) / sum(_spent(lambda text: [score(term, text, score_cutoff=90) for term in terms], some))


def _cdist(texts: Sequence[str], terms: Sequence[str]) -> float:
    from rapidfuzz import fuzz, process

    if len(terms) > 100_000:
        return 0.0
    some = _brute(texts, terms)
    start = time.process_time()
    process.cdist(some, terms, scorer=fuzz.token_set_ratio, workers=1)
    return len(some) / (time.process_time() - start)


def _aho_corasick(texts: Sequence[str], terms: Sequence[str]) -> float:
    import ahocorasick

    automaton = ahocorasick.Automaton()
    for term in terms:
        automaton.add_word(term, term)
    automaton.make_automaton()
    return len(texts) / sum(_spent(lambda text: list(automaton.iter(text)), texts))


def _vectorscan(texts: Sequence[str], terms: Sequence[str]) -> float:
    import hyperscan

    if len(terms) > 10_000:
        return 0.0  # its build takes a minute at 10,000
    words = sorted({word.encode() for term in terms for word in term.split() if len(word.encode()) > 3})
    database = hyperscan.Database()
    flags = hyperscan.HS_FLAG_CASELESS | hyperscan.HS_FLAG_SINGLEMATCH
    ext = [hyperscan.ExpressionExt(flags=hyperscan.HS_EXT_FLAG_EDIT_DISTANCE, edit_distance=1)] * len(words)
    database.compile(expressions=words, ids=list(range(len(words))), flags=[flags] * len(words), ext=ext)
    some = [text.encode() for text in texts[:300]]
    return len(some) / sum(_spent(lambda text: database.scan(text, match_event_handler=lambda *_: None), some))


_WAYS = {"loop": _loop, "cdist": _cdist, "pyahocorasick": _aho_corasick, "Vectorscan": _vectorscan}
_NEEDS = {"cdist": ("numpy",), "pyahocorasick": ("ahocorasick",), "Vectorscan": ("hyperscan",)}


if __name__ == "__main__":
    entries, watched = pickle.loads(Path(sys.argv[1]).read_bytes())  # our own, written a moment ago
    print(json.dumps(measure(entries, watched)))
