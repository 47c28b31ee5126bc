"""The command line in a process of its own that was started beforehand: the imports and the packs are paid for once a
test worker, not once a command. What only a fresh interpreter shows (its start, its standard streams, signals that it
answers) starts one: `bot` in test_app.py.
"""

from __future__ import annotations

import asyncio
import io
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import NoReturn

_SERVER = get_context("forkserver")
_SERVER.set_forkserver_preload(["tests.fakes.loaded"])
TIMEOUT = 240
OUTPUT = ".said"  # the file of what it prints, in its folder


async def said(*arguments: str, folder: Path, offline: bool = False) -> tuple[int | None, str]:
    """Exit code and all that it printed. offline: no name can be resolved, and no host needs a pause."""
    async with running(*arguments, folder=folder, offline=offline) as process:
        await asyncio.to_thread(process.join, TIMEOUT)
    output = folder / OUTPUT
    words = output.read_text(encoding="utf-8")
    output.unlink()
    return process.exitcode, words


@asynccontextmanager
async def running(*arguments: str, folder: Path, offline: bool = False) -> AsyncIterator[BaseProcess]:
    """A command at work; at the end it is killed (SIGKILL), wherever it is, and gone."""
    process = _SERVER.Process(target=_main, args=(arguments, folder, folder / OUTPUT, offline))
    process.start()
    try:
        yield process
    finally:
        process.kill()
        await asyncio.to_thread(process.join)


def _main(arguments: tuple[str, ...], folder: Path, output: Path, offline: bool) -> None:
    if offline:
        from bot.sources import http, lanes

        socket.getaddrinfo = _no_network
        http.Lanes = lambda per_host, _, in_flight: lanes.Lanes(per_host, 0.0, in_flight)  # type: ignore[assignment, attr-defined]
    os.chdir(folder)
    os.environ["COLUMNS"] = "100"
    with output.open("wb") as file:
        for stream in (1, 2):
            os.dup2(file.fileno(), stream)
    sys.stdout = sys.stderr = io.TextIOWrapper(os.fdopen(1, "wb"), encoding="utf-8", write_through=True)
    sys.argv = ["bot", *arguments]
    from bot import cli  # here, where it is loaded: a test worker need not

    cli.main()


def _no_network(*_: object, **__: object) -> NoReturn:
    raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
