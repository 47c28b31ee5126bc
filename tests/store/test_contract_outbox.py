"""The outbox: every way from owed to sent, in both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from bot.core.decision import Alert, Decision, Delivery, DeliveryKind, DeliveryState, Priority, Story, Told
from bot.core.model import Address, Chat
from bot.core.store import Store
from tests.store.made import HERE, NOW, TOPIC, digest, edit, grows, minutes, rings, send, story

pytestmark = pytest.mark.anyio

MAIN = Address(TOPIC.chat)


async def state_of(store: Store, id: int) -> Delivery:
    """A row of the outbox, whatever its state."""
    explained = await store.search("part")
    return next(d for e in explained for d in e.deliveries if d.id == id)


async def ring(store: Store, id: int = 1, *addresses: Address) -> tuple[Delivery, ...]:
    return await store.commit(rings(id, *addresses))


async def test_what_goes_first(store: Store) -> None:
    def owed(story: int, priority: Priority, created: float, not_before: datetime | None = NOW) -> Delivery:
        return replace(send(story), priority=priority, created_at=minutes(created), not_before=not_before)

    deliveries = (
        owed(1, Priority.DIGEST, -9),
        owed(2, Priority.BREAKING, -2),
        owed(3, Priority.BREAKING, -3),
        owed(4, Priority.BREAKING, -3),
        owed(5, Priority.INTERACTIVE, 0, None),
        owed(6, Priority.BREAKING, -9, minutes(5)),
        owed(7, Priority.BREAKING, -9, minutes(3)),
    )
    await store.commit(Decision(deliveries=deliveries))
    assert [d.story for d in await store.queued(NOW, 9)] == [5, 3, 4, 2, 1]
    assert [d.story for d in await store.queued(NOW, 2)] == [5, 3]
    assert await store.next_not_before(NOW) == minutes(3)
    assert await store.next_not_before(minutes(5)) is None
    assert [d.story for d in await store.queued(minutes(3), 9)] == [5, 7, 3, 4, 2, 1]


async def test_sent_is_told_with_its_message(store: Store) -> None:
    (delivery,) = await ring(store)
    await store.mark(delivery.id, DeliveryState.SENDING)
    assert await store.queued(NOW, 9) == []
    assert await store.alert(1, HERE) == Alert(1, HERE, None, 0)
    await store.mark_sent(delivery, 1234, 1, minutes(1))
    assert await store.alert(1, HERE) == Alert(1, HERE, 1234, 1)
    assert await store.alert_by_message(HERE.chat, 1234) == Alert(1, HERE, 1234, 1)
    assert await store.alert_by_message(TOPIC.chat, 1234) is None
    counts = await store.counts(NOW)
    assert (counts.sent, counts.queued, counts.last_sent_at) == (1, 0, minutes(1))


async def test_a_crash_while_sending_leaves_a_doubt(store: Store) -> None:
    first, second = await ring(store, 1, HERE, TOPIC)
    await store.mark(first.id, DeliveryState.SENDING)
    assert await store.recover() == 1
    assert await store.recover() == 0
    (doubtful,) = await store.unknown(9)
    assert (doubtful.id, doubtful.state) == (first.id, DeliveryState.UNKNOWN)
    assert doubtful.error
    assert await store.queued(NOW, 9) == [second]
    await store.mark_sent(doubtful, 5, 1, NOW)
    assert await store.unknown(9) == []


async def test_doubts_oldest_first(store: Store) -> None:
    deliveries = tuple(replace(send(n), created_at=minutes(-n)) for n in (1, 3, 2))
    for delivery in await store.commit(Decision(deliveries=deliveries)):
        await store.mark(delivery.id, DeliveryState.UNKNOWN, "the connection was reset")
    assert [d.story for d in await store.unknown(2)] == [3, 2]


@pytest.mark.parametrize(("counted", "attempts"), [(True, 1), (False, 0)])
async def test_not_sent_waits_in_the_queue(store: Store, counted: bool, attempts: int) -> None:
    (delivery,) = await ring(store)
    await store.mark(delivery.id, DeliveryState.SENDING)
    await store.retry(delivery.id, minutes(2), "no route to host", counted)
    assert await store.queued(minutes(1), 9) == []
    (again,) = await store.queued(minutes(2), 9)
    assert again == replace(delivery, not_before=minutes(2), error="no route to host", attempts=attempts)


async def test_told_to_wait_stays_so_over_a_start_and_is_no_work_of_the_queue(store: Store) -> None:
    [delivery] = await store.commit(rings(1))
    await store.mark_sending(delivery.id, 41)
    await store.mark_limited(delivery.id, minutes(5), "retry after 300")
    assert await store.recover() == 0
    assert await store.queued(minutes(10), 10) == []
    [waiting] = await store.unknown(10)
    assert (waiting.state, waiting.not_before, waiting.sent_after) == (DeliveryState.LIMITED, minutes(5), 41)
    assert waiting.error == "retry after 300" and waiting.doubtful
    assert (await store.counts(NOW)).queued == 1
    assert await store.fold(HERE.chat, minutes(60)) == 0
    await store.mark_sent(waiting, 42, 1, NOW)
    assert await store.unknown(10) == []


async def test_dead_is_over(store: Store) -> None:
    (delivery,) = await ring(store)
    await store.mark(delivery.id, DeliveryState.DEAD, "the message is too long")
    assert await store.queued(minutes(99), 9) == []
    assert (await state_of(store, delivery.id)).error == "the message is too long"
    assert (await store.counts(NOW)).dead == 1


async def test_an_edit_shows_its_version(store: Store) -> None:
    (first,) = await ring(store)
    await store.mark_sent(first, 9, 1, NOW)
    (asked,) = await store.commit(grows(1, 2))
    await store.mark(asked.id, DeliveryState.SENDING)
    await store.mark_sent(asked, None, 2, minutes(1))
    assert await store.alert(1, HERE) == Alert(1, HERE, 9, 2)
    assert (await state_of(store, asked.id)).state is DeliveryState.SENT


@pytest.mark.parametrize("way", [DeliveryState.SENDING, DeliveryState.UNKNOWN])
async def test_an_edit_that_is_asked_for_while_one_is_on_its_way_goes_back_to_the_queue(
    store: Store, way: DeliveryState
) -> None:
    (first,) = await ring(store)
    await store.mark_sent(first, 9, 1, NOW)
    (asked,) = await store.commit(grows(1, 2))
    await store.mark(asked.id, way)
    later = replace(grows(1, 4), deliveries=(edit(1, 4, not_before=minutes(3)),))
    assert await store.commit(later) == (), "it is not queued while it is on its way"
    await store.mark_sent(asked, None, 2, minutes(1))
    assert await store.alert(1, HERE) == Alert(1, HERE, 9, 2)
    assert await store.queued(minutes(2), 9) == []
    (again,) = await store.queued(minutes(3), 9)
    assert (again.id, again.version, again.state) == (asked.id, 4, DeliveryState.QUEUED)
    await store.mark_sent(again, None, 4, minutes(3))
    assert await store.queued(minutes(99), 9) == []


async def test_an_edit_that_showed_more_than_was_asked_for_is_done(store: Store) -> None:
    (first,) = await ring(store)
    await store.mark_sent(first, 9, 1, NOW)
    (asked,) = await store.commit(grows(1, 2))
    await store.mark(asked.id, DeliveryState.SENDING)
    await store.commit(grows(1, 3))
    await store.mark_sent(asked, None, 3, minutes(1))  # it was worded after the story had grown
    assert await store.queued(minutes(99), 9) == []


async def test_a_first_alert_that_shows_all_outlets_needs_no_edit(store: Store) -> None:
    (first,) = await ring(store)
    await store.commit(grows(1, 3))
    await store.mark_sent(first, 9, 3, minutes(1))
    assert await store.queued(minutes(99), 9) == []
    assert await store.alert(1, HERE) == Alert(1, HERE, 9, 3)
    assert [d.version for d in await store.commit(grows(1, 4))] == [4]


async def test_a_first_alert_that_shows_fewer_outlets_leaves_the_edit(store: Store) -> None:
    (first,) = await ring(store)
    await store.commit(grows(1, 3))
    await store.mark_sent(first, 9, 2, minutes(1))
    assert [d.version for d in await store.queued(minutes(99), 9)] == [3]


async def test_a_digest_tells_its_stories(store: Store) -> None:
    alerted = story(2, told=frozenset({Told(HERE)}))
    await store.commit(Decision(stories=(story(1), alerted)))
    (owed,) = await store.commit(Decision(deliveries=(digest(1, 2, 99),)))
    await store.mark_sent(owed, 50, 0, NOW)
    assert (await told_of(store, 1)) == {Told(HERE, "digest")}
    assert (await told_of(store, 2)) == {Told(HERE, "alert")}, "what was told by an alert still grows"
    assert await store.alert(1, HERE) is None, "a digest is not edited"
    assert await store.alert_by_message(HERE.chat, 50) is None
    assert await store.known_message_ids(HERE.chat, 0) == [50]


async def told_of(store: Store, id: int) -> set[Told]:
    found = await store.story(id)
    assert found is not None
    return set(found.told)


async def test_sent_after_its_story_was_dropped_is_no_error(store: Store) -> None:
    (owed,) = await store.commit(Decision(deliveries=(send(7),)))
    assert await store.owed(owed) is None
    await store.mark_sent(owed, 3, 1, NOW)
    assert await store.alert(7, HERE) is None
    await store.mark_sent(replace(owed, id=999), 3, 1, NOW)


async def test_known_message_ids_are_those_of_the_chats_that_count_together(store: Store) -> None:
    group, supergroup = Address(-100), Address(-1_000_000_000_100, 7)
    for id, (message, address) in enumerate([(10, HERE), (30, HERE), (20, HERE), (25, group), (26, supergroup)], 1):
        (delivery,) = await ring(store, id, address)
        await store.mark_sent(delivery, message, 1, NOW)
    assert await store.known_message_ids(HERE.chat, 10) == [20, 25, 30]
    assert await store.known_message_ids(HERE.chat, 30) == []
    assert await store.known_message_ids(group.chat, 0) == [10, 20, 25, 30]
    assert await store.known_message_ids(supergroup.chat, 0) == [26]


async def test_a_message_that_is_gone_is_forgotten(store: Store) -> None:
    (delivery,) = await ring(store)
    await store.mark_sent(delivery, 10, 1, NOW)
    await store.forget_message(1, HERE)
    assert await store.alert(1, HERE) == Alert(1, HERE, None, 1)
    assert await store.alert_by_message(HERE.chat, 10) is None
    assert await told_of(store, 1) == {Told(HERE)}, "it was told all the same"
    await store.forget_message(1, HERE)
    await store.forget_message(9, TOPIC)


async def test_a_lost_thread_is_answered_in_the_main_one(store: Store) -> None:
    (delivery,) = await ring(store, 1, TOPIC)
    await store.mark(delivery.id, DeliveryState.SENDING)
    await store.reroute(delivery.id, 0)
    await store.retry(delivery.id, NOW, "the thread is gone", False)
    (moved,) = await store.queued(NOW, 9)
    assert (moved.id, moved.address) == (delivery.id, MAIN)
    assert await told_of(store, 1) == {Told(TOPIC), Told(MAIN)}, (
        "neither the thread's watches nor the chat's ring again"
    )
    await store.mark_sent(moved, 77, 1, NOW)
    assert await store.alert(1, MAIN) == Alert(1, MAIN, 77, 1)
    assert await store.alert(1, TOPIC) == Alert(1, TOPIC, 77, 1), "the thread's alert grows where it went"
    await store.forget_message(1, TOPIC)
    assert await store.alert(1, MAIN) == Alert(1, MAIN, None, 1)


async def test_a_lost_thread_whose_chat_is_told_already_is_dead(store: Store) -> None:
    delivery, main = await ring(store, 1, TOPIC, MAIN)
    await store.mark_sent(main, 70, 1, NOW)
    await store.reroute(delivery.id, 0)
    lost = await state_of(store, delivery.id)
    assert (lost.state, lost.address) == (DeliveryState.DEAD, TOPIC)
    assert "told already" in lost.error
    await store.reroute(main.id, 0)
    assert (await state_of(store, main.id)).state is DeliveryState.SENT
    await store.reroute(999, 0)


async def test_a_digest_of_a_lost_thread_tells_both(store: Store) -> None:
    await store.commit(Decision(stories=(story(1),)))
    (owed,) = await store.commit(Decision(deliveries=(digest(1, address=TOPIC),)))
    await store.reroute(owed.id, 0)
    (moved,) = await store.queued(NOW, 9)
    assert moved.address == MAIN
    await store.mark_sent(moved, 8, 0, NOW)
    assert await told_of(store, 1) == {Told(MAIN, "digest"), Told(TOPIC, "digest")}


async def test_nothing_is_sent_to_a_suspended_chat(store: Store) -> None:
    await store.put_chat(Chat(HERE))
    await store.put_chat(Chat(MAIN))
    (here, topic) = await ring(store, 1, HERE, TOPIC)
    (later,) = await store.commit(Decision(deliveries=(send(2, TOPIC, not_before=minutes(5)),)))
    await store.suspend(TOPIC.chat, "the bot was blocked")
    assert await store.queued(NOW, 9) == [here]
    assert await store.next_not_before(NOW) is None
    assert await store.resume(TOPIC.chat)
    assert not await store.resume(TOPIC.chat)
    assert await store.queued(NOW, 9) == [here, topic]
    assert await store.next_not_before(NOW) == later.not_before


async def test_owed_has_all_that_wording_needs(store: Store) -> None:
    chat = Chat(HERE, language="vi", timezone="Asia/Ho_Chi_Minh")
    await store.put_chat(chat)
    decision = rings(1)
    (delivery,) = await store.commit(decision)
    owed = await store.owed(delivery)
    assert owed is not None
    assert (owed.delivery, owed.chat, owed.stories, owed.alert) == (delivery, chat, decision.stories, None)
    assert owed.readings == {1: decision.records[0].reading}


async def test_owed_for_an_edit_has_the_first_report_its_terms_and_the_message(store: Store) -> None:
    await store.put_chat(Chat(HERE))
    (first,) = await ring(store)
    await store.mark_sent(first, 9, 1, NOW)
    (asked,) = await store.commit(grows(1, 3))
    owed = await store.owed(asked)
    assert owed is not None
    assert owed.alert == Alert(1, HERE, 9, 1)
    assert owed.delivery == replace(asked, terms=first.terms, entry=first.entry)
    assert owed.readings[1].entry.key == "s1"
    assert owed.readings[1].matches
    assert owed.stories[0].version == 3


@pytest.mark.parametrize(("kind", "link"), [(DeliveryKind.SEND, "follows"), (DeliveryKind.REPLY, "maybe")])
async def test_owed_for_a_first_alert_has_the_message_to_reply_to(store: Store, kind: DeliveryKind, link: str) -> None:
    await store.put_chat(Chat(HERE))
    (first,) = await ring(store, 1)
    second = replace(rings(2), deliveries=(replace(send(2), kind=kind),))
    second = replace(second, stories=(_linked(second.stories[0], link),))
    (delivery,) = await store.commit(second)
    before = await store.owed(delivery)
    assert before is not None and before.alert is None, "the first was not sent yet"
    await store.mark_sent(first, 9, 1, NOW)
    owed = await store.owed(delivery)
    assert owed is not None and owed.alert == Alert(1, HERE, 9, 1)
    assert (owed.former and owed.former.id) == (1 if link == "follows" else None)


def _linked(story: Story, link: str) -> Story:
    return replace(story, follows=1) if link == "follows" else replace(story, maybe=1)


async def test_owed_for_a_digest_has_its_stories_in_order(store: Store) -> None:
    await store.put_chat(Chat(HERE))
    for id in (1, 2, 3):
        await store.commit(replace(rings(id), deliveries=()))
    (delivery,) = await store.commit(Decision(deliveries=(digest(3, 1, 99),)))
    owed = await store.owed(delivery)
    assert owed is not None
    assert [s.id for s in owed.stories] == [3, 1]
    assert {id: r.entry.key for id, r in owed.readings.items()} == {3: "s3", 1: "s1"}


async def test_a_thread_without_settings_is_spoken_to_as_its_chat(store: Store) -> None:
    (delivery,) = await ring(store, 1, TOPIC)
    assert await store.owed(delivery) is None, "nobody knows the chat"
    await store.put_chat(Chat(Address(TOPIC.chat, 3), language="en"))
    await store.put_chat(Chat(MAIN, language="zh"))
    owed = await store.owed(delivery)
    assert owed is not None and owed.chat == Chat(TOPIC, language="zh")
    await store.put_chat(Chat(TOPIC, language="vi"))
    owed = await store.owed(delivery)
    assert owed is not None and owed.chat.language == "vi"


async def test_a_pruned_record_costs_the_marks_not_the_alert(store: Store) -> None:
    await store.put_chat(Chat(HERE))
    (delivery,) = await store.commit(replace(rings(1), records=()))
    owed = await store.owed(delivery)
    assert owed is not None
    assert owed.readings[1].entry.key == "s1"
    assert owed.readings[1].matches == ()


async def test_a_story_grows_by_the_message_of_one_that_was_merged_into_it(store: Store) -> None:
    (delivery,) = await ring(store, 2, HERE)
    whole, told = story(1), frozenset({Told(HERE)})
    await store.mark_sent(delivery, 70, 1, NOW)
    part = replace(story(2), told=told, merged_into=1)
    await store.commit(Decision((), (), (replace(whole, told=told), part)))
    assert await store.alert(1, HERE) == Alert(1, HERE, 70, 0)
    await store.forget_message(1, HERE)
    assert await store.alert(1, HERE) == Alert(1, HERE, None, 0)
