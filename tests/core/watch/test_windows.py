"""The narrowest window, against every window there is."""

from __future__ import annotations

from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.watch import TermIndex
from bot.core.watch.judge import _narrowest
from bot.core.watch.locate import Place
from tests.core.watch.lexica import entry, lexicon

PLACES = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 4)).map(lambda at: Place(at[0], sum(at), "exact")), max_size=6
)


def brute(choices: list[list[Place]], most: int) -> int | None:
    """The width of the narrowest way of all."""
    widths = []
    for chosen in product(*choices):
        ordered = sorted(chosen)
        apart = all(a.end <= b.start for a, b in pairwise(ordered))
        if apart and ordered[-1].start - ordered[0].start <= most:
            widths.append(max(place.end for place in ordered) - ordered[0].start)
    return min(widths, default=None)


@given(st.lists(PLACES, min_size=1, max_size=4), st.integers(0, 40))
def test_it_is_the_narrowest_of_all(choices: list[list[Place]], most: int) -> None:
    found = _narrowest(choices, lambda first, last: last.start - first.start <= most)
    width = None if found is None else max(p.end for p in found) - min(p.start for p in found)
    assert width == brute(choices, most)
    if found is not None:
        assert all(place in places for place, places in zip(found, choices, strict=True))


def test_nothing_to_find_is_found_at_once() -> None:
    assert _narrowest([], lambda first, last: True) == []


def test_a_hostile_text_ends_the_search_and_is_still_matched() -> None:
    index = TermIndex(("Huawei chip ban DeepSeek Nvidia",), lexicon())
    [found] = index.match(entry(" ".join(["Huawei chip ban DeepSeek Nvidia"] * 400)))
    assert found.score == 100
    assert len(found.spans) == 5


def test_a_window_is_one_sentence_or_two_of_a_body() -> None:
    index = TermIndex(("Huawei ban",), lexicon())
    assert index.match(entry("News", body="It rains. Huawei grows. A ban looms. The end."))
    assert not index.match(entry("News", body="Huawei grows. It rains. A ban looms. The end."))
    assert index.match(entry("News", body="华为增长。禁令将至。下雨。"))
    assert not index.match(entry("News", body="华为增长。下雨。禁令将至。"))
    assert index.match(entry("News", body="Huawei of the U.S. grows by 3.5 per cent. A ban looms."))


DIGEST = "Ban on eggs lifted; Huawei opens a museum; DeepSeek sells chips"


@pytest.mark.parametrize(
    ("term", "title"),
    [
        ("Huawei museum", DIGEST),
        ("DeepSeek chip", DIGEST),
        ("华为芯片", "早报｜英伟达发布芯片新品/华为芯片明年量产/深度求索发布模型"),
        ("Huawei chip", "Huawei: a new museum; sales that double; chips next year"),  # all items are about it
        ("Huawei chip", "Huawei; a chip"),  # two parts are no digest
        ("Huawei chip", "Nvidia/Huawei/DeepSeek chips"),  # names beside each other are none
        (
            "Huawei chip",
            "Huawei's deals with Nvidia/new plans for Europe/and more chips",
        ),  # nor is what no column heads
        ("Huawei chip", "Huawei sells chips | World business | Example Times"),
    ],
)
def test_an_item_of_a_digest_says_all(term: str, title: str) -> None:
    assert TermIndex((term,), lexicon()).match(entry(title))


@pytest.mark.parametrize(
    ("term", "title"),
    [
        ("Huawei chip", DIGEST),
        ("DeepSeek ban", DIGEST),
        (
            "Huawei chip",
            "Morning news | Huawei: a museum opens; Nvidia has no news; chips next year",
        ),  # a column's name
        ("华为芯片", "早报｜英伟达发布芯片新品/华为将开设博物馆/深度求索发布模型"),
        ("Huawei chip", "Điểm tin: Huawei mở cửa | Nvidia báo lãi lớn | Xuất khẩu chip tăng"),
    ],
)
def test_what_several_items_of_a_digest_say_is_no_match(term: str, title: str) -> None:
    assert not TermIndex((term,), lexicon()).match(entry(title))


def test_a_summary_helps_one_item_of_a_digest() -> None:
    index = TermIndex(("Huawei DeepSeek export", "Huawei museum export"), lexicon())
    assert [found.term for found in index.match(entry(DIGEST, "Exports fall."))] == ["Huawei museum export"]
