"""What polling learns of a feed: its habit, how much of it is watched, where it moved, what its publisher asks for."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"  # made anew there, or the table's text would be another
    with op.batch_alter_table("feeds", recreate="always" if sqlite else "never") as feeds:
        feeds.add_column(sa.Column("habit", sa.LargeBinary()))
        feeds.add_column(sa.Column("asked", sa.BigInteger()))
        feeds.add_column(sa.Column("fresh_at", sa.DateTime(timezone=True)))
        for name in ("matched", "judged"):
            feeds.add_column(sa.Column(name, sa.Float(), nullable=False, server_default="0"))
        for name in ("location", "moved_to", "tags"):
            feeds.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=sa.text("''")))
        feeds.add_column(sa.Column("moved_seen", sa.BigInteger(), nullable=False, server_default="0"))
