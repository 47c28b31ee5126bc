"""What keeps a story from ringing, and that nothing which is kept back gets lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.alert import Case, Policy, Verdict, Watches, owe
from bot.core.calm import HOURLY, Calm, Quiet, Schedule, calm_of
from bot.core.decision import DeliveryKind, Held, HeldBy, Stage, Story, Told
from bot.core.digests import due_digests
from bot.core.model import Address, Chat, Mute, MuteKind, Watch
from tests.core.makers import CHAT, NOW, OTHER, entry, reading, story, watch

HOUR = timedelta(hours=1)
MORNING = Quiet(time(7), time(9))  # it is 8:00 UTC
DAILY = Schedule(time(8))


def verdict(of: Story, calm: Calm, *watches: Watch, policy: Policy | None = None, grew: bool = False) -> Verdict:
    case = Case(of, reading(), False, grew)
    return owe(case, Watches(watches or (watch(),), {CHAT: calm}), NOW, policy or Policy())


def mute(kind: MuteKind, what: str, until: datetime | None = None) -> Calm:
    return Calm(mutes=(Mute(CHAT, kind, what, until),))


# ---------------------------------------------------------------- rest


@pytest.mark.parametrize(
    ("calm", "by"),
    [
        (Calm(quiet=MORNING), HeldBy.QUIET),
        (Calm(snoozed_until=NOW + HOUR), HeldBy.SNOOZE),
        (Calm(quiet=MORNING, snoozed_until=NOW + 2 * HOUR), HeldBy.SNOOZE),
        (Calm(quiet=MORNING, snoozed_until=NOW - HOUR), HeldBy.QUIET),
        (Calm(ZoneInfo("Asia/Ho_Chi_Minh"), Quiet(time(14), time(16))), HeldBy.QUIET),
    ],
)
def test_who_rests_is_not_rung_and_the_story_is_held(calm: Calm, by: HeldBy) -> None:
    found = verdict(story(), calm)
    assert found.stage is Stage.HELD
    assert found.deliveries == ()
    assert found.held == (Held(1, CHAT, by, NOW, ("DeepSeek V4",), (entry().feed, "1")),)
    assert found.told(frozenset()) == {Told(CHAT, "held")}
    assert verdict(story(Told(CHAT, "held"), outlets=3), calm, grew=True) == Verdict(
        Stage.JOINED, "story 1 was told already"
    ), "it is held once, and not edited"


def test_others_are_rung_all_the_same() -> None:
    found = verdict(story(), Calm(quiet=MORNING), watch(), watch(address=OTHER))
    assert [d.address for d in found.deliveries] == [OTHER]
    assert found.told(frozenset()) == {Told(CHAT, "held"), Told(OTHER, "alert")}


def test_a_topic_rests_with_its_group_unless_it_has_hours_of_its_own() -> None:
    group = Address(OTHER.chat)
    watches = Watches([watch(address=OTHER)], {group: Calm(quiet=MORNING)})
    assert owe(Case(story(), reading(), False, False), watches, NOW, Policy()).stage is Stage.HELD
    watches = Watches([watch(address=OTHER)], {group: Calm(quiet=MORNING), OTHER: Calm()})
    assert owe(Case(story(), reading(), False, False), watches, NOW, Policy()).stage is Stage.QUEUED


def test_an_alert_grows_while_its_chat_rests() -> None:
    found = verdict(story(Told(CHAT), outlets=2), Calm(quiet=MORNING), grew=True)
    assert [d.kind for d in found.deliveries] == [DeliveryKind.EDIT]


def test_a_very_big_story_breaks_the_quiet_where_that_is_wanted() -> None:
    policy, calm = Policy(break_quiet=3), Calm(quiet=MORNING)
    assert verdict(story(outlets=2), calm, policy=policy).stage is Stage.HELD
    assert verdict(story(outlets=3), calm, policy=policy).stage is Stage.QUEUED
    late = verdict(story(Told(CHAT, "held"), outlets=3), calm, policy=policy, grew=True)
    assert [d.kind for d in late.deliveries] == [DeliveryKind.SEND]
    assert late.told(frozenset({Told(CHAT, "held")})) == {Told(CHAT, "alert")}


# ---------------------------------------------------------------- mutes


def test_a_muted_story_grows_no_more_and_what_follows_it_does_not_ring() -> None:
    calm = mute(MuteKind.STORY, "1")
    assert verdict(story(Told(CHAT), outlets=2), calm, grew=True).deliveries == ()
    follower = replace(story(), id=2, follows=1)
    assert verdict(follower, calm).stage is Stage.MUTED
    assert verdict(replace(follower, follows=5), calm).stage is Stage.QUEUED
    over = mute(MuteKind.STORY, "1", NOW)
    assert [d.kind for d in verdict(story(Told(CHAT), outlets=2), over, grew=True).deliveries] == [DeliveryKind.EDIT]


def test_a_muted_outlet_counts_for_nothing() -> None:
    calm = mute(MuteKind.OUTLET, "alpha.example")
    assert verdict(story(), calm).stage is Stage.MUTED
    assert verdict(story(outlets=2), calm).stage is Stage.QUEUED
    two = watch(min_sources=2)
    assert verdict(story(outlets=2), calm, two).reason.startswith("1 of the 2 publishers")
    assert verdict(story(outlets=3), calm, two).stage is Stage.QUEUED


def test_what_is_muted_or_waits_is_held_only_where_there_are_digests() -> None:
    muted, waiting = watch(muted_until=NOW + HOUR), watch(min_sources=2)
    assert verdict(story(), Calm(), muted).held == verdict(story(), Calm(), waiting).held == ()
    found = verdict(story(), Calm(digest=DAILY), muted)
    assert (found.stage, [h.by for h in found.held]) == (Stage.MUTED, [HeldBy.MUTE])
    assert found.told(frozenset()) == {Told(CHAT, "held")}
    found = verdict(story(), Calm(digest=DAILY), waiting)
    assert (found.stage, [h.by for h in found.held]) == (Stage.WAITING, [HeldBy.WAITING])
    assert found.told(frozenset()) == {Told(CHAT, "waiting")}


def test_a_quiet_story_that_grows_rings() -> None:
    """It was listed in a digest, and now enough publishers report it."""
    listed, waiting = Told(CHAT, "waiting"), watch(min_sources=3)
    assert verdict(story(listed, outlets=2), Calm(digest=DAILY), waiting, grew=True).held == (), "listed once"
    found = verdict(story(listed, outlets=3), Calm(digest=DAILY), waiting, grew=True)
    assert [d.kind for d in found.deliveries] == [DeliveryKind.SEND]
    assert found.told(frozenset({listed})) == {Told(CHAT, "alert")}


def test_what_is_too_old_is_not_held_either() -> None:
    case = Case(story(), reading(of=entry(age=80 * 60)), False, False)
    calm = {CHAT: Calm(quiet=MORNING, digest=DAILY)}
    assert owe(case, Watches([watch()], calm), NOW, Policy()) == Verdict(
        Stage.TOO_OLD, "it was published 3 days before it was seen"
    )


# ---------------------------------------------------------------- digests


def held(story: int = 1, by: HeldBy = HeldBy.QUIET, ago: float = 1, address: Address = CHAT, **more: Any) -> Held:
    return Held(story, address, by, NOW - ago * HOUR, ("DeepSeek V4",), **more)


def due(calm: Calm, *kept: Held, now: datetime = NOW, sizes: dict[int, int] | None = None) -> list[tuple[int, ...]]:
    decision = due_digests(kept, Watches((), {CHAT: calm}), lambda id: (sizes or {}).get(id, 1), now)
    return [d.stories for d in decision.deliveries]


def test_without_digests_what_was_kept_back_comes_when_the_rest_is_over() -> None:
    assert due(Calm(quiet=MORNING), held()) == []
    assert due(Calm(quiet=MORNING), held(), now=NOW + HOUR) == [(1,)]
    assert due(Calm(snoozed_until=NOW + HOUR), held()) == []
    assert due(Calm(snoozed_until=NOW), held()) == [(1,)]


def test_a_digest_comes_at_its_time_and_holds_all_that_is_kept_by_then() -> None:
    calm = Calm(digest=DAILY)
    assert due(calm, held(ago=0)) == [], "it was kept back at the very time: the next one has it"
    assert due(calm, held(1, ago=0), held(2, ago=3)) == [(2, 1)]
    assert due(calm, held(ago=1), now=NOW - HOUR / 60) == []
    assert due(Calm(digest=HOURLY), held(ago=0.5)) == [(1,)]
    assert due(Calm(digest=Schedule(time(8), 0)), held(ago=90)) == [(1,)], "a Monday"
    assert due(Calm(digest=Schedule(time(8), 1)), held(ago=90)) == []


def test_a_digest_time_within_quiet_hours_waits_for_their_end() -> None:
    calm = Calm(quiet=MORNING, digest=DAILY)
    assert due(calm, held()) == []
    assert due(calm, held(), now=NOW + HOUR) == [(1,)]


def test_a_digest_that_was_due_while_the_bot_was_off_comes_at_its_start() -> None:
    assert due(Calm(digest=DAILY), held(ago=1), now=NOW + 5 * HOUR) == [(1,)]


def test_a_suspended_chat_gets_one_digest_when_it_is_back() -> None:
    assert due(Calm(suspended=True, digest=HOURLY), held(ago=9)) == []


def test_the_biggest_stories_come_first_and_as_many_messages_as_it_takes() -> None:
    many = [held(n, ago=2 + n / 100) for n in range(1, 33)]
    found = due(Calm(digest=DAILY), *many, sizes={5: 9, 3: 4})
    assert [len(stories) for stories in found] == [12, 12, 8]
    assert found[0][:3] == (5, 3, 32)
    decision = due_digests(many, Watches((), {CHAT: Calm(digest=DAILY)}), lambda id: 1, NOW)
    assert len({d.key for d in decision.deliveries}) == 3


def test_hours_that_cannot_be_read_count_as_none() -> None:
    chat = Chat(CHAT, quiet="at night", digest="often")
    assert calm_of(chat, [Mute(OTHER, MuteKind.STORY, "1")], UTC) == Calm()


# ---------------------------------------------------------------- nothing is lost

hours = st.sampled_from([None, MORNING, Quiet(time(22), time(6))])
schedules = st.sampled_from([None, HOURLY, DAILY, Schedule(time(8), 3)])


@given(
    hours,
    schedules,
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 4)), min_size=1, max_size=12),
    st.lists(st.integers(-90, 240), max_size=40),
)
def test_whatever_the_clock_does_each_story_is_told_exactly_once(
    quiet: Quiet | None, schedule: Schedule | None, events: list[tuple[int, int]], jumps: list[int]
) -> None:
    """Stories break while time passes (and jumps back and forth); ticks look for digests. In the end each was rung for
    or stood in one digest."""
    calm = Calm(quiet=quiet, digest=schedule)
    watches = Watches([watch()], {CHAT: calm})
    now, told, kept = NOW, list[int](), list[Held]()

    def tick() -> None:
        decision = due_digests(kept, watches, lambda id: 1, now)
        brought = [id for d in decision.deliveries for id in d.stories]
        told.extend(brought)
        kept[:] = [one for one in kept if one.story not in brought]

    for id, (minutes, _) in enumerate(events, 1):
        now += timedelta(minutes=minutes)
        found = owe(Case(replace(story(), id=id), reading(of=entry(age=None)), False, False), watches, now, Policy())
        told.extend(d.story for d in found.deliveries if d.story)
        kept.extend(found.held)
        tick()
    for jump in jumps:
        now += timedelta(minutes=jump)
        tick()
    for _ in range(24 * 15):
        now += HOUR
        tick()
    assert sorted(told) == list(range(1, len(events) + 1))
    assert kept == []
