"""The health check asks the bot where its configuration says that it listens, and tells what is wrong."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.config.sections import Web
from bot.healthcheck import USUAL, trouble
from bot.web import Services, make_app, serve
from tests.core.makers import NOW
from tests.fakes.stores import quick_store

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def page(folder: Path, health: Mapping[str, str]) -> AsyncIterator[int]:
    """The port on which a bot of that health answers, on whatever address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    store, stop = await quick_store(folder / "news.db"), asyncio.Event()
    serving = asyncio.create_task(
        serve(make_app(Services(store, lambda: NOW, lambda: health)), f"0.0.0.0:{port}", stop)
    )
    try:
        async with asyncio.timeout(30):
            while "refused" in await asked(folder, f"127.0.0.1:{port}"):  # noqa: ASYNC110 - nothing else tells
                await asyncio.sleep(0.02)
        yield port
    finally:
        stop.set()
        await serving
        await store.close()


async def asked(folder: Path, listen: str) -> str:
    file = folder / "config.toml"
    file.write_text(f'[web]\nlisten = "{listen}"\n')
    return await asyncio.to_thread(trouble, file)


async def test_who_listens_everywhere_or_on_another_port_is_asked_there(tmp_path: Path) -> None:
    health = {"polling": "ok"}
    async with page(tmp_path, health) as port:
        assert await asked(tmp_path, f"0.0.0.0:{port}") == await asked(tmp_path, f"localhost:{port}") == ""
        health["polling"] = "no feed can be read"
        assert "no feed can be read" in await asked(tmp_path, f"127.0.0.1:{port}")
    why = await asked(tmp_path, f"127.0.0.1:{port}")
    assert "refused" in why and f"web.listen = '127.0.0.1:{port}'" in why


def test_the_usual_address_is_that_of_the_configuration() -> None:
    assert Web().listen == USUAL


async def test_a_bot_without_a_page_is_taken_for_well(tmp_path: Path) -> None:
    assert await asked(tmp_path, "") == ""


@pytest.mark.parametrize("text", ["web = 1", "[web]\nlisten = 8080", "[web", "\0", '[web]\nlisten = "nowhere"'])
def test_a_configuration_that_cannot_be_read_is_said_to_be(tmp_path: Path, text: str) -> None:
    (tmp_path / "config.toml").write_text(text)
    assert trouble(tmp_path / "config.toml")


def ended(file: Path) -> tuple[int, str]:
    done = subprocess.run([sys.executable, "-m", "bot.healthcheck", str(file)], capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


async def test_it_ends_with_0_or_with_1_and_why(tmp_path: Path) -> None:
    code, why = await asyncio.to_thread(ended, tmp_path / "config.toml")
    assert code == 1 and "config.toml" in why
    async with page(tmp_path, {"polling": "ok"}):
        assert await asyncio.to_thread(ended, tmp_path / "config.toml") == (0, "")
