"""Why an entry did or did not ring."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

from bot.commands.screen import out
from bot.config import load_config
from bot.core.model import TERMINAL, Entry
from bot.core.store import Explained, Store
from bot.core.story.explanation import held_against
from bot.core.watch import Lexicon
from bot.lexicon import users_lexicon
from bot.messages.comparing import comparison_lines
from bot.settings import store_url
from bot.store import open_store

COMPARED = 20  # reports of a story that an entry is explained beside


def explain(url: str, beside: str, file: Path) -> int:
    """url: of the entry, or words of its title; beside: another, to compare it with; "" for those of its story."""
    config = load_config(file, os.environ)
    lexicon = users_lexicon(config.packs.folder, config.packs.tables, file.parent)
    return asyncio.run(_explain(store_url(config, file.parent), url, beside, lexicon))


async def _explain(database: str, url: str, beside: str, lexicon: Lexicon) -> int:
    store = await open_store(database)
    try:
        found = await _found(store, url)
        others = [await _others(store, explained, beside) for explained in found]
    finally:
        await store.close()
    for explained, known in zip(found, others, strict=True):
        _print_explained(explained)
        for line in comparison_lines(explained.record.reading, known, lexicon):
            out.print(f"  {line}", markup=False, highlight=False, soft_wrap=True)
    if not found:
        what = "address" if "://" in url else "title"
        out.print(f"No entry with this {what} was seen. Is the outlet among the feeds? See: python3 run bot check")
    return 0 if found else 1


async def _found(store: Store, asked: str) -> Sequence[Explained]:
    return await store.explain(asked) if "://" in asked else await store.search(asked)


async def _others(store: Store, explained: Explained, beside: str) -> list[Entry]:
    """What the entry is compared with: what was asked for, else the reports of its story and of those that it was held
    against."""
    if beside:
        return [other.record.reading.entry for other in await _found(store, beside)]
    own = await store.story(explained.record.story) if explained.record.story is not None else None
    near = [await store.story(id) for id in held_against(explained.record.reason, own)]
    return [report for story in (own, *near) if story is not None for report in story.reports[:COMPARED]]


def _print_explained(explained: Explained) -> None:
    record, entry = explained.record, explained.record.reading.entry
    times = [
        f"{name} {at:%Y-%m-%d %H:%M:%S} UTC"
        for name, at in (("published", entry.published_at), ("seen", entry.seen_at))
        if at
    ]
    story = f"story {record.story}" if record.story is not None else "no story"
    out.print(
        f"{entry.title}\n  {entry.outlet or entry.feed} · {entry.url}", markup=False, highlight=False, soft_wrap=True
    )
    out.print(f"  {' · '.join((*times, story))}", markup=False, highlight=False, soft_wrap=True)
    out.print(f"  {record.stage}: {record.reason}", markup=False, highlight=False, soft_wrap=True)
    for found in record.reading.matches:
        words = ", ".join(
            f"{hit.slot} ({hit.how}, {hit.span.field} {hit.span.start}-{hit.span.end})" for hit in found.hits
        )
        out.print(f"  “{found.term}” {found.score:.0f}: {words}", markup=False, highlight=False, soft_wrap=True)
    for delivery in explained.deliveries:
        where = "the terminal" if delivery.address == TERMINAL else f"chat {delivery.address.chat}"
        trouble = f": {delivery.error}" if delivery.error else ""
        out.print(
            f"  {delivery.kind} to {where}: {delivery.state}{trouble}", markup=False, highlight=False, soft_wrap=True
        )
