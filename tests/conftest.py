"""What every test may use."""

from __future__ import annotations

import gc
import os
import sys

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes is the machine's affair; benchmarks measure time.
settings.register_profile("newsbell", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("newsbell")

# This process and a bot that a test starts keep what is compiled and worked out for the next, whatever this environment
# says.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


def pytest_collection_finish() -> None:
    """What was imported stays: without this the collector goes through all of it again and again (as in bot/app.py)."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
