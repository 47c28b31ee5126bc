"""The tables, as the code expects them; migrations/ brings any older database to this shape.

    feeds                      what is polled, and what is remembered between two polls
    entries                    identities: what every feed has shown (core/identity.py)
    records                    what became of each entry, and why
    stories <- reports, told   one event, who reported it, which chat knows of it by which message
    outbox                     what is owed to whom
    held                       what is kept back until a chat's next digest
    chats, watches, absences   who is told of what; chats that could not be found lately
    mutes, votes               what a chat does not want to hear of; what its people thought of an alert
    routes                     which chat steers a watch that rings in another one
    guests, invitations        whom an admin let in, and by what
    drafts                     watches that somebody considers
    judged, judging            answers of judges, and what was asked of them by day
    subscriptions              what was agreed on with feeds' hubs (core/websub.py)
    facts, leases              the bot's own

What the columns hold: columns.py.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    MetaData,
    Table,
    UniqueConstraint,
    text,
)

from bot.store.columns import Duration, Moment, Rhythm, Serial, Words

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _text(name: str, **options: Any) -> Column[str]:
    return Column(name, Words, nullable=False, **options)


def _number(name: str, **options: Any) -> Column[int]:
    return Column(name, BigInteger, nullable=False, **options)


def _entry_columns() -> list[Column[Any]]:
    """What is kept of an entry wherever one is kept: all but its body."""
    return [
        _text("title"),
        _text("url"),
        _text("summary"),
        _text("outlet"),
        _text("language"),
        Column("published_at", Moment),
        Column("seen_at", Moment),
    ]


EMPTY = text("''")  # of a text: Alembic takes "" for no default at all

feeds = Table(
    "feeds",
    metadata,
    _text("url", primary_key=True),
    _text("kind"),
    _text("title"),
    _text("language"),
    _text("etag"),
    _text("last_modified"),
    _text("body_hash"),
    Column("next_poll_at", Moment),
    Column("polled_at", Moment),
    Column("interval", Duration),
    Column("rate", Float, nullable=False),
    _number("failures"),
    _text("state"),
    _text("error"),
    _text("origin"),
    _text("user_agent"),
    Column("habit", Rhythm),
    Column("asked", Duration),
    Column("fresh_at", Moment),
    Column("matched", Float, nullable=False, server_default="0"),
    Column("judged", Float, nullable=False, server_default="0"),
    _text("location", server_default=EMPTY),
    _text("moved_to", server_default=EMPTY),
    _number("moved_seen", server_default="0"),
    _text("tags", server_default=EMPTY),  # a line each
    _text("rests", server_default=EMPTY),  # a bit an hour of the week, as one hexadecimal number; "" none
    Column("ttl", Duration),
    Index(None, "state", "next_poll_at"),
)

entries = Table(
    "entries",
    metadata,
    _text("feed", primary_key=True),
    _text("key", primary_key=True),
    _text("url"),  # canonical
    _text("title"),
    _text("fingerprint"),
    Column("last_shown", Moment),  # accurate to a day
    Index(None, "feed", "fingerprint"),
    Index(None, "feed", "last_shown"),
)

records = Table(
    "records",
    metadata,
    _text("feed", primary_key=True),
    _text("key", primary_key=True),
    *_entry_columns(),
    _text("page", index=True),  # the canonical URL, shortened to what PostgreSQL can index
    _text("folded"),  # the title as it is searched
    Column("matches", JSON, nullable=False),
    _text("stage"),
    _text("reason"),
    Column("story", BigInteger, index=True),
    Index(None, "seen_at"),
)

stories = Table(
    "stories",
    metadata,
    _number("id", primary_key=True, autoincrement=False),  # given by the core
    _text("headline"),
    Column("first_seen_at", Moment, nullable=False),
    Column("last_seen_at", Moment, nullable=False, index=True),
    Column("families", JSON, nullable=False),
    Column("terms", JSON, nullable=False),
    Column("follows", BigInteger),
    Column("maybe", BigInteger),
    Column("merged_into", BigInteger),
)

reports = Table(
    "reports",
    metadata,
    Column("story", ForeignKey(stories.c.id, ondelete="CASCADE"), primary_key=True),
    _number("position", primary_key=True, autoincrement=False),  # order of arrival, from 0
    _text("feed"),
    _text("key"),
    *_entry_columns(),
)

told = Table(
    "told",
    metadata,
    Column("story", ForeignKey(stories.c.id, ondelete="CASCADE"), primary_key=True),
    _number("chat", primary_key=True, autoincrement=False),
    _number("thread", primary_key=True, autoincrement=False),
    _text("how"),
    Column("message_id", BigInteger),
    _number("version"),  # the story version that the message shows
    Index(None, "chat", "message_id"),
)

held = Table(
    "held",
    metadata,
    Column("story", ForeignKey(stories.c.id, ondelete="CASCADE"), primary_key=True),
    _number("chat", primary_key=True, autoincrement=False),
    _number("thread", primary_key=True, autoincrement=False),
    _text("by"),
    Column("since", Moment, nullable=False),
    Column("terms", JSON, nullable=False),
    Column("entry", JSON),
    _text("digest", index=True),  # the outbox key of the delivery that brings it; "" none yet
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Serial, primary_key=True),
    _text("key", unique=True),
    _number("chat"),
    _number("thread"),
    Column("lost_thread", BigInteger),  # where it was to go before that thread was gone
    _text("kind"),
    Column("story", BigInteger, index=True),
    Column("stories", JSON, nullable=False),
    Column("terms", JSON, nullable=False),
    Column("entry", JSON),
    _number("priority"),
    Column("not_before", Moment),
    _number("attempts"),
    _text("state"),
    _number("version"),
    _text("error"),
    _text("occasion"),
    Column("created_at", Moment, nullable=False),
    Column("sent_at", Moment),
    Column("message_id", BigInteger),
    Column("sent_after", BigInteger),  # the greatest message id known in its chat when it was last sent
    Index(None, "state", "priority", "created_at", "id"),
    Index(None, "chat", "message_id"),
    sqlite_autoincrement=True,  # a purged row's id is never given again
)

chats = Table(
    "chats",
    metadata,
    _number("chat", primary_key=True, autoincrement=False),
    _number("thread", primary_key=True, autoincrement=False),
    _text("channel"),
    _text("title"),
    _text("language"),
    _text("timezone"),
    _text("quiet"),
    _text("digest"),
    _text("role"),
    _text("suspended"),
    _text("origin"),
    Column("snoozed_until", Moment),
)

watches = Table(
    "watches",
    metadata,
    Column("id", Serial, primary_key=True),
    _number("chat"),
    _number("thread"),
    _text("term"),
    Column("threshold", Float, nullable=False),
    _number("min_sources"),
    Column("muted_until", Moment),
    _text("origin"),
    UniqueConstraint("chat", "thread", "term"),
    sqlite_autoincrement=True,  # a button that names a watch which is gone must not name another
)

mutes = Table(
    "mutes",
    metadata,
    _number("chat", primary_key=True, autoincrement=False),
    _number("thread", primary_key=True, autoincrement=False),
    _text("kind", primary_key=True),
    _text("what", primary_key=True),
    Column("until", Moment),
)

votes = Table(
    "votes",
    metadata,
    _number("chat", primary_key=True, autoincrement=False),
    _number("thread", primary_key=True, autoincrement=False),
    _number("story", primary_key=True, autoincrement=False),
    _number("user", primary_key=True, autoincrement=False),
    _number("relevant"),  # 1 or 0
    Column("at", Moment, nullable=False),
)

routes = Table(
    "routes",
    metadata,
    Column("watch", ForeignKey(watches.c.id, ondelete="CASCADE"), primary_key=True),
    _number("chat"),
    _number("thread"),
    Index(None, "chat"),
)

guests = Table(
    "guests",
    metadata,
    _number("number", primary_key=True, autoincrement=False),  # of a user or a group
    _text("name"),
    _number("allowed"),  # 1 or 0
    Column("quota", BigInteger),
    Column("since", Moment, nullable=False),
)

invitations = Table("invitations", metadata, _text("code", primary_key=True), Column("until", Moment, nullable=False))

drafts = Table(
    "drafts",
    metadata,
    _text("id", primary_key=True),  # a digest of the rest
    _text("term"),
    Column("threshold", Float, nullable=False),
    _number("min_sources"),
    Column("asked", Moment, nullable=False),
)

absences = Table(
    "absences",
    metadata,
    Column("id", Serial, primary_key=True),
    _number("chat", index=True),
    Column("at", Moment, nullable=False),
)

judged = Table(
    "judged",
    metadata,
    _text("key", primary_key=True),  # of the question and of who was asked
    Column("answer", Float, nullable=False),
    Column("at", Moment, nullable=False, index=True),
)

judging = Table(
    "judging",
    metadata,
    _text("day", primary_key=True),
    *map(_number, ("asked", "remembered", "answered", "agreed", "requests", "tokens", "timeouts", "faults")),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    _text("feed", primary_key=True),
    _text("hub"),
    _text("topic"),
    _text("key"),
    _text("secret"),
    _text("base"),
    Column("act_at", Moment, nullable=False),
    _text("state"),
    Column("since", Moment),
    Column("until", Moment),
    _number("tries"),
    Column("pushed", Float, nullable=False),
    Column("missed", Float, nullable=False),
    _text("error"),
)

facts = Table("facts", metadata, _text("name", primary_key=True), _text("value"))

leases = Table(
    "leases",
    metadata,
    _text("name", primary_key=True),
    _text("owner"),
    Column("until", Moment, nullable=False),
)
