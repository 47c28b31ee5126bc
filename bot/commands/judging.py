"""Who is asked during a replay: the judges of the configuration, or what they answered before."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from bot.app import now
from bot.commands.screen import opened
from bot.config.sections import JudgeSection
from bot.core.model import Answers
from bot.core.ports import Find, Judge
from bot.judges import Panel, make_judges, sitting
from bot.judges.notebook import Notebook
from bot.judges.recorded import Recorded, written_down
from bot.replay import read_jsonl


def consultation(
    settings: JudgeSection, folder: Path, files: tuple[Path | None, Path | None], closing: ExitStack
) -> Callable[[Find], Answers]:
    """files: where to write down each question, and answers to play back instead of asking anybody."""
    log, answers = files
    docket = Notebook()
    if answers is not None:
        judges: list[Judge] = [Recorded(read_jsonl(closing.enter_context(opened(answers, "r"))))]
    else:
        judges = make_judges(settings, folder, docket, now)
    consult = closing.enter_context(sitting(Panel(judges, docket, now, settings.timeout)))
    return consult if log is None else written_down(consult, closing.enter_context(opened(log, "w")).write)
