"""The command line, what `python3 run bot ...` understands; bot/commands/ does it.

Exit codes: 0 all went well; 1 something could not be reached; 2 a fault in the configuration or the command line; 3 the
database.
"""

from __future__ import annotations

import gc
import os
import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.screen import err, out
from bot.errors import NewsbellError, UsageError

EXAMPLE = Path(__file__).resolve().parent.parent / "config.example.toml"

cli = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode="rich")
packs = typer.Typer(help="Names and ideas of your own.", no_args_is_help=True)
cli.add_typer(packs, name="packs")

ConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--config",
        help="The configuration file.",
        show_default="config.toml in the project's folder",
        metavar="FILE",
    ),
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
        from bot.commands import running

        file = _file(context, None)
        raise typer.Exit(running.once(file) if once else running.everything(file))


@cli.command()
def check(context: typer.Context, config: ConfigOption = None) -> None:
    """Validate the configuration; try the page's port, each feed, the Bot API and the judge; say what is wrong."""
    from bot.commands import running

    raise typer.Exit(running.check(_file(context, config)))


@cli.command()
def match(
    context: typer.Context,
    terms: Annotated[
        list[str], typer.Argument(help="Watch terms: plain words, or the query language.", metavar="TERM")
    ],
    config: Annotated[
        Path | None, typer.Option("--config", help="A configuration file, for packs of your own.", metavar="FILE")
    ] = None,
) -> None:
    """Read texts from standard input, a line each; print one JSON line a text: does each term match, why, where."""
    from bot.commands import matching

    named = config or context.obj  # without one, nothing of the configuration is loaded: it takes longer than the rest
    matching.match(terms, _file(context, named) if named else None)


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
    from bot.commands import replaying

    files = replaying.Files(_file(context, config), entries, decisions, judge_log, judge_answers)
    replaying.replay(files, all_stories)


@packs.command()
def convert(
    file: Annotated[Path, typer.Argument(help="A table (.csv, .tsv) or an export (.jsonl).", metavar="FILE")],
    kind: Annotated[str, typer.Option("--kind", help="The kind of rows that name none.")] = "org",
) -> None:
    """Turn a table of names, or a Wikidata export of labels and aliases, into a pack on standard output."""
    from bot.convert import Converter

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
    from bot.commands import explaining

    raise typer.Exit(explaining.explain(url, beside, _named(context, config)))


@cli.command()
def backup(
    context: typer.Context,
    copy: Annotated[Path, typer.Argument(help="A file that does not exist yet.", metavar="FILE")],
    config: ConfigOption = None,
) -> None:
    """Write a consistent copy of the database, also while the bot runs."""
    from bot.commands import keeping

    keeping.backup(copy, _named(context, config))


@cli.command("import")
def import_feeds(
    context: typer.Context,
    list: Annotated[Path, typer.Argument(help="An OPML list of feeds.", metavar="FILE")],
    config: ConfigOption = None,
) -> None:
    """Add the feeds of an OPML list, folders as tags; those that are there already stay as they are."""
    from bot.commands import keeping

    keeping.import_feeds(list, _file(context, config))


@cli.command("export")
def export_feeds(
    context: typer.Context,
    list: Annotated[Path, typer.Argument(help="Where to write the OPML list.", metavar="FILE")],
    config: ConfigOption = None,
) -> None:
    """Write all feeds as an OPML list, tags as folders."""
    from bot.commands import keeping

    keeping.export_feeds(list, _named(context, config))


@cli.command()
def demo() -> None:
    """Play a bundled day of news in three languages, in fast forward, in this terminal; no network."""
    from bot.commands import running

    raise typer.Exit(running.demo())


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
    finally:
        gc.freeze()  # or Python, before it ends, looks through all that was loaded for garbage


def _file(context: typer.Context, config: Path | None) -> Path:
    """The configuration file; made from the example where it is missing."""
    file = _named(context, config)
    if not file.exists() and EXAMPLE.exists():
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(EXAMPLE, file)
        except OSError as error:
            raise UsageError(f"{file} cannot be made: {error.strerror}. Name another with --config.") from error
        err.print(f"Made {file} from config.example.toml; edit it to your taste.", highlight=False, soft_wrap=True)
    return file


def _named(context: typer.Context, config: Path | None) -> Path:
    """The same, whether or not it is there: what asks a database has nothing to ask a new one."""
    file: Path = config or context.obj or EXAMPLE.with_name("config.toml")
    return file
