"""Who is owed what: once per chat, however many outlets and terms."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.core.alert import Case, Policy, Watches, owe
from bot.core.decision import DeliveryKind, Priority, Stage, Told
from tests.core.makers import CHAT, NOW, OTHER, entry, reading, story, watch

POLICY = Policy()


def test_who_watches_and_was_not_told_is_owed_an_alert() -> None:
    verdict = owe(Case(story(), reading(), False, False), Watches([watch(), watch(address=OTHER)]), NOW, POLICY)
    assert verdict.stage is Stage.QUEUED
    assert {d.address for d in verdict.deliveries} == {CHAT, OTHER}
    assert all(d.kind is DeliveryKind.SEND and d.priority is Priority.BREAKING for d in verdict.deliveries)
    assert verdict.told(frozenset()) == {Told(CHAT, "alert"), Told(OTHER, "alert")}


def test_who_is_told_now_does_not_make_others_forgotten() -> None:
    before = frozenset({Told(OTHER, "alert")})
    watches = Watches([watch(), watch(address=OTHER)])
    verdict = owe(Case(story(*before), reading(), False, False), watches, NOW, POLICY)
    assert [d.address for d in verdict.deliveries] == [CHAT]
    assert verdict.told(before) == before | {Told(CHAT, "alert")}


def test_two_terms_of_one_chat_ring_once_and_name_both() -> None:
    both = story(terms={"DeepSeek V4": 100.0, "Huawei Ascend": 90.0})
    watches = Watches([watch(), watch("Huawei Ascend")])
    verdict = owe(Case(both, reading(), False, False), watches, NOW, POLICY)
    assert [d.terms for d in verdict.deliveries] == [("DeepSeek V4", "Huawei Ascend")]


def test_who_was_told_gets_an_edit_where_an_outlet_is_new_and_nothing_otherwise() -> None:
    told = story(Told(CHAT, "alert"), outlets=2)
    grown = owe(Case(told, reading(), False, grew=True), Watches([watch()]), NOW, POLICY)
    assert [(d.kind, d.version, d.not_before) for d in grown.deliveries] == [
        (DeliveryKind.EDIT, 2, NOW + POLICY.edit_pause)
    ]
    assert grown.stage is Stage.JOINED and not grown.told(frozenset())
    same = owe(Case(told, reading(), False, grew=False), Watches([watch()]), NOW, POLICY)
    assert same.deliveries == ()


def test_a_digest_is_never_edited() -> None:
    told = story(Told(CHAT, "digest"), outlets=2)
    assert owe(Case(told, reading(), False, grew=True), Watches([watch()]), NOW, POLICY).deliveries == ()


def test_a_story_in_doubt_is_a_quiet_reply_only_where_the_other_was_told() -> None:
    case = Case(story(), reading(), False, False, beside=frozenset({CHAT}))
    verdict = owe(case, Watches([watch(), watch(address=OTHER)]), NOW, POLICY)
    assert {d.address: d.kind for d in verdict.deliveries} == {CHAT: DeliveryKind.REPLY, OTHER: DeliveryKind.SEND}
    assert verdict.told(frozenset()) == {Told(CHAT, "reply"), Told(OTHER, "alert")}


def test_what_is_as_old_as_may_be_rings_and_what_is_older_does_not() -> None:
    limit, hour = Policy(max_age=timedelta(hours=1)), Policy(first_poll_max_age=timedelta(hours=1))
    watches = Watches([watch()])
    for age, stage in ((60, Stage.QUEUED), (60.001, Stage.TOO_OLD)):
        assert owe(Case(story(), reading(of=entry(age=age)), False, False), watches, NOW, limit).stage is stage
    for age, stage in ((59.999, Stage.QUEUED), (60, Stage.FIRST_POLL)):
        assert owe(Case(story(), reading(of=entry(age=age)), True, False), watches, NOW, hour).stage is stage


def test_a_first_poll_rings_only_for_what_is_younger_than_allowed() -> None:
    young, old = reading(of=entry(age=5)), reading(of=entry(age=90))
    watches, policy = Watches([watch()]), Policy(first_poll_max_age=timedelta(hours=1))
    assert owe(Case(story(), young, True, False), watches, NOW, POLICY).stage is Stage.FIRST_POLL
    assert owe(Case(story(), young, True, False), watches, NOW, policy).stage is Stage.QUEUED
    assert owe(Case(story(), old, True, False), watches, NOW, policy).stage is Stage.FIRST_POLL
    undated = reading(of=entry(age=None))
    assert owe(Case(story(), undated, True, False), watches, NOW, policy).stage is Stage.FIRST_POLL
    assert owe(Case(story(), undated, False, False), watches, NOW, policy).stage is Stage.QUEUED


def test_an_entry_published_long_ago_is_remembered_not_told() -> None:
    old = reading(of=entry(age=80 * 60))
    verdict = owe(Case(story(), old, False, False), Watches([watch()]), NOW, POLICY)
    assert (verdict.stage, verdict.deliveries, verdict.told(frozenset())) == (Stage.TOO_OLD, (), frozenset())


def test_a_muted_watch_keeps_still_until_its_time() -> None:
    muted = Watches([watch(muted_until=NOW + timedelta(hours=1))])
    assert owe(Case(story(), reading(), False, False), muted, NOW, POLICY).stage is Stage.MUTED
    later = NOW + timedelta(hours=1)
    assert owe(Case(story(), reading(), False, False), muted, later, POLICY).stage is Stage.QUEUED


def test_a_watch_waits_for_its_publishers() -> None:
    watches = Watches([watch(min_sources=2)])
    assert owe(Case(story(), reading(), False, False), watches, NOW, POLICY).stage is Stage.WAITING
    assert owe(Case(story(outlets=2), reading(), False, True), watches, NOW, POLICY).stage is Stage.QUEUED


def test_a_threshold_is_each_watchs_own() -> None:
    faint = story(terms={"DeepSeek V4": 85.0})
    watches = Watches([watch(threshold=90), watch(address=OTHER, threshold=80)])
    verdict = owe(Case(faint, reading(score=85), False, False), watches, NOW, POLICY)
    assert [d.address for d in verdict.deliveries] == [OTHER]


@given(st.lists(st.sampled_from([CHAT, OTHER]), max_size=4), st.integers(1, 4), st.booleans(), st.booleans())
def test_no_address_is_ever_owed_two_alerts_of_a_story(
    told: list[object], outlets: int, grew: bool, first: bool
) -> None:
    known = story(*(Told(address) for address in told), outlets=outlets)  # type: ignore[arg-type]
    watches = Watches([watch(), watch(address=OTHER), watch("Huawei Ascend")])
    verdict = owe(Case(known, reading(), first, grew), watches, NOW, POLICY)
    rung = [d.address for d in verdict.deliveries if d.kind is DeliveryKind.SEND]
    assert len(rung) == len(set(rung))
    assert not set(rung) & set(told)
