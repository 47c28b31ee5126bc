"""The lineup: priority, then age; one at a time for each chat; what waits holds up nobody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.core.decision import Delivery, DeliveryKind, DeliveryState, Priority
from bot.core.lineup import Lineup, rank
from bot.core.model import Address

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def row(
    id: int, chat: int = 1, priority: Priority = Priority.BREAKING, age: int = 0, doubtful: bool = False
) -> Delivery:
    state = DeliveryState.UNKNOWN if doubtful else DeliveryState.QUEUED
    at = NOW - timedelta(seconds=age)
    return Delivery(Address(chat), DeliveryKind.SEND, at, priority=priority, state=state, id=id)


def lined(*rows: Delivery) -> Lineup:
    lineup = Lineup()
    for one in rows:
        lineup.add(one)
    return lineup


def served(lineup: Lineup, now: float = 0.0) -> list[int]:
    """Ids in the order in which they go, each chat free again at once."""
    order = []
    while (delivery := lineup.pop(now)) is not None:
        order.append(delivery.id)
        lineup.free(delivery.address.chat, now)
    return order


rows = st.lists(
    st.builds(
        row,
        st.integers(1, 10_000),
        st.integers(1, 5),
        st.sampled_from(Priority),
        st.integers(0, 50),
        st.booleans(),
    ),
    max_size=40,
    unique_by=lambda one: one.id,
)


@given(rows)
def test_the_most_urgent_goes_first_whatever_the_order_of_arrival(deliveries: list[Delivery]) -> None:
    lineup = lined(*deliveries)
    assert len(lineup) == len(deliveries)
    by_chat: dict[int, list[int]] = {}
    for one in sorted(deliveries, key=rank):
        by_chat.setdefault(one.address.chat, []).append(one.id)
    order = served(lineup)
    chat_of = {one.id: one.address.chat for one in deliveries}
    for chat, expected in by_chat.items():
        assert [id for id in order if chat_of[id] == chat] == expected
    assert len(order) == len(deliveries)
    assert len(lineup) == 0


@given(rows, st.lists(st.tuples(st.integers(0, 2), st.floats(0, 3)), max_size=60))
def test_a_chat_is_never_served_twice_at_once_nor_before_its_time(
    deliveries: list[Delivery], moves: list[tuple[int, float]]
) -> None:
    lineup, now, waiting = Lineup(), 0.0, list(deliveries)
    busy: list[int] = []
    opens: dict[int, float] = {}
    gone = 0
    for move, amount in moves:
        now += amount / 3
        if move == 0 and waiting:
            lineup.add(waiting.pop())
        elif move == 1 and (delivery := lineup.pop(now)) is not None:
            chat = delivery.address.chat
            assert chat not in busy
            assert opens.get(chat, 0.0) <= now
            busy.append(chat)
            gone += 1
        elif move == 2 and busy:
            chat = busy.pop(0)
            opens[chat] = now + amount
            lineup.free(chat, opens[chat])
    for chat in busy:
        lineup.free(chat, now)
    assert len(served(lineup, now + 10)) == len(deliveries) - len(waiting) - gone


def test_a_chat_that_waits_delays_no_other() -> None:
    lineup = lined(row(1, chat=1), row(2, chat=1), row(3, chat=2, priority=Priority.DIGEST))
    first = lineup.pop(0.0)
    assert first is not None
    lineup.free(1, opens_at=100.0)
    assert served(lineup, 1.0) == [3]
    assert lineup.next_at(1.0) == 100.0
    assert served(lineup, 100.0) == [2]
    assert lineup.next_at(100.0) is None


def test_an_urgent_delivery_overtakes_in_its_own_chat_but_not_what_is_in_doubt() -> None:
    lineup = lined(row(1, priority=Priority.DIGEST), row(2, priority=Priority.INTERACTIVE), row(3, doubtful=True))
    assert lineup.best(0.0) == -1
    assert served(lineup) == [3, 2, 1]


def test_what_is_put_back_keeps_its_place() -> None:
    lineup = lined(row(1, age=10), row(2, age=5))
    first = lineup.pop(0.0)
    assert first is not None
    lineup.add(first)
    lineup.free(1, 1.0)
    assert served(lineup, 1.0) == [1, 2]


def test_a_chat_can_be_dropped() -> None:
    lineup = lined(row(1), row(2), row(3, chat=2))
    assert [one.id for one in lineup.drop(1)] == [1, 2]
    assert lineup.drop(9) == []
    assert len(lineup) == 1
    assert served(lineup) == [3]
