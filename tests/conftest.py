"""What every test may use."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from bot.core.store import Store
from tests.fakes.clock import Clock
from tests.fakes.paper import PaperSource
from tests.fakes.stores import quick_store

# How long an example takes is the machine's affair; benchmarks measure time.
settings.register_profile("newsbell", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("newsbell")

# This process and a bot that a test starts keep what is compiled and worked out for the next, whatever this environment
# says.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


gc.disable()  # what is imported and collected stays


def pytest_collection_finish() -> None:
    """Without this the collector goes through all of it again and again (as in bot/app.py), and through the few things
    of a test a hundred times a second. To let go of the little garbage in it first takes longer than it is worth."""
    gc.freeze()
    gc.set_threshold(20_000)
    gc.enable()


def pytest_sessionfinish() -> None:
    """What is garbage is found here, and told as ever; pytest then looks five times more, through all that stays."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """A database of its own, empty."""
    opened = await quick_store(tmp_path / "news.db")
    yield opened
    await opened.close()


@pytest.fixture
def paper() -> PaperSource:
    return PaperSource()


@pytest.fixture
def clock() -> Clock:
    return Clock()
