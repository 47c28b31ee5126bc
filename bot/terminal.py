"""What a person sees in the terminal while the bot runs: a bar over the first polls, then one line of progress.

Rules: a terminal gets a bar and a line that renews itself; a pipe or a log file gets plain lines, and few of them.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn
from rich.status import Status

from bot.config import Config
from bot.core.model import Feed, Fetched, Outcome
from bot.core.ports import Clock
from bot.core.store import Counts
from bot.engine import Tally
from bot.live import Sweep

FAILURES_SHOWN = 5
PIPE_PAUSE = timedelta(minutes=10)


def greet(console: Console, config: Config, counts: Counts) -> None:
    """What runs, and in one line what to do next. counts: with what chats and lists of feeds added."""
    counted = f"{many(counts.feeds, 'feed')} for {many(counts.watches, 'watch', 'watches')}"
    console.print(f"[bold]Newsbell[/] polls {counted}.", highlight=False, soft_wrap=True)
    if config.web.listen:
        page = config.web.listen.replace("0.0.0.0", "127.0.0.1").replace("[::]", "[::1]")  # who listens everywhere
        console.print(f"Status page: http://{page}/", highlight=False)
    if not counts.feeds:
        remedy = "Add [[feeds]] to config.toml, or bring a list: python3 run bot import FILE"
        console.print(f"There is no feed yet. {remedy}", markup=False, highlight=False, soft_wrap=True)
    if not config.token:
        hint = "Alerts go to this terminal. For Telegram: put a token from @BotFather into config.toml, telegram.token."
    elif not config.telegram.chats:
        hint = "Alerts go to this terminal. Write /start to your bot: it tells the number to put into telegram.chats."
    else:
        return
    console.print(f"[dim]{hint}[/]", highlight=False, soft_wrap=True)


def many(count: int, one: str, more: str = "") -> str:
    """ "1 feed", "2 feeds"; more: a plural that is no mere s."""
    return f"{count} {one if count == 1 else more or one + 's'}"


class TerminalReporter:
    """A bot.live.Reporter on a rich console."""

    def __init__(self, console: Console, clock: Clock) -> None:
        self._console = console
        self._clock = clock
        self._progress: Progress | None = None
        self._bar: TaskID | None = None
        self._line: Status | None = None
        self._failures: list[tuple[str, str]] = []
        self._said = 0  # entries read when a pipe last got its line
        self._quiet_until = clock()

    def begin(self, feeds: int) -> None:
        """A bar over so many feeds."""
        self._failures = []
        if not feeds or not self._console.is_terminal:
            return
        columns = (
            TextColumn("Polling feeds"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("[dim]{task.fields[last]}"),
        )
        self._progress = Progress(*columns, console=self._console, transient=True)
        self._bar = self._progress.add_task("feeds", total=feeds, last="")
        self._progress.start()

    def polled(self, feed: Feed, fetched: Fetched) -> None:
        """One step of the bar."""
        if fetched.outcome is Outcome.FAILED:
            self._failures.append((feed.title or feed.url, fetched.error))
        if self._progress is not None and self._bar is not None:
            self._progress.update(self._bar, advance=1, last=escape(fetched.title or feed.title or feed.url)[:50])

    def end(self, sweep: Sweep) -> None:
        """What the sweep brought; which feeds could not be read and why."""
        if self._progress is not None:
            self._progress.stop()
            self._progress = None
        if not sweep.feeds:
            self._say("No feed is due now.")
            return
        read = sweep.feeds - sweep.failed
        self._say(f"{read} of {many(sweep.feeds, 'feed')} read, {many(sweep.entries, 'new entry', 'new entries')}.")
        if sweep.nothing_reached:
            _, error = self._failures[0] if self._failures else ("", "")
            self._say(f"[bold]No feed could be reached[/] ({escape(error.rstrip('.'))}).")
            self._say("See the bot at work without a network: [bold]python3 run demo[/]")
            return
        for name, error in self._failures[:FAILURES_SHOWN]:
            self._say(f"  [yellow]{escape(name)}[/]: {escape(error)}")
        if len(self._failures) > FAILURES_SHOWN:
            self._say(f"  [dim]and {len(self._failures) - FAILURES_SHOWN} more; python3 run bot check tells all[/]")

    def _say(self, line: str) -> None:
        self._console.print(line, highlight=False, soft_wrap=True)

    def status(self, tally: Tally, next_poll_at: datetime | None) -> None:
        """Polls, entries, alerts, next poll. A terminal's line renews itself; a pipe gets one in ten minutes at most,
        and only when something was read."""
        now = self._clock()
        text = (
            f"{many(tally.polls, 'poll')} ({tally.failed} failed), {many(tally.entries, 'entry', 'entries')} read, "
            f"{many(tally.alerts, 'message')} owed; next poll {_in(next_poll_at, now)}"
        )
        if self._console.is_terminal:
            if self._line is None:
                self._line = self._console.status("")
                self._line.start()
            self._line.update(f"[dim]{text}[/]")
        elif tally.entries != self._said and now >= self._quiet_until:
            self._say(text)
            self._said, self._quiet_until = tally.entries, now + PIPE_PAUSE

    def close(self) -> None:
        """Takes the bar and the line away."""
        for shown in (self._progress, self._line):
            if shown is not None:
                shown.stop()


def _in(at: datetime | None, now: datetime) -> str:
    if at is None:
        return "when a feed is added"
    seconds = max(0, round((at - now).total_seconds()))
    return f"in {seconds} s" if seconds < 120 else f"in {round(seconds / 60)} min"
