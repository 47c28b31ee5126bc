"""Pacing: no window ever holds more than its limit, and everybody's turn comes."""

from __future__ import annotations

from bisect import bisect_right

from hypothesis import given
from hypothesis import strategies as st

from bot.core.pacing import GROUP, OVERALL, PRIVATE, RECOVERY, Limit, Pacing

chats = st.sampled_from([0, 1, 2, 3, -5, -1001])
idle = st.floats(0, 90)
EPSILON = 1e-6


def paced(sends: list[tuple[int, float]]) -> list[tuple[int, float]]:
    """(chat, idle seconds before) -> (chat, time), each sent as soon as pacing allows."""
    pacing, now, times = Pacing(), 0.0, []
    for chat, rest in sends:
        now += rest
        if chat:
            now = max(now, pacing.opens_at(chat), pacing.overall_at(now))
        pacing.take(chat, now)
        times.append((chat, now))
    return times


def most(times: list[float], window: float) -> int:
    """The most that any closed window of that length holds."""
    return max((bisect_right(times, at + window) - index for index, at in enumerate(times)), default=0)


@given(st.lists(st.tuples(chats, st.one_of(st.just(0.0), idle)), max_size=120))
def test_no_window_holds_more_than_the_limit(sends: list[tuple[int, float]]) -> None:
    times = [(chat, at) for chat, at in paced(sends) if chat]
    everything = [at for _, at in times]
    for window in (0.1, 1.0, 60.0):
        assert most(everything, window) <= OVERALL.burst + window / OVERALL.interval + EPSILON
    for chat in {chat for chat, _ in times}:
        limit = PRIVATE if chat > 0 else GROUP
        own = [at for one, at in times if one == chat]
        for window in (1.0, 10.0, 60.0):
            assert most(own, window) <= limit.burst + window / limit.interval + EPSILON


def test_a_group_never_gets_more_than_20_in_any_minute() -> None:
    times = [at for _, at in paced([(-5, 0.0)] * 100)]
    assert most(times, 61.0) == 20


def test_full_speed_is_29_5_a_second() -> None:
    times = [at for _, at in paced([(chat, 0.0) for chat in range(1, 1001)])]
    assert 29.4 < 1000 / times[-1] < 29.7


@given(st.lists(st.tuples(chats, idle), max_size=60), chats)
def test_nobody_starves(sends: list[tuple[int, float]], chat: int) -> None:
    pacing, now = Pacing(), 0.0
    for other, rest in sends:
        now += rest
        pacing.take(other, now)  # even of callers that do not wait
    limit = PRIVATE if chat > 0 else GROUP
    assert pacing.opens_at(chat) <= now + len(sends) * limit.interval
    assert pacing.overall_at(now) <= now + len(sends) * OVERALL.interval


def test_the_terminal_has_no_limit() -> None:
    assert {at for _, at in paced([(0, 0.0)] * 50)} == {0.0}


def test_a_chats_pause_is_its_own() -> None:
    pacing = Pacing()
    pacing.pause(7, until=30.0, now=0.0)
    pacing.pause(7, until=10.0, now=0.0)  # a shorter one does not end it
    assert pacing.opens_at(7) == 30.0
    assert pacing.opens_at(8) <= 0.0
    assert pacing.overall_at(0.0) <= 0.0
    pacing.pause_all(until=5.0)
    assert pacing.overall_at(0.0) == 5.0


def test_who_is_too_fast_slows_down_at_once_and_recovers_slowly() -> None:
    pacing = Pacing()
    pacing.slow_down(0.0)
    pacing.slow_down(0.0)
    assert abs(pacing.rate(0.0) - 0.64) < EPSILON
    assert pacing.rate(60.0) < 0.8
    assert pacing.rate(RECOVERY) == 1.0
    for _ in range(100):
        pacing.slow_down(RECOVERY)
    assert pacing.rate(RECOVERY) > 0.05


def test_idle_chats_are_forgotten_and_busy_ones_are_not() -> None:
    pacing = Pacing(overall=Limit(0.0, 1))
    pacing.pause(-1, until=1e9, now=0.0)
    for chat in range(1, 25_000):
        pacing.take(chat, chat * 10.0)
    assert pacing.opens_at(-1) == 1e9
    assert len(pacing._gates) < 12_000
