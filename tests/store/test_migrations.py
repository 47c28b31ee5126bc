"""The way from an empty or an older database to the shape of tables.py."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text

from bot.errors import StoreError
from bot.store import _prepared, open_store, schema
from bot.store.connect import Database
from bot.store.tables import metadata
from tests.store.conftest import Server
from tests.store.made import NOW, rings

pytestmark = pytest.mark.anyio

NEXT = """
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{head}"

def upgrade():
    with op.batch_alter_table("stories", recreate="{recreate}") as batch:
        batch.add_column(sa.Column("mood", sa.Text(), nullable=False, server_default="calm"))
    {then}
"""


def test_head_is_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(schema._SCRIPTS))
    assert ScriptDirectory.from_config(config).get_current_head() == schema.HEAD


@pytest.fixture(params=["sqlite", "postgresql"])
async def empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without any table."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/newsbell.db"
    server: Server = request.getfixturevalue("postgresql")
    return await server.new()


async def on(url: str, work: Any) -> Any:
    """Runs work(connection) on the database, beside any store."""
    database = Database(await _prepared(url))
    try:
        return await database.rebuild(work)
    finally:
        await database.close()


@pytest.mark.parametrize("way", ["at once", "migrated"])
async def test_a_new_and_a_migrated_database_are_what_the_code_expects(empty: str, way: str) -> None:
    def differences(connection: Connection) -> list[Any]:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        return list(compare_metadata(context, metadata))

    if way == "migrated":
        await on(empty, schema._run_alembic)
    await (await open_store(empty)).close()
    assert await on(empty, differences) == []
    version = await on(empty, lambda c: c.execute(text("SELECT version_num FROM alembic_version")).scalar_one())
    assert version == schema.HEAD


def test_sqlite_gets_the_very_same_tables_from_both(tmp_path: Path) -> None:
    """What Alembic does not compare: AUTOINCREMENT, ON DELETE CASCADE, names of constraints."""
    made, migrated = tmp_path / "made.db", tmp_path / "migrated.db"
    engine = create_engine(f"sqlite:///{made}")
    metadata.create_all(engine)
    engine.dispose()
    engine = create_engine(f"sqlite:///{migrated}")
    with engine.begin() as connection:
        schema._run_alembic(connection)
    engine.dispose()
    assert _schema(made) == _schema(migrated)


def _schema(path: Path) -> dict[str, list[str]]:
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    connection.close()
    lines = {name: sorted(line.strip(" ,\t") for line in sql.replace('"', "").splitlines()) for name, sql in rows}
    return {name: sql for name, sql in lines.items() if name not in ("alembic_version", "sqlite_sequence")}


def _add_migration(monkeypatch: pytest.MonkeyPatch, folder: Path, recreate: str = "always", then: str = "") -> None:
    shutil.copytree(schema._SCRIPTS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "9999_next.py").write_text(NEXT.format(head=schema.HEAD, recreate=recreate, then=then))
    monkeypatch.setattr(schema, "_SCRIPTS", folder)
    monkeypatch.setattr(schema, "HEAD", "9999")


async def test_an_older_database_is_migrated_with_all_it_holds(
    empty: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = await open_store(empty)
    (delivery,) = await store.commit(rings(1))
    await store.mark_sent(delivery, 5, 1, NOW)
    await store.close()
    recreate = "always" if empty.startswith("sqlite") else "never"
    _add_migration(monkeypatch, tmp_path / "migrations", recreate)
    store = await open_store(empty)
    assert await store.stories(NOW) == list(rings(1).stories), "making `stories` anew must not take its reports along"
    assert await store.queued(NOW, 9) == []
    await store.close()
    assert await on(empty, lambda c: c.execute(text("SELECT mood FROM stories")).scalars().all()) == ["calm"]
    if empty.startswith("sqlite"):
        monkeypatch.undo()
        old = await open_store(f"{empty}.before-{schema.HEAD}")
        assert await old.stories(NOW) == list(rings(1).stories)
        await old.close()


async def test_a_migration_that_fails_changes_nothing(
    empty: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = await open_store(empty)
    await store.commit(rings(1))
    await store.close()
    with monkeypatch.context() as patched:
        recreate = "always" if empty.startswith("sqlite") else "never"
        _add_migration(patched, tmp_path / "migrations", recreate, 'op.execute("SELECT * FROM nowhere")')
        for _ in range(2):  # the second finds the copy that the first made
            with pytest.raises(StoreError, match="nowhere"):
                await open_store(empty)
    store = await open_store(empty)
    assert await store.stories(NOW) == list(rings(1).stories)
    assert len(await store.commit(rings(2))) == 1
    await store.close()


async def test_a_newer_database_is_refused_and_left_as_it_is(empty: str) -> None:
    await (await open_store(empty)).close()
    await on(empty, lambda c: c.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    with pytest.raises(StoreError, match=r"newer version of this program.*9999") as caught:
        await open_store(empty)
    assert "Get the newer program" in str(caught.value)
    version = await on(empty, lambda c: c.execute(text("SELECT version_num FROM alembic_version")).scalar_one())
    assert version == "9999"


async def test_another_programs_database_is_refused(empty: str) -> None:
    await on(empty, lambda c: c.execute(text("CREATE TABLE recipes (id INTEGER)")))
    with pytest.raises(StoreError, match="recipes"):
        await open_store(empty)
