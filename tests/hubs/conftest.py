"""A feed server, and a bot that polls it once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fakes.clock import Clock
from tests.fakes.feeds import FeedServer
from tests.hubs.house import House, open_house


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with FeedServer() as server:
        yield server


@pytest.fixture
async def house(tmp_path: Path, server: FeedServer) -> AsyncIterator[House]:
    async with open_house(tmp_path, server, Clock()) as house:
        yield house
