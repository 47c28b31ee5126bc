"""python -m bench [NAME...] [--json] [--gate]: runs benchmarks and prints each figure as soon as it is measured.

Rules: a benchmark is one file, bench/<name>.py (quality-watch is quality_watch.py), with figures() -> Iterator[Figure].
One that raises Skipped is said to be skipped; one that fails is said to have failed and leaves the others their turn.
Exit codes: 0; 1 where a benchmark failed or, with --gate, where a figure passes a bound of gate.toml; 2 for a name that
is none. A goal is where the project wants to be, a bound is what it has reached and does not give up again.
"""

from __future__ import annotations

import argparse
import dataclasses
import importlib
import json
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from bench.figure import Figure, Skipped
from bench.gate import bounds, broken

FOLDER = Path(__file__).resolve().parent
VERDICTS = {True: Text("holds", "green"), False: Text("missed", "bold red"), None: Text("")}

out = Console()
err = Console(stderr=True)


def names(folder: Path = FOLDER) -> list[str]:
    """The benchmarks there are: every file with figures in it."""
    files = sorted(folder.glob("[!_]*.py"))
    return [file.stem.replace("_", "-") for file in files if "def figures(" in file.read_text(encoding="utf-8")]


def figures(name: str) -> Iterator[Figure]:
    """What one benchmark measures. Raises Skipped."""
    measure: Callable[[], Iterator[Figure]] = importlib.import_module(f"bench.{name.replace('-', '_')}").figures
    return measure()


def as_json(figure: Figure) -> str:
    """One line for a program."""
    return json.dumps(dataclasses.asdict(figure), ensure_ascii=False)


def show_json(measured: Iterable[Figure]) -> list[Figure]:
    """A line a figure, at once."""
    shown = []
    for figure in measured:
        print(as_json(figure), flush=True)
        shown.append(figure)
    return shown


def show_table(measured: Iterable[Figure]) -> list[Figure]:
    """A table of one benchmark, for a person: it grows while it is measured; a pipe gets it at the end."""
    table = Table("figure", box=None, header_style="dim", pad_edge=False)
    for column in ("value", "baseline", "ratio"):
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("goal")
    table.add_column("")
    shown = []
    with Live(table, console=out):
        for figure in measured:
            shown.append(figure)
            table.add_row(*_cells(figure))
    return shown


def _cells(figure: Figure) -> tuple[str | Text, ...]:
    ratio = "" if figure.ratio is None else f"{_short(figure.ratio)}x"
    value = f"{_short(figure.value)} {figure.unit}".rstrip()
    return figure.figure, value, _short(figure.baseline), ratio, figure.goal, VERDICTS[figure.holds]


def _short(value: float | None) -> str:
    """Four significant digits, thousands apart, no exponent."""
    if value is None:
        return ""
    if abs(value) >= 1000 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.3f}" if abs(value) < 1 else f"{value:.4g}"


def run(name: str, show: Callable[[Iterable[Figure]], list[Figure]]) -> list[Figure] | None:
    """Measures and shows one benchmark; its figures, or None where it failed."""
    try:
        return show(figures(name))
    except Skipped as reason:
        err.print(f"{name}: skipped, {reason}", markup=False, highlight=False, soft_wrap=True)
        return []
    except Exception:  # noqa: BLE001  # whatever a benchmark does: the others have their turn, and the exit code tells
        err.print(f"{name}: failed\n{traceback.format_exc()}", markup=False, highlight=False, soft_wrap=True)
        return None


def main(words: Sequence[str] | None = None) -> int:
    """Runs the command line; its exit code."""
    parser = argparse.ArgumentParser(prog="python3 run bench", description="Runs benchmarks, all of them by default.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(names()))
    parser.add_argument("--json", action="store_true", help="one JSON object a figure, a line each")
    parser.add_argument("--gate", action="store_true", help="exit with 1 where a figure passes its bound in gate.toml")
    asked = parser.parse_args(words)
    unknown = [name for name in asked.names if name not in names()]
    if unknown:
        err.print(f"No benchmark {', '.join(unknown)}; there are: {', '.join(names())}", highlight=False)
        return 2
    code = 0
    for name in asked.names or names():
        if not asked.json:
            out.print(f"\n[bold]{name}[/]")
        measured = run(name, show_json if asked.json else show_table)
        lost = broken(measured, bounds(name)) if asked.gate and measured else []
        for line in lost:
            err.print(f"{name}: {line}", markup=False, highlight=False, soft_wrap=True)
        if measured is None or lost:
            code = 1
    return code


if __name__ == "__main__":
    sys.exit(main())
