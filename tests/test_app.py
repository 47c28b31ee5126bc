"""The bot as a process: what a person starts, against feeds and a Bot API on loopback."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bot import lease
from bot.core.model import Feed
from bot.lease import owner_name
from bot.opml import write_opml
from bot.store import open_store
from tests.fakes.feeds import FeedServer, Item
from tests.fakes.started import running, said
from tests.fakes.telegram import TOKEN, Fault, Faults, TelegramServer

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).resolve().parent.parent
CHAT = 4242
# To compile the program takes a process as long as to start it: what one writes beside the source, the next ones read.
COMPILED_ONCE = {"PYTHONDONTWRITEBYTECODE": ""}


def write_config(folder: Path, urls: list[str], telegram: TelegramServer | None = None) -> Path:
    token, api = ("", "https://api.telegram.org") if telegram is None else (TOKEN, telegram.url)
    chats = [] if telegram is None else [CHAT]
    feeds = "".join(f"[[feeds]]\nurl = {json.dumps(url)}\n" for url in urls)
    file = folder / "config.toml"
    file.write_text(
        f"""
[telegram]
token = "{token}"
api_url = "{api}"
chats = {chats}
[store]
url = "sqlite:///news.db"
[polling]
min_interval = "1s"
max_interval = "1s"
allow_private_addresses = true
[web]
listen = ""
{feeds}
[[watches]]
term = "DeepSeek V4"
""",
        encoding="utf-8",
    )
    return file


async def make_due(folder: Path) -> None:
    """As if the interval between two polls were over."""
    store = await open_store(f"sqlite:///{folder}/news.db")
    for feed in await store.feeds():
        await store.save_feed(replace(feed, next_poll_at=None))
    await store.close()


@asynccontextmanager
async def bot(*arguments: str, folder: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """The bot's process; killed if it still runs at the end."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "COLUMNS": "100", **COMPILED_ONCE}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *arguments,
        cwd=folder,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def test_once_polls_delivers_and_ends_and_the_next_once_goes_on_from_there(tmp_path: Path) -> None:
    async with FeedServer() as feeds:
        urls = [feeds.feed("/a.xml", items=["The cup final ends in a draw"], title="Alpha"), feeds.feed("/b.xml")]
        config = write_config(tmp_path, urls)
        code, first = await said("--once", "--config", str(config), folder=tmp_path)
        assert code == 0 and "2 of 2 feeds read, 1 new entry." in first
        feeds.publish("/a.xml", Item("Nvidia H20 runs DeepSeek V4"), Item("Nvidia H200 runs DeepSeek V4"))
        await make_due(tmp_path)
        code, second = await said("--once", "--config", str(config), folder=tmp_path)
        assert code == 0 and "H20 runs DeepSeek V4" in second and "Why:" in second
        assert feeds.count("/a.xml") == 2 and feeds.conditional("/a.xml") == 1
        code, why = await said("explain", "runs DeepSeek V4", "--config", str(config), folder=tmp_path)
        assert code == 0 and "queued: " in why and "to the terminal: sent" in why
        assert "not story 1: the same words with other numbers" in why and "beside “Nvidia H20" in why  # unasked
        beside = ("--beside", "H200 runs")
        code, why = await said("explain", "cup final", *beside, "--config", str(config), folder=tmp_path)
        assert "no match" in why and "beside “Nvidia H200 runs DeepSeek V4”" in why


async def test_it_rings_on_telegram_and_ends_cleanly_on_sigterm(tmp_path: Path) -> None:
    async with FeedServer() as feeds, TelegramServer() as telegram:
        config = write_config(tmp_path, [feeds.feed("/a.xml", title="Alpha")], telegram)
        async with bot("--config", str(config), folder=tmp_path) as process:
            telegram.user_says(CHAT, "/list")
            await telegram.wait(lambda: any("DeepSeek V4" in text for text in telegram.texts(CHAT)), 60)
            async with asyncio.timeout(60):
                while not feeds.count("/a.xml"):  # noqa: ASYNC110 - what a first poll brings does not ring
                    await asyncio.sleep(0.05)
            feeds.publish("/a.xml", Item("DeepSeek V4 is out"))
            await telegram.wait(lambda: any("is out" in text for text in telegram.texts(CHAT)), 60)
            process.send_signal(signal.SIGTERM)
            output, _ = await asyncio.wait_for(process.communicate(), 120)
        assert process.returncode == 0 and TOKEN not in output.decode()
        assert sum("is out" in text for text in telegram.texts(CHAT)) == 1


async def test_a_kill_in_the_middle_of_a_send_rings_exactly_once(tmp_path: Path) -> None:
    async with FeedServer() as feeds, TelegramServer() as telegram:
        config = write_config(tmp_path, [feeds.feed("/a.xml", title="Alpha")], telegram)
        code, _ = await said("--once", "--config", str(config), folder=tmp_path)
        assert code == 0
        feeds.publish("/a.xml", Item("DeepSeek V4 is out"))
        await make_due(tmp_path)
        telegram.faults = Faults([Fault("hang", "after")])
        async with running("--config", str(config), folder=tmp_path):  # killed at the end
            await telegram.wait(lambda: telegram.called("sendMessage"), 60)
        code, _ = await said("--once", "--config", str(config), folder=tmp_path)
        assert code == 0
        assert [text for text in telegram.texts(CHAT) if "is out" in text and "DeepSeek" in text] != []
        assert len(telegram.sent(CHAT)) == 1


async def test_a_bad_configuration_is_told_whole_and_exits_with_2(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[web]\nlisten = 8080\n[[feeds]]\nurl = "x"\n', encoding="utf-8")
    code, words = await said("--once", "--config", "config.toml", folder=tmp_path)
    assert code == 2
    assert "web.listen" in words and "feeds[1].url" in words and "Traceback" not in words


async def test_a_first_start_makes_the_configuration_and_says_where_no_feed_answers(tmp_path: Path) -> None:
    code, words = await said("--once", "--config", "config.toml", folder=tmp_path, offline=True)
    assert (tmp_path / "config.toml").exists() and (tmp_path / "data" / "newsbell.db").exists()
    assert code == 1 and "Made config.toml" in words
    assert "No feed could be reached" in words and "python3 run demo" in words


@pytest.mark.parametrize("command", [("explain", "words"), ("backup", "copy.db"), ("export", "list.opml")])
async def test_what_asks_a_database_makes_none_where_the_configuration_is_misspelt(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    code, words = await said(*command, "--config", "confg.toml", folder=tmp_path)
    assert code == 2 and "confg.toml" in words and "there is no such file" in words
    assert not await asyncio.to_thread(lambda: list(tmp_path.iterdir()))


async def test_check_reaches_every_feed_and_the_bot_api(tmp_path: Path) -> None:
    async with FeedServer() as feeds, TelegramServer() as telegram:
        feeds.serve("/page", b"<html><title>No feed</title></html>", {"Content-Type": "text/html"})
        sound = feeds.feed("/a.xml", items=["One", "Two"], title="Alpha")
        config = write_config(tmp_path, [sound], telegram)
        code, words = await said("check", "--config", str(config), folder=tmp_path)
        assert (code, "2 entries" in words, "@newsbell_test_bot answers" in words) == (0, True, True)
        listed = tmp_path / "list.opml"
        listed.write_text(write_opml([Feed(sound), Feed(feeds.feed("/b.xml", items=["One"], title="Beta"))]), "utf-8")
        assert (await said("import", str(listed), "--config", str(config), folder=tmp_path))[0] == 0
        code, words = await said("check", "--config", str(config), folder=tmp_path)
        assert code == 0 and "1 entry · Beta" in words and words.count("· Alpha") == 1
        config = write_config(
            tmp_path, [sound, sound.replace("a.xml", "page"), sound.replace("a.xml", "none")], telegram
        )
        telegram.token = "another"
        code, words = await said("check", "--config", str(config), folder=tmp_path)
        assert code == 1 and "3 of 5 need a look" in words and "@BotFather" in words
        assert not telegram.sent()


async def test_check_tries_the_searches_of_the_watches(tmp_path: Path) -> None:
    async with FeedServer() as feeds:
        answers = feeds.feed("/search?q=DeepSeek+V4", items=["One", "Two", "Three"], title="Results")
        config = write_config(tmp_path, [])
        engines = {"found": answers.replace("DeepSeek+V4", "{query}"), "lost": feeds.url("/lost?q={query}")}
        tables = "".join(f"{name} = {json.dumps(url)}\n" for name, url in engines.items())
        words = config.read_text("utf-8") + f'search = ["found", "lost"]\n[search.engines]\n{tables}'
        config.write_text(words, "utf-8")
        code, words = await said("check", "--config", str(config), folder=tmp_path)
    assert code == 1 and "3 entries · Results" in words and "404" in words and "1 of 3 needs a look" in words


async def test_check_says_where_the_page_cannot_listen_unless_it_is_this_bot_that_does(tmp_path: Path) -> None:
    async with FeedServer() as taken:
        listen = urlsplit(taken.feed("/a.xml")).netloc
        config = write_config(tmp_path, [])
        config.write_text(config.read_text("utf-8").replace('listen = ""', f'listen = "{listen}"'), "utf-8")

        async def checked() -> tuple[int | None, str]:
            code, words = await said("check", "--config", str(config), folder=tmp_path)
            return code, " ".join(words.split())

        code, words = await checked()
        assert code == 1 and "another program listens there" in words and "1 of 2 needs a look" in words
        taken.serve("/healthz", b'{"status": "ok", "database": "ok"}', {"Content-Type": "application/json"})
        assert (await checked())[0] == 1  # the page of another bot, as far as this database knows
        store = await open_store(f"sqlite:///{tmp_path}/news.db")
        await store.set_value(lease.NAME, owner_name("this test"))
        await store.close()
        code, words = await checked()
        assert code == 0 and "held by the bot that runs here" in words
        taken.serve("/healthz", b"no such page", {"Content-Type": "text/plain"})
        assert (await checked())[0] == 1
    code, words = await checked()
    assert code == 0 and "is free for it" in words


async def test_a_backup_is_a_database_and_overwrites_nothing(tmp_path: Path) -> None:
    config = write_config(tmp_path, [])
    assert (await said("--once", "--config", str(config), folder=tmp_path))[0] == 0
    copy = tmp_path / "copy.db"
    assert (await said("backup", str(copy), "--config", str(config), folder=tmp_path))[0] == 0
    assert copy.read_bytes().startswith(b"SQLite format 3")
    code, words = await said("backup", str(copy), "--config", str(config), folder=tmp_path)
    assert code == 3 and str(copy) in words.replace("\n", "")


async def test_match_prints_a_json_line_a_text(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot", "match", "DeepSeek V4", "H20 export"),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await process.communicate("深度求索 V4 发布\nH200 export cleared\n".encode())
    first, second = map(json.loads, output.decode().splitlines())
    assert [term["match"] for term in first["terms"]] == [True, False]
    assert first["terms"][0]["spans"] == [["title", 0, 4], ["title", 5, 7]]
    assert [term["match"] for term in second["terms"]] == [False, False]
    assert any("H200" in line for line in second["terms"][1]["why"])
