"""Recorded entries through the live pipeline."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from bot.commands.screen import err, opened
from bot.config import Config, load_config
from bot.core.model import TERMINAL, Answers, Watch
from bot.core.ports import Find
from bot.lexicon import users_lexicon
from bot.replay import Replay, read_jsonl
from bot.settings import grouping_of, policy_of


@dataclass(frozen=True, slots=True)
class Files:
    """What a replay reads and writes. judge_log: each question, written down; judge_answers: such a file, played back
    instead of asking a judge."""

    config: Path
    entries: Path
    decisions: Path
    judge_log: Path | None
    judge_answers: Path | None


def replay(files: Files, all_stories: bool) -> None:
    """One decision a line. all_stories: entries that match no watch are grouped, too."""
    config = load_config(files.config, os.environ)
    watches = [Watch(TERMINAL, w.term, w.threshold, w.min_sources) for w in config.watches]
    policy = replace(policy_of(config), group_all=all_stories)
    grouping = grouping_of(config)
    count = 0
    with opened(files.entries, "r") as lines, opened(files.decisions, "w") as written, ExitStack() as closing:
        consult = _consultation(config, files, closing)
        if consult is not None:
            grouping = grouping.with_judge()
        lexicon = users_lexicon(config.packs.folder, config.packs.tables, files.config.parent)
        machine = Replay(watches, lexicon, policy, grouping, consult)
        for decided in machine.run(read_jsonl(lines)):
            count += 1
            written.write(json.dumps(decided.as_json(), ensure_ascii=False) + "\n")
    err.print(f"{count} entries decided: {files.decisions}", highlight=False)


def _consultation(config: Config, files: Files, closing: ExitStack) -> Callable[[Find], Answers] | None:
    """Who is asked during a replay; None: nobody, and nothing is written down."""
    if not (config.judge.configured or files.judge_log or files.judge_answers):
        return None
    from bot.commands.judging import consultation

    return consultation(config.judge, files.config.parent, (files.judge_log, files.judge_answers), closing)
