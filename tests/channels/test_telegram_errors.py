"""The error table, both directions: each error is handled as its row says, and its neighbour is not.

Every error comes from the strict server through the real python-telegram-bot, so that the classes and texts are those
which a delivery meets.
"""

from __future__ import annotations

import contextlib
import socket
from datetime import timedelta
from typing import Any

import anyio
import pytest
from telegram import Bot
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import HTTPXRequest

from bot.channels.telegram import make_bot
from bot.channels.telegram_errors import UNREACHABLE, is_wording, outcome_of, pause_of
from bot.core.ports import (
    Doubtful,
    MessageGone,
    Migrated,
    NoSuchChat,
    NoSuchThread,
    NotSent,
    Refused,
    SendOutcome,
    Sent,
    Suspended,
    Unhealthy,
)
from tests.fakes.telegram import TOKEN, Fault, Faults, TelegramServer

pytestmark = pytest.mark.anyio


async def error_of(bot: Bot, text: str = "hello", chat: int = 42) -> TelegramError:
    with pytest.raises(TelegramError) as caught:
        await bot.send_message(chat, text)
    return caught.value


async def answered(code: int, description: str, **parameters: Any) -> SendOutcome:
    """What a delivery makes of this answer."""
    async with TelegramServer() as server:
        server.fail_next(code, description, **parameters)
        bot = make_bot(server.token, server.url)
        outcome = outcome_of(await error_of(bot))
        await bot.request.shutdown()
        return outcome


ROWS: list[tuple[int, str, dict[str, Any], type]] = [
    (429, "Too Many Requests: retry after 7", {"retry_after": 7}, NotSent),
    (403, "Forbidden: bot was blocked by the user", {}, Suspended),
    (403, "Forbidden: bot was kicked from the supergroup chat", {}, Suspended),
    (403, "Forbidden: user is deactivated", {}, Suspended),
    (400, "Bad Request: not enough rights to send text messages to the chat", {}, Suspended),
    (400, "Bad Request: CHAT_WRITE_FORBIDDEN", {}, Suspended),
    (400, "Bad Request: group chat was upgraded to a supergroup chat", {"migrate_to_chat_id": -1009}, Migrated),
    (400, "Bad Request: chat not found", {}, NoSuchChat),
    (400, "Bad Request: PEER_ID_INVALID", {}, NoSuchChat),
    (400, "Bad Request: message thread not found", {}, NoSuchThread),
    (400, "Bad Request: TOPIC_CLOSED", {}, NoSuchThread),
    (400, "Bad Request: TOPIC_DELETED", {}, NoSuchThread),
    (400, "Bad Request: message is not modified: specified new message content is exactly the same", {}, Sent),
    (400, "Bad Request: message to edit not found", {}, MessageGone),
    (400, "Bad Request: message can't be edited", {}, MessageGone),
    (400, "Bad Request: MESSAGE_ID_INVALID", {}, MessageGone),
    (401, "Unauthorized", {}, Unhealthy),
    (404, "Not Found", {}, Unhealthy),
    (500, "Internal Server Error", {}, Doubtful),
    (502, "Bad Gateway", {}, Doubtful),
    (504, "Gateway Timeout", {}, Doubtful),
    # neighbours, which are not meant by any row
    (400, "Bad Request: message to be replied not found", {}, Refused),
    (400, "Bad Request: BUTTON_DATA_INVALID", {}, Refused),
    (400, "Bad Request: message text is empty", {}, Refused),
    (400, "Bad Request: can't parse entities: Unsupported start tag", {}, Refused),
]


@pytest.mark.parametrize(("code", "description", "parameters", "outcome"), ROWS)
async def test_row(code: int, description: str, parameters: dict[str, Any], outcome: type) -> None:
    assert type(await answered(code, description, **parameters)) is outcome


async def test_a_limit_names_its_pause_and_is_not_the_deliverys_fault() -> None:
    outcome = await answered(429, "Too Many Requests: retry after 43838", retry_after=43838)
    assert isinstance(outcome, NotSent)
    assert (outcome.wait, outcome.counted, outcome.everyone) == (timedelta(seconds=43838), False, False)
    bare = await answered(429, "Too Many Requests: retry after 9")
    assert isinstance(bare, NotSent)
    assert bare.wait == timedelta(seconds=9)


@pytest.mark.parametrize("form", ["true", "false"])
def test_a_pause_is_understood_as_seconds_and_as_a_timedelta(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    error = RetryAfter(30)
    monkeypatch.setenv("PTB_TIMEDELTA", form)
    with pytest.warns() if form == "false" else contextlib.nullcontext():  # python-telegram-bot warns of the older form
        assert pause_of(error) == timedelta(seconds=30)


async def test_the_new_id_of_a_group_is_taken_over() -> None:
    text = "Bad Request: group chat was upgraded to a supergroup chat"
    assert await answered(400, text, migrate_to_chat_id=-1001234) == Migrated(-1001234)


async def test_where_nobody_listens_nothing_was_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    bot = make_bot(TOKEN, f"http://127.0.0.1:{port}")
    outcome = outcome_of(await error_of(bot))
    assert isinstance(outcome, NotSent)
    assert (outcome.everyone, outcome.counted, outcome.wait) == (True, False, UNREACHABLE)
    await bot.request.shutdown()


async def test_a_bot_that_is_shut_down_sends_nothing() -> None:
    async with TelegramServer() as server:
        bot = make_bot(server.token, server.url)
        await bot.request.shutdown()
        assert isinstance(outcome_of(await error_of(bot)), NotSent)
        assert server.calls == []


async def test_a_full_pool_sent_nothing_but_a_silent_server_may_have_taken_it() -> None:
    async with TelegramServer(faults=Faults([Fault("hang", "after")])) as server:
        request = HTTPXRequest(connection_pool_size=1, pool_timeout=0.05, read_timeout=0.3)
        bot = Bot(server.token, f"{server.url}/bot", request=request)
        errors: list[TelegramError] = []

        async def attempt() -> None:
            errors.append(await error_of(bot))

        async with anyio.create_task_group() as group:
            group.start_soon(attempt)
            group.start_soon(attempt)
        full, silent = errors
        assert isinstance(full, TimedOut)
        assert isinstance(silent, TimedOut)
        assert isinstance(outcome_of(full), NotSent)
        assert isinstance(outcome_of(silent), Doubtful)
        await bot.request.shutdown()


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_reset_may_have_arrived(when: str) -> None:
    async with TelegramServer(faults=Faults([Fault("reset", when)])) as server:  # type: ignore[arg-type] # a parameter
        bot = make_bot(server.token, server.url)
        assert isinstance(outcome_of(await error_of(bot)), Doubtful)
        assert len(server.texts(42)) == (when == "after")
        await bot.request.shutdown()


async def test_an_answer_that_is_no_json_may_have_arrived() -> None:
    assert isinstance(outcome_of(TelegramError("Invalid server response")), Doubtful)


def test_bad_requests_are_not_taken_for_network_trouble() -> None:
    assert issubclass(BadRequest, NetworkError)
    assert isinstance(outcome_of(BadRequest("Something else")), Refused)
    assert isinstance(outcome_of(NetworkError("Something else")), Doubtful)


def test_only_wording_is_tried_in_plain_text() -> None:
    assert is_wording(BadRequest("Can't parse entities: unsupported start tag"))
    assert is_wording(BadRequest("Message is too long"))
    assert is_wording(BadRequest("Entity begins in a middle of a utf-16 symbol at byte offset 3"))
    assert not is_wording(BadRequest("Chat not found"))
    assert not is_wording(NetworkError("Can't parse entities"))


async def test_no_reason_holds_the_token() -> None:
    async with TelegramServer() as server:
        wrong = "987654321:AAanother-token-that-is-not-known-here"
        bot = make_bot(wrong, server.url)
        with pytest.raises(TelegramError) as caught:
            await bot.initialize()
        outcome = outcome_of(caught.value)
        assert isinstance(outcome, Unhealthy)
        assert wrong not in outcome.reason
        await bot.shutdown()
    bad = NetworkError(f"httpx.UnsupportedProtocol: http//x/bot{wrong}/sendMessage")
    assert wrong not in str(outcome_of(bad))
