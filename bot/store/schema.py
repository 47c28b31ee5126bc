"""Brings a database to the shape of tables.py, whatever version it has; refuses one that is newer.

Rules: the whole way is one transaction. A new database is made in that shape at once; that the migrations lead to the
very same is tested. An SQLite file of an older version is copied to
`<file>.before-<version>` first.
"""

from __future__ import annotations

import logging
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from bot.errors import StoreError
from bot.store.connect import Database
from bot.store.copying import keep_copy
from bot.store.tables import metadata

HEAD = "0008"  # the newest file of migrations/versions (a test compares the two); versions sort as text
log = logging.getLogger(__name__)

_SCRIPTS = Path(__file__).parent / "migrations"
# As Alembic makes it, so that it finds it there when there is something to migrate.
_STAMP = """CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
)"""
_LOCK = 0x6E657773  # "news": two programs that start at once on one PostgreSQL migrate one after the other


async def migrate(database: Database) -> None:
    """Raises StoreError where the database is of a newer version, or not this program's at all."""
    version = await database.read(_version)
    if version == HEAD:
        return  # the everyday case takes no write lock and never imports Alembic
    if version is not None and version > HEAD:
        raise StoreError(
            f"{database.where} was written by a newer version of this program: its schema is {version}, and this one"
            f" knows no newer than {HEAD}. Get the newer program, or set store.url to another database"
        )
    log.info("%s: %s", database.where, f"brought from version {version} to {HEAD}" if version else "made")
    if database.path is not None and version is not None:
        await keep_copy(database.path, Path(f"{database.path}.before-{version}"))
    await database.rebuild(_make if version is None else _upgrade)


def _version(connection: Connection) -> str | None:
    """The version of the schema; None where there is no table yet."""
    tables = set(inspect(connection).get_table_names())
    if "alembic_version" in tables:
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
        return None if found is None else str(found)
    if tables:
        others = ", ".join(sorted(tables)[:3])
        raise StoreError(f"the database holds tables of another program ({others}). Set store.url to one of its own")
    return None


def _make(connection: Connection) -> None:
    """Every table at once: the migrations one by one, and the import of what runs them, take a second."""
    _alone(connection)
    if _version(connection) is not None:  # another program made it meanwhile
        return
    metadata.create_all(connection)
    connection.execute(text(_STAMP))
    connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})


def _upgrade(connection: Connection) -> None:
    _alone(connection)
    _run_alembic(connection)


def _alone(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def _run_alembic(connection: Connection) -> None:
    # Here, not above: the import takes longer than everything else that an up-to-date start does.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
