"""Judges: whether two reports are of one event, where words cannot tell. One file a kind of judge.

    panel.py            asks them in turn within a time bound; counts; leaves one that fails alone for a while
    embedding.py        a sentence model on this machine; exam.py: what it is measured by
    language_model.py   any OpenAI-compatible chat endpoint, within a daily budget
    question.py         the question and the form of its answer, pure
    recorded.py         questions and answers written down (bot replay --judge-log), and played back
    notebook.py         a docket without a database

Rules: never needed and never in the way: what is not answered in time is decided by words. An answer changes a
probability, nothing else.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.config.sections import JudgeSection
from bot.core.docket import Docket
from bot.core.model import Answers
from bot.core.ports import Clock, Find, Judge
from bot.judges.embedding import Embedding
from bot.judges.language_model import Endpoint, LanguageModel
from bot.judges.panel import Panel

__all__ = ["Panel", "make_judges", "make_panel", "sitting"]

MODELS = Path("data") / "models"  # where sentence models are fetched to


def make_judges(settings: JudgeSection, folder: Path, docket: Docket, clock: Clock) -> list[Judge]:
    """The judges that are configured, in the order in which they are asked: first what costs nothing. folder: what the
    configuration's relative paths begin at."""
    judges: list[Judge] = []
    if settings.embedding:
        local = folder / settings.embedding
        judges.append(Embedding(str(local) if local.is_dir() else settings.embedding, folder / MODELS))
    if settings.url:
        judges.append(LanguageModel(_endpoint(settings), docket, clock))
    return judges


def _endpoint(settings: JudgeSection) -> Endpoint:
    return Endpoint(
        settings.url,
        settings.model,
        settings.api_key.get_secret_value(),
        settings.batch,
        settings.daily_budget,
        settings.timeout,
    )


def make_panel(settings: JudgeSection, folder: Path, docket: Docket, clock: Clock) -> Panel:
    """Of the judges that are configured."""
    return Panel(make_judges(settings, folder, docket, clock), docket, clock, settings.timeout)


@contextmanager
def sitting(panel: Panel) -> Iterator[Callable[[Find], Answers]]:
    """The panel's `consult` for a program without an event loop; closes the panel."""
    with asyncio.Runner() as runner:
        try:
            yield lambda find: runner.run(panel.consult(find))
        finally:
            runner.run(panel.close())
