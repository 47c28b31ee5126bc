"""`bot replay` and `bot check` with a judge: asked over HTTP, written down, played back."""

from __future__ import annotations

import asyncio
import io
import json
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner

from bot.app import compose
from bot.check import run_check
from bot.cli import cli
from bot.config import load_config
from tests.fakes.model import KEY, ModelServer

pytestmark = pytest.mark.anyio

ROWS = [
    ("a", "Nvidia supplier in Kulim halts its chip packaging line after a fire", "08:00"),
    ("b", "Cup final in Madrid ends in a draw", "08:10"),
    ("c", "Fire at Kulim plant stops packaging for Nvidia", "08:20"),
]


def write(folder: Path, judge: str = "") -> Path:
    """Entries and a configuration; its path."""
    entries = [
        {"id": id, "title": title, "source": id, "published": f"2026-03-02T{at}:00Z", "lang": "en"}
        for id, title, at in ROWS
    ]
    (folder / "entries.jsonl").write_text("\n".join(map(json.dumps, entries)), encoding="utf-8")
    file = folder / "config.toml"
    file.write_text(f'[web]\nlisten = ""\n[store]\nurl = "sqlite:///news.db"\n{judge}', encoding="utf-8")
    return file


def judge_at(url: str) -> str:
    return f'[judge]\nurl = "{url}"\nmodel = "stub"\napi_key = "{KEY}"\ntimeout = "20s"\n'


def rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


async def replay(folder: Path, *more: str) -> list[int]:
    """The story of each entry."""
    files = {name: str(folder / name) for name in ("entries.jsonl", "config.toml", "out.jsonl")}
    words = ["replay", files["entries.jsonl"], "--config", files["config.toml"], "--decisions", files["out.jsonl"]]
    files_too = [str(folder / word) if word.endswith(".jsonl") else word for word in more]
    ran = await asyncio.to_thread(CliRunner().invoke, cli, [*words, "--all-stories", *files_too])
    assert ran.exit_code == 0, ran.output
    assert KEY not in ran.output
    return [row["story"] for row in rows(folder / "out.jsonl")]


async def check(file: Path) -> tuple[int, str]:
    """Exit code and what is printed."""
    printed = io.StringIO()
    async with compose(load_config(file, {}), file.parent, Console(file=printed, width=200)) as app:
        code = await run_check(app)
    assert KEY not in printed.getvalue()
    return code, printed.getvalue()


async def test_a_models_answers_are_written_down_and_played_back_without_it(tmp_path: Path) -> None:
    async with ModelServer(lambda a, b: "same") as model:
        write(tmp_path, judge_at(model.url))
        assert await replay(tmp_path, "--judge-log", "log.jsonl") == [1, 2, 1]
    (question,) = rows(tmp_path / "log.jsonl")
    assert (question["a"], question["b"], question["answer"]) == ("a", "c", 0.97)
    assert question["titles"] == [ROWS[0][1], ROWS[2][1]] and 0 < question["words"] < 100
    write(tmp_path)
    assert await replay(tmp_path) == [1, 2, 3]
    assert await replay(tmp_path, "--judge-answers", "log.jsonl") == [1, 2, 1]


async def test_questions_are_written_down_without_a_judge_too_so_that_somebody_else_can_answer(tmp_path: Path) -> None:
    write(tmp_path)
    assert await replay(tmp_path, "--judge-log", "log.jsonl") == [1, 2, 3]
    (question,) = rows(tmp_path / "log.jsonl")
    assert question["answer"] is None
    (tmp_path / "answers.jsonl").write_text('{"a": "c", "b": "a", "answer": 1}\n', encoding="utf-8")
    assert await replay(tmp_path, "--judge-answers", "answers.jsonl") == [1, 2, 1]


async def test_check_tries_the_judge(tmp_path: Path) -> None:
    async with ModelServer(lambda a, b: "another" if "opens" in b["title"] else "same") as model:
        file = write(tmp_path, judge_at(model.url))
        code, words = await check(file)
        assert code == 0 and "judge stub 127.0.0.1" in words and "and rightly" in words
        model.opinion = lambda a, b: "same"
        code, words = await check(file)
        assert code == 1 and "larger model" in words
        model.turns(model.refuses(401, f"no: {KEY}"))
        code, words = await check(file)
        assert code == 1 and "judge.api_key" in words
