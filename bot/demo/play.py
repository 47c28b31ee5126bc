"""Runs the bot on the demo's day: the real fetching, reading, deciding, storing and sending, in a temporary folder."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape

from bot.app import App, compose, now, start
from bot.config import Config, check_config
from bot.core.decision import Stage
from bot.core.watch import explain
from bot.demo.stand import Day, Stand, load_day

LENGTH = 30.0  # seconds that the day takes
BEAT = timedelta(seconds=1)  # at least, between two polls of a feed and between two edits of an alert
SETTLE = 20.0  # seconds at most, after the last entry, until everything is told
WATCHES = ("DeepSeek V4", "Huawei Ascend", "H20 export")


async def play(console: Console, length: float = LENGTH, beat: timedelta = BEAT) -> int:
    """Plays the day; an exit code. Ctrl-C ends it early."""
    day = load_day()
    with tempfile.TemporaryDirectory(prefix="newsbell-demo-") as folder:
        async with Stand(day, length, now) as stand:
            config = _config(day, stand, beat)
            async with compose(config, Path(folder), console) as app:
                await _run(app, stand, day, length)
                await _close(app, day)
    return 0


def _config(day: Day, stand: Stand, beat: timedelta) -> Config:
    raw: dict[str, Any] = {
        "store": {"url": "sqlite:///demo.db"},
        "polling": {"min_interval": beat, "max_interval": 2 * beat, "allow_private_addresses": True},
        "stories": {"edit_pause": beat},
        "web": {"listen": ""},
        "feeds": [{"url": stand.url(o), "title": o.title, "language": o.language} for o in day.outlets],
        "watches": [{"term": term} for term in WATCHES],
    }
    return check_config(raw, "the demo", {})


async def _run(app: App, stand: Stand, day: Day, length: float) -> None:
    app.console.print(
        f"[bold]A day of invented news[/], {len(day.outlets)} feeds in English, Chinese and Vietnamese, "
        f"watched for {', '.join(f'[bold]{term}[/]' for term in WATCHES)}.\n",
        highlight=False,
    )
    stop = asyncio.Event()
    await start(app)
    sending = asyncio.create_task(app.dispatcher.run(stop))
    await app.live.sweep(stop)
    await app.engine.digest_of_first_start()
    stand.begin()
    running = asyncio.create_task(app.live.run(stop))
    with contextlib.suppress(asyncio.CancelledError, TimeoutError):
        await asyncio.sleep(length)
        async with asyncio.timeout(SETTLE):
            await _settled(app, len(day.pieces))
    stop.set()
    await asyncio.gather(running, sending)


async def _settled(app: App, pieces: int) -> None:
    """Until every entry was read and everything owed was sent."""
    while True:
        counts = await app.store.counts(app.clock())
        if counts.entries >= pieces and not counts.queued and not counts.unknown:
            return
        await asyncio.sleep(0.2)


async def _close(app: App, day: Day) -> None:
    """What was kept quiet and why, and the sum of it."""
    records = await app.store.recent(app.clock() - timedelta(days=2), 1000)
    alerts = [story for story in await app.store.stories(app.clock() - timedelta(days=2)) if story.told]
    reports = sum(len(story.reports) for story in alerts)
    print_line = app.console.print
    print_line("\n[bold]Kept quiet, though close:[/]")
    for record in records:
        title = record.reading.entry.title
        if record.stage is Stage.NO_MATCH and (reason := _near_miss(app, title)):
            print_line(f"  {escape(title)}\n    [dim]{escape(reason)}[/]", highlight=False)
    print_line(
        f"\n{len(records)} entries read; {len(alerts)} stories told, once each, for {reports} reports of them. "
        "Next: [bold]python3 run bot[/]",
        highlight=False,
    )


def _near_miss(app: App, title: str) -> str:
    """Why a title that comes close to a watch is none of it, or ""."""
    for term in WATCHES:
        for line in explain(term, {"title": title}, app.engine.lexicon).lines:
            if " is not " in line:
                return line
    return ""
