"""Replay: the live pipeline over history, one line a decision."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.core.alert import Policy
from bot.core.model import TERMINAL, Watch
from bot.core.story import Grouping
from bot.errors import UsageError
from bot.lexicon import load_lexicon
from bot.replay import Replay, entry_of, moment, read_jsonl

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def replay(*rows: dict[str, Any], all_stories: bool = False) -> list[dict[str, Any]]:
    machine = Replay([Watch(TERMINAL, "DeepSeek V4")], load_lexicon(), Policy(group_all=all_stories), Grouping())
    return [decided.as_json() for decided in machine.run(rows)]


def test_every_entry_gets_a_line_with_what_was_decided() -> None:
    title = "DeepSeek V4 arrives with a low price"
    rows = replay(
        {"id": "a", "title": title, "source": "Alpha", "published": "2026-01-01T08:00:00Z"},
        {"id": 2, "title": "The cup final ends in a draw", "source": "Alpha", "published": "2026-01-01T08:05:00Z"},
        {"id": "c", "title": title, "source": "Beta", "published": "2026-01-01T09:00:00Z"},
    )
    assert [row["id"] for row in rows] == ["a", 2, "c"]
    assert [row["alert"] for row in rows] == [True, False, False]
    assert rows[0]["story"] == rows[2]["story"] and rows[1]["story"] is None
    (match,) = rows[0]["matches"]
    assert match["term"] == "DeepSeek V4" and match["spans"] == [["title", 0, 8], ["title", 9, 11]]
    assert json.loads(json.dumps(rows)) == rows
    assert rows[1]["reason"].startswith("no match") and rows[2]["reason"].startswith("joined")


def test_all_stories_groups_what_nobody_watches() -> None:
    rows = replay(
        {"id": 1, "title": "The cup final ends in a draw", "source": "Alpha"},
        {"id": 2, "title": "The cup final ends in a draw", "source": "Beta"},
        all_stories=True,
    )
    assert rows[0]["story"] == rows[1]["story"] is not None
    assert not any(row["alert"] for row in rows)


def test_the_clock_is_published_and_never_runs_back() -> None:
    assert entry_of({"id": 1, "title": "t", "published": "2025-12-31"}, NOW).seen_at == NOW
    later = entry_of({"id": 1, "title": "t", "published": "2026-01-02"}, NOW)
    assert later.seen_at == datetime(2026, 1, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-02-28", datetime(2026, 2, 28, 12, tzinfo=UTC)),
        ("2026-02-28T07:00:00+07:00", datetime(2026, 2, 28, tzinfo=UTC)),
        ("2026-02-28 10:10:28", datetime(2026, 2, 28, 10, 10, 28, tzinfo=UTC)),
        ("2026-02-28T10:10:28Z", datetime(2026, 2, 28, 10, 10, 28, tzinfo=UTC)),
    ],
)
def test_moments(text: str, at: datetime) -> None:
    assert moment(text) == at


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([{"title": "no id"}], "line 1.*id"),
        ([{"id": 1, "title": "t"}, {"id": 2}], "line 2.*title"),
        ([{"id": 1, "title": "t", "published": "yesterday"}], "line 1: 'yesterday' is no time. Write it as"),
    ],
)
def test_a_line_that_cannot_be_understood_is_named(rows: list[dict[str, Any]], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        replay(*rows)


@pytest.mark.parametrize(("line", "words"), [("{", "line 2 is no JSON"), ("[]", "line 2 is no JSON object")])
def test_a_file_that_is_no_json_lines_is_named(line: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        list(read_jsonl(['{"id": 1, "title": "t"}', line]))


def test_an_entry_without_anything_but_id_and_title_is_decided() -> None:
    assert replay({"id": 1, "title": "DeepSeek V4 \ud800 💥"})[0]["alert"]
