"""Stories as they were committed, whole.

Rules: three queries, whatever the number of stories: stories, their reports, who was told. A report and a told row are
only ever added; they go when their story goes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, select

from bot.core.decision import Story, Told
from bot.core.model import Address, Entry
from bot.store.connect import Room, reading
from bot.store.rows import chunks, entry_of, story_of
from bot.store.tables import facts, reports, stories, told

NEWEST = "newest story"  # a fact: no id is given twice, for buttons of old messages name stories by it


class Stories(Room):
    """What the core remembers of the last days, after a restart."""

    @reading
    def stories(self, connection: Connection, since: datetime) -> list[Story]:
        return _select_stories(connection, stories.c.last_seen_at >= since)

    @reading
    def story(self, connection: Connection, id: int) -> Story | None:
        return next(iter(stories_by_id(connection, [id])), None)

    @reading
    def last_story_id(self, connection: Connection) -> int:
        return newest_id(connection)


def newest_id(connection: Connection) -> int:
    """The greatest id that a story ever had, pruned ones included."""
    stored = connection.execute(select(func.max(stories.c.id))).scalar_one() or 0
    query = select(facts.c.value).where(facts.c.name == NEWEST)
    pruned = connection.execute(query).scalar_one_or_none() or 0
    return max(stored, int(pruned))


def stories_by_id(connection: Connection, ids: Iterable[int]) -> list[Story]:
    """The stories that are there, in the order asked for."""
    wanted = list(dict.fromkeys(ids))
    found: dict[int, Story] = {}
    for chunk in chunks(wanted):
        found |= {story.id: story for story in _select_stories(connection, stories.c.id.in_(chunk))}
    return [found[id] for id in wanted if id in found]


def _select_stories(connection: Connection, which: ColumnElement[bool]) -> list[Story]:
    rows = (connection.execute(select(stories).where(which).order_by(stories.c.first_seen_at, stories.c.id))).all()
    if not rows:
        return []
    reported: dict[int, list[Entry]] = defaultdict(list)
    query = select(reports).join(stories).where(which).order_by(reports.c.story, reports.c.position)
    for row in connection.execute(query):
        reported[row.story].append(entry_of(row))
    knowing: dict[int, list[Told]] = defaultdict(list)
    for row in connection.execute(select(told).join(stories).where(which)):
        knowing[row.story].append(Told(Address(row.chat, row.thread), row.how))
    return [story_of(row, reported[row.id], knowing[row.id]) for row in rows]


def report_counts(connection: Connection, ids: Sequence[int]) -> dict[int, int]:
    """How many reports of each story are stored."""
    counted: dict[int, int] = {}
    for chunk in chunks(ids):
        query = select(reports.c.story, func.count()).where(reports.c.story.in_(chunk)).group_by(reports.c.story)
        counted |= {row[0]: row[1] for row in connection.execute(query)}
    return counted


def told_before(connection: Connection, ids: Iterable[int]) -> dict[tuple[int, Address], Told]:
    """Who knows of these stories, by story and address."""
    found: dict[tuple[int, Address], Told] = {}
    for chunk in chunks(ids):
        for row in connection.execute(select(told).where(told.c.story.in_(chunk))):
            known = Told(Address(row.chat, row.thread), row.how)
            found[row.story, known.address] = known
    return found
