"""Quiet hours, mutes, votes, and what is kept back for a digest.

Rules: a migration is history. It spells out its types, so that a later change of tables.py does not change it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def _text(name: str) -> "sa.Column[str]":
    return sa.Column(name, sa.Text(), nullable=False)


def _number(name: str) -> "sa.Column[int]":
    return sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=False)


def upgrade() -> None:
    with op.batch_alter_table("chats", recreate="always" if op.get_bind().dialect.name == "sqlite" else "never") as batch:
        batch.add_column(sa.Column("snoozed_until", sa.DateTime(timezone=True)))
    op.create_table(
        "mutes",
        _number("chat"),
        _number("thread"),
        _text("kind"),
        _text("what"),
        sa.Column("until", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("chat", "thread", "kind", "what", name="pk_mutes"),
    )
    op.create_table(
        "votes",
        _number("chat"),
        _number("thread"),
        _number("story"),
        _number("user"),
        _number("relevant"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("chat", "thread", "story", "user", name="pk_votes"),
    )
    op.create_table(
        "held",
        _number("story"),
        _number("chat"),
        _number("thread"),
        _text("by"),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("entry", sa.JSON()),
        _text("digest"),
        sa.ForeignKeyConstraint(["story"], ["stories.id"], name="fk_held_story", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("story", "chat", "thread", name="pk_held"),
    )
    op.create_index("ix_held_digest", "held", ["digest"])
