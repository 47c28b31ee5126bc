"""The bot where things happen to it: blocked, removed, moved, throttled, flooded, polled by two, cut off."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from telegram import Update

from bot.channels.telegram import make_bot
from bot.chat import room, updates
from bot.chat.commands import broadcast
from bot.chat.lanes import LENGTH, Lanes
from bot.core.model import Address, Watch
from bot.errors import StoreError
from tests.chat.house import HOST, MEMBER, SETTINGS, STRANGER, House, buttons, close_bot, open_house
from tests.fakes.telegram import TOKEN, TelegramServer

pytestmark = pytest.mark.anyio


async def test_a_chat_that_blocks_the_bot_is_suspended_and_resumed_when_it_comes_back(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        await house.says(MEMBER, "/watch DeepSeek V4")
        house.server.block(MEMBER)
        await house.quiet()
        chat = await house.store.chat(Address(MEMBER))
        assert chat is not None and chat.suspended
        assert len(await house.store.watches(Address(MEMBER))) == 1
        house.server.unblock(MEMBER)
        await house.quiet()
        chat = await house.store.chat(Address(MEMBER))
        assert chat is not None and not chat.suspended


async def test_any_message_resumes_a_suspended_chat(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        await house.says(MEMBER, "/watch DeepSeek V4")
        await house.store.suspend(MEMBER, "blocked")
        assert await house.says(MEMBER, "hello")
        chat = await house.store.chat(Address(MEMBER))
        assert chat is not None and not chat.suspended


async def test_a_group_that_becomes_a_supergroup_keeps_its_watches(tmp_path: Path) -> None:
    old, new = -500, -1_000_000_000_500
    async with open_house(tmp_path) as house:
        await house.says(old, "/watch DeepSeek V4", user=HOST)
        house.server.migrate(old, new)
        await house.quiet()
        assert [w.address.chat for w in await house.store.watches()] == [new]
        await house.poll()
        house.press.report("DeepSeek V4 is out", at=house.clock.forward(minutes=1))
        await house.poll()
        assert [message.chat for message in await house.deliver()] == [new]


async def test_an_answer_that_telegram_throttles_comes_after_the_pause(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_house(tmp_path) as house:
        house.server.fail_next(429, "Too Many Requests: retry after 1", method="sendMessage", retry_after=1)
        pauses = _without_pauses(monkeypatch)
        assert len(await house.says(HOST, "/help")) == 1
        assert 1.0 in pauses


async def test_a_pause_of_hours_is_not_waited_for(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        house.server.fail_next(429, "Too Many Requests: retry after 43838", method="sendMessage", retry_after=43838)
        assert await house.says(HOST, "/help") == []
        assert len(await house.says(HOST, "/help")) == 1


async def test_a_fault_is_answered_in_words_and_logged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*_: object) -> None:
        raise StoreError("the database is full")

    async with open_house(tmp_path) as house:
        monkeypatch.setattr(house.store, "counts", broken)
        answers = await house.says(HOST, "/status")
        assert [answer.text for answer in answers] == [
            "That did not work: a fault on my side, which is in the log now. Please try again."
        ]
        assert "the database is full" in caplog.text
        assert len(await house.says(HOST, "/help")) == 1


async def test_an_answer_whose_wording_is_refused_comes_in_plain_words(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        house.server.fail_next(400, "Bad Request: can't parse entities: something new", method="sendMessage")
        answers = await house.says(HOST, "/help")
        assert [answer.entities for answer in answers] == [[]]
        assert answers[0].text.startswith("Commands")


@pytest.fixture
def haste(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits long before the next try."""
    monkeypatch.setattr(room, "LONGEST_PAUSE", 0.01)
    monkeypatch.setattr(updates, "LONGEST_PAUSE", 0.01)


@pytest.mark.usefixtures("haste")
async def test_the_chat_begins_when_telegram_does(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with TelegramServer() as server:
        server.fail_next(500, "Internal Server Error", method="getMe")
        server.fail_next(400, "Bad Request: BOT_COMMAND_INVALID", method="setMyCommands", times=3)
        async with open_house(tmp_path, server=server) as house:
            assert len(await house.says(HOST, "/help")) == 1
    assert "the chat cannot begin yet: Telegram cannot be heard (Internal Server Error)" in caplog.text
    assert TOKEN not in caplog.text


@pytest.mark.usefixtures("haste")
async def test_a_token_that_is_refused_is_said_once_with_its_remedy_and_is_not_well(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with TelegramServer() as server:
        server.token = "another"
        async with open_house(tmp_path, server=server) as house:
            await server.wait(lambda: len(server.called("getMe")) >= 3)
            assert "copy it again from @BotFather into telegram.token" in house.room.health
            assert caplog.text.count("the chat cannot begin yet") == 1
            server.token = TOKEN
            await house.until(lambda: not house.room.health)


async def test_an_answer_that_takes_for_ever_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def stuck(*_: object) -> None:
        await asyncio.Event().wait()

    async with open_house(tmp_path) as house:
        monkeypatch.setattr("bot.chat.desk.ANSWER_WITHIN", 0.01)
        monkeypatch.setattr(house.store, "counts", stuck)
        assert [answer.text for answer in await house.says(HOST, "/status")] == [
            "That takes too long; I stopped. Please try again later."
        ]


async def test_one_chat_does_not_wait_for_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    go = asyncio.Event()

    async with open_house(tmp_path) as house:
        counts = house.store.counts

        async def slow(*args: Any) -> Any:
            await go.wait()
            return await counts(*args)

        monkeypatch.setattr(house.store, "counts", slow)
        house.server.user_says(HOST, "/status")
        house.server.user_says(HOST, "/list")
        house.server.user_says(MEMBER, "/help")
        await house.server.wait(lambda: house.server.texts(MEMBER))
        assert house.server.texts(HOST) == []
        go.set()
        await house.quiet()
        assert ["Newsbell" in text for text in house.server.texts(HOST)] == [
            True,
            False,
        ]  # in the order of the questions


@pytest.mark.usefixtures("haste")
async def test_a_second_poller_is_an_alarm_that_is_told_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with open_house(tmp_path) as house:
        await house.says(HOST, "/help")
        bot = make_bot(TOKEN, house.server.url)
        await bot.get_updates(timeout=0)
        await close_bot(bot)
        await house.until(lambda: house.room.health)
        assert "another program reads this bot's updates" in house.room.health
        assert [r.levelno for r in caplog.records if "another program" in r.message] == [logging.ERROR]
        assert len(await house.says(HOST, "/help")) == 1
        assert house.room.health == ""


@pytest.mark.usefixtures("haste")
async def test_a_poll_that_wedges_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(updates, "WEDGED", 0.05)
    async with open_house(tmp_path) as house:
        await house.until(lambda: house.room.health)
        assert len(await house.says(HOST, "/help")) == 1


async def test_what_was_handed_over_before_the_end_does_not_come_again() -> None:
    async with TelegramServer() as server:
        bot, stop, taken = make_bot(TOKEN, server.url), asyncio.Event(), []

        def take(update: Update) -> None:
            taken.append(update)
            stop.set()

        server.user_says(HOST, "/help")
        await updates.Updates(bot, take).run(stop)
        await close_bot(bot)
        assert len(taken) == 1
        assert len(server.updates) == 0


async def test_menus_are_shown_in_each_language_without_the_admins_commands(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        await house.says(HOST, "/help")
        menus = {}
        for call in house.server.called("setMyCommands"):
            scope = (call.params.get("scope") or {"type": "default"})["type"]
            menus[scope, call.params.get("language_code", "")] = call.params["commands"]
        assert {code for _, code in menus} == {"", "vi", "zh"}
        names = {scope: {one["command"] for one in menu} for (scope, code), menu in menus.items() if not code}
        assert {"watch", "why", "help"} <= names["default"]
        assert names["default"] == names["all_chat_administrators"]
        assert "watch" not in names["all_group_chats"]
        assert "why" in names["all_group_chats"]
        assert not any("addfeed" in those for those in names.values())
        assert menus["default", "vi"][0]["description"] != menus["default", ""][0]["description"]


async def test_whoever_begins_is_shown_the_menu_of_his_role_in_his_language(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        await house.says(HOST, "/start", lang="zh-TW")
        (menu,) = (menu for scope, menu in house.server.commands.items() if str(HOST) in scope)
        assert "broadcast" in {one["command"] for one in menu}
        assert any("提醒" in one["description"] for one in menu)


async def test_media_and_captions_are_answered_and_service_messages_are_not(tmp_path: Path) -> None:
    photo = {"photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]}
    async with open_house(tmp_path) as house:
        _receive(house, MEMBER, photo)
        _receive(house, MEMBER, {**photo, "caption": "/watch DeepSeek V4"})
        _receive(house, MEMBER, {"pinned_message": {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}}})
        await house.quiet()
        texts = house.server.texts(MEMBER)
        assert len(texts) == 2
        assert texts[1].startswith("Watching for DeepSeek V4")


async def test_whoever_writes_as_the_group_administers_it(tmp_path: Path) -> None:
    async with open_house(tmp_path, replace(SETTINGS, allowed=(-500,))) as house:
        group = {"id": -500, "type": "group", "title": "Chips"}
        anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
        _receive(house, -500, {"text": "/watch DeepSeek V4", "chat": group, "from": anonymous, "sender_chat": group})
        await house.quiet()
        assert [w.term for w in await house.store.watches(Address(-500))] == ["DeepSeek V4"]


async def test_a_configured_watch_stays(tmp_path: Path) -> None:
    async with open_house(tmp_path, watches={HOST: "DeepSeek V4"}) as house:
        answers = await house.says(HOST, "/unwatch 1")
        assert "config.toml" in answers[0].text
        assert (await house.says(HOST, "/list"))[0].text.endswith("1. DeepSeek V4 · from config.toml")


async def test_long_lists_are_cut_with_a_count(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        for number in range(150):
            await house.store.add_watch(
                Watch(Address(HOST), f"some rather long term with the number {number}", origin="chat")
            )
        text = (await house.says(HOST, "/list"))[0].text
        assert len(text) <= 4096
        shown = text.count("some rather long term")
        assert text.endswith(f"and {150 - shown} more")


async def test_strangers_change_nothing(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        for text in ("/start", "/watch DeepSeek V4", "/addfeed https://a.example/rss", "/delfeed 1", "/unwatch 1"):
            await house.says(STRANGER, text)
        assert await house.store.chats() == []
        assert await house.store.watches() == []
        assert len(await house.store.feeds()) == 1


async def test_a_flood_fills_its_own_lane_only() -> None:
    lanes, done, go = Lanes(), [], asyncio.Event()

    async def work(chat: int) -> None:
        await go.wait()
        done.append(chat)

    for _ in range(LENGTH * 3):
        lanes.put(1, lambda: work(1))
    lanes.put(2, lambda: work(2))
    await asyncio.sleep(0)
    assert lanes.busy
    go.set()
    await lanes.close(5)
    assert 2 in done
    assert LENGTH <= done.count(1) <= LENGTH + 1
    assert not lanes.busy


def _receive(house: House, chat: int, what: dict[str, Any]) -> None:
    """An update of a message as Telegram would bring it."""
    user = {"id": chat, "is_bot": False, "first_name": "Somebody", "language_code": "en"}
    base = {"message_id": 900, "date": 0, "chat": {"id": chat, "type": "private"}, "from": user}
    house.server.updates.add(message=base | what)


def _without_pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Notes the pauses of answers instead of waiting for them."""
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    monkeypatch.setattr("bot.chat.reply.pause", sleep)
    return pauses


# ---------------------------------------------------------------- what is cut short, or comes late


async def test_a_broadcast_goes_on_after_a_restart_and_reaches_each_chat_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody = {HOST: "DeepSeek V4", **dict.fromkeys(range(5001, 5008), "Huawei")}
    monkeypatch.setattr(broadcast, "EVERY", 3600.0)
    async with TelegramServer() as server:
        async with open_house(tmp_path, watches=everybody, server=server) as house:
            await house.says(HOST, "/broadcast The bot moves on Sunday")
            house.server.press_label(HOST, "Send")
            await server.wait(lambda: words(server, "moves on Sunday", everybody))
        assert sum(words(server, "moves on Sunday", everybody).values()) == 1, "the bot ends after the first"
        monkeypatch.setattr(broadcast, "EVERY", 0.0)
        async with open_house(tmp_path, watches=everybody, server=server):
            await server.wait(lambda: "Sent: 8 of 8." in server.texts(HOST))
        async with open_house(tmp_path, watches=everybody, server=server) as house:
            await house.says(HOST, "/help")  # nothing is left to do
        assert words(server, "moves on Sunday", everybody) == dict.fromkeys(everybody, 1)
        assert server.texts(HOST).count("Sent: 8 of 8.") == 1


def words(server: TelegramServer, said: str, chats: Iterable[int]) -> dict[int, int]:
    """How many broadcasts with these words each chat shows, of those that show any."""
    counts = {chat: sum(text.startswith("📣") and said in text for text in server.texts(chat)) for chat in chats}
    return {chat: count for chat, count in counts.items() if count}


async def test_a_press_that_comes_too_late_to_be_answered_does_what_it_says(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        await house.says(HOST, "/watch DeepSeek V4")
        late = "Bad Request: query is too old and response timeout expired or query ID is invalid"
        house.server.fail_next(400, late, method="answerCallbackQuery")
        message, data = house.button(HOST, "Drop")
        house.server.press(HOST, message, data)
        await house.quiet()
        assert await house.store.watches(Address(HOST)) == []
        assert house.server.shown(HOST)[-1].text == "No longer watching for DeepSeek V4."


@pytest.mark.parametrize("refusal", ["message can't be edited", "message to edit not found", "MESSAGE_ID_INVALID"])
async def test_what_cannot_be_edited_any_more_is_said_in_a_new_message(tmp_path: Path, refusal: str) -> None:
    async with open_house(tmp_path) as house:
        await house.says(HOST, "/watch DeepSeek V4")
        house.server.fail_next(400, f"Bad Request: {refusal}", method="editMessageText")
        [answer] = await house.presses(HOST, "Narrow")
        assert not answer.edits and buttons(answer)
        [answer] = await house.presses(HOST, "Back")
        assert answer.edits


async def test_a_button_of_a_message_that_telegram_shows_no_more_works(tmp_path: Path) -> None:
    """Of a message older than two days a press brings only where it stood."""
    async with open_house(tmp_path) as house:
        await house.says(HOST, "/watch DeepSeek V4")
        message, data = house.button(HOST, "Narrow")
        where = {"id": HOST, "type": "private", "first_name": "Host"}
        query = {
            "id": "9000",
            "from": {"id": HOST, "is_bot": False, "first_name": "Host", "language_code": "en"},
            "message": {"chat": where, "message_id": message, "date": 0},
            "chat_instance": "1",
            "data": data,
        }
        house.server.updates.add(callback_query=query)
        await house.quiet()
        assert "9000" in house.server.callback_answers
        assert house.server.shown(HOST)[-1].edits == 1
