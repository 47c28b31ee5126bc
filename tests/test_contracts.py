"""The import contracts of pyproject.toml hold, and each of them can fail: a copy with forbidden imports is refused."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"

FORBIDDEN = [  # file, line, the contract that refuses it, from where to where it leads
    ("core/model.py", "import httpx", "The core is pure", "bot.core.model -> httpx"),
    ("core/story/__init__.py", "import time", "The core is pure", "bot.core.story -> time"),
    ("core/watch/__init__.py", "from pathlib import Path", "The core is pure", "bot.core.watch -> pathlib"),
    ("core/pipeline.py", "import bot.errors", "Imports go one way", "bot.core.pipeline -> bot.errors"),
    (
        "core/watch/heard/rows.py",
        "import bot.core.watch.packs.items",
        "Watches go one way",
        "bot.core.watch.heard.rows -> bot.core.watch.packs.items",
    ),
    ("messages/text.py", "import bot.store", "Imports go one way", "bot.messages.text -> bot.store"),
    (
        "sources/__init__.py",
        "import bot.channels.telegram",
        "Imports go one way",
        "bot.sources -> bot.channels.telegram",
    ),
    (
        "sources/jsonfeed.py",
        "import bot.sources.newssitemap",
        "Sources do not know each other",
        "bot.sources.jsonfeed -> bot.sources.newssitemap",
    ),
    ("engine.py", "def late() -> None:\n    import bot.app", "Imports go one way", "bot.engine -> bot.app"),
    ("web/__init__.py", "import bot.chat", "Imports go one way", "bot.web -> bot.chat"),
    (
        "channels/console.py",
        "import bot.channels.telegram",
        "Channels do not know each other",
        "bot.channels.console -> bot.channels.telegram",
    ),
]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """import-linter on the package in that folder."""
    command = [sys.executable, "-P", "-c", LINT, "--no-cache", "--no-logo"]
    return subprocess.run(
        command, cwd=folder, env={"PYTHONPATH": str(folder)}, text=True, capture_output=True, check=False
    )


def copied(folder: Path) -> Path:
    """The package and its contracts, to be spoilt."""
    shutil.copytree(ROOT / "bot", folder / "bot", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_the_contracts_hold(tmp_path: Path) -> None:
    linted = lint(copied(tmp_path))
    assert linted.returncode == 0, linted.stdout + linted.stderr
    assert " 0 broken" in linted.stdout


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """contract -> what it refuses in a copy with all that is forbidden: one run says as much as one a line."""
    copy = copied(tmp_path_factory.mktemp("spoilt"))
    for file, line, _, _ in FORBIDDEN:
        with (copy / "bot" / file).open("a", encoding="utf-8") as module:
            module.write(f"\n{line}\n")
    linted = lint(copy)
    assert linted.returncode == 1, linted.stdout + linted.stderr
    return dict(sections(linted.stdout.partition("Broken contracts")[2]))


def sections(text: str) -> Iterator[tuple[str, str]]:
    """Title and text of each, its title underlined."""
    headed = re.split(r"(?m)^(.+)\n-+\n", text)
    yield from zip(headed[1::2], headed[2::2], strict=True)


@pytest.mark.parametrize(("contract", "way"), [row[2:] for row in FORBIDDEN], ids=[row[3] for row in FORBIDDEN])
def test_a_forbidden_import_is_refused(refused: dict[str, str], contract: str, way: str) -> None:
    assert re.search(rf"(?m)^- +{re.escape(way)} \(l\.\d+\)$", refused[contract]), refused[contract]
