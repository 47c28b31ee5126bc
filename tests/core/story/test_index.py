"""The live stories: a draft changes nothing; drafting, then applying, is one by one; a restart regroups nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.decision import Decision
from bot.core.model import Entry
from bot.core.story import Stories
from bot.core.story.mark import keys_of
from tests.core.story.newsroom import NOW, Newsroom, entry, signed

WORDS = ["nvidia", "halts", "chip", "H20", "H200", "china", "export", "typhoon", "port", "ministry", "芯片出口", "停产"]
titles = st.lists(st.sampled_from(WORDS), min_size=0, max_size=6).map(" ".join)
streams = st.lists(
    st.builds(entry, titles, minutes=st.integers(0, 9000).map(float), outlet=st.sampled_from("abc"), summary=titles),
    max_size=14,
).map(lambda stream: sorted(stream, key=lambda one: one.seen_at or NOW))


def state(stories: Stories) -> dict[str, Any]:
    """Everything that a later decision could depend on."""
    return {
        "stories": {story.id: story for story in stories},
        "marks": {story.id: stories.marks(story.id) for story in stories},
        "postings": sorted(stories._postings),
        "commonness": {key: stories.commonness[key] for story in stories for key in keys_of(stories.packed(story.id))},
        "last": stories.last_id,
    }


def run(stream: Sequence[Entry]) -> Newsroom:
    room = Newsroom()
    room.tell(*stream)
    return room


@given(streams, streams)
@settings(max_examples=60, deadline=None)
def test_a_draft_that_is_dropped_leaves_no_trace(before: list[Entry], poll: list[Entry]) -> None:
    room = run(before)
    held = state(room.stories)
    room.decide(poll, NOW + timedelta(days=7))
    assert state(room.stories) == held


@given(streams, streams)
@settings(max_examples=60, deadline=None)
def test_drafting_then_applying_is_one_by_one(before: list[Entry], poll: list[Entry]) -> None:
    at_once, one_by_one = run(before), run(before)
    now = NOW + timedelta(days=1)
    at_once.stories.apply(at_once.decide(poll, now))
    for one in poll:
        one_by_one.stories.apply(one_by_one.decide([one], now))
    assert state(at_once.stories) == state(one_by_one.stories)


@given(streams, streams)
@settings(max_examples=60, deadline=None)
def test_a_restart_regroups_nothing_differently(before: list[Entry], after: list[Entry]) -> None:
    lived, restarted = run(before), Newsroom()
    restarted.stories.restore(reversed(list(lived.stories)), signed)
    assert state(restarted.stories) == state(lived.stories)
    now = NOW + timedelta(days=2)
    assert restarted.decide(after, now) == lived.decide(after, now)


@given(streams, st.integers(0, 240))
@settings(max_examples=60, deadline=None)
def test_expiry_takes_what_is_old_whole_and_nothing_else(stream: list[Entry], hours: int) -> None:
    room = run(stream)
    now = NOW + timedelta(hours=hours)
    live = {story.id for story in room.stories if now - story.last_seen_at <= timedelta(hours=72)}
    before = len(room.stories)
    assert room.stories.expire(now) == before - len(live)
    kept = state(room.stories)
    assert set(kept["stories"]) == set(kept["marks"]) == live
    assert {id for _, id in kept["postings"]} <= live
    assert len(set(kept["postings"])) == len(kept["postings"])


def test_a_story_takes_reports_up_to_the_end_of_its_window_and_lives_as_long() -> None:
    title, end = "Ministry halts chip export to Gulf states", NOW + timedelta(hours=72)
    for now, lives in ((end, True), (end + timedelta(microseconds=1), False)):
        room = run([entry(title)])
        (record,) = room.decide([entry(title, outlet="late")], now).records
        assert (record.story == 1) is lives
        assert room.stories.expire(now) == (not lives)


@given(streams)
@settings(max_examples=40, deadline=None)
def test_an_entry_that_comes_again_within_the_window_opens_nothing(stream: list[Entry]) -> None:
    room = run(stream)
    known = [one for one in stream if len(signed(one).tokens) >= 3]
    last = max((one.seen_at or NOW for one in stream), default=NOW)
    fresh = [one for one in known if last - (one.seen_at or NOW) < timedelta(hours=72)]
    count = len(room.stories)
    decision = room.decide(fresh, last)
    assert not [story for story in decision.stories if room.stories.get(story.id) is None], count


def test_ids_go_on_from_the_greatest_ever_known() -> None:
    stories = Stories()
    stories.set_last_id(41)
    stories.set_last_id(7)
    assert stories.draft().next_id() == 42


def test_a_digest_changes_a_story_without_a_report() -> None:
    room = run([entry("Ministry halts chip export")])
    (story,) = room.stories
    room.stories.apply(Decision(stories=(story,)))
    assert state(room.stories)["stories"] == {story.id: story}
    assert room.stories.expire(NOW + timedelta(hours=73)) == 1
    assert len(room.stories) == 0
    assert state(room.stories)["postings"] == []


def test_a_story_is_compared_by_its_first_reports_and_the_latest() -> None:
    title = "Ministry halts chip export to Gulf states"
    room = run([entry(title, outlet=f"o{n}", minutes=n) for n in range(12)])
    (story,) = room.stories
    families = [mark.family for mark in room.stories.marks(story.id)]
    assert families == [f"o{n}.example" for n in (0, 1, 6, 7, 8, 9, 10, 11)]
