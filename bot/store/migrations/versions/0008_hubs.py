"""What was agreed on with the hubs of feeds (WebSub).

Rules: a migration is history. It spells out its types, so that a later change of tables.py does not change it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("feed", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("hub", "topic", "key", "secret", "base")),
        sa.Column("act_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True)),
        sa.Column("until", sa.DateTime(timezone=True)),
        sa.Column("tries", sa.BigInteger(), nullable=False),
        sa.Column("pushed", sa.Float(), nullable=False),
        sa.Column("missed", sa.Float(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("feed", name="pk_subscriptions"),
    )
