"""Webhook mode: Telegram posts, the page receives, the chat answers; who does not know the secret is refused."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.chat.hook import secret_of
from bot.web import SECRET, Services, make_app, serve
from tests.chat.house import MEMBER, SETTINGS, House, open_house
from tests.fakes.telegram import TOKEN, TelegramServer
from tests.fakes.web import browser

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def hooked(folder: Path, server: TelegramServer) -> AsyncIterator[tuple[House, str]]:
    """A bot that Telegram posts to, over real sockets; and the webhook's address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    url, stop = f"http://127.0.0.1:{port}/telegram", asyncio.Event()
    async with open_house(folder, replace(SETTINGS, webhook_url=url), server=server) as house:
        assert house.room.hook is not None
        page = make_app(Services(house.store, house.clock, dict, house.room.hook.receive))
        serving = asyncio.create_task(serve(page, f"127.0.0.1:{port}", stop))
        yield house, url
        stop.set()
        await serving


async def test_what_telegram_posts_is_answered(tmp_path: Path) -> None:
    async with TelegramServer() as server, hooked(tmp_path, server) as (house, url):
        await house.until(lambda: server.updates.webhook == url)
        server.user_says(MEMBER, "/watch DeepSeek V4")
        await house.until(lambda: any("DeepSeek V4" in text for text in server.texts(MEMBER)))
        assert len(await house.store.watches()) == 1
        assert server.called("getUpdates") == []
        assert house.room.health == ""


async def test_a_post_without_the_secret_is_refused_and_one_that_comes_twice_is_taken_once(tmp_path: Path) -> None:
    async with TelegramServer() as server, hooked(tmp_path, server) as (house, url):
        await house.until(lambda: server.updates.webhook == url)
        chat = {"id": MEMBER, "type": "private", "first_name": "x"}
        message = {"message_id": 5, "date": 1, "chat": chat, "from": {**chat, "is_bot": False}, "text": "/list"}
        update = {"update_id": 9, "message": message}
        right = {SECRET: secret_of(TOKEN)}
        async with browser() as client:
            for headers in ({}, {SECRET: "wrong"}, {SECRET: TOKEN}):
                assert (await client.post(url, json=update, headers=headers)).status_code == 403
            assert server.texts(MEMBER) == []
            for _ in range(3):
                assert (await client.post(url, json=update, headers=right)).status_code == 200
            await house.until(lambda: server.texts(MEMBER))
            await house.quiet()
            assert len(server.texts(MEMBER)) == 1
            for body in (b"", b"[]", b"null", b'{"update_id": {}}', b"\xff"):
                assert (await client.post(url, content=body, headers=right)).status_code == 200
            assert (await client.post(url, content=b"x" * 2_000_000, headers=right)).status_code == 413
            assert (await client.get(url)).status_code == 405


async def test_what_cannot_be_posted_is_said_and_comes_when_it_can(tmp_path: Path) -> None:
    async with TelegramServer() as server:
        server.updates.webhook = "http://127.0.0.1:1/telegram"  # nobody listens
        server.user_says(MEMBER, "/list")
        async with hooked(tmp_path, server) as (house, url):
            await house.until(lambda: server.updates.webhook == url)
            await house.until(lambda: server.texts(MEMBER))
            assert server.updates.refused == ""


def test_the_secret_does_not_tell_the_token() -> None:
    assert secret_of(TOKEN) != secret_of(TOKEN + "x")
    assert TOKEN.partition(":")[2] not in secret_of(TOKEN)
    assert len(secret_of(TOKEN)) == 64
