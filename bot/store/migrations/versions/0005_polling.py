"""What polling learns of a feed: its habit, how much of it is watched, where it moved, what its publisher asks for."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    with op.batch_alter_table("feeds") as feeds:
        feeds.add_column(sa.Column("habit", sa.LargeBinary()))
        feeds.add_column(sa.Column("asked", sa.BigInteger()))
        feeds.add_column(sa.Column("fresh_at", sa.DateTime(timezone=True)))
        for name in ("matched", "judged"):
            feeds.add_column(sa.Column(name, sa.Float(), nullable=False, server_default="0"))
        for name in ("location", "moved_to"):
            feeds.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=""))
        feeds.add_column(sa.Column("moved_seen", sa.BigInteger(), nullable=False, server_default="0"))
        feeds.add_column(sa.Column("tags", sa.JSON(), nullable=False, server_default="[]"))
