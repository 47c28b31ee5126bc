"""Where commands print, and what they open."""

from __future__ import annotations

from pathlib import Path
from typing import TextIO

from rich.console import Console

from bot.errors import UsageError

out = Console()
err = Console(stderr=True)


def opened(path: Path, mode: str) -> TextIO:
    """A text file. Raises UsageError where it cannot be."""
    try:
        return path.open(mode, encoding="utf-8")  # type: ignore[return-value]  # text modes alone come here
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}.") from error
