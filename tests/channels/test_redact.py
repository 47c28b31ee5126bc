"""No token in anything that is written down."""

from __future__ import annotations

import io
import logging

import pytest
from telegram.error import TelegramError

from bot.channels.redact import Redact, redacted
from bot.channels.telegram import make_bot
from tests.fakes.telegram import TOKEN, TelegramServer

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    "text",
    [
        f"HTTP Request: POST https://api.telegram.org/bot{TOKEN}/sendMessage",
        f'url "https://api.telegram.org/bot{TOKEN}"',
        f"the token {TOKEN} is no good",
        f"The token `{TOKEN}` was rejected by the server.",
        f"https://api.telegram.org/file/bot{TOKEN}/documents/file_1.pdf",
    ],
)
def test_a_token_is_blanked_wherever_it_stands(text: str) -> None:
    assert TOKEN not in redacted(text)
    assert TOKEN.split(":")[1] not in redacted(text)


@pytest.mark.parametrize(
    "text", ["at 10:30 it rang", "https://example.com/robots/index", "ratio 16:9", "a bot / human"]
)
def test_other_text_stays(text: str) -> None:
    assert redacted(text) == text


async def test_the_log_of_a_whole_call_holds_no_token(caplog: pytest.LogCaptureFixture) -> None:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.addFilter(Redact())
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        with caplog.at_level(logging.DEBUG):
            async with TelegramServer() as server:
                bot = make_bot(server.token, server.url)
                await bot.send_message(42, "hello")
                server.fail_next(500, "Internal Server Error")
                try:
                    await bot.send_message(42, "hello")
                except TelegramError:
                    logging.getLogger("x").exception("failed at %s", f"{server.url}/bot{server.token}/x")
                await bot.request.shutdown()
    finally:
        root.removeHandler(handler)
    assert "sendMessage" in out.getvalue()
    assert "Traceback" in out.getvalue()
    assert TOKEN not in out.getvalue()
