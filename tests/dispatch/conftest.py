"""A rig for every test of delivery."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core.model import Address
from tests.fakes.delivery import Rig, rig

CHAT = 42
HERE = Address(CHAT)
TOPIC = Address(-1_000_000_000_777, 5)


@pytest.fixture
async def parts(tmp_path: Path) -> AsyncIterator[Rig]:
    async with rig(tmp_path) as opened:
        yield opened
