"""The first schema: feeds, entries, records, stories, the outbox, chats and watches.

Rules: a migration is history. It spells out its types, so that a later change of tables.py does not change it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def _text(name: str) -> "sa.Column[str]":
    return sa.Column(name, sa.Text(), nullable=False)


def _number(name: str) -> "sa.Column[int]":
    return sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=False)


def _serial(name: str) -> "sa.Column[int]":
    return sa.Column(name, sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False)


def upgrade() -> None:
    op.create_table(
        "absences",
        _serial("id"),
        _number("chat"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_absences"),
    )
    op.create_index("ix_absences_chat", "absences", ["chat"])
    op.create_table(
        "chats",
        _number("chat"),
        _number("thread"),
        _text("channel"),
        _text("title"),
        _text("language"),
        _text("timezone"),
        _text("quiet"),
        _text("digest"),
        _text("role"),
        _text("suspended"),
        _text("origin"),
        sa.PrimaryKeyConstraint("chat", "thread", name="pk_chats"),
    )
    op.create_table(
        "entries",
        _text("feed"),
        _text("key"),
        _text("url"),
        _text("title"),
        _text("fingerprint"),
        sa.Column("last_shown", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("feed", "key", name="pk_entries"),
    )
    op.create_index("ix_entries_feed_fingerprint", "entries", ["feed", "fingerprint"])
    op.create_index("ix_entries_feed_last_shown", "entries", ["feed", "last_shown"])
    op.create_table("facts", _text("name"), _text("value"), sa.PrimaryKeyConstraint("name", name="pk_facts"))
    op.create_table(
        "feeds",
        _text("url"),
        _text("kind"),
        _text("title"),
        _text("language"),
        _text("etag"),
        _text("last_modified"),
        _text("body_hash"),
        sa.Column("next_poll_at", sa.DateTime(timezone=True)),
        sa.Column("polled_at", sa.DateTime(timezone=True)),
        sa.Column("interval", sa.BigInteger()),
        sa.Column("rate", sa.Float(), nullable=False),
        _number("failures"),
        _text("state"),
        _text("error"),
        _text("origin"),
        _text("user_agent"),
        sa.PrimaryKeyConstraint("url", name="pk_feeds"),
    )
    op.create_index("ix_feeds_state_next_poll_at", "feeds", ["state", "next_poll_at"])
    op.create_table(
        "leases",
        _text("name"),
        _text("owner"),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_leases"),
    )
    op.create_table(
        "outbox",
        _serial("id"),
        _text("key"),
        _number("chat"),
        _number("thread"),
        sa.Column("lost_thread", sa.BigInteger()),
        _text("kind"),
        sa.Column("story", sa.BigInteger()),
        sa.Column("stories", sa.JSON(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("entry", sa.JSON()),
        _number("priority"),
        sa.Column("not_before", sa.DateTime(timezone=True)),
        _number("attempts"),
        _text("state"),
        _number("version"),
        _text("error"),
        _text("occasion"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
        sa.Column("message_id", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_chat_message_id", "outbox", ["chat", "message_id"])
    op.create_index("ix_outbox_state_priority_created_at_id", "outbox", ["state", "priority", "created_at", "id"])
    op.create_index("ix_outbox_story", "outbox", ["story"])
    op.create_table(
        "records",
        _text("feed"),
        _text("key"),
        _text("title"),
        _text("url"),
        _text("summary"),
        _text("outlet"),
        _text("language"),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        sa.Column("seen_at", sa.DateTime(timezone=True)),
        _text("page"),
        _text("folded"),
        sa.Column("matches", sa.JSON(), nullable=False),
        _text("stage"),
        _text("reason"),
        sa.Column("story", sa.BigInteger()),
        sa.PrimaryKeyConstraint("feed", "key", name="pk_records"),
    )
    op.create_index("ix_records_page", "records", ["page"])
    op.create_index("ix_records_seen_at", "records", ["seen_at"])
    op.create_index("ix_records_story", "records", ["story"])
    op.create_table(
        "stories",
        _number("id"),
        _text("headline"),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("families", sa.JSON(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("follows", sa.BigInteger()),
        sa.Column("maybe", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_stories"),
    )
    op.create_index("ix_stories_last_seen_at", "stories", ["last_seen_at"])
    op.create_table(
        "watches",
        _serial("id"),
        _number("chat"),
        _number("thread"),
        _text("term"),
        sa.Column("threshold", sa.Float(), nullable=False),
        _number("min_sources"),
        sa.Column("muted_until", sa.DateTime(timezone=True)),
        _text("origin"),
        sa.PrimaryKeyConstraint("id", name="pk_watches"),
        sa.UniqueConstraint("chat", "thread", "term", name="uq_watches_chat_thread_term"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "reports",
        _number("story"),
        _number("position"),
        _text("feed"),
        _text("key"),
        _text("title"),
        _text("url"),
        _text("summary"),
        _text("outlet"),
        _text("language"),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        sa.Column("seen_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["story"], ["stories.id"], name="fk_reports_story", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("story", "position", name="pk_reports"),
    )
    op.create_table(
        "told",
        _number("story"),
        _number("chat"),
        _number("thread"),
        _text("how"),
        sa.Column("message_id", sa.BigInteger()),
        _number("version"),
        sa.ForeignKeyConstraint(["story"], ["stories.id"], name="fk_told_story", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("story", "chat", "thread", name="pk_told"),
    )
    op.create_index("ix_told_chat_message_id", "told", ["chat", "message_id"])
