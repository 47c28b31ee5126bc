"""Where the search for a message whose answer was lost begins, kept over a restart.

Rules: a migration is history. It spells out its types, so that a later change of tables.py does not change it.
"""

from typing import Literal

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    recreate: Literal["always", "never"] = "always" if op.get_bind().dialect.name == "sqlite" else "never"
    kept = {"sqlite_autoincrement": True}  # or a purged row's id would be given again
    with op.batch_alter_table("outbox", recreate=recreate, table_kwargs=kept) as batch:
        batch.add_column(sa.Column("sent_after", sa.BigInteger()))
