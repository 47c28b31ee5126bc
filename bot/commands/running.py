"""What needs the whole bot: everything, one round of it, a check, the demo.

Rules: what can go on in other processes is begun before what this one has to load and they have not.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commands.screen import err, out
from bot.config import Config, load_config
from bot.kept import collector_at_rest
from bot.lexicon import users_lexicon
from bot.process import set_up_logging
from bot.readers import MANY, Readers
from bot.sources.pool import Parser

if TYPE_CHECKING:
    from bot.app import App


def everything(file: Path) -> int:
    """Until a signal."""

    async def run(app: App) -> int:
        from bot.app import run_bot

        return await run_bot(app)

    return _run(file, run, polls=True)


def once(file: Path) -> int:
    """What is due, what is owed."""

    async def run(app: App) -> int:
        from bot.app import run_once

        return await run_once(app)

    return _run(file, run, polls=True)


def check(file: Path) -> int:
    """Is the configuration sound, does everything answer."""
    from bot.check import run_check

    return _run(file, run_check)


def demo() -> int:
    """A bundled day of news."""
    from bot.demo.play import play

    return asyncio.run(play(out))


def _run(file: Path, part: Callable[[App], Awaitable[int]], polls: bool = False) -> int:
    config = load_config(file, os.environ)
    set_up_logging(config, err)
    readers = _readers(config, file.parent) if polls else None

    async def inside() -> int:
        parser = Parser()
        await parser.prepare()
        with collector_at_rest():
            from bot.app import compose
        async with compose(config, file.parent, out, readers=readers, parser=parser) as app:
            return await part(app)

    return asyncio.run(inside())


@collector_at_rest()
def _readers(config: Config, folder: Path) -> Readers:
    """Who reads what is polled. Where a start may bring much, a second process is among them, made before there is an
    event loop or a thread."""
    lexicon = users_lexicon(config.packs.folder, config.packs.tables, folder)
    readers = Readers(lexicon, {watch.term for watch in config.watches})
    if len(config.feeds) >= MANY:
        readers.fork()
    return readers
