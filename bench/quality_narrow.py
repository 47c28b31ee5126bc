"""How well entries are grouped where a bot watches one term only and begins with nothing: the labelled weeks, as each
of twenty watches alone gets them. All that such a stream holds bears the term, and few stories tell how common anything
is. The figures are those of quality-stories, over the stories of all watches and weeks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from bench.figure import Figure
from bench.fit_stories import week
from bench.quality_stories import Item, Placed, Story, per_story, stream, together
from bot.core.alert import Policy, Watches
from bot.core.decision import Batch
from bot.core.model import Address, Entry, Feed, Signature, Watch
from bot.core.pipeline import decide
from bot.core.story import Stories, sign, signed
from bot.core.watch import TermIndex
from bot.lexicon import load_lexicon

TERMS = (
    *("DeepSeek V4", "DeepSeek", "Nvidia", "Intel", "OpenAI", "Huawei", "Anthropic", "Google", "Gemini", "Samsung"),
    *("H20 export", "Nvidia earnings", "AI chip", "rare earth", "Qualcomm", "Trump", "TSMC", "Meta", "Apple", "AMD"),
)
LEXICON = load_lexicon()


def figures() -> Iterator[Figure]:
    """Rings and the rest. Raises Skipped where the labelled weeks are absent."""
    got = streams(stream())
    scored = together([story for term in TERMS for items in got[term] for story in _alone(term, items)])
    goals = {"rings": 2.3, "quiet": 1.0, "swallowed": 0.01, "hushed": 0.06}
    for name, most in goals.items():
        value = getattr(scored, name)
        yield Figure("quality-narrow", name, value, "", None, None, f"<= {most}", value <= most)
    yield Figure("quality-narrow", "BCubed F1 (2+)", scored.bcubed, "")


def streams(items: Iterable[Item]) -> dict[str, list[list[Item]]]:
    """What each watch gets: of each week in which it gets anything, a list."""
    index = TermIndex(TERMS, LEXICON)
    got: dict[str, list[Item]] = {term: [] for term in TERMS}
    for item in items:
        for match in index.match(item.reading.entry):
            if match.score >= Watch(Address(1), match.term).threshold:
                got[match.term].append(item._replace(reading=signed(item.reading.entry, (match,), _sign)))
    return {term: [list(of) for _, of in groupby(found, week)] for term, found in got.items()}


def _sign(entry: Entry) -> Signature:
    return sign(entry, LEXICON)


def _alone(term: str, items: Sequence[Item]) -> list[Story]:
    """The labelled stories of one week, as the watch alone tells them."""
    stories, watches, placed = Stories(), Watches([Watch(Address(1), term)]), []
    for item in items:
        now = item.reading.entry.published_at
        assert now is not None
        decision = decide(Batch(Feed("stream"), False, (item.reading,)), stories, watches, now, Policy())
        stories.apply(decision)
        stories.expire(now)
        (story,) = (story for story in decision.stories if story.id == decision.records[0].story)
        placed.append(Placed(story.id, story.maybe))
    return per_story(items, placed)
