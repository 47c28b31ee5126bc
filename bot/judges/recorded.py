"""What judges are asked, written down a line a question, and such a file as a judge.

    {"a": id, "b": id, "titles": [known, new], "words": score, "answer": probability or null}

Rules: the ids are those of the replayed entries; the order of a and b does not matter to an answer.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from bot.core.model import Answers, Pair, PairKey
from bot.core.ports import Find
from bot.errors import UsageError

Consult = Callable[[Find], Answers]


def line(pair: Pair, answer: float | None) -> str:
    """One question as it is written down."""
    row = {
        "a": pair.known.key,
        "b": pair.new.key,
        "titles": [pair.known.title, pair.new.title],
        "words": round(pair.words, 2),
        "answer": answer,
    }
    return json.dumps(row, ensure_ascii=False)


def written_down(consult: Consult, write: Callable[[str], object]) -> Consult:
    """The same consultation, with each question written down."""

    def consulted(find: Find) -> Answers:
        asked: dict[PairKey, Pair] = {}

        def noted(answers: Answers) -> Sequence[Pair]:
            pairs = find(answers)
            asked.update((pair.key, pair) for pair in pairs)
            return pairs

        answers = consult(noted)
        for key, pair in asked.items():
            write(line(pair, answers.get(key)) + "\n")
        return answers

    return consulted


class Recorded:
    """A judge that answers what stands in a file, and nothing else."""

    name = "of the file"
    kept = False
    batch = 1000

    def __init__(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """rows: as `line` writes them. Raises UsageError with the line that cannot be understood."""
        self._answers: dict[frozenset[str], float] = {}
        for number, row in enumerate(rows, 1):
            try:
                pair, answer = frozenset((str(row["a"]), str(row["b"]))), row["answer"]
                if answer is None:
                    continue
                answer = float(answer)
            except (KeyError, TypeError, ValueError) as error:
                raise UsageError(f"line {number} of the answers: each needs a, b and answer ({error!r}).") from error
            if not 0.0 <= answer <= 1.0:
                raise UsageError(f"line {number} of the answers: {answer} is no probability. Write 0 to 1, or null.")
            self._answers[pair] = answer

    async def same_event(self, pairs: Sequence[Pair]) -> list[float | None]:
        return [self._answers.get(frozenset((pair.known.key, pair.new.key))) for pair in pairs]

    async def close(self) -> None:
        """Nothing is open."""
