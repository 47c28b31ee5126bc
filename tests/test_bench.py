"""python -m bench: finds benchmarks by file name, prints figures for programs and people, keeps what was reached."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench import __main__ as bench
from bench.figure import Figure, Skipped
from bench.gate import FILE, Bound, bounds, broken

FAST = Figure("one", "items", 20_500.4, "items/s", 106.0, 193.4, ">= 200x", False)
FINE = Figure("one", "precision", 0.995, "", goal=">= .98", holds=True)
PLAIN = Figure("one", "memory", 39.0, "MB")


def measure(name: str) -> Iterator[Figure]:
    """Stands in for the benchmarks."""
    if name == "absent":
        raise Skipped("needs data that is not here")
    if name == "broken":
        raise ZeroDivisionError("in the middle of it")
    yield from {"one": (FAST, FINE, PLAIN), "fine": (FINE, PLAIN)}[name]


@pytest.fixture(autouse=True)
def benchmarks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "names", lambda: ["absent", "broken", "fine", "one"])
    monkeypatch.setattr(bench, "figures", measure)


def test_a_file_with_figures_is_a_benchmark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    for file in ("quality_watch.py", "match.py"):
        (tmp_path / file).write_text("def figures(): ...\n")
    for file in ("figure.py", "__main__.py", "_helpers.py"):
        (tmp_path / file).write_text("def other(): ...\n")
    assert bench.names(tmp_path) == ["match", "quality-watch"]


def test_one_json_object_a_figure(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["one", "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["figure"] for line in lines] == ["items", "precision", "memory"]
    assert lines[0] == {
        "bench": "one",
        "figure": "items",
        "value": 20_500.4,
        "unit": "items/s",
        "baseline": 106.0,
        "ratio": 193.4,
        "goal": ">= 200x",
        "holds": False,
    }


def test_a_table_for_people(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench.out, "width", 120)
    assert bench.main(["one"]) == 0
    shown = capsys.readouterr().out
    for part in ("20,500 items/s", "106", "193.4x", ">= 200x", "missed", "0.995", "holds", "39 MB"):
        assert part in shown


@pytest.mark.parametrize(("words", "code"), [(["one"], 0), (["one", "--gate"], 1), (["fine", "--gate"], 0)])
def test_a_lost_bound_counts_at_the_gate_alone(words: list[str], code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "bounds", lambda name: {"items": Bound(least=21_000)} if name == "one" else {})
    assert bench.main(words) == code


@pytest.mark.parametrize(
    ("bound", "says"),
    [
        (Bound(least=0.9), None),
        (Bound(most=1), None),
        (Bound(least=0.995, most=0.995), None),
        (Bound(least=0.996), "“precision” is 0.995; it was at least 0.996 before"),
        (Bound(most=0.5), "“precision” is 0.995; it was at most 0.5 before"),
    ],
)
def test_a_bound_is_kept_or_said_to_be_lost(bound: Bound, says: str | None) -> None:
    assert broken([FINE, PLAIN], {"precision": bound}) == ([says] if says else [])


def test_values_in_a_name_are_no_part_of_it() -> None:
    figure = Figure("one", "F1, overall (P 0.968, R 0.915)", 0.9408, "")
    assert broken([figure], {"F1, overall": Bound(least=0.95)}) == [
        "“F1, overall” is 0.9408; it was at least 0.95 before"
    ]
    assert not broken([figure], {"F1, overall": Bound(least=0.94)})


def test_a_bound_without_its_figure_is_lost() -> None:
    assert broken([PLAIN], {"precision": Bound(least=0)}) == ["“precision” is in gate.toml, but was not measured"]


def test_the_bounds_of_the_project_can_be_read() -> None:
    for name in tomllib.loads(FILE.read_text(encoding="utf-8")):
        assert bounds(name)
        assert Bound() not in bounds(name).values()


def test_what_cannot_be_measured_here_is_skipped_with_its_reason(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["absent", "fine", "--gate", "--json"]) == 0
    shown = capsys.readouterr()
    assert "absent: skipped, needs data that is not here" in shown.err
    assert len(shown.out.splitlines()) == 2


def test_one_that_fails_leaves_the_others_their_turn(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["broken", "fine", "--json"]) == 1
    shown = capsys.readouterr()
    assert "in the middle of it" in shown.err
    assert len(shown.out.splitlines()) == 2


def test_a_name_that_is_none_is_refused_with_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["nosuch"]) == 2
    assert "absent, broken, fine, one" in capsys.readouterr().err
