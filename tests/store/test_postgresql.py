"""What only a server can do: end connections, and be opened by two programs at once."""

from __future__ import annotations

import asyncio

import pytest

from bot.store import open_store
from tests.store.conftest import Server, name_of
from tests.store.made import NOW, rings

pytestmark = pytest.mark.anyio


async def test_a_server_that_ended_all_connections_is_reached_again(postgresql: Server) -> None:
    url = await postgresql.emptied()
    store = await open_store(url)
    await store.commit(rings(1))
    await postgresql.run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE pid <> pg_backend_pid() AND datname = current_database()",
        database=name_of(url),
    )
    assert await store.stories(NOW) == list(rings(1).stories)
    assert len(await store.commit(rings(2))) == 1
    await store.close()


async def test_two_programs_that_start_at_once_migrate_one_after_the_other(postgresql: Server) -> None:
    url = await postgresql.new()
    stores = await asyncio.gather(*(open_store(url) for _ in range(3)))
    assert [len(await store.commit(rings(id))) for id, store in enumerate(stores, 1)] == [1, 1, 1]
    for store in stores:
        assert len(await store.queued(NOW, 9)) == 3
        await store.close()
