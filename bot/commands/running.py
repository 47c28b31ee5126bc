"""What needs the whole bot: everything, one round of it, a check, the demo."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

from bot.app import App, compose, run_bot, run_once
from bot.commands.screen import err, out
from bot.config import Config, load_config
from bot.lexicon import users_lexicon
from bot.process import set_up_logging
from bot.readers import MANY
from bot.second import Second, fork


def everything(file: Path) -> int:
    """Until a signal."""
    return _run(file, run_bot, polls=True)


def once(file: Path) -> int:
    """What is due, what is owed."""
    return _run(file, run_once, polls=True)


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
    second = _second(config, file.parent) if polls else None

    async def inside() -> int:
        async with compose(config, file.parent, out, second=second) as app:
            return await part(app)

    return asyncio.run(inside())


def _second(config: Config, folder: Path) -> Second | None:
    """Who reads beside this process at a start that may bring much: made before there is an event loop or a thread."""
    if len(config.feeds) < MANY:
        return None
    return fork(users_lexicon(config.packs.folder, config.packs.tables, folder))
