"""Conversations, each a readable file under transcripts/: what people write, and what the bot answers.

NEWSBELL_WRITE_TRANSCRIPTS=1 writes the files anew: read the difference before it is kept.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from bot.chat.commands import load_commands
from tests.chat.scripts import play

SCRIPTS = {path: path.read_text(encoding="utf-8") for path in (Path(__file__).parent / "transcripts").glob("*.txt")}


@pytest.mark.anyio
@pytest.mark.parametrize("script", sorted(SCRIPTS), ids=lambda script: script.stem)
async def test_the_conversation_goes_as_written(script: Path, tmp_path: Path) -> None:
    played = await play(SCRIPTS[script], tmp_path)
    if os.environ.get("NEWSBELL_WRITE_TRANSCRIPTS"):
        _write(script, played)
    else:
        assert played == SCRIPTS[script]


@pytest.mark.parametrize(
    "script", [script for script in SCRIPTS if script.stem.startswith("every_")], ids=lambda s: s.stem
)
def test_no_command_is_left_out(script: Path) -> None:
    given = set(re.findall(r"(?m)^\S+: /(\w+)$", SCRIPTS[script]))
    assert given == set(load_commands())


def _write(script: Path, played: str) -> None:
    script.write_text(played, encoding="utf-8")
