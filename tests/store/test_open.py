"""Opening: URLs, and what is said where a database cannot be used. No message ever shows a password."""

from __future__ import annotations

import asyncio
import logging
import socket
import sqlite3
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.store import connect, open_store
from tests.store.conftest import Server
from tests.store.made import NOW, rings

pytestmark = pytest.mark.anyio

SECRET = "hunter2-s3cret"


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("", "not a database URL"),
        ("newsbell.db", "not a database URL"),
        (f"postgresql://bot:{SECRET}@host:port/db", "not a database URL"),
        ("mysql://host/db", "mysql"),
        (f"mongodb://bot:{SECRET}@host/db", "mongodb"),
        ("sqlite://", "needs a file"),
        ("sqlite:///:memory:", "needs a file"),
        ("sqlite://data/newsbell.db", "needs a file"),
        ("sqlite:///newsbell.db?mode=ro", "needs a file"),
    ],
)
async def test_a_url_that_cannot_be_used(url: str, says: str) -> None:
    with pytest.raises(StoreError, match=says) as caught:
        await open_store(url)
    assert "sqlite:///folder/file.db" in str(caught.value), "it shows how to write one"
    assert SECRET not in str(caught.value)


async def test_the_folder_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    await (await open_store("sqlite:///data/deep/newsbell.db")).close()
    assert (tmp_path / "data" / "deep" / "newsbell.db").is_file()
    await (await open_store(f"sqlite:////{tmp_path}/other/newsbell.db")).close()
    assert (tmp_path / "other" / "newsbell.db").is_file()


async def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match=r"file/newsbell\.db: a file is in the way"):
        await open_store(f"sqlite:///{tmp_path}/file/newsbell.db")


async def test_a_folder_in_place_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened"):
        await open_store(f"sqlite:///{tmp_path}")


async def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    file = tmp_path / "newsbell.db"
    file.write_text("Dear diary, " * 100)
    with pytest.raises(StoreError, match="not an SQLite database"):
        await open_store(f"sqlite:///{file}")
    assert file.read_text().startswith("Dear diary"), "it is left as it is"


async def test_a_damaged_database(tmp_path: Path) -> None:
    file = tmp_path / "newsbell.db"
    store = await open_store(f"sqlite:///{file}")
    await store.commit(rings(1))
    await store.close()
    content = bytearray(file.read_bytes())
    content[4096 * 2 :] = b"\x5a" * (len(content) - 4096 * 2)
    file.write_bytes(content)
    with pytest.raises(StoreError, match="damaged"):
        store = await open_store(f"sqlite:///{file}")
        try:
            await store.stories(NOW)
        finally:
            await store.close()


async def test_a_database_that_another_process_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connect, "BUSY", 0.05)
    store = await open_store(f"sqlite:///{tmp_path}/newsbell.db")
    other = sqlite3.connect(tmp_path / "newsbell.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="another process holds it"):
        await store.commit(rings(1))
    assert await store.stories(NOW) == [], "it can still be read"
    other.execute("ROLLBACK")
    other.close()
    assert len(await store.commit(rings(1))) == 1
    await store.close()


async def test_a_write_that_waits_for_another_process_holds_nothing_else_up(tmp_path: Path) -> None:
    store = await open_store(f"sqlite:///{tmp_path}/newsbell.db")
    other = sqlite3.connect(tmp_path / "newsbell.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waiting = asyncio.create_task(store.commit(rings(1)))
    assert await store.stories(NOW) == [], "what is read meanwhile does not wait"
    assert not waiting.done()
    other.execute("ROLLBACK")  # which only an event loop gets to that was not waiting itself
    other.close()
    assert len(await waiting) == 1
    await store.close()


async def test_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite says the same of a file that may not grow as of a disk that is full."""
    monkeypatch.setattr(connect, "_WRITING", (*connect._WRITING, "max_page_count=130"))
    store = await open_store(f"sqlite:///{tmp_path}/newsbell.db")
    with pytest.raises(StoreError, match="disk is full"):
        for id in range(1, 2000):
            await store.commit(rings(id))
    last = await store.last_story_id()
    assert len(await store.queued(NOW, 5000)) == last
    assert len(await store.recent(NOW, 5000)) == last, "the decision that did not fit is not there in part"
    await store.close()


async def test_no_server_there(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(StoreError, match="no server answers") as caught:
        await open_store(f"postgresql://bot:{SECRET}@127.0.0.1:{port}/news")
    assert f"news on 127.0.0.1:{port}" in str(caught.value)
    assert SECRET not in str(caught.value) + caplog.text


async def test_a_server_that_never_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connect, "CONNECT", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(StoreError, match="no answer in time"):
            await open_store(f"postgresql://bot:{SECRET}@127.0.0.1:{port}/news")


async def test_a_database_that_the_server_does_not_have(postgresql: Server) -> None:
    with pytest.raises(StoreError, match=r'"nowhere" does not exist.*Create it'):
        await open_store(postgresql.url("nowhere"))


async def test_libpq_spelling_of_ssl_is_understood(postgresql: Server) -> None:
    url = await postgresql.emptied()
    store = await open_store(f"{url}&sslmode=disable".replace("postgresql://", "postgres://"))
    assert await store.feeds() == []
    await store.close()
