"""Floods and dress: what comes again in other clothes is the same; what says nothing joins nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.story import Grouping
from tests.core.story.newsroom import Newsroom, entry

TITLES = [
    "Ministry halts export of chips to Gulf states",
    "Typhoon closes the port of Haiphong for two days",
    "芯片出口规则再次推迟至六月",
    "Bão số 11 áp sát bờ biển phía bắc",
]
DRESS = [str.upper, "{} - Reuters".format, "UPDATE 1-{}".format, "  {}  ".format, "{} | wafer.example.com".format]


@given(st.sampled_from(TITLES), st.lists(st.sampled_from(DRESS), max_size=2), st.integers(0, 600))
@settings(max_examples=40, deadline=None)
def test_dress_and_repeats_change_no_grouping(title: str, dress: list[object], minutes: int) -> None:
    dressed = title
    for put_on in dress:
        dressed = put_on(dressed)  # type: ignore[operator]  # a list of functions of one text
    told = [entry(title, outlet="a"), entry(dressed, outlet="b", minutes=minutes)]
    assert Newsroom().tell(*told) == [1, 1]


@given(st.permutations([entry(title, outlet=f"o{n}") for n, title in enumerate([*TITLES, *map(str.upper, TITLES)])]))
@settings(max_examples=20, deadline=None)
def test_the_order_within_a_minute_changes_no_group(poll: list[object]) -> None:
    """Which report opens a story hangs on the order; who stands in it does not."""
    room = Newsroom()
    groups: dict[int, set[str]] = {}
    for one in poll:
        (story,) = room.tell(one)  # type: ignore[arg-type]  # entries
        groups.setdefault(story, set()).add(one.title.upper())  # type: ignore[attr-defined]  # an entry
    assert sorted(map(sorted, groups.values())) == sorted([title.upper()] for title in TITLES)


def test_a_feed_that_changes_every_guid_opens_one_story() -> None:
    room = Newsroom()
    one = entry(TITLES[0], outlet="wafer", url="https://wafer.example/a/1")
    ids = {room.tell(replace(one, key=f"guid {n}"))[0] for n in range(60)}
    assert ids == {1}
    assert len(room.stories.marks(1)) == room.stories.settings.compared


@pytest.mark.parametrize("title", ["", "…", "Update", "快讯", "Tin", "🔥"])
def test_titles_that_say_nothing_join_nothing(title: str) -> None:
    room = Newsroom(Grouping(sure=30, doubt=20))
    assert len(set(room.tell(*(entry(title, outlet=f"o{n}", minutes=n) for n in range(9))))) == 9


@pytest.mark.parametrize("unit", ["Nvidia halts chip exports ", "停止供应芯片", "1-", "ngừng xuất khẩu chip "])
def test_ten_kilobytes_of_title_are_bounded(unit: str) -> None:
    room = Newsroom()
    title = (unit * 10_000)[:10_000]
    room.tell(entry(title, outlet="a"), entry(title, outlet="b", minutes=1))
    assert len(room.stories) <= 2
