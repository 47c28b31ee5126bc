"""Stories that are found to be one with another, later.

Rules: a migration is history. It spells out its types, so that a later change of tables.py does not change it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    with op.batch_alter_table("stories", recreate="always" if op.get_bind().dialect.name == "sqlite" else "never") as batch:
        batch.add_column(sa.Column("merged_into", sa.BigInteger()))
