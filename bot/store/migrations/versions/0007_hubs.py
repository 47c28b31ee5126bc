"""What was agreed on with the hubs of feeds (WebSub), and the hours that feeds skip, and the wait that they ask for.

Rules: a migration is history. It spells out its types, so that a later change of tables.py does not change it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"  # made anew there, or the table's text would be another
    with op.batch_alter_table("feeds", recreate="always" if sqlite else "never") as feeds:
        for name in ("location", "moved_to", "tags"):  # SQLite's own form of these defaults is another than ours
            feeds.alter_column(name, server_default=sa.text("''"), existing_type=sa.Text(), existing_nullable=False)
        feeds.add_column(sa.Column("rests", sa.Text(), nullable=False, server_default=sa.text("''")))
        feeds.add_column(sa.Column("ttl", sa.BigInteger()))
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
