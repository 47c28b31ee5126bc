"""Which entries are one story: what joins, what must never join, what stays in doubt; written for the test."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.story import Grouping, Stories, sign
from tests.core.story.makers import LEXICON, START, grouped, read, report, tell

ADVERSARIAL = [
    ("Nvidia resumes H20 sales to China after licence", "Nvidia resumes H200 sales to China after licence"),
    ("DeepSeek releases V3 with open weights", "DeepSeek releases V4 with open weights"),
    ("Micron market value crosses $900 billion", "SK Hynix market value crosses $900 billion"),
    ("United and Chelsea draw 1-1 in the league", "United and Chelsea draw 3-1 in the league"),
    ("TSMC third quarter profit rises 39%", "TSMC third quarter profit rises 54%"),
    ("Goldman raises Nvidia price target to $210", "Goldman raises Nvidia price target to $240"),
    ("小米 15 手机今日开售", "小米 16 手机今日开售"),
    ("华为发布昇腾 910C 芯片", "华为发布昇腾 950 芯片"),
    ("VinFast bàn giao 9.000 xe trong tháng", "VinFast bàn giao 12.000 xe trong tháng"),
    ("Magnitude 6.1 earthquake strikes Japan", "Magnitude 7.4 earthquake strikes Japan"),
]


@pytest.mark.parametrize(("one", "other"), ADVERSARIAL, ids=[one for one, _ in ADVERSARIAL])
def test_titles_alike_but_for_a_number_or_a_name_are_never_one_story(one: str, other: str) -> None:
    first, second = grouped(report(one), report(other))
    assert first != second
    second, first = grouped(report(other), report(one))
    assert first != second


SAME = [
    (
        "DeepSeek gives Huawei early access to V4 and leaves Nvidia out",
        "DeepSeek gives Huawei early access to V4, leaves Nvidia out: sources",
    ),
    ("Commerce Department pauses H20 exports to China", "UPDATE 2-Commerce Department pauses H20 exports to China"),
    ("Toyota recalls a million cars over brakes - Harbour Wire", "Toyota recalls a million cars over brakes | Ledger"),
    ("美国商务部暂停英伟达 H20 对华出口，等待审查", "快讯：美國商務部暫停輝達 H20 對華出口，等待審查"),
    ("Mỹ tạm dừng xuất khẩu chip H20 sang Trung Quốc", "Cập nhật: Mỹ tạm dừng xuất khẩu chip H20 sang Trung Quốc"),
]


@pytest.mark.parametrize(("one", "other"), SAME, ids=[one for one, _ in SAME])
def test_retellings_are_one_story(one: str, other: str) -> None:
    first, second = grouped(report(one, "Harbour Wire"), report(other, "Ledger"))
    assert first == second


def test_a_page_is_one_story_under_all_its_addresses() -> None:
    one = report("Intel names a new chief executive", url="https://www.example.com/news/intel?utm_source=rss")
    other = report("Intel picks a chief executive from outside", url="http://m.example.com/news/intel/")
    assert len(set(grouped(one, other))) == 1


def test_the_front_page_of_a_site_is_nobodys_page() -> None:
    one = report("Intel names a new chief executive", url="https://example.com/")
    other = report("Storm closes the harbour for a day", url="https://example.com/")
    assert len(set(grouped(one, other))) == 2


def test_a_roundup_stands_alone() -> None:
    title = "Morning briefing: DeepSeek V4, chip exports, floods"
    stories = grouped(report("DeepSeek V4 and chip exports: what it means"), report(title), report("DeepSeek V4 ships"))
    assert stories[1] not in (stories[0], stories[2])


def test_the_same_title_days_after_the_window_is_another_story() -> None:
    entries = report("Power returns after the blackout", "A"), report("Power returns after the blackout", "B")
    assert len(set(grouped(*entries, apart=60))) == 1
    assert len(set(grouped(*entries, apart=73 * 60))) == 2


def test_a_reason_says_what_was_shared() -> None:
    stories = Stories()
    title = "DeepSeek gives Huawei early access to V4 and leaves Nvidia out"
    assert "new story" in tell(stories, read(report(title, "A"))).records[0].reason
    assert "same title as story 1" in tell(stories, read(report(title, "B"), 5)).records[0].reason


def test_what_is_in_doubt_opens_a_story_beside_the_other() -> None:
    nothing_is_sure = Grouping(sure=100.5, doubt=1.0)
    stories = Stories(nothing_is_sure)
    tell(stories, read(report(SAME[0][0], "A")))
    decision = tell(stories, read(report(SAME[0][1], "B"), 5))
    assert [story.maybe for story in decision.stories] == [1]
    assert "possibly the same as story 1" in decision.records[0].reason


TITLES = st.sampled_from([title for pair in ADVERSARIAL + SAME for title in pair])
STREAM = st.lists(st.tuples(TITLES, st.sampled_from("ABC"), st.floats(0, 5000)), max_size=12)


def readings(stream: list[tuple[str, str, float]]) -> list[object]:
    return [read(report(title, outlet), minutes) for title, outlet, minutes in sorted(stream, key=lambda row: row[2])]


@settings(max_examples=60, deadline=None)
@given(STREAM)
def test_drafting_and_applying_is_the_same_as_a_restart(stream: list[tuple[str, str, float]]) -> None:
    live = Stories()
    for number, reading in enumerate(readings(stream)):
        restarted = Stories()
        restarted.restore(list(live), lambda entry: sign(entry, LEXICON))
        restarted.set_last_id(live.last_id)
        now = reading.entry.seen_at  # type: ignore[attr-defined]  # a Reading, whatever the list says
        drafts = [stories.draft().place(reading, now) for stories in (live, restarted)]  # type: ignore[arg-type]
        assert drafts[0] == drafts[1], f"entry {number} is grouped otherwise after a restart"
        tell(live, reading)  # type: ignore[arg-type]


@settings(max_examples=40, deadline=None)
@given(STREAM)
def test_a_draft_that_is_dropped_leaves_no_trace(stream: list[tuple[str, str, float]]) -> None:
    live, untouched = Stories(), Stories()
    for reading in readings(stream):
        draft = live.draft()
        draft.place(reading, START)  # type: ignore[arg-type]
        assert draft.next_id() == live.last_id + 1
        one, other = tell(live, reading), tell(untouched, reading)  # type: ignore[arg-type]
        assert one == other
    assert list(live) == list(untouched)


def test_expired_stories_are_forgotten_and_their_keys_with_them() -> None:
    stories = Stories()
    tell(stories, read(report("Intel names a new chief executive", "A")))
    assert stories.expire(START + timedelta(hours=72)) == 0
    assert stories.expire(START + timedelta(hours=73)) == 1
    assert len(stories) == 0 and not stories._postings and not stories._marks
    assert stories.last_id == 1, "an id is never given twice"


def test_a_story_with_hundreds_of_reports_stays_bounded() -> None:
    stories = Stories()
    for number in range(200):
        tell(stories, read(report("Intel names a new chief executive", f"Outlet {number}"), number))
    assert len(stories) == 1
    assert len(stories.marks(1)) == stories.settings.compared


@given(st.text(max_size=300), st.text(max_size=100))
def test_no_text_breaks_it(title: str, outlet: str) -> None:
    assert grouped(report(title, outlet), report(title + "!", outlet))[0] == 1
