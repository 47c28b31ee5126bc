"""Questions and answers written down, and played back."""

from __future__ import annotations

import json

import pytest

from bot.errors import UsageError
from bot.judges import Panel, sitting
from bot.judges.notebook import Notebook
from bot.judges.recorded import Recorded, line, written_down
from tests.fakes.clock import Clock
from tests.judges.pairs import PaperJudge, pair

ONE, TWO = pair("Quake in Lima", "Lima's port closed"), pair("Cup final", "A draw")


def panel(judge: PaperJudge | Recorded) -> Panel:
    clock = Clock()
    return Panel([judge], Notebook(), clock, clock.now - clock.now.replace(hour=0))


def test_what_is_written_down_can_be_played_back() -> None:
    lines: list[str] = []
    with sitting(panel(PaperJudge(lambda each: 0.97 if each is ONE else None))) as consult:
        answers = written_down(consult, lines.append)(lambda _: [ONE, TWO])
    rows = [json.loads(text) for text in lines]
    assert rows[0] == {
        "a": "Quake in Lima",
        "b": "Lima's port closed",
        "titles": ["Quake in Lima", "Lima's port closed"],
        "words": 40.0,
        "answer": 0.97,
    }
    assert [row["answer"] for row in rows] == [0.97, None]
    with sitting(panel(Recorded(rows))) as consult:
        assert consult(lambda _: [ONE, TWO]) == answers == {ONE.key: 0.97}


def test_the_order_of_the_two_does_not_matter() -> None:
    turned = json.loads(line(ONE, 0.2)) | {"a": ONE.new.key, "b": ONE.known.key}
    with sitting(panel(Recorded([turned]))) as consult:
        assert consult(lambda _: [ONE]) == {ONE.key: 0.2}


@pytest.mark.parametrize(
    "row",
    [{}, {"a": 1, "b": 2}, *({"a": 1, "b": 2, "answer": answer} for answer in (1.5, "yes", float("nan")))],
)
def test_a_line_that_cannot_be_understood_is_named(row: dict[str, object]) -> None:
    with pytest.raises(UsageError, match="line 2"):
        Recorded([{"a": 1, "b": 2, "answer": None}, row])
