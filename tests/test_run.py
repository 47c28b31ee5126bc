"""`run`, the script that a person types: what it makes, when it makes it again, what it hands on.

No network, and no real .venv is touched.
"""

from __future__ import annotations

import ast
import fcntl
import os
import re
import sys
import tomllib
from collections.abc import Callable
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The script as a module, its project a temporary folder with two locks and no .venv."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)  # it has no suffix, so its bytecode would lie beside it
    loader = SourceFileLoader("run_script", str(ROOT / "run"))
    spec = spec_from_loader(loader.name, loader)
    assert spec is not None
    module: Any = module_from_spec(spec)
    loader.exec_module(module)
    module.ROOT, module.VENV, module.STAMP = tmp_path, tmp_path / ".venv", tmp_path / ".venv" / "newsbell.json"
    for name in LOCKS:
        (tmp_path / name).write_text(f"{name} as it was\n")
    return module


@pytest.fixture
def installed(run: Any, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What gets installed, in order, by fakes of venv and pip that always manage."""
    log: list[str] = []

    def venv(command: list[str]) -> int:
        (run.VENV / "bin").mkdir(parents=True)
        (run.VENV / "bin" / "python").touch()
        log.append("venv")
        return 0

    def pip(*words: str) -> int:
        if words == ("-c", run.AHEAD):
            assert log[-1] in LOCKS and not run.STAMP.exists()
            log.append("compiled")
            return 1  # nothing depends on it
        assert words[:3] == ("-m", "pip", "install")
        assert "--require-hashes" in words
        log.append(words[-1])
        return 0

    monkeypatch.setattr(run.subprocess, "call", venv)
    monkeypatch.setattr(run, "call", pip)
    return log


# ---------------------------------------------------------------- .venv


def test_the_first_use_installs_and_the_second_does_not(run: Any, installed: list[str]) -> None:
    run.prepare(run.RUNTIME)
    run.prepare(run.RUNTIME)
    assert installed == ["venv", "requirements.lock", "compiled"]


def test_development_tools_come_on_top_when_asked_for_and_serve_the_bot_too(run: Any, installed: list[str]) -> None:
    run.prepare(run.RUNTIME)
    run.prepare(run.DEV)
    run.prepare(run.RUNTIME)
    run.prepare(run.DEV)
    assert installed == ["venv", "requirements.lock", "compiled", "requirements-dev.lock", "compiled"]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_changed_lock_makes_it_anew(run: Any, installed: list[str], lock: str) -> None:
    run.prepare(run.DEV)
    (run.VENV / "stale").touch()
    (run.ROOT / lock).write_text("as it is now\n")
    run.prepare(run.DEV)
    assert installed == ["venv", "requirements-dev.lock", "compiled"] * 2
    assert not (run.VENV / "stale").exists()


def test_changed_development_tools_do_not_hold_up_the_bot(run: Any, installed: list[str]) -> None:
    run.prepare(run.DEV)
    (run.ROOT / run.DEV).write_text("as it is now\n")
    run.prepare(run.RUNTIME)
    assert installed == ["venv", "requirements-dev.lock", "compiled"]


def test_another_python_makes_it_anew(run: Any, installed: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    run.prepare(run.RUNTIME)
    monkeypatch.setattr(run.sys, "version_info", (3, 99, 0))
    run.prepare(run.RUNTIME)
    assert installed == ["venv", "requirements.lock", "compiled"] * 2


def test_a_python_that_was_uninstalled_makes_it_anew(run: Any, installed: list[str]) -> None:
    run.prepare(run.RUNTIME)
    link = run.VENV / "bin" / "python"
    link.unlink()
    link.symlink_to(run.ROOT / "no longer there")
    run.prepare(run.RUNTIME)
    assert installed == ["venv", "requirements.lock", "compiled"] * 2


@pytest.mark.parametrize("end", [KeyboardInterrupt, None], ids=["interrupted", "pip failed"])
def test_a_half_made_one_is_made_anew(
    run: Any, installed: list[str], monkeypatch: pytest.MonkeyPatch, end: type[BaseException] | None
) -> None:
    whole = run.call

    def broken(*_: str) -> int:
        if end is not None:
            raise end
        return 1

    monkeypatch.setattr(run, "call", broken)
    with pytest.raises(end or run.Failed):
        run.prepare(run.RUNTIME)
    monkeypatch.setattr(run, "call", whole)
    run.prepare(run.RUNTIME)
    assert installed == ["venv", "venv", "requirements.lock", "compiled"]


@pytest.mark.parametrize("stamp", ["", "{", "[]", "{}", '{"python": 3}', "\x00"])
def test_a_damaged_stamp_counts_as_none(run: Any, installed: list[str], stamp: str) -> None:
    run.prepare(run.RUNTIME)
    run.STAMP.write_text(stamp)
    run.prepare(run.RUNTIME)
    assert installed == ["venv", "requirements.lock", "compiled"] * 2


def test_only_one_run_at_a_time_makes_it(run: Any) -> None:
    with run.alone():
        folder = os.open(run.ROOT, os.O_RDONLY)
        try:
            with pytest.raises(BlockingIOError):
                fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        finally:
            os.close(folder)


def test_the_run_that_waited_finds_it_made(run: Any, installed: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["all", None])  # before the lock was held, and after
    monkeypatch.setattr(run, "missing", lambda *_: next(answers))
    run.prepare(run.RUNTIME)
    assert installed == []


def test_a_lock_that_is_gone_is_said_with_its_remedy(run: Any, capsys: pytest.CaptureFixture[str]) -> None:
    (run.ROOT / run.RUNTIME).unlink()
    assert run.main(["bot"]) == 1
    assert "git checkout requirements.lock" in capsys.readouterr().err


# ---------------------------------------------------------------- commands


@pytest.mark.parametrize(
    ("words", "handed_on"),
    [
        (["bot"], []),
        (["bot", "--once", "--config", "my file.toml"], ["--once", "--config", "my file.toml"]),
        (["bot", "match", "--", "-x"], ["match", "--", "-x"]),
        (["demo"], ["demo"]),
    ],
)
def test_the_bot_takes_the_place_of_run(
    run: Any, monkeypatch: pytest.MonkeyPatch, words: list[str], handed_on: list[str]
) -> None:
    """So a signal reaches the bot itself, and paths mean what they meant to the person who typed them."""
    became: list[tuple[str, list[str], dict[str, str]]] = []
    monkeypatch.setattr(run, "prepare", lambda _: None)
    monkeypatch.setattr(run.os, "execve", lambda *call: became.append(call))
    here = Path.cwd()
    run.main(words)
    ((program, command, environment),) = became
    assert program == command[0] == str(run.VENV / "bin" / "python")
    assert command[1:] == ["-P", "-m", "bot", *handed_on]
    assert environment["PYTHONPATH"].split(os.pathsep)[0] == str(run.ROOT)
    assert Path.cwd() == here


@pytest.mark.parametrize(
    ("words", "added"),
    [
        ([], True),
        (["tests/core", "-k", "fold"], True),
        (["-x", "-q"], True),
        (["-n", "0"], False),
        (["-n4"], False),
        (["-p", "no:xdist"], False),
        (["--pdb"], False),
        (["--numprocesses=3"], False),
    ],
)
def test_tests_run_on_two_processes_unless_told_otherwise(run: Any, words: list[str], added: bool) -> None:
    assert run.pytest_words(words) == (["-n", "2", "--dist", "worksteal", *words] if added else words)


def test_help_names_every_command(run: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main([]) == 0
    shown = capsys.readouterr().out
    assert all(f"python3 run {name}" in shown for name in run.COMMANDS)


def test_an_unknown_command_is_refused_with_those_there_are(run: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main(["tset"]) == 2
    assert "test" in capsys.readouterr().err


@pytest.fixture
def check(run: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[str, str]], int]:
    """`run check` over steps that are given as programs."""

    def over(programs: dict[str, str]) -> int:
        monkeypatch.setattr(run, "prepare", lambda _: None)
        monkeypatch.setattr(run, "python", lambda: sys.executable)
        monkeypatch.setattr(run, "STEPS", [(name, ["-c", program]) for name, program in programs.items()])
        code: int = run.main(["check"])
        return code

    return over


def test_check_goes_on_after_a_failure_and_shows_it_at_the_end(
    check: Callable[[dict[str, str]], int], capsys: pytest.CaptureFixture[str]
) -> None:
    code = check({"lint": "print('line 7 is wrong'); raise SystemExit(3)", "types": "print('all is well')"})
    shown = capsys.readouterr().out
    assert code == 1
    assert re.search(r"lint +FAILED.*\ntypes +ok .* all is well\n", shown)
    assert shown.index("line 7 is wrong") > shown.index("all is well")
    assert shown.endswith("1 of 2 steps failed: lint\n")


def test_check_passes_when_every_step_does(
    check: Callable[[dict[str, str]], int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert check({"lint": "", "types": ""}) == 0
    assert "FAILED" not in capsys.readouterr().out


# ---------------------------------------------------------------- an older Python


def test_its_text_is_one_that_an_old_python_can_read() -> None:
    tree = ast.parse((ROOT / "run").read_text(encoding="utf-8"), feature_version=(3, 7))
    modules = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert modules <= sys.stdlib_module_names
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.returns]


def old_python(run: Any, monkeypatch: pytest.MonkeyPatch, folder: Path, programs: dict[str, int]) -> list[list[str]]:
    """Pretends to be Python 3.9, with programs (name -> exit code) on the PATH; the commands that take its place."""
    folder.mkdir()
    for name, code in programs.items():
        (folder / name).write_text(f"#!/bin/sh\nexit {code}\n")
        (folder / name).chmod(0o755)
    became: list[list[str]] = []
    monkeypatch.setattr(run.sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(run.os, "execv", lambda _, command: became.append(command))
    monkeypatch.setenv("PATH", str(folder))
    return became


def test_an_old_python_hands_over_to_a_newer_one_that_works(
    run: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    became = old_python(run, monkeypatch, tmp_path / "bin", {"python3.13": 127, "python3.11": 0})
    run.main(["bot", "--once"])
    assert became[0] == [str(tmp_path / "bin" / "python3.11"), str(tmp_path / "run"), "bot", "--once"]


def test_an_old_python_alone_says_what_is_missing(
    run: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    became = old_python(run, monkeypatch, tmp_path / "bin", {"python3.13": 127})
    assert run.main(["bot"]) == 1
    assert not became
    assert capsys.readouterr().err == (
        "run: needs Python 3.11 or newer; this is 3.9 and no newer one is on the PATH.\n"
    )


# ---------------------------------------------------------------- the locks


def names(lock: str) -> dict[str, str]:
    """name -> version, of a lock of the project."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    return dict(re.findall(r"^([\w.-]+)==(\S+)", text, re.MULTILINE))


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_has_hashes_and_none_has_an_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    requirements = text.replace("\\\n", " ").splitlines()
    assert len(requirements) == len(names(lock)) > 20
    assert all("--hash=sha256:" in requirement for requirement in requirements)
    assert "://" not in text
    assert "index" not in text


def test_the_development_lock_holds_all_of_the_other() -> None:
    assert names("requirements.lock").items() < names("requirements-dev.lock").items()


def test_the_locks_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for lock, asked in zip(
        LOCKS, (project["project"]["dependencies"], project["dependency-groups"]["dev"]), strict=True
    ):
        wanted = {re.split(r"[\[<>=!~]", requirement)[0].lower() for requirement in asked}
        assert wanted <= names(lock).keys()


@pytest.mark.parametrize("line", ["b @ https://x.test/b.whl", "--option https://x.test/simple"])
def test_a_lock_that_names_an_address_is_refused(run: Any, line: str) -> None:
    run.refuse_addresses("a==1 \\\n    --hash=sha256:00\n")
    with pytest.raises(run.Failed, match=f"would name an address: {line[:3]}"):
        run.refuse_addresses(f"a==1\n{line}\n")
