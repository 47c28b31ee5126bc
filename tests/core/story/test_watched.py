"""What a watch asked for tells no two of its reports apart: on its first day, too, every event is told."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.alert import Policy, Watches
from bot.core.decision import Batch, Decision, DeliveryKind
from bot.core.model import Address, Entry, Reading, Signature, Watch
from bot.core.pipeline import decide, read
from bot.core.story import Stories, remembering
from bot.core.story.bound import Bound, odds_of
from bot.core.story.mark import mark_of, pack
from bot.core.story.rarity import Commonness, Rarity
from bot.core.story.score import Mine, alike
from bot.core.watch import TermIndex
from bot.lexicon import load_lexicon
from tests.core.story.newsroom import FEED, NOW, entry, signed

Sets = dict[str, dict[str, list[tuple[str, str]]]]
FILE: dict[str, Sets] = tomllib.loads(Path(__file__).with_name("watched.toml").read_text(encoding="utf-8"))
TERMS = tuple(FILE["others"])
WATCHES = Watches(Watch(Address(1), term) for term in TERMS)
TWICE = 11  # of 86: one title names a party, or an idea, for which the other has none


@cache
def index() -> TermIndex:
    """Of all that is watched for."""
    return TermIndex(TERMS, load_lexicon())


def got(title: str, outlet: str, minutes: float = 0) -> Reading:
    """A headline that a watch gets."""
    reading = read(entry(title, outlet=outlet, minutes=minutes), index(), signed)
    assert reading.matches, title
    return reading


def decided(readings: Iterable[Reading], stories: Stories) -> Decision:
    return decide(Batch(FEED, False, tuple(readings)), stories, WATCHES, NOW, Policy())


@cache
def stream(without: str) -> Stories:
    """What all other watches got before, each report a story or part of one; "": nothing."""
    stories = Stories()
    before = (a for sets in FILE.values() for term, of in sets.items() if without not in ("", term) for a in titles(of))
    for n, title in enumerate(dict.fromkeys(before)):
        stories.apply(decided([got(title, f"outlet{n}", -600)], stories))
    return stories


def titles(of: dict[str, list[tuple[str, str]]]) -> Iterator[str]:
    yield from (title for pairs in of.values() for pair in pairs for title in pair)


def both_ways(kind: str) -> list[tuple[str, str, str]]:
    pairs = [(term, *pair) for term, of in FILE[kind].items() for pairs in of.values() for pair in pairs]
    return pairs + [(term, b, a) for term, a, b in pairs]


def heard(first: str, second: str, stories: Stories) -> str:
    """How a subscriber who was told of the first hears of the second: "aloud", "quietly" or "not"."""
    decision = decided([got(first, "alpha"), got(second, "beta", 60)], stories)
    story = next(story for story in decision.stories if story.id == decision.records[1].story)
    if story.id == decision.records[0].story:
        return "not"
    (kind,) = {delivery.kind for delivery in decision.deliveries if delivery.story == story.id}
    return {DeliveryKind.SEND: "aloud", DeliveryKind.REPLY: "quietly"}[kind]


def test_there_are_pairs_of_both_kinds_in_every_language() -> None:
    for sets in FILE.values():
        assert sets.keys() == FILE["others"].keys()
        assert all(of.keys() == {"en", "zh", "vi"} for of in sets.values())
        assert sum(len(pairs) for of in sets.values() for pairs in of.values()) >= 40


@pytest.mark.parametrize("settled", [False, True], ids=["first day", "later"])
def test_every_event_is_told(settled: bool) -> None:
    lost = [(a, b) for term, a, b in both_ways("others") if heard(a, b, stream(term if settled else "")) == "not"]
    assert lost == []


@pytest.mark.parametrize("settled", [False, True], ids=["first day", "later"])
def test_most_of_what_is_retold_rings_once(settled: bool) -> None:
    ways = Counter(heard(a, b, stream(term if settled else "")) for term, a, b in both_ways("same"))
    assert ways["aloud"] <= TWICE, ways
    assert ways["not"] > ways["quietly"], ways


@pytest.mark.parametrize(
    ("term", "title", "watched"),
    [
        ("DeepSeek V4", "DeepSeek V4 is out", {"deepsee", "v4", "@deepseek", "@deepseek-v"}),
        ("DeepSeek V4", "DeepSeekV4来了", {"deepsee", "v4", "@deepseek", "@deepseek-v"}),
        ("Huawei Ascend", "华为昇腾芯片过热", {"华为", "为升", "升腾", "@huawei", "@ascend"}),
        ("H20 export", "美国叫停H20出口", {"h20", "出口", "@h20", "@export"}),
        ("xuất khẩu", "Mỹ dừng xuất khẩu H20", {"xuất", "khẩu", "xuất khẩu", "@export"}),
        ("re:/nvidia.*chip/", "Nvidia halts H20 chip", {"nvidia", "chip", "@nvidia", "@chip"}),
    ],
)
def test_what_a_watch_asked_for(term: str, title: str, watched: set[str]) -> None:
    reading = read(entry(title), TermIndex((term,), load_lexicon()), signed)
    assert reading.signature.watched == watched


def test_what_only_the_summary_bears_is_asked_for_there() -> None:
    told = entry("A new model is out", summary="DeepSeek V4 can be had from today.")
    assert read(told, index(), signed).signature.watched == {"@deepseek", "@deepseek-v"}


def test_a_restart_finds_the_same_stories() -> None:
    lived, restarted = stream("VinFast"), Stories()
    restarted.restore(list(lived), signed)
    readings = [got(a, "alpha") for a in titles(FILE["others"]["VinFast"])]
    assert decided(readings, restarted) == decided(readings, lived)


class _Nothing:
    commonness = Commonness(lambda _: 0)

    def __len__(self) -> int:
        return 0


headlines = st.sampled_from([title for sets in FILE.values() for of in sets.values() for title in titles(of)])
summaries = st.sampled_from(["", "Nvidia and Huawei", "DeepSeek V4 and the H20"])


@given(headlines, headlines, summaries, summaries, st.sampled_from([0.0, 30.0, 64.0]))
@settings(max_examples=150, deadline=None)
def test_being_asked_for_never_makes_two_reports_more_alike(a: str, b: str, of_a: str, of_b: str, least: float) -> None:
    one, other = entry(a, outlet="a", summary=of_a), entry(b, outlet="b", summary=of_b)
    known, asked, plain = mark_of(signed(other), NOW), mine(one, read(one, index(), signed)), mine(one, None)
    assert alike(asked, known) <= alike(plain, known)
    bar = odds_of(least)
    assert Bound(asked).most(pack(known), bar) >= odds_of(alike(asked, known)) or odds_of(alike(asked, known)) < bar


def mine(of: Entry, reading: Reading | None) -> Mine:
    signature = signed(of) if reading is None else reading.signature
    return Mine(signature, mark_of(signature, NOW), Rarity(_Nothing()))


def test_what_watches_ask_for_is_signed_once_and_each_report_anew() -> None:
    told: list[str] = []

    def noted(of: Entry) -> Signature:
        told.append(of.title)
        return signed(of)

    once = remembering(noted)
    titles = ("DeepSeek V4 is out", "DeepSeek V4 grows", "DeepSeek V4 is out")
    found = [read(entry(title), index(), once) for title in titles]
    assert found == [read(entry(title), index(), signed) for title in titles]
    assert [title for title in titles if title in told] == list(titles) and len(told) == len(titles) + 1
