"""How well entries are grouped: four labelled weeks within the stream of their days, as the labels' scorer defines it.

    rings      alerts that a reader of a story that several entries tell gets, quiet replies aside
    quiet      of those, the silent replies ("possibly the same")
    swallowed  stories of which no entry opened a story: a missed alert
    hushed     stories that were told only quietly, beside the story of another event

Entries go through the pipeline's own `decide` in their order of arrival. Beside it, on the same stream: the exact
title, and rapidfuzz's token_set_ratio >= 75 over all entries of the last 72 hours. Weights were chosen on these weeks,
so a new week does a little worse.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import fmean
from typing import Any, NamedTuple

from rapidfuzz import fuzz, process

from bench.figure import Figure, Skipped
from bot.core.alert import Policy, Watches
from bot.core.model import Batch, Entry, Feed, Reading
from bot.core.pipeline import decide
from bot.core.story import Grouping, Stories, sign
from bot.lexicon import load_lexicon

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "stories"
WINDOW = timedelta(hours=72)
ROOMY = Grouping(sure=82.5, doubt=82.5)  # no grey band, at 3 % swallowed
ALL = Policy(group_all=True)


class Item(NamedTuple):
    """An entry of the stream and its label; story is "" for the unlabelled stream around it."""

    reading: Reading
    language: str
    story: str


class Placed(NamedTuple):
    """The story that an entry was put into, and, where it opened one in doubt, the story beside which."""

    story: int
    maybe: int | None = None


@dataclass(frozen=True, slots=True)
class Scores:
    """All shares 0..1, rings and quiet per story that several entries tell."""

    bcubed: float
    rings: float
    quiet: float
    swallowed: float
    hushed: float
    crossing_f1: float
    crossing_rings: float


def figures() -> Iterator[Figure]:
    """The figures of words alone. Raises Skipped where the labelled weeks are absent."""
    items = stream()
    plain = scores(items, by_ratio(items))
    exact = scores(items, by_title(items))
    yield Figure("quality-stories", "token_set_ratio >= 75: swallowed", plain.swallowed, "share")
    yield from _against(scores(items, by_us(items, Grouping())), "with the grey band", plain, exact)
    yield from _against(scores(items, by_us(items, ROOMY)), "sure or new", plain, exact)


def _against(ours: Scores, how: str, plain: Scores, exact: Scores) -> Iterator[Figure]:
    def figure(name: str, value: float, unit: str, other: float | None, goal: tuple[str, bool] | None) -> Figure:
        ratio = (
            None
            if other is None
            else (other / value if unit == "a story" else value / other)
            if value and other
            else None
        )
        return Figure("quality-stories", f"{name}, {how}", value, unit, other, ratio, *(goal or ("", None)))

    band = how == "with the grey band"
    yield figure("BCubed F1 (2+)", ours.bcubed, "", plain.bcubed, None if band else (">= .70", ours.bcubed >= 0.70))
    goal = ("<= 2.3", ours.rings <= 2.3) if band else ("<= 2.4", ours.rings <= 2.4)
    yield figure("rings", ours.rings, "a story", plain.rings, goal)
    yield figure("rings beside the exact title", ours.rings, "a story", exact.rings, None)
    yield figure("quiet replies", ours.quiet, "", None, ("<= 1.0", ours.quiet <= 1.0) if band else None)
    limit = 0.01 if band else 0.03
    yield figure("swallowed", ours.swallowed, "share", None, (f"<= {limit}", ours.swallowed <= limit))
    yield figure("hushed", ours.hushed, "share", None, ("<= 0.06", ours.hushed <= 0.06))
    yield figure("across languages: pair F1", ours.crossing_f1, "", plain.crossing_f1, None)
    yield figure("across languages: rings", ours.crossing_rings, "a story", plain.crossing_rings, None)


# ---------------------------------------------------------------- the stream


def stream() -> list[Item]:
    """The labelled entries among the others of their days, in order of arrival."""
    if not (DATA / "gold_dev.jsonl").exists():
        raise Skipped("the labelled weeks (shared/data/stories) are not beside this checkout")
    rows = [*_rows(DATA / "gold_dev.jsonl")]
    for path in sorted(DATA.glob("background_W*.jsonl.gz")):
        rows += [{**row, "id": f"bg{n}-{path.stem}", "story": ""} for n, row in enumerate(_rows(path))]
    rows.sort(key=lambda row: (row["published"], hashlib.sha1(str(row["id"]).encode()).hexdigest()))
    lexicon = load_lexicon()
    return [_item(row, lexicon) for row in rows]


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    opener: Callable[..., Any] = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _item(row: Mapping[str, Any], lexicon: Any) -> Item:
    at = datetime.fromisoformat(row["published"]).astimezone(UTC)
    entry = Entry(
        "stream",
        str(row["id"]),
        row["title"],
        row.get("url") or "",
        row.get("summary") or "",
        outlet=row.get("source") or "",
        language=row.get("lang") or "",
        published_at=at,
    )
    return Item(Reading(entry, sign(entry, lexicon)), row.get("lang") or "", row["story"])


# ---------------------------------------------------------------- ways of grouping


def by_us(items: Sequence[Item], settings: Grouping) -> list[Placed]:
    """The pipeline's own way."""
    stories, watches, feed, placed = Stories(settings), Watches(), Feed("stream"), []
    for item in items:
        now = item.reading.entry.published_at
        assert now is not None
        decision = decide(Batch(feed, False, (item.reading,)), stories, watches, now, ALL)
        stories.apply(decision)
        stories.expire(now)
        id = decision.records[0].story
        placed.append(next(Placed(story.id, story.maybe) for story in decision.stories if story.id == id))
    return placed


def by_title(items: Sequence[Item]) -> list[Placed]:
    """One story a normalised title."""
    known: dict[str, int] = {}
    return [Placed(known.setdefault(item.reading.signature.title, len(known))) for item in items]


def by_ratio(items: Sequence[Item], threshold: float = 75.0) -> list[Placed]:
    """Single link by token_set_ratio with every entry of the last 72 hours."""
    titles = [item.reading.signature.title for item in items]
    placed: list[Placed] = []
    first = 0
    for n, item in enumerate(items):
        at = item.reading.entry.published_at
        while _older(items[first], at):
            first += 1
        best = process.extractOne(titles[n], titles[first:n], scorer=fuzz.token_set_ratio, score_cutoff=threshold)
        placed.append(Placed(n) if best is None else placed[first + best[2]])
    return placed


def _older(item: Item, at: datetime | None) -> bool:
    published = item.reading.entry.published_at
    return at is not None and published is not None and at - published > WINDOW


# ---------------------------------------------------------------- the scorer's definitions


class _Told(NamedTuple):
    """What became of the labelled entries."""

    members: Mapping[str, set[int]]  # label -> entries
    guess: Mapping[int, int]  # entry -> story
    clusters: Mapping[int, set[int]]  # story -> labelled entries
    openers: Mapping[int, str]  # story -> the label of the entry that opened it
    doubts: Mapping[int, int | None]  # story -> the story beside which it was opened


def scores(items: Sequence[Item], placed: Sequence[Placed]) -> Scores:
    """The figures of one way of grouping."""
    told = _told(items, placed)
    several = {label: ids for label, ids in told.members.items() if len(ids) > 1}
    crossing = {label: ids for label, ids in several.items() if len({items[i].language for i in ids}) > 1}
    stories = told.members.items()
    return Scores(
        bcubed=_bcubed([i for ids in several.values() for i in ids], items, told),
        rings=fmean(len(_reached(ids, told)) - _quiet(ids, told) for ids in several.values()),
        quiet=fmean(_quiet(ids, told) for ids in several.values()),
        swallowed=fmean(_swallowed(label, ids, told) for label, ids in stories),
        hushed=fmean(_hushed(label, ids, told) for label, ids in stories),
        crossing_f1=_crossing(items, told),
        crossing_rings=fmean(len(_reached(ids, told)) - _quiet(ids, told) for ids in crossing.values()),
    )


def _told(items: Sequence[Item], placed: Sequence[Placed]) -> _Told:
    members, clusters = defaultdict(set), defaultdict(set)
    openers: dict[int, str] = {}
    doubts: dict[int, int | None] = {}
    for n, (item, (story, maybe)) in enumerate(zip(items, placed, strict=True)):
        openers.setdefault(story, item.story)
        doubts.setdefault(story, maybe)
        if item.story:
            members[item.story].add(n)
            clusters[story].add(n)
    return _Told(members, {i: placed[i].story for ids in members.values() for i in ids}, clusters, openers, doubts)


def _bcubed(ids: Sequence[int], items: Sequence[Item], told: _Told) -> float:
    both = [(told.members[items[i].story], told.clusters[told.guess[i]]) for i in ids]
    precision = fmean(len(right & said) / len(said) for right, said in both)
    recall = fmean(len(right & said) / len(right) for right, said in both)
    return 2 * precision * recall / (precision + recall)


def _reached(ids: Iterable[int], told: _Told) -> set[int]:
    return {told.guess[i] for i in ids}


def _quiet(ids: Iterable[int], told: _Told) -> int:
    reached = _reached(ids, told)
    return sum(told.doubts[story] in reached for story in reached)


def _opened(label: str, ids: Iterable[int], told: _Told) -> set[int]:
    return {story for story in _reached(ids, told) if told.openers[story] == label}


def _swallowed(label: str, ids: set[int], told: _Told) -> bool:
    """No entry opened a story, and not only the unlabelled stream, which may tell the same event, was there before."""
    return not _opened(label, ids, told) and any(told.openers[told.guess[i]] for i in ids)


def _hushed(label: str, ids: set[int], told: _Told) -> bool:
    opened = _opened(label, ids, told)
    reached = _reached(ids, told)
    return bool(opened) and all(told.doubts[story] not in (None, *reached) for story in opened)


def _crossing(items: Sequence[Item], told: _Told) -> float:
    right = _pairs(items, told.members.values())
    said = _pairs(items, told.clusters.values())
    return 2 * len(right & said) / (len(right) + len(said))


def _pairs(items: Sequence[Item], groups: Iterable[set[int]]) -> set[tuple[int, int]]:
    return {(a, b) for ids in groups for a in ids for b in ids if a < b and items[a].language != items[b].language}
