"""The database and the lists of feeds, to and from files."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

from bot.commands.screen import opened, out
from bot.config import load_config
from bot.core.model import Feed
from bot.opml import Listed, odd_addresses, read_opml, write_opml
from bot.settings import store_url
from bot.store import open_store


def backup(copy: Path, file: Path) -> None:
    """A consistent copy of the database."""
    asyncio.run(_backup(_database(file), copy))
    out.print(f"Copied to {copy}", highlight=False)


def import_feeds(listing: Path, file: Path) -> None:
    """Adds the feeds of an OPML list."""
    with opened(listing, "r") as lines:
        text = lines.read()
    listed = read_opml(text, str(listing))
    added = asyncio.run(_import(_database(file), listed))
    for address in odd_addresses(text):
        out.print(f"Left out, no web address: {address}", markup=False, highlight=False, soft_wrap=True)
    known = "; the others were there already" if added < len(listed) else ""
    out.print(f"{added} of {len(listed)} feeds added{known}.", highlight=False)


def export_feeds(listing: Path, file: Path) -> None:
    """Writes all feeds as an OPML list."""
    feeds = asyncio.run(_feeds(_database(file)))
    with opened(listing, "w") as written:
        written.write(write_opml(feeds))
    out.print(f"{len(feeds)} feeds written: {listing}", highlight=False)


def _database(file: Path) -> str:
    return store_url(load_config(file, os.environ), file.parent)


async def _import(database: str, listed: Sequence[Listed]) -> int:
    """How many were not there yet."""
    store = await open_store(database)
    try:
        added = 0
        for feed in listed:
            wanted = Feed(feed.url, title=feed.title, language=feed.language, tags=feed.tags, origin="chat")
            added += await store.add_feed(wanted)
        return added
    finally:
        await store.close()


async def _feeds(database: str) -> Sequence[Feed]:
    store = await open_store(database)
    try:
        return await store.feeds()
    finally:
        await store.close()


async def _backup(database: str, copy: Path) -> None:
    store = await open_store(database)
    try:
        await store.backup(str(copy))
    finally:
        await store.close()
