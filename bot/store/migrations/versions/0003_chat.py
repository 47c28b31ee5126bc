"""Routes, guests, invitations, and watches that somebody considers.

Rules: a migration is history. It spells out its types, so that a later change of tables.py does not change it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def _text(name: str) -> "sa.Column[str]":
    return sa.Column(name, sa.Text(), nullable=False)


def _number(name: str) -> "sa.Column[int]":
    return sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=False)


def _moment(name: str) -> "sa.Column[object]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def upgrade() -> None:
    op.create_table(
        "routes",
        sa.Column("watch", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, autoincrement=False),
        _number("chat"),
        _number("thread"),
        sa.ForeignKeyConstraint(["watch"], ["watches.id"], name="fk_routes_watch", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("watch", name="pk_routes"),
    )
    op.create_index("ix_routes_chat", "routes", ["chat"])
    op.create_table(
        "guests",
        _number("number"),
        _text("name"),
        _number("allowed"),
        sa.Column("quota", sa.BigInteger()),
        _moment("since"),
        sa.PrimaryKeyConstraint("number", name="pk_guests"),
    )
    op.create_table(
        "invitations",
        _text("code"),
        _moment("until"),
        sa.PrimaryKeyConstraint("code", name="pk_invitations"),
    )
    op.create_table(
        "drafts",
        _text("id"),
        _text("term"),
        sa.Column("threshold", sa.Float(), nullable=False),
        _number("min_sources"),
        _moment("asked"),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
    )
