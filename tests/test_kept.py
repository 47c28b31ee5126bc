"""What is kept is what was made, for as long as nothing changed that it was made of; whatever else is as good as
none."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.kept import kept

VALUES = ("one", (1, 2.5, True), {("a", "b"): frozenset({"c"})})


class Workshop:
    """A source in a folder, and how often something was made of it."""

    def __init__(self, folder: Path) -> None:
        self.source = folder / "source.toml"
        self.source.write_text("as it was", "utf-8")
        self.made = 0
        self.values: tuple[Any, ...] = VALUES

    def ask(self) -> tuple[Any, ...]:
        return kept("things", [self.source], self._make)

    def _make(self) -> tuple[Any, ...]:
        self.made += 1
        return self.values

    @property
    def file(self) -> Path:
        """Where it is kept."""
        [file] = (self.source.parent / "__pycache__").iterdir()
        return file


@pytest.fixture
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    return Workshop(tmp_path)


def test_what_was_made_once_is_not_made_again(workshop: Workshop) -> None:
    assert [workshop.ask() for _ in range(3)] == [VALUES] * 3
    assert workshop.made == 1
    assert workshop.file.stat().st_mode & 0o777 == 0o644


def test_a_changed_source_is_worked_out_anew(workshop: Workshop) -> None:
    workshop.ask()
    status = workshop.source.stat()
    workshop.source.write_text("as it is!", "utf-8")  # as long, and as old
    os.utime(workshop.source, ns=(status.st_atime_ns, status.st_mtime_ns))
    workshop.values = ("another",)
    assert workshop.ask() == ("another",)
    assert workshop.ask() == ("another",) and workshop.made == 2


def test_a_source_more_is_another_source(workshop: Workshop) -> None:
    workshop.ask()
    more = workshop.source.with_name("more.toml")
    more.write_text("", "utf-8")
    assert kept("things", [workshop.source, more], lambda: ("more",)) == ("more",)


def test_another_python_works_it_out_anew(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    workshop.ask()
    monkeypatch.setattr(sys, "version", "3.99")
    workshop.ask()
    assert workshop.made == 2


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1])


def _flip(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(data)


def _empty(file: Path) -> None:
    file.write_bytes(b"")


def _open_to_all(file: Path) -> None:
    file.chmod(0o666)


def _open_to_the_group(file: Path) -> None:
    file.chmod(0o664)


def _a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


@pytest.mark.parametrize("spoil", [_cut, _flip, _empty, _open_to_all, _open_to_the_group, _a_folder])
def test_a_spoilt_or_foreign_file_is_as_good_as_none(workshop: Workshop, spoil: Callable[[Path], None]) -> None:
    workshop.ask()
    spoil(workshop.file)
    assert workshop.ask() == VALUES
    assert workshop.made == 2


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_a_file_of_another_user_is_not_read(workshop: Workshop) -> None:
    workshop.ask()
    os.chown(workshop.file, 4242, -1)
    workshop.ask()
    assert workshop.made == 2


def test_where_nothing_can_be_written_it_is_made_each_time(workshop: Workshop) -> None:
    (workshop.source.parent / "__pycache__").write_text("no folder", "utf-8")
    assert [workshop.ask(), workshop.ask()] == [VALUES, VALUES]
    assert workshop.made == 2


def test_nothing_is_written_where_python_may_write_nothing(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert [workshop.ask(), workshop.ask()] == [VALUES, VALUES]
    assert workshop.made == 2 and not (workshop.source.parent / "__pycache__").exists()


def test_it_lies_where_python_keeps_bytecode(
    workshop: Workshop, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path_factory.mktemp("bytecode")
    monkeypatch.setattr(sys, "pycache_prefix", str(elsewhere))
    workshop.ask()
    assert [file.suffix for file in elsewhere.rglob("*") if file.is_file()] == [".kept"]


def test_a_source_that_is_gone_is_for_its_reader_to_tell(workshop: Workshop) -> None:
    workshop.source.unlink()
    assert workshop.ask() == VALUES


def test_what_fails_is_not_kept(workshop: Workshop) -> None:
    def fail() -> tuple[Any, ...]:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        kept("things", [workshop.source], fail)
    assert workshop.ask() == VALUES and workshop.made == 1
