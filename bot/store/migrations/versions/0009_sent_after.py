"""Where the search for a message whose answer was lost begins, kept over a restart.

Rules: a migration is history. It spells out its types, so that a later change of tables.py does not change it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0006"


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    recreated = {"recreate": "always" if sqlite else "never", "table_kwargs": {"sqlite_autoincrement": True}}
    with op.batch_alter_table("outbox", **recreated) as batch:
        batch.add_column(sa.Column("sent_after", sa.BigInteger()))
