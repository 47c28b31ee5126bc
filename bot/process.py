"""What belongs to the process as a whole: how it is told to stop, where its log goes, what its collector leaves alone.

Rules: called by whoever starts the process (app.py, commands/), never by a part: a part is told to stop by the event.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal

from rich.console import Console
from rich.logging import RichHandler

from bot.channels.redact import Redact
from bot.config import Config


def stop_on_signals() -> asyncio.Event:
    """An event that SIGINT and SIGTERM set. A second signal ends the process at once, as people expect."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def on_signal() -> None:
        if stop.is_set():
            os._exit(130)
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, on_signal)
        except NotImplementedError:  # Windows: Ctrl-C raises KeyboardInterrupt instead
            break
    return stop


def set_up_logging(config: Config, console: Console) -> None:
    """Our own log at the configured level, others' warnings, and no token in any of it (httpx logs whole URLs)."""
    handler = RichHandler(console=console, show_path=False, rich_tracebacks=False, markup=False)
    handler.addFilter(Redact())
    logging.basicConfig(level=logging.WARNING, format="%(message)s", handlers=[handler], force=True)
    logging.getLogger("bot").setLevel(config.log.level.upper())
    for chatty in ("alembic", "apscheduler", "httpx", "telegram"):  # alembic sets its own level where it is imported
        logging.getLogger(chatty).setLevel(logging.WARNING)


def settle() -> None:
    """What memory holds by now (packs, watches, stories) stays: without this the collector goes through a million
    objects again and again, and everything waits. What went meanwhile is let go of first."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
