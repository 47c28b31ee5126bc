"""What a chat sees of a delivery: entities, replies, silence; and the search for a message whose answer was lost."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels import telegram as module
from bot.channels.ledger import KEPT, Ledger
from bot.channels.probe import AHEAD, PROBES, Window, candidates
from bot.channels.telegram import TelegramChannel, make_bot
from bot.core.decision import Alert, Delivery, DeliveryKind, Owed
from bot.core.model import Address, Chat, Reading, Signature
from bot.core.ports import Doubtful, MessageGone, NotSent, Refused, Sent
from bot.messages import render
from bot.messages.text import Text, mark
from bot.messages.utf16 import to_telegram
from tests.fakes.telegram import Fault, Faults, TelegramServer
from tests.fakes.telegram_text import checked
from tests.store import made

pytestmark = pytest.mark.anyio

CHAT = 42
HERE = Address(CHAT)


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as started:
        yield started


@pytest.fixture
async def channel(server: TelegramServer) -> AsyncIterator[TelegramChannel]:
    opened = TelegramChannel(make_bot(server.token, server.url), probe_every=0.0)
    yield opened
    await opened.close()


def owed(kind: DeliveryKind = DeliveryKind.SEND, *, alert: int | None = None, id: int = 1, **entry: Any) -> Owed:
    """An alert of one story to CHAT; `alert` is the message to edit or to reply to."""
    report = made.entry("s1", **entry)
    story = made.story(1, report)
    delivery = Delivery(HERE, kind, made.NOW, story=1, stories=(1,), terms=("chip exports",), id=id)
    reading = Reading(report, Signature(), (made.MATCH,))
    known = None if alert is None else Alert(1, HERE, alert, 1)
    return Owed(delivery, Chat(HERE), (story,), {1: reading}, known)


# ---------------------------------------------------------------- sending


async def test_text_goes_with_entities_and_without_a_preview(server: TelegramServer, channel: TelegramChannel) -> None:
    outcome = await channel.deliver(owed(title="<b>Chip</b> & <exports> 🇨🇳 rise"))
    [message] = server.sent(CHAT)
    assert outcome == Sent(message.id)
    assert "<b>Chip</b> & <exports> 🇨🇳 rise" in message.text
    assert {"text_link", "bold"} <= {entity["type"] for entity in message.entities}
    assert message.preview == {"is_disabled": True}
    assert "parse_mode" not in server.called("sendMessage")[0].params


hostile = st.one_of(
    st.text(max_size=300),
    st.text(alphabet="<>&\"'/a=hrefb i\n\u202e\u200f\ud83d🔔é界 " + "[]()*_`@#", max_size=120),
    st.sampled_from(
        [
            '<a href="https://evil.example">click</a>',
            "[click](https://evil.example)",
            "</blockquote><b>x",
            "tg://resolve?domain=evil",
            "&lt;b&gt; &#60;script&#62;",
            "{terms} {outlets} %s {0}",
            "\u202egnp.exe\u202c",
            "👩\u200d👩\u200d👧" * 60,
        ]
    ),
)


@given(
    hostile, hostile, hostile, st.sampled_from(["en", "vi", "zh-Hans", "zh-Hant"]), st.sampled_from(list(DeliveryKind))
)
def test_nothing_that_a_feed_writes_breaks_a_message_or_smuggles_a_link(
    title: str, summary: str, outlet: str, language: str, kind: DeliveryKind
) -> None:
    told = owed(kind, title=title, summary=summary, outlet=outlet)
    told = replace(told, chat=replace(told.chat, language=language))
    content, entities = to_telegram(render(told))
    raw: list[dict[str, Any]] = [
        {"type": e.type, "offset": e.offset, "length": e.length} | ({"url": e.url} if e.url else {}) for e in entities
    ]
    checked(content, raw, None)
    assert {e.url for e in entities if e.type == "text_link"} <= {told.stories[0].reports[0].url}
    assert {e.type for e in entities} <= {"bold", "text_link", "expandable_blockquote"}


async def test_digests_and_doubtful_stories_are_silent(server: TelegramServer, channel: TelegramChannel) -> None:
    await channel.deliver(owed())
    first = server.sent(CHAT)[0].id
    await channel.deliver(owed(DeliveryKind.DIGEST))
    await channel.deliver(owed(DeliveryKind.REPLY, alert=first))
    loud, digest, reply = server.sent(CHAT)
    assert (loud.silent, digest.silent, reply.silent) == (False, True, True)
    assert (loud.reply_to, digest.reply_to, reply.reply_to) == (0, 0, first)


async def test_a_reply_to_a_message_that_is_gone_is_still_sent(
    server: TelegramServer, channel: TelegramChannel
) -> None:
    assert isinstance(await channel.deliver(owed(alert=999)), Sent)
    assert server.sent(CHAT)[0].reply_to == 0


async def test_an_edit_that_changes_nothing_is_done_and_one_of_nothing_is_gone(channel: TelegramChannel) -> None:
    sent = await channel.deliver(owed())
    assert isinstance(sent, Sent)
    assert await channel.deliver(owed(DeliveryKind.EDIT, alert=sent.message_id)) == sent
    assert isinstance(await channel.deliver(owed(DeliveryKind.EDIT, alert=999)), MessageGone)
    assert isinstance(await channel.deliver(owed(DeliveryKind.EDIT)), MessageGone)


async def test_refused_wording_goes_once_more_in_plain_text(server: TelegramServer, channel: TelegramChannel) -> None:
    server.fail_next(400, "Bad Request: can't parse entities: what is this")
    assert isinstance(await channel.deliver(owed()), Sent)
    assert server.sent(CHAT)[0].entities == []
    server.fail_next(400, "Bad Request: can't parse entities: what is this", times=2)
    assert isinstance(await channel.deliver(owed()), Refused)
    assert len(server.called("sendMessage")) == 4


async def test_a_message_longer_than_telegram_takes_is_cut(
    server: TelegramServer, channel: TelegramChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "render", lambda owed: Text("🔔" * 3000) + mark("bold", "é" * 3000))
    assert isinstance(await channel.deliver(owed()), Sent)
    [message] = server.sent(CHAT)
    assert len(message.text) == 4096
    assert message.entities[0]["offset"] == 6000


async def test_what_cannot_be_worded_is_told_in_plain_words(
    server: TelegramServer, channel: TelegramChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(owed: Owed) -> Text:
        raise KeyError("a fault of ours")

    monkeypatch.setattr(module, "render", broken)
    assert isinstance(await channel.deliver(owed()), Sent)
    assert server.texts(CHAT) == ["Chip exports, part s1\nhttps://news.example/s1"]


async def test_a_service_message_goes_to_its_topic(server: TelegramServer, channel: TelegramChannel) -> None:
    group = Address(-1_000_000_000_005, 3)
    server.topic(*group)
    assert isinstance(await channel.say(group, "<hello>"), Sent)
    assert [message.thread for message in server.sent(group.chat)] == [3]


async def test_a_proxy_is_the_way_to_telegram_for_sends_and_polls(server: TelegramServer) -> None:
    """The double takes a proxied request as one of its own: the host that is asked for does not exist."""
    bot = make_bot(server.token, "http://api.telegram.invalid", proxy=server.url)
    await bot.send_message(CHAT, "through the proxy")
    await bot.get_updates(timeout=0)
    assert server.texts(CHAT) == ["through the proxy"]
    assert len(server.called("getUpdates")) == 1
    await TelegramChannel(bot).close()


# ---------------------------------------------------------------- the search for a lost answer


@pytest.mark.parametrize("noise", [0, 5])
@pytest.mark.parametrize("when", ["before", "after"])
async def test_the_probe_tells_what_arrived_from_what_did_not(
    server: TelegramServer, channel: TelegramChannel, when: Any, noise: int
) -> None:
    await channel.deliver(owed(id=1, title="An earlier alert"))
    server.faults = Faults([Fault("reset", when)], methods=["sendMessage"])
    lost = owed(id=2)
    assert isinstance(await channel.deliver(lost), Doubtful)
    for user in range(noise):  # others take ids meanwhile, users and our own
        server.user_says(100 + user, "hello")
        await channel.say(Address(200 + user), "an answer")
    before = server.texts(CHAT)
    outcome = await channel.resolve(lost)
    assert server.texts(CHAT) == before
    if when == "after":
        assert outcome == Sent(server.sent(CHAT)[-1].id)
    else:
        assert isinstance(outcome, NotSent)


async def test_what_came_later_bounds_the_search(server: TelegramServer, channel: TelegramChannel) -> None:
    server.faults = Faults([Fault("reset", "before")], methods=["sendMessage"])
    assert isinstance(await channel.deliver(owed()), Doubtful)
    await channel.say(Address(7), "something else")
    assert isinstance(await channel.resolve(owed()), NotSent)
    assert server.called("editMessageText") == []  # the next message had the next id


async def test_a_probe_that_nobody_answers_leaves_the_doubt(server: TelegramServer, channel: TelegramChannel) -> None:
    server.faults = Faults([Fault("reset", "after")])
    assert isinstance(await channel.deliver(owed()), Doubtful)
    for fault in (Fault("5xx"), Fault("429"), Fault("reset")):
        server.faults = Faults([fault])
        assert isinstance(await channel.resolve(owed()), Doubtful)
    assert isinstance(await channel.resolve(owed()), Sent)


async def test_after_a_restart_what_was_recorded_bounds_the_search(server: TelegramServer) -> None:
    recorded = [server.ids.next(CHAT) for _ in range(300)]
    server.user_says(CHAT, "hello")
    before = TelegramChannel(make_bot(server.token, server.url))
    assert isinstance(await before.deliver(owed()), Sent)  # the process dies before it writes this down
    await before.close()

    async def known(chat: int, after: int) -> list[int]:
        return recorded

    after = TelegramChannel(make_bot(server.token, server.url), known, probe_every=0.0)
    assert await after.resolve(owed()) == Sent(302)
    assert len(server.called("editMessageText")) == 2
    await after.close()


async def test_a_group_has_its_own_counter(server: TelegramServer, channel: TelegramChannel) -> None:
    group = Address(-1_000_000_000_005)
    there = replace(owed(), delivery=replace(owed().delivery, address=group))
    for _ in range(30):
        await channel.say(HERE, "elsewhere")
    server.faults = Faults([Fault("reset", "after")], methods=["sendMessage"])
    assert isinstance(await channel.deliver(there), Doubtful)
    assert await channel.resolve(there) == Sent(1)


@given(
    st.integers(0, 500), st.one_of(st.none(), st.integers(1, 600)), st.integers(0, 600), st.sets(st.integers(1, 700))
)
def test_candidates_are_bounded_free_and_within_the_window(
    floor: int, ceiling: int | None, top: int, taken: set[int]
) -> None:
    ids = candidates(Window(floor, ceiling, floor + 1), top, taken)
    assert len(ids) <= PROBES
    assert not set(ids) & taken
    last = max(top, floor) + AHEAD if ceiling is None else ceiling - 1
    assert all(floor < id <= last for id in ids)
    assert ids == sorted(ids)


def test_the_ledger_is_bounded_and_keeps_counters_apart() -> None:
    ledger = Ledger()
    for id in range(1, 40_000):
        ledger.saw(CHAT, id, float(id))
    ledger.saw(-1_000_000_000_005, 3, None)
    assert ledger.top(7) == 39_999  # one counter for all private chats
    assert ledger.top(-1_000_000_000_005) == 3
    assert len(ledger.ids(CHAT)) == KEPT
    assert ledger.first_after(CHAT, 39_990.5) == 39_991
    assert ledger.first_after(-1_000_000_000_005, 0.0) is None  # somebody else's message says nothing about time
