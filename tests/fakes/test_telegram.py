"""The Bot API double itself: as strict as it says."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from typing import Any

import pytest
from telegram import Bot, BotCommand, MessageEntity
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram import make_bot
from tests.fakes.telegram import Fault, Faults, Limits, TelegramServer
from tests.fakes.telegram_limits import Meter
from tests.fakes.telegram_rich import checked_rich
from tests.fakes.telegram_text import TextError, checked

pytestmark = pytest.mark.anyio


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as started:
        yield started


@pytest.fixture
async def bot(server: TelegramServer) -> AsyncIterator[Bot]:
    async with make_bot(server.token, server.url) as started:
        yield started


# ---------------------------------------------------------------- texts


@pytest.mark.parametrize(
    ("html", "what"),
    [
        ("I <3 chips", "unsupported start tag"),
        ("<p>no</p>", "unsupported start tag"),
        ("a<br/>b", "unsupported start tag"),
        ("<b>open", "can't find end tag"),
        ("<b><i>x</b></i>", "unmatched end tag"),
        ("x</b>", "unexpected end tag"),
        ('<a href="nowhere">x</a>', "good URL"),
    ],
)
async def test_bad_html_is_refused(bot: Bot, html: str, what: str) -> None:
    with pytest.raises(BadRequest, match=f"(?i){what}"):
        await bot.send_message(1, html, parse_mode="HTML")


async def test_good_html_becomes_entities(bot: Bot) -> None:
    message = await bot.send_message(
        1, '🔔 <b>a<i>b</i></b> &lt;3 &copy; <a href="https://x.example/?a=1&amp;b">c</a>', "HTML"
    )
    assert message.text == "🔔 ab <3 &copy; c"
    assert [(entity.type, entity.offset, entity.length) for entity in message.entities] == [
        ("bold", 3, 2),
        ("italic", 4, 1),
        ("text_link", 16, 1),
    ]
    assert message.entities[2].url == "https://x.example/?a=1&b"


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("🔔x", [("bold", 1, 1)]),  # in the middle of a surrogate pair
        ("🔔x", [("bold", 0, 1)]),
        ("abc", [("bold", 2, 2)]),
        ("abc", [("bold", 0, 0)]),
        ("abc", [("bold", -1, 2)]),
        ("abc", [("bold", 0, 2), ("italic", 1, 2)]),  # overlap in part
        ("abc", [("shiny", 0, 1)]),
        ("a" * 200, [("bold", n, 1) for n in range(101)]),
        ("   ", []),
        ("a" * 4097, []),
    ],
)
def test_bad_entities_are_refused(text: str, entities: list[tuple[str, int, int]]) -> None:
    raw: list[dict[str, Any]] = [{"type": kind, "offset": at, "length": length} for kind, at, length in entities]
    with pytest.raises(TextError):
        checked(text, raw, None)


def test_trailing_space_goes_with_what_stood_on_it() -> None:
    assert checked("ab  ", [{"type": "bold", "offset": 1, "length": 3}], None) == (
        "ab",
        [{"type": "bold", "offset": 1, "length": 1}],
    )


# ---------------------------------------------------------------- chats


async def test_ids_are_shared_by_private_chats_and_own_to_supergroups(server: TelegramServer, bot: Bot) -> None:
    ids = [(await bot.send_message(chat, "x")).message_id for chat in (1, 2, -5, -1_000_000_000_001, 1)]
    assert ids == [1, 2, 3, 1, 4]
    assert server.user_says(2, "hello") == 5


async def test_edits_show_what_stands_now(server: TelegramServer, bot: Bot) -> None:
    message = await bot.send_message(1, "one", entities=[MessageEntity("bold", 0, 3)])
    await bot.edit_message_text("two", 1, message.message_id)
    assert server.texts(1) == ["two"]
    with pytest.raises(BadRequest, match="not modified"):
        await bot.edit_message_text("two", 1, message.message_id)
    with pytest.raises(BadRequest, match="not found"):
        await bot.edit_message_text("two", 2, message.message_id)
    with pytest.raises(BadRequest, match="can't be edited"):
        await bot.edit_message_text("two", 1, server.user_says(1, "mine"))


async def test_blocked_migrated_missing_and_topics(server: TelegramServer, bot: Bot) -> None:
    server.block(1)
    with pytest.raises(Forbidden, match="blocked"):
        await bot.send_message(1, "x")
    server.unblock(1)
    await bot.send_message(1, "x")
    server.migrate(-5, -1_000_000_000_005)
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(-5, "x")
    assert moved.value.new_chat_id == -1_000_000_000_005
    server.missing.add(9)
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(9, "x")
    server.topic(-1_000_000_000_005, 3, "closed")
    for thread, what in ((3, "Topic_closed"), (4, "thread not found")):
        with pytest.raises(BadRequest, match=f"(?i){what}"):
            await bot.send_message(-1_000_000_000_005, "x", message_thread_id=thread)


async def test_a_wrong_token_is_refused(server: TelegramServer) -> None:
    for token in ("1:wrong", "malformed"):
        bot = make_bot(token, server.url)
        with pytest.raises(InvalidToken):
            await bot.send_message(1, "x")
        await bot.request.shutdown()


# ---------------------------------------------------------------- limits and faults


def test_limits() -> None:
    meter = Meter(Limits())
    assert [meter.charge(chat, 0.0) for chat in range(1, 32)] == [0] * 30 + [1]
    meter = Meter(Limits())
    assert [meter.charge(7, 0.0) for _ in range(5)] == [0, 0, 0, 0, 1]
    assert meter.charge(7, 1.0) == 0
    meter = Meter(Limits())
    assert [meter.charge(-7, second * 2.0) for second in range(21)] == [0] * 20 + [20]
    assert meter.charge(-7, 60.0) == 0


async def test_a_limit_is_answered_with_its_pause(server: TelegramServer) -> None:
    async with TelegramServer(limits=Limits(private_burst=1)) as strict:
        bot = make_bot(strict.token, strict.url)
        await bot.send_message(1, "x")
        with pytest.raises(RetryAfter):
            await bot.send_message(1, "x")
        assert strict.throttled == 1
        await bot.request.shutdown()


async def test_faults_come_before_or_after_acceptance(server: TelegramServer, bot: Bot) -> None:
    server.faults = Faults([Fault("reset", "before"), Fault("reset", "after"), Fault("5xx", "after"), None])
    for _ in range(3):
        with pytest.raises(TelegramError):
            await bot.send_message(1, "x")
    await bot.send_message(1, "x")
    assert len(server.sent(1)) == 3


def test_chances_are_seeded() -> None:
    def kinds(seed: int) -> list[str]:
        faults = Faults(chances={("reset", "before"): 0.2, ("hang", "after"): 0.2}, seed=seed)
        return [fault.kind if fault else "" for fault in (faults.draw("sendMessage") for _ in range(200))]

    assert kinds(1) == kinds(1) != kinds(2)
    assert 20 < kinds(1).count("reset") < 60


# ---------------------------------------------------------------- updates


async def test_updates_come_once_confirmed_by_the_offset(server: TelegramServer, bot: Bot) -> None:
    server.user_says(42, "/start now", lang="vi")
    [update] = await bot.get_updates()
    assert update.message is not None
    assert update.message.from_user is not None
    assert (update.message.text, update.message.from_user.language_code) == ("/start now", "vi")
    assert await bot.get_updates(offset=update.update_id + 1) == ()
    message = await bot.send_message(42, "press")
    query = server.press(42, message.message_id, "why:1")
    [update] = await bot.get_updates(offset=update.update_id + 1)
    assert update.callback_query is not None
    assert update.callback_query.data == "why:1"
    await bot.answer_callback_query(query, "because")
    assert server.callback_answers[query]["text"] == "because"
    with pytest.raises(BadRequest, match="too old"):
        await bot.answer_callback_query(query)


async def test_a_second_poller_ends_the_first(server: TelegramServer, bot: Bot) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=5))
    await asyncio.sleep(0.05)
    async with make_bot(server.token, server.url) as other:
        second = asyncio.create_task(other.get_updates(timeout=5))
        with pytest.raises(Conflict):
            await first
        server.user_says(1, "hello")
        assert len(await second) == 1


async def test_small_methods(server: TelegramServer, bot: Bot) -> None:
    commands = [BotCommand("watch", "Watch a term")]
    await bot.set_my_commands(commands)
    assert await bot.get_my_commands() == tuple(commands)
    await bot.send_document(7, b"abc", filename="feeds.opml", caption="Your feeds")
    assert server.sent(7)[0].document == ("feeds.opml", b"abc")
    server.room(-5).members[1] = "administrator"
    assert (await bot.get_chat_member(-5, 1)).status == "administrator"
    assert (await bot.get_chat_member(-5, 2)).status == "left"
    assert (await bot.get_chat(-5)).title == "group 5"
    assert await bot.delete_webhook()


SERVED = (sys.executable, "-S", "-m", "tests.fakes.telegram", "--port", "0")  # -S: by Python alone, as README says


async def test_it_runs_on_its_own() -> None:
    process = await asyncio.create_subprocess_exec(
        *SERVED,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None and process.stdin is not None
    line = (await process.stdout.readline()).decode()
    url, token = line.split()[2], line.split()[5]
    bot = make_bot(token, url)
    await bot.send_message(42, "hello there")
    assert b"[42] bot writes 1" in await process.stdout.readline()
    process.stdin.write(b"nobody /start\n42 press nothing\n42 /start\n")
    said = b""
    while b"user 42 writes 2" not in said:
        said += await process.stdout.readline()
    assert said.count(b"? ") == 2
    assert [update.message.text for update in await bot.get_updates(timeout=0) if update.message] == ["/start"]
    await bot._request[0].shutdown()
    await bot.request.shutdown()
    process.kill()
    await process.communicate()


async def test_it_serves_where_nobody_can_type() -> None:
    process = await asyncio.create_subprocess_exec(
        *SERVED,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    line = (await process.stdout.readline()).decode()
    bot = make_bot(line.split()[5], line.split()[2])
    await bot.send_message(42, "hello there")
    await bot.request.shutdown()
    process.kill()
    output, trouble = await process.communicate()
    assert (b"hello there" in output, trouble) == (True, b"")
    await process.wait()


# ---------------------------------------------------------------- rich messages

DIGEST = (
    "<h3>Digest</h3><details><summary>DeepSeek V4</summary>"
    '<ul><li><a href="https://news.example/1">V4 is <b>out</b></a></li><li>a &lt; b</li></ul></details>'
    "<hr><p>2 more</p>"
)


async def test_a_rich_message_is_sent_and_edited_as_one(server: TelegramServer, bot: Bot) -> None:
    """The library knows neither the method nor the parameter yet; a spelling of its own methods' names it would rather
    not be asked for."""
    call = {"chat_id": 42, "rich_message": {"html": DIGEST}, "disable_notification": True}
    sent = await bot.do_api_request("send_rich_message", call)
    [message] = server.sent(42)
    assert (sent["message_id"], message.silent, message.rich) == (message.id, True, {"html": DIGEST})
    assert message.text == "Digest\nDeepSeek V4\nV4 is out\na < b\n2 more"
    with pytest.raises(BadRequest, match="not modified"):
        await bot.do_api_request("EditMessageText", {"message_id": message.id, **call})
    shorter = {"chat_id": 42, "message_id": message.id, "rich_message": {"markdown": "# Digest"}}
    await bot.do_api_request("EditMessageText", shorter)
    await bot.edit_message_text("plain words", 42, message.id)
    assert [(one.text, one.rich, one.edits) for one in server.sent(42)] == [("plain words", None, 2)]
    with pytest.raises(BadRequest, match="either"):
        await bot.do_api_request("EditMessageText", shorter | {"text": "both"})


@pytest.mark.parametrize(
    ("rich", "what"),
    [
        ("<p>a string</p>", "can't parse"),
        ({"text": "x"}, "can't parse"),
        ({"is_rtl": True}, "either as HTML or as Markdown"),
        ({"html": "<p>a</p>", "markdown": "a"}, "either as HTML or as Markdown"),
        ({"html": "<p> </p>"}, "is empty"),
        ({"html": "<script>x</script>"}, "unsupported tag"),
        ({"html": "<p>open"}, "no end tag"),
        ({"html": "<p><b>crossed</p></b>"}, "unmatched end tag"),
        ({"html": "<li>alone</li>"}, "outside of its block"),
        ({"html": '<a href="javascript:x">x</a>'}, "without a good URL"),
        ({"html": "<!-- x --><p>a</p>"}, "comments"),
        ({"html": "<p>a</p>" * 501}, "too many blocks"),
        ({"html": "<table><tr>" + "<td>a</td>" * 21 + "</tr></table>"}, "too many blocks or columns"),
        ({"html": "<b>" * 17 + "a" + "</b>" * 17}, "nested too deeply"),
        ({"markdown": "a" * 32_769}, "too long"),
    ],
)
def test_what_is_no_rich_message(rich: Any, what: str) -> None:
    with pytest.raises(TextError, match=what):
        checked_rich(rich)


def test_a_rich_message_at_its_limits_is_taken() -> None:
    assert len(checked_rich({"markdown": "界" * 32_768})) == 32_768
    assert checked_rich({"html": "<ul>" + "<li>a</li>" * 500 + "</ul>", "is_rtl": False}).count("a") == 500
    assert checked_rich({"html": "<b>" * 16 + "a" + "</b>" * 16}) == "a"
