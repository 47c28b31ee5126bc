"""What is remembered of judges: their answers, and what was asked of them by day."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

FIGURES = ("asked", "remembered", "answered", "agreed", "requests", "tokens", "timeouts", "faults")


def upgrade() -> None:
    op.create_table(
        "judged",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("answer", sa.Float(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_judged"),
    )
    op.create_index("ix_judged_at", "judged", ["at"])
    op.create_table(
        "judging",
        sa.Column("day", sa.Text(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in FIGURES),
        sa.PrimaryKeyConstraint("day", name="pk_judging"),
    )
