"""What follows what; stories that are found to be one later."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.alert import Policy, Watches
from bot.core.decision import Batch, Decision, DeliveryKind, Story, Told
from bot.core.model import Address, Match, Reading, Watch
from bot.core.pipeline import decide
from bot.core.story import Grouping, Stories
from bot.core.story.draft import united
from bot.core.story.follow import new_fact
from bot.core.story.mark import Mark, mark_of
from tests.core.story.newsroom import FEED, NOW, Newsroom, entry, signed

STRICT = Grouping(sure=99.5, doubt=99.0, near=1.0)  # nearly everything is a new story, so that what follows shows
HALT = "Nvidia halts H20 chip production after Beijing warning"
RETOLD = "Nvidia halts production of H20 chip after Beijing's warning"
BOTH = "Nvidia halts H20 chip production after Beijing's warning, halts output"


def _mark(title: str) -> Mark:
    return mark_of(signed(entry(title)), NOW)


@pytest.mark.parametrize(
    ("former", "later"),
    [
        ("Intel plans to sell its Altera unit, sources say", "Intel sells its Altera unit to buyout firm"),
        ("Huawei accuses rival of copying its Ascend chip", "Court ruling clears rival in Huawei Ascend chip case"),
        ("Apple launches cheaper iPhone in India", "Apple delays cheaper iPhone in India"),
        ("OpenAI raises $40 billion from SoftBank", "OpenAI now raises $55 billion from SoftBank"),
        ("消息称华为计划发布昇腾新芯片", "华为正式发布昇腾新芯片"),
        ("网传英伟达停产H20芯片", "英伟达否认停产H20芯片"),
        ("VinFast dự kiến bán nhà máy tại Mỹ", "VinFast bán nhà máy tại Mỹ"),
    ],
)
def test_a_new_fact_follows(former: str, later: str) -> None:
    assert new_fact(_mark(later), _mark(former))
    room = Newsroom(STRICT)
    room.tell(entry(former, outlet="alpha"))
    decision = room.decide([entry(later, outlet="beta", minutes=60)])
    assert [story.follows for story in decision.stories] == [1]
    assert "follows story 1" in decision.records[0].reason


@pytest.mark.parametrize(
    ("former", "later"),
    [
        ("Nvidia releases GeForce 595.59 drivers", "Nvidia pulls GeForce 595.59 drivers"),
        ("Tesla launches driverless taxi in Austin", "Tesla suspends driverless taxi in Austin"),
        ("DeepSeek V4 is rumoured to launch in May", "DeepSeek V4 launches in May"),
        ("DeepSeek V4推迟发布", "DeepSeek V4正式发布"),
        ("网传DeepSeek V4即将发布", "DeepSeek V4正式发布"),
        ("DeepSeek V4 bị hoãn ra mắt", "DeepSeek V4 chính thức ra mắt"),
        ("DeepSeek V4 sắp ra mắt", "DeepSeek V4 chính thức ra mắt"),
        ("Nvidia halts H20 chip production", "Nvidia denies it halts H20 chip production"),
        ("英伟达停产H20芯片", "英伟达否认停产H20芯片"),
        ("Nvidia ngừng sản xuất chip H20", "Nvidia phủ nhận ngừng sản xuất chip H20"),
    ],
)
def test_what_turns_an_event_rings_however_much_the_two_share(former: str, later: str) -> None:
    """Within the grey band; the more they share, the likelier it would be a quiet reply."""
    for doubt in (1.0, 64.0):
        room = Newsroom(Grouping(sure=99.9, doubt=doubt, near=1.0))
        room.tell(entry(former, outlet="alpha"))
        [story] = room.decide([entry(later, outlet="beta", minutes=60)]).stories
        assert (story.follows, story.maybe) == (1, None)


@pytest.mark.parametrize(
    ("former", "later"),
    [
        (HALT, "Micron sells its Boise unit to buyout firm"),  # nobody in common
        (HALT, RETOLD),  # nothing new
        ("Intel plans to sell its Altera unit", "Why Intel sells its Altera unit: an explainer"),
        ("Intel plans to sell its Altera unit", "Morning briefing: Intel sells its Altera unit"),
    ],
)
def test_what_adds_nothing_follows_nothing(former: str, later: str) -> None:
    room = Newsroom(STRICT)
    room.tell(entry(former, outlet="alpha"))
    assert [story.follows for story in room.decide([entry(later, outlet="beta", minutes=60)]).stories] == [None]


def _watched(room: Stories, title: str, *, minutes: float, outlet: str) -> Decision:
    one = entry(title, minutes=minutes, outlet=outlet)
    reading = Reading(one, signed(one), (Match("nvidia", 100.0, "exact"),))
    watches = Watches([Watch(Address(7), "nvidia"), Watch(Address(8), "nvidia")])
    decision = decide(Batch(FEED, False, (reading,)), room, watches, one.seen_at or NOW, Policy())
    room.apply(decision)
    return decision


def test_a_doubt_that_is_settled_later_merges_by_edit_and_never_rings_again() -> None:
    room = Stories(Grouping(sure=101.0, doubt=10.0))
    _watched(room, HALT, minutes=0, outlet="a")
    doubtful = _watched(room, RETOLD, minutes=9, outlet="b")
    assert doubtful.stories[0].maybe == 1
    room.settings = Grouping(sure=10.0, doubt=5.0)
    settled = _watched(room, BOTH, minutes=18, outlet="c")
    assert {d.kind for d in settled.deliveries} == {DeliveryKind.EDIT}
    whole, part = (room.get(id) for id in (1, 2))
    assert whole is not None
    assert part is not None
    assert part.merged_into == 1
    assert whole.families == {"a.example", "b.example", "c.example"}
    assert {told.address for told in whole.told} == {Address(7), Address(8)}
    again = _watched(room, RETOLD, minutes=27, outlet="d")  # nearest to the part: goes to the whole
    assert again.records[0].story == 1
    assert DeliveryKind.SEND not in {d.kind for d in again.deliveries}


def test_two_stories_without_a_doubt_between_them_are_not_merged() -> None:
    room = Newsroom(Grouping(sure=101.0, doubt=101.0))
    room.tell(entry(HALT, outlet="a"), entry(RETOLD, outlet="b", minutes=9))
    room.stories.settings = Grouping(sure=10.0, doubt=5.0)
    assert [story.merged_into for story in room.decide([entry(BOTH, outlet="c", minutes=18)]).stories] == [None]


def test_a_merge_survives_a_restart() -> None:
    room = Stories(Grouping(sure=101.0, doubt=10.0))
    _watched(room, HALT, minutes=0, outlet="a")
    _watched(room, RETOLD, minutes=9, outlet="b")
    room.settings = Grouping(sure=10.0, doubt=5.0)
    _watched(room, BOTH, minutes=18, outlet="c")
    restarted = Stories(room.settings)
    restarted.restore(list(room), signed)
    assert _watched(restarted, RETOLD, minutes=27, outlet="d") == _watched(room, RETOLD, minutes=27, outlet="d")


_told = st.dictionaries(st.integers(1, 5), st.sampled_from(["alert", "reply"])).map(
    lambda known: frozenset(Told(Address(chat), how) for chat, how in known.items())
)


@given(_told, _told)
def test_a_merge_loses_nobody_and_tells_nobody_twice(one: frozenset[Told], other: frozenset[Told]) -> None:
    whole = Story(1, "a", NOW, NOW, told=one)
    merged = united(whole, replace(whole, id=2, told=other))
    addresses = [told.address for told in merged.told]
    assert sorted(addresses) == sorted({told.address for told in one | other})
    assert one <= merged.told
