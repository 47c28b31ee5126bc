"""The import contracts of pyproject.toml hold, and each of them can fail: a copy with a forbidden import is refused."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"

FORBIDDEN = [
    ("core/model.py", "import httpx", "The core is pure"),
    ("core/story/__init__.py", "import time", "The core is pure"),
    ("core/watch/__init__.py", "from pathlib import Path", "The core is pure"),
    ("core/pipeline.py", "import bot.errors", "Imports go one way"),
    ("messages/text.py", "import bot.store", "Imports go one way"),
    ("sources/__init__.py", "import bot.channels.telegram", "Imports go one way"),
    ("engine.py", "def late() -> None:\n    import bot.app", "Imports go one way"),
    ("web/__init__.py", "import bot.chat", "Imports go one way"),
    ("channels/console.py", "import bot.channels.telegram", "Channels do not know each other"),
]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """import-linter on the package in that folder."""
    command = [sys.executable, "-P", "-c", LINT, "--no-cache", "--no-logo"]
    return subprocess.run(
        command, cwd=folder, env={"PYTHONPATH": str(folder)}, text=True, capture_output=True, check=False
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The package and its contracts, to be spoilt."""
    shutil.copytree(ROOT / "bot", tmp_path / "bot", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_contracts_hold(copy: Path) -> None:
    linted = lint(copy)
    assert linted.returncode == 0, linted.stdout + linted.stderr
    assert " 0 broken" in linted.stdout


@pytest.mark.parametrize(("file", "line", "contract"), FORBIDDEN, ids=lambda value: str(value)[:40])
def test_a_forbidden_import_is_refused(copy: Path, file: str, line: str, contract: str) -> None:
    with (copy / "bot" / file).open("a", encoding="utf-8") as module:
        module.write(f"\n{line}\n")
    linted = lint(copy)
    assert linted.returncode == 1, linted.stdout + linted.stderr
    assert f"{contract} BROKEN" in linted.stdout
    assert "bot." + file.removesuffix(".py").removesuffix("/__init__").replace("/", ".") in linted.stdout
