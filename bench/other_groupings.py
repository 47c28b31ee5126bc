"""Other ways to group the entries of a stream, which quality-stories stands beside. Each gives every entry a story.

exact title      one story a normalised title
token_set        rapidfuzz's token_set_ratio, single link over the last 72 hours
NewsBlur's rule  of its open source, written anew: titles of different feeds that share at least three telling words,
                 and 60 % of the words of the shorter one, which has at least five; five days
tf-idf cosine    of our own words, the document frequencies counted over the whole stream beforehand; the nearest of
                 the last 72 hours, at whatever threshold
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from rapidfuzz import fuzz, process

from bot.core.model import Reading

WINDOW = timedelta(hours=72)
NEWSBLUR_WINDOW = timedelta(hours=120)
COMMON = 0.08  # a word that a greater share of the entries hold leads to no candidate; it counts in the cosine
_LITTLE_WORDS = (  # words that tell nothing, in the language that the rule is made for
    "a an and are as at be been being but by can could did do does for from had has have he her his i if in is it its"
    " may me might must my no nor not of on or our shall she should so that the their they this to up was we were will"
    " with would you your"
)
_LITTLE = frozenset(_LITTLE_WORDS.split())


def by_title(readings: Sequence[Reading]) -> list[int]:
    """The exact title."""
    known: dict[str, int] = {}
    return [known.setdefault(reading.signature.title, len(known)) for reading in readings]


def by_ratio(readings: Sequence[Reading], threshold: float = 75.0) -> list[int]:
    """token_set_ratio."""
    titles = [reading.signature.title for reading in readings]
    placed: list[int] = []
    first = 0
    for n, reading in enumerate(readings):
        first = _first(readings, first, _at(reading) - WINDOW)
        best = process.extractOne(titles[n], titles[first:n], scorer=fuzz.token_set_ratio, score_cutoff=threshold)
        placed.append(n if best is None else placed[first + best[2]])
    return placed


def by_newsblur(readings: Sequence[Reading]) -> list[int]:
    """NewsBlur's rule. Where an entry joins several stories, these become one, as in NewsBlur."""
    words = [_telling(reading.entry.title) for reading in readings]
    holders: dict[str, list[int]] = defaultdict(list)
    root = list(range(len(readings)))
    for n, reading in enumerate(readings):
        shared = Counter(m for word in words[n] for m in holders[word])
        for m, count in shared.items():
            near = count >= 3 and count >= 0.6 * min(len(words[m]), len(words[n]))
            other = readings[m].entry.outlet != reading.entry.outlet
            if near and other and min(len(words[m]), len(words[n])) >= 5 and _within(readings[m], reading):
                root[_root(root, n)] = _root(root, m)
        for word in words[n]:
            holders[word].append(n)
    return [_root(root, n) for n in range(len(readings))]


def nearest_by_cosine(readings: Sequence[Reading]) -> list[tuple[float, int]]:
    """For each entry the cosine of the nearest before it, and which that is (-1: none)."""
    documents = [reading.signature.tokens | reading.signature.numbers for reading in readings]
    frequency = Counter(word for document in documents for word in document)
    weight = {word: math.log(len(documents) / count) for word, count in frequency.items()}
    length = [math.sqrt(sum(weight[word] ** 2 for word in document)) for document in documents]
    telling = {word for word, count in frequency.items() if 1 < count <= max(3.0, COMMON * len(documents))}
    holders: dict[str, list[int]] = defaultdict(list)
    found: list[tuple[float, int]] = []
    for n, (reading, document) in enumerate(zip(readings, documents, strict=True)):
        begin, candidates = _at(reading) - WINDOW, Counter[int]()
        for word in document & telling:
            for m in holders[word]:
                candidates[m] += 1
            holders[word].append(n)
        best = (0.0, -1)
        for m, _ in candidates.most_common(60):
            if _at(readings[m]) >= begin:
                shared = sum(weight[word] ** 2 for word in document & documents[m])
                best = max(best, (shared / (length[n] * length[m]), m))
        found.append(best)
    return found


def by_cosine(nearest: Sequence[tuple[float, int]], threshold: float) -> list[int]:
    """Each entry in the story of its nearest, where that is near enough."""
    placed: list[int] = []
    for n, (cosine, m) in enumerate(nearest):
        placed.append(placed[m] if m >= 0 and cosine >= threshold else n)
    return placed


def _telling(title: str) -> frozenset[str]:
    """Words that tell something, without the plural's s."""
    plain = re.sub(r"[^\w\s]", "", re.sub(r"[-/]", " ", title.lower()))
    words = (word for word in plain.split() if word not in _LITTLE and len(word) > 1 and not word.isdigit())
    return frozenset(word[:-1] if len(word) > 3 and word[-1] == "s" and word[-2] != "s" else word for word in words)


def _within(before: Reading, after: Reading) -> bool:
    return _at(after) - _at(before) <= NEWSBLUR_WINDOW


def _root(root: list[int], n: int) -> int:
    while root[n] != n:
        root[n] = n = root[root[n]]
    return n


def _first(readings: Sequence[Reading], first: int, begin: datetime) -> int:
    while _at(readings[first]) < begin:
        first += 1
    return first


def _at(reading: Reading) -> datetime:
    assert reading.entry.published_at is not None
    return reading.entry.published_at
