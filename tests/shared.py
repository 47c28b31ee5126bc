"""Real headlines and feeds that lie beside the project: other publishers' text, to measure with, never copied here."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parent.parent.parent / "shared" / "data"


def data(name: str) -> Path:
    """The file of that name; the test is skipped, with the reason, where it is absent."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"needs shared/data/{name}, which is not beside this checkout")
    return path
