"""How well entries are grouped where a judge answers for the pairs in doubt: a language model, and the labels as one.

On the four labelled weeks within the stream of their days. A language model's answers were recorded once
(labels/README.md): of the pairs in which one report or both are labelled. Where the labels play the judge a pair is
answered by whether both reports bear one label, and wrongly in a given share of the cases (drawn from the pair, so that
each run errs alike); pairs with the unlabelled stream around get no answer. "trusted": an answer is 1 or 0; "by form":
it is what a language model's answer counts as, since a model errs. The figures are those of quality-stories.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import fmean

from bench.figure import Figure
from bench.quality_stories import ALL, DATA, Item, Placed, Scores, by_us, scores, stream
from bot.core.alert import Watches
from bot.core.decision import Batch
from bot.core.model import Entry, Feed, Pair
from bot.core.pipeline import decide, doubts
from bot.core.story import Grouping, Stories
from bot.judges.question import SAID, key_of

RECORDED = Path(__file__).parent / "labels" / "judge.tsv"
MODEL = "a language model, by form"
WORD = {0: "another", 1: "same"}
ROUNDS = 3  # as the panel looks for pairs
FORM = (SAID["another"] or 0.0, SAID["same"] or 1.0)
TRUSTED = (0.0, 1.0)

Answer = Callable[[Pair], float | None]


def figures() -> Iterator[Figure]:
    """The figures by the judge's worth. Raises Skipped where the labelled weeks are absent."""
    items = stream()
    words = scores(items, by_us(items, Grouping()))
    answers = recorded()
    placed, asked = by_judge(items, lambda pair: SAID.get(answers.get(shown(pair), "unsure")))
    yield from _told(scores(items, placed), words, MODEL, held=True)
    yield Figure("quality-judge", f"questions an entry, {MODEL}", asked, "")
    right = accuracy(items, answers)
    yield Figure("quality-judge", f"pairs_dev answered right, {MODEL}", right, "", goal=">= 0.90", holds=right >= 0.9)
    for how, worth, form in (
        ("a judge that never errs, trusted", 1.0, TRUSTED),
        ("never errs, by form", 1.0, FORM),
        ("errs in 5 %, by form", 0.95, FORM),
        ("errs in 10 %, by form", 0.90, FORM),
    ):
        placed, asked = by_judge(items, labels(items, worth, form))
        yield from _told(scores(items, placed), words, how, held=False)
        yield Figure("quality-judge", f"questions an entry, {how}", asked, "")


def _told(ours: Scores, words: Scores, how: str, held: bool) -> Iterator[Figure]:
    """held: whether the project's goals apply."""
    goals: dict[str, tuple[str, float, float, bool]] = {
        "BCubed F1 (2+)": (">= 0.85", ours.bcubed, words.bcubed, ours.bcubed >= 0.85),
        "rings": ("<= 1.4", ours.rings, words.rings, ours.rings <= 1.4),
        "quiet replies": ("<= 1.0", ours.quiet, words.quiet, ours.quiet <= 1.0),
        "hushed": ("<= 0.03", ours.hushed, words.hushed, ours.hushed <= 0.03),
        "swallowed": ("<= 0.01", ours.swallowed, words.swallowed, ours.swallowed <= 0.01),
        "across languages: pair F1": (">= 0.75", ours.crossing_f1, words.crossing_f1, ours.crossing_f1 >= 0.75),
        "across languages: rings": ("<= 1.7", ours.crossing_rings, words.crossing_rings, ours.crossing_rings <= 1.7),
    }
    for name, (goal, value, before, holds) in goals.items():
        ratio = value / before if before else None
        yield Figure(
            "quality-judge",
            f"{name}, {how}",
            value,
            "",
            before,
            ratio,
            goal if held else "",
            holds if held else None,
        )


def recorded() -> dict[str, str]:
    """A language model's answers, by the pair."""
    with RECORDED.open(encoding="utf-8", newline="") as file:
        return {row["pair"]: row["answer"] for row in csv.DictReader(file, delimiter="\t")}


def shown(pair: Pair) -> str:
    """A pair by what a judge is shown of it, the time aside."""
    return key_of("", pair)[:16]


def accuracy(items: Sequence[Item], answers: Mapping[str, str]) -> float:
    """The share of the labelled pairs, half of them hard negatives, that were answered right; "unsure" is not."""
    entries = {item.reading.entry.key: item.reading.entry for item in items}
    rows = [json.loads(line) for line in (DATA / "pairs_dev.jsonl").read_text("utf-8").splitlines()]
    return fmean(_answered(entries[row["a"]], entries[row["b"]], answers) == WORD[row["same"]] for row in rows)


def _answered(one: Entry, other: Entry, answers: Mapping[str, str]) -> str:
    """What was answered about two reports, in whichever order they were asked about."""
    ways = (shown(Pair(one, other, 50.0)), shown(Pair(other, one, 50.0)))
    return next((answers[way] for way in ways if way in answers), "unsure")


def by_judge(items: Sequence[Item], answer: Answer) -> tuple[list[Placed], float]:
    """The pipeline's own way with a judge; and how many pairs it was asked about an entry."""
    stories, watches, feed, placed, asked = Stories(Grouping().with_judge()), Watches(), Feed("stream"), [], 0
    for item in items:
        now = item.reading.entry.published_at
        assert now is not None
        batch = Batch(feed, False, (item.reading,))
        seen: set[Pair] = set()
        for _ in range(ROUNDS):
            pairs = set(doubts(batch, stories, watches, now, ALL)) - seen
            if not pairs:
                break
            seen |= pairs
            said = {pair.key: answered for pair in pairs if (answered := answer(pair)) is not None}
            batch = replace(batch, answers={**batch.answers, **said})
        asked += len(seen)
        decision = decide(batch, stories, watches, now, ALL)
        stories.apply(decision)
        stories.expire(now)
        id = decision.records[0].story  # among the stories may be one that was found to be one with it
        placed.append(next(Placed(story.id, story.maybe) for story in decision.stories if story.id == id))
    return placed, asked / len(items)


def labels(items: Sequence[Item], worth: float, form: tuple[float, float]) -> Answer:
    """The labels as a judge that is right in that share of its answers. form: its answers for another, for the same."""
    story = {item.reading.entry.key: item.story for item in items}

    def answer(pair: Pair) -> float | None:
        known, new = story[pair.known.key], story[pair.new.key]
        if not known or not new:
            return None
        return form[(known == new) == (_drawn(pair) < worth)]

    return answer


def _drawn(pair: Pair) -> float:
    """A number in [0, 1) that hangs on the pair alone."""
    both = " ".join(sorted((pair.known.key, pair.new.key)))
    return int(hashlib.sha256(both.encode()).hexdigest()[:8], 16) / 2**32
