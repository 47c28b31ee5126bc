"""Who acts or stands for another is no other in the same words; but perhaps he acts for himself, so nothing is lost."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from bot.core.story import Grouping
from tests.core.story.newsroom import ROOMY, Newsroom, entry

Pairs = list[tuple[str, str]]
FILE: dict[str, dict[str, dict[str, list[tuple[str, str]]]]] = tomllib.loads(
    Path(__file__).with_name("standins.toml").read_text(encoding="utf-8")
)
TWICE = 6  # of the headlines that tell one event, those that ring again: what was reached, of 98


def both_ways(kind: str) -> Pairs:
    pairs = [(a, b) for of in FILE[kind].values() for pairs in of.values() for a, b in pairs]
    return pairs + [(b, a) for a, b in pairs]


def heard(first: str, second: str, settings: Grouping | None = None) -> str:
    """How who was told of the first hears of the second: "aloud", "quietly" or "not"."""
    newsroom = Newsroom(settings)
    [known] = newsroom.tell(entry(first, outlet="alpha"))
    decision = newsroom.decide([entry(second, outlet="beta", minutes=60)])
    story = next(story for story in decision.stories if story.id == decision.records[0].story)
    if story.id == known:
        return "not"
    return "aloud" if story.maybe is None else "quietly"


def test_there_are_pairs_of_every_kind_in_every_language() -> None:
    assert FILE.keys() == {"same", "unsure", "others"}
    assert all(of.keys() == {"en", "zh", "vi"} for sets in FILE.values() for of in sets.values())
    assert len(both_ways("same")) >= 90
    assert len(both_ways("others")) >= 90


def test_one_event_seldom_rings_twice_for_how_its_actor_is_called() -> None:
    ways = Counter(heard(a, b) for a, b in both_ways("same"))
    assert ways["aloud"] <= TWICE, ways


@pytest.mark.parametrize(("a", "b"), both_ways("unsure"))
def test_who_may_act_for_himself_is_told(a: str, b: str) -> None:
    assert heard(a, b) != "not"


@pytest.mark.parametrize(("a", "b"), both_ways("others"))
def test_these_are_two_whatever_the_bounds(a: str, b: str) -> None:
    assert heard(a, b, ROOMY) != "not"
