"""The command line, what `python3 run bot ...` understands. Each command reads its input, calls a part, prints, exits.

Exit codes: 0 all went well; 1 something could not be reached; 2 a fault in the configuration or the command line; 3 the
database.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
from collections.abc import Awaitable, Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, TextIO

import typer
from rich.console import Console

from bot.app import App, compose, grouping_of, now, policy_of, run_bot, run_once, set_up_logging, store_url
from bot.check import run_check
from bot.config import Config, load_config
from bot.convert import Converter
from bot.core.model import TERMINAL, Answers, Entry, Feed, Watch
from bot.core.ports import Find, Judge
from bot.core.store import Explained, Store
from bot.core.story import ASKED
from bot.core.watch import Lexicon, QueryError, explain
from bot.errors import NewsbellError, UsageError
from bot.judges import Panel, make_judges, sitting
from bot.judges.notebook import Notebook
from bot.judges.recorded import Recorded, written_down
from bot.lexicon import load_lexicon, users_lexicon
from bot.messages.comparing import comparison_lines
from bot.opml import Listed, read_opml, write_opml
from bot.replay import Replay, match_as_json, read_jsonl
from bot.store import open_store

COMPARED = 20  # reports of a story that an entry is explained beside
EXAMPLE = Path(__file__).resolve().parent.parent / "config.example.toml"

cli = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode="rich")
packs = typer.Typer(help="Names and ideas of your own.", no_args_is_help=True)
cli.add_typer(packs, name="packs")
out = Console()
err = Console(stderr=True)

ConfigOption = Annotated[
    Path | None, typer.Option("--config", help="The configuration file.", show_default="config.toml", metavar="FILE")
]


@cli.callback(
    invoke_without_command=True, help="Newsbell rings once per story. Without a command: start everything here."
)
def bot(
    context: typer.Context,
    config: ConfigOption = None,
    once: Annotated[bool, typer.Option("--once", help="Poll what is due, deliver what is owed, exit.")] = False,
) -> None:
    """Everything, or one round of it."""
    context.obj = config
    if context.invoked_subcommand is None:
        raise typer.Exit(_run(_file(context, None), run_once if once else run_bot))


@cli.command()
def check(context: typer.Context, config: ConfigOption = None) -> None:
    """Validate the configuration; reach each feed and the Bot API; say what is wrong."""
    raise typer.Exit(_run(_file(context, config), run_check))


@cli.command()
def match(
    context: typer.Context,
    terms: Annotated[list[str], typer.Argument(help="Watch terms: plain words, or the query language.")],
    config: ConfigOption = None,
) -> None:
    """Read texts from standard input, a line each; print one JSON line a text: does each term match, why, where."""
    chosen = config or context.obj
    lexicon = _lexicon(load_config(chosen, os.environ), chosen) if chosen is not None else load_lexicon()
    for line in sys.stdin:
        text = line.rstrip("\r\n")
        answers = [_explained(term, text, lexicon) for term in terms]
        out.file.write(json.dumps({"text": text, "terms": answers}, ensure_ascii=False) + "\n")


@cli.command("replay")
def replay_entries(
    context: typer.Context,
    entries: Annotated[
        Path, typer.Argument(help="JSON Lines, one entry a line, in order of arrival.", metavar="ENTRIES")
    ],
    decisions: Annotated[Path, typer.Option("--decisions", help="Where to write one decision a line.", metavar="OUT")],
    config: ConfigOption = None,
    all_stories: Annotated[bool, typer.Option("--all-stories", help="Group entries that match no watch, too.")] = False,
    judge_log: Annotated[
        Path | None, typer.Option("--judge-log", help="Where to write each question to a judge.", metavar="FILE")
    ] = None,
    judge_answers: Annotated[
        Path | None,
        typer.Option("--judge-answers", help="Such a file, played back instead of asking a judge.", metavar="FILE"),
    ] = None,
) -> None:
    """Put recorded entries through the live pipeline and write down what it decides."""
    file = _file(context, config)
    settings = load_config(file, os.environ)
    watches = [Watch(TERMINAL, w.term, w.threshold, w.min_sources) for w in settings.watches]
    policy = replace(policy_of(settings), group_all=all_stories)
    grouping = grouping_of(settings)
    count = 0
    with _open(entries, "r") as lines, _open(decisions, "w") as written, ExitStack() as closing:
        consult = _consultation(settings, file.parent, judge_log, judge_answers, closing)
        if consult is not None:
            grouping = replace(grouping, asked=ASKED)
        machine = Replay(watches, _lexicon(settings, file), policy, grouping, consult)
        for decided in machine.run(read_jsonl(lines)):
            count += 1
            written.write(json.dumps(decided.as_json(), ensure_ascii=False) + "\n")
    err.print(f"{count} entries decided: {decisions}", highlight=False)


@packs.command()
def convert(
    file: Annotated[Path, typer.Argument(help="A table (.csv, .tsv) or an export (.jsonl).", metavar="FILE")],
    kind: Annotated[str, typer.Option("--kind", help="The kind of rows that name none.")] = "org",
) -> None:
    """Turn a table of names, or a Wikidata export of labels and aliases, into a pack on standard output."""
    converter = Converter(kind, lambda line: err.print(line, markup=False, highlight=False, soft_wrap=True))
    for entry in converter.convert(file):
        out.file.write(entry + "\n")
    err.print(f"{converter.made} entries made, {converter.left_out} rows left out", highlight=False)
    raise typer.Exit(1 if converter.left_out else 0)


@cli.command("explain")
def explain_entry(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="The entry's address, or words of its title.", metavar="URL")],
    beside: Annotated[
        str, typer.Option("--beside", help="Another entry: why the two are one story or are not.", metavar="URL")
    ] = "",
    config: ConfigOption = None,
) -> None:
    """Say why an entry did or did not ring."""
    file = _file(context, config)
    settings = load_config(file, os.environ)
    raise typer.Exit(asyncio.run(_explain(store_url(settings, file.parent), url, beside, _lexicon(settings, file))))


@cli.command()
def backup(
    context: typer.Context,
    copy: Annotated[Path, typer.Argument(help="A file that does not exist yet.", metavar="FILE")],
    config: ConfigOption = None,
) -> None:
    """Write a consistent copy of the database, also while the bot runs."""
    file = _file(context, config)
    asyncio.run(_backup(store_url(load_config(file, os.environ), file.parent), copy))
    out.print(f"Copied to {copy}", highlight=False)


@cli.command("import")
def import_feeds(
    context: typer.Context,
    list: Annotated[Path, typer.Argument(help="An OPML list of feeds.", metavar="FILE")],
    config: ConfigOption = None,
) -> None:
    """Add the feeds of an OPML list, folders as tags; those that are there already stay as they are."""
    file = _file(context, config)
    with _open(list, "r") as opened:
        listed = read_opml(opened.read(), str(list))
    added = asyncio.run(_import(store_url(load_config(file, os.environ), file.parent), listed))
    out.print(f"{added} of {len(listed)} feeds added; the others were there already.", highlight=False)


@cli.command("export")
def export_feeds(
    context: typer.Context,
    list: Annotated[Path, typer.Argument(help="Where to write the OPML list.", metavar="FILE")],
    config: ConfigOption = None,
) -> None:
    """Write all feeds as an OPML list, tags as folders."""
    file = _file(context, config)
    feeds = asyncio.run(_feeds(store_url(load_config(file, os.environ), file.parent)))
    with _open(list, "w") as written:
        written.write(write_opml(feeds))
    out.print(f"{len(feeds)} feeds written: {list}", highlight=False)


@cli.command()
def demo() -> None:
    """Play a bundled day of news in three languages, in fast forward, in this terminal; no network."""
    from bot.demo.play import play  # the demo's parts are loaded when it is asked for

    raise typer.Exit(asyncio.run(play(out)))


def main() -> None:
    """Runs the command line; every foreseen fault is one readable message, not a traceback."""
    try:
        cli(prog_name="python3 run bot")
    except NewsbellError as error:
        err.print(str(error), markup=False, highlight=False, soft_wrap=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:  # `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


def _file(context: typer.Context, config: Path | None) -> Path:
    """The configuration file; made from the example where it is missing."""
    file: Path = config or context.obj or EXAMPLE.with_name("config.toml")
    if not file.exists() and EXAMPLE.exists():
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(EXAMPLE, file)
        except OSError as error:
            raise UsageError(f"{file} cannot be made: {error.strerror}. Name another with --config.") from error
        err.print(f"Made {file} from config.example.toml; edit it to your taste.", highlight=False, soft_wrap=True)
    return file


def _run(file: Path, part: Callable[[App], Awaitable[int]]) -> int:
    config = load_config(file, os.environ)
    set_up_logging(config, err)

    async def inside() -> int:
        async with compose(config, file.parent, out) as app:
            return await part(app)

    return asyncio.run(inside())


def _lexicon(config: Config, file: Path) -> Lexicon:
    return users_lexicon(config.packs.folder, config.packs.tables, file.parent)


def _consultation(
    config: Config, folder: Path, judge_log: Path | None, judge_answers: Path | None, closing: ExitStack
) -> Callable[[Find], Answers] | None:
    """Who is asked during a replay; None: nobody, and nothing is written down."""
    docket = Notebook()
    if judge_answers is not None:
        judges: list[Judge] = [Recorded(read_jsonl(closing.enter_context(_open(judge_answers, "r"))))]
    else:
        judges = make_judges(config.judge, folder, docket, now)
    if not judges and judge_log is None:
        return None
    consult = closing.enter_context(sitting(Panel(judges, docket, now, config.judge.timeout)))
    return consult if judge_log is None else written_down(consult, closing.enter_context(_open(judge_log, "w")).write)


def _explained(term: str, text: str, lexicon: Lexicon) -> dict[str, Any]:
    try:
        explanation = explain(term, {"title": text}, lexicon)
    except QueryError as error:
        raise UsageError(f"the term {term!r}: {error}") from error
    found = explanation.match
    answer: dict[str, Any] = (
        {"term": term, "score": 0, "how": None, "spans": []} if found is None else match_as_json(found)
    )
    return {"term": term, "match": found is not None, **answer, "why": list(explanation.lines)}


async def _explain(database: str, url: str, beside: str, lexicon: Lexicon) -> int:
    store = await open_store(database)
    try:
        found = await _found(store, url)
        others = [await _others(store, explained, beside) for explained in found]
    finally:
        await store.close()
    for explained, known in zip(found, others, strict=True):
        _print_explained(explained)
        for line in comparison_lines(explained.record.reading.entry, known, lexicon):
            out.print(f"  {line}", markup=False, highlight=False, soft_wrap=True)
    if not found:
        out.print("No entry with this address was seen. Is the outlet among the feeds? See: python3 run bot check")
    return 0 if found else 1


async def _found(store: Store, asked: str) -> Sequence[Explained]:
    return await store.explain(asked) if "://" in asked else await store.search(asked)


async def _others(store: Store, explained: Explained, beside: str) -> list[Entry]:
    """What the entry is compared with: what was asked for, else the reports of its story and of the story beside it."""
    if beside:
        return [other.record.reading.entry for other in await _found(store, beside)]
    own = await store.story(explained.record.story) if explained.record.story is not None else None
    ids = () if own is None else (own.maybe, own.follows)
    near = [await store.story(id) for id in ids if id is not None]
    return [report for story in (own, *near) if story is not None for report in story.reports[:COMPARED]]


def _print_explained(explained: Explained) -> None:
    record, entry = explained.record, explained.record.reading.entry
    times = [
        f"{name} {at:%Y-%m-%d %H:%M:%S} UTC"
        for name, at in (("published", entry.published_at), ("seen", entry.seen_at))
        if at
    ]
    story = f"story {record.story}" if record.story is not None else "no story"
    out.print(
        f"{entry.title}\n  {entry.outlet or entry.feed} · {entry.url}", markup=False, highlight=False, soft_wrap=True
    )
    out.print(f"  {' · '.join((*times, story))}", markup=False, highlight=False, soft_wrap=True)
    out.print(f"  {record.stage}: {record.reason}", markup=False, highlight=False, soft_wrap=True)
    for found in record.reading.matches:
        words = ", ".join(
            f"{hit.slot} ({hit.how}, {hit.span.field} {hit.span.start}-{hit.span.end})" for hit in found.hits
        )
        out.print(f"  “{found.term}” {found.score:.0f}: {words}", markup=False, highlight=False, soft_wrap=True)
    for delivery in explained.deliveries:
        where = "the terminal" if delivery.address == TERMINAL else f"chat {delivery.address.chat}"
        trouble = f": {delivery.error}" if delivery.error else ""
        out.print(
            f"  {delivery.kind} to {where}: {delivery.state}{trouble}", markup=False, highlight=False, soft_wrap=True
        )


async def _import(database: str, listed: Sequence[Listed]) -> int:
    """How many were not there yet."""
    store = await open_store(database)
    try:
        added = 0
        for feed in listed:
            wanted = Feed(feed.url, title=feed.title, language=feed.language, tags=feed.tags, origin="chat")
            added += await store.add_feed(wanted)
        return added
    finally:
        await store.close()


async def _feeds(database: str) -> Sequence[Feed]:
    store = await open_store(database)
    try:
        return await store.feeds()
    finally:
        await store.close()


async def _backup(database: str, copy: Path) -> None:
    store = await open_store(database)
    try:
        await store.backup(str(copy))
    finally:
        await store.close()


def _open(path: Path, mode: str) -> TextIO:
    try:
        return path.open(mode, encoding="utf-8")  # type: ignore[return-value]  # text modes alone come here
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}.") from error
