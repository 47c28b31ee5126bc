"""The first digest, and what becomes of one that is refused."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.core.alert import Watches
from bot.core.decision import HeldBy, Told
from bot.core.digests import DIGEST_LENGTH, first_digest, halves
from tests.core.makers import CHAT, NOW, OTHER, story, watch
from tests.store import made


def test_the_first_digest_holds_the_last_day_once_and_binds_it() -> None:
    stories = [story(), story(Told(CHAT, "alert"))]
    decision = first_digest(stories[:1], Watches([watch(), watch("DeepSeek V4", OTHER)]), NOW)
    assert {d.address: d.stories for d in decision.deliveries} == {CHAT: (1,), OTHER: (1,)}
    assert [s.told for s in decision.stories] == [{Told(CHAT, "held"), Told(OTHER, "held")}]
    assert {(h.address, h.by) for h in decision.held} == {(CHAT, HeldBy.FIRST), (OTHER, HeldBy.FIRST)}
    assert first_digest(stories[1:], Watches([watch()]), NOW).deliveries == ()
    assert first_digest([story(age=25 * 60)], Watches([watch()]), NOW).deliveries == ()


def test_what_a_first_digest_cannot_hold_is_not_told() -> None:
    many = [replace(story(), id=n) for n in range(1, DIGEST_LENGTH + 6)]
    decision = first_digest(many, Watches([watch()]), NOW)
    assert len(decision.deliveries[0].stories) == DIGEST_LENGTH == len(decision.stories)


@given(st.integers(1, 40))
def test_halving_ends_with_each_story_on_its_own(count: int) -> None:
    waiting, keys, alone = [made.digest(*range(count))], set[str](), list[int]()
    while waiting:
        digest = waiting.pop()
        assert digest.key not in keys
        keys.add(digest.key)
        parts = halves(digest, NOW)
        waiting += parts
        alone += [] if parts else digest.stories
        assert not parts or sum((part.stories for part in parts), ()) == digest.stories
    assert sorted(alone) == list(range(count))
