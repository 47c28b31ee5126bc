"""A Source without a network: a feed shows what a test put on it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.identity import entry_key
from bot.core.model import Entry, Feed, FeedState, Fetched, Outcome


class PaperSource:
    """kind "rss"; put(url, title, ...) shows an entry from now on; fail(url) breaks the feed; name(page, ...)
    makes a page of it."""

    kind = "rss"

    def __init__(self) -> None:
        self.entries: dict[str, list[Entry]] = defaultdict(list)
        self.broken: set[str] = set()
        self.polls: list[str] = []
        self.older: dict[str, str] = {}  # a feed's former document, and that one's
        self.named: dict[str, tuple[str, ...]] = {}
        self._ages: dict[tuple[str, str], timedelta | None] = {}

    def put(self, url: str, title: str, *, summary: str = "", link: str = "", age: timedelta | None = None) -> None:
        """age: how long before the poll that sees it first it was published; None: no date."""
        link = link or f"{url}/{len(self.entries[url])}"
        outlet = url.removeprefix("https://").partition(".")[0].title()
        entry = Entry(url, entry_key("", link, title, None), title, link, summary, outlet=outlet)
        self._ages[(url, entry.key)] = age
        self.entries[url].insert(0, entry)

    def fail(self, url: str) -> None:
        """The feed answers with an error from now on."""
        self.broken.add(url)

    def name(self, page: str, *feeds: str) -> None:
        """The address is a web page, which names these feeds."""
        self.named[page] = feeds

    async def fetch(self, feed: Feed, now: datetime) -> Fetched:
        """What the feed shows."""
        self.polls.append(feed.url)
        if feed.url in self.broken:
            return Fetched(Outcome.FAILED, status=500, state=FeedState.FAILING, error="the server is broken")
        if feed.url in self.named:
            words = "it is a web page"
            return Fetched(Outcome.FAILED, state=FeedState.FAILING, error=words, feeds=self.named[feed.url])
        shown = []
        for entry in self.entries[feed.url]:
            age = self._ages[(feed.url, entry.key)]
            published = None if age is None else now - age
            shown.append(replace(entry, published_at=published, seen_at=now))
        older = self.older.get(feed.url, "")
        return Fetched(Outcome.READ, tuple(shown), title=feed.title or feed.url, status=200, older=older)
