"""The command line in a process of its own that was started beforehand: the imports and the packs are paid for once a
test worker, not once a command. What only a fresh interpreter shows (its start, signals, a kill) starts one: `bot` in
test_app.py.
"""

from __future__ import annotations

import asyncio
import io
import os
import sys
from multiprocessing import get_context
from pathlib import Path

import bot.commands.explaining
import bot.commands.keeping
import bot.commands.replaying
import bot.commands.running  # noqa: F401 - what commands import when they are typed is loaded here, once
from bot import cli
from bot.lexicon import load_lexicon

_SERVER = get_context("forkserver")
_SERVER.set_forkserver_preload([__name__])
TIMEOUT = 240


async def said(*arguments: str, folder: Path) -> tuple[int | None, str]:
    """Exit code and all that it printed."""
    output = folder / ".said"
    process = _SERVER.Process(target=_main, args=(arguments, folder, output))
    process.start()
    try:
        await asyncio.to_thread(process.join, TIMEOUT)
    finally:
        process.kill()
    code, words = process.exitcode, output.read_text(encoding="utf-8")
    output.unlink()
    return code, words


def _main(arguments: tuple[str, ...], folder: Path, output: Path) -> None:
    os.chdir(folder)
    os.environ["COLUMNS"] = "100"
    with output.open("wb") as file:
        for stream in (1, 2):
            os.dup2(file.fileno(), stream)
    sys.stdout = sys.stderr = io.TextIOWrapper(os.fdopen(1, "wb"), encoding="utf-8", write_through=True)
    sys.argv = ["bot", *arguments]
    cli.main()


if __name__ != "__main__":
    load_lexicon().prepare()
