"""Where entries go: the same page, the same title, the same event; three answers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.story import Grouping
from tests.core.story.newsroom import Newsroom, entry

HALT = "Nvidia halts H20 chip production after Beijing warning"
RETOLD = "Nvidia halts production of H20 chip after Beijing's warning"


def test_one_page_is_one_story_whatever_its_title_says_now() -> None:
    page = "https://wafer.example/halt?utm_source=rss"
    first, second = Newsroom().tell(
        entry(HALT, url=page),
        entry("Nvidia halts H20 output: what we know of Beijing warning", url=page.split("?")[0], minutes=9),
    )
    assert first == second


def test_a_feed_that_links_all_its_entries_to_one_page_is_not_swallowed() -> None:
    page = "https://wafer.example/changes.html"
    first, second = Newsroom().tell(
        entry("Typhoon closes the port of Haiphong", url=page),
        entry("Central bank leaves its rate alone", url=page, minutes=9),
    )
    assert first != second


@pytest.mark.parametrize("home", ["https://wafer.example/", "https://wafer.example/world"])
def test_a_front_page_is_no_page(home: str) -> None:
    ids = Newsroom().tell(
        entry("Typhoon closes the port of Haiphong", url=home),
        entry("Typhoon season ends for fishermen", url=home, minutes=9),
    )
    assert len(set(ids)) == 2


def test_a_page_with_a_number_is_one_wherever_it_stands() -> None:
    page, room = "https://wafer.example/typhoon-4929737.html", Newsroom()
    room.tell(entry("Typhoon closes the port of Haiphong", url=page))
    assert room.reason(entry("Typhoon reaches Haiphong", url=page, minutes=9)).startswith("same page as story 1")


def test_one_title_in_two_outlets_is_one_story() -> None:
    assert (
        len(set(Newsroom().tell(entry(HALT, outlet="a"), entry(HALT.upper() + " - Reuters", outlet="b", minutes=5))))
        == 1
    )


def test_a_column_comes_every_day() -> None:
    title = "Stock picks of our reader panel"
    ids = Newsroom().tell(entry(title, outlet="wafer"), entry(title, outlet="wafer", minutes=24 * 60))
    assert len(set(ids)) == 2


def test_a_title_of_one_word_proves_nothing() -> None:
    assert len(set(Newsroom().tell(entry("Update", outlet="a"), entry("Update", outlet="b", minutes=5)))) == 2


def test_titles_without_words_are_stories_of_their_own() -> None:
    assert len(set(Newsroom().tell(entry("", outlet="a"), entry("", outlet="b"), entry("!!!", outlet="c")))) == 3


def test_a_story_takes_nothing_after_its_window() -> None:
    late = (timedelta(hours=73)).total_seconds() / 60
    assert len(set(Newsroom().tell(entry(HALT, outlet="a"), entry(HALT, outlet="b", minutes=late)))) == 2


def test_across_languages_by_names_concepts_and_numbers() -> None:
    told = [
        entry("Huawei and DeepSeek sign $1.5 billion Ascend chip deal", outlet="a"),
        entry("华为与DeepSeek签署15亿美元昇腾芯片协议", outlet="b", minutes=30),
    ]
    room = Newsroom(Grouping(sure=50, doubt=50))
    assert len(set(room.tell(*told))) == 1


def test_in_doubt_it_is_a_story_of_its_own_beside_the_other() -> None:
    room = Newsroom(Grouping(sure=100, doubt=50))
    (first,) = room.tell(entry(HALT, outlet="a"))
    decision = room.decide([entry(RETOLD, outlet="b", minutes=30)])
    assert decision.stories[0].id != first
    assert decision.stories[0].maybe == first


def test_the_reason_names_what_is_shared() -> None:
    room = Newsroom()
    room.tell(entry(HALT, outlet="a"))
    said = room.reason(entry(RETOLD, outlet="b", minutes=30))
    assert "% like story 1 (" in said
    assert "h20" in said


def test_the_reason_names_what_forbids_it() -> None:
    room = Newsroom()
    room.tell(entry("Nvidia halts H20 chip production", outlet="a"))
    said = room.reason(entry("Nvidia halts H200 chip production", outlet="b", minutes=30))
    assert said.startswith("new story, not story 1: another model: h200 is not h20")


def test_what_is_launched_is_less_like_what_is_delayed() -> None:
    room = Newsroom(Grouping(sure=101, doubt=101, near=101, asked=1, ask_from=0))
    room.tell(entry("Tesla launches its driverless taxi in Austin", outlet="a"))
    scores = [
        int(room.reason(entry(title, outlet="b")).split(" %")[0].split()[-1])
        for title in ("Tesla unveils its driverless taxi in Austin", "Tesla delays its driverless taxi in Austin")
    ]
    assert scores[0] > scores[1]


def test_ten_thousand_entries_of_one_title_make_one_bounded_story() -> None:
    room = Newsroom()
    (first,) = room.tell(entry(HALT, outlet="o0"))
    for batch in range(4):
        decision = room.decide([entry(HALT, outlet=f"o{batch}x{n}", minutes=batch) for n in range(100)])
        assert {record.story for record in decision.records} == {first}
        room.stories.apply(decision)
    assert len(room.stories) == 1
    assert len(room.stories.marks(first)) == room.stories.settings.compared


def test_a_join_is_explained_by_page_and_by_title() -> None:
    room = Newsroom()
    room.tell(entry(HALT, outlet="a", url="https://a.example/x/1"))
    assert room.reason(entry(HALT, outlet="b")).startswith("same title as story 1")
    assert room.reason(entry(HALT, outlet="a", url="https://a.example/x/1?utm_medium=rss")).startswith(
        "same page as story 1"
    )


def test_what_two_reports_share_is_said_in_whole_names_and_once() -> None:
    room = Newsroom()
    room.tell(entry("Tencent opens a data centre", outlet="a"))
    reason = room.reason(entry("Tencent buys a studio", outlet="b", minutes=9))
    assert "(tencent)" in reason, "once, though it is a name and a word"
