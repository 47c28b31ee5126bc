"""The narrowest window, against every window there is."""

from __future__ import annotations

from itertools import pairwise, product

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
