"""What a person sees in the terminal: what runs, what to do next, what a sweep brought."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from bot.config import Config, check_config
from bot.core.model import Feed, Fetched, Outcome
from bot.core.store import Counts
from bot.live import Sweep
from bot.terminal import FAILURES_SHOWN, TerminalReporter, greet
from tests.fakes.clock import Clock

TOKEN = {"token": "123456789:AAsecretsecretsecret"}


def counts(feeds: int, watches: int) -> Counts:
    return Counts(feeds, 0, 0, 0, watches, 0, 0, 0, 0, 0, None, None, None, None)


def greeted(telegram: dict[str, object], counted: Counts) -> str:
    out = io.StringIO()
    config: Config = check_config({"telegram": telegram}, "config.toml", {})
    greet(Console(file=out, width=100), config, counted)
    return out.getvalue()


def test_feeds_and_watches_are_counted_wherever_they_came_from() -> None:
    assert "polls 30 feeds for 1 watch." in greeted({}, counts(30, 1))


def test_a_bot_without_feeds_says_how_to_give_it_some() -> None:
    assert "Add [[feeds]] to config.toml" in greeted({}, counts(0, 1))
    assert "[[feeds]]" not in greeted({}, counts(1, 1))


@pytest.mark.parametrize(
    ("telegram", "hint"),
    [({}, "put a token"), (TOKEN, "Write /start"), ({**TOKEN, "chats": [42]}, "Status page")],
)
def test_the_last_line_says_what_to_do_next(telegram: dict[str, object], hint: str) -> None:
    text = greeted(telegram, counts(3, 0))
    assert hint in text.splitlines()[-1]
    assert "secret" not in text


@pytest.mark.parametrize(
    ("listen", "opened"), [("0.0.0.0:8080", "http://127.0.0.1:8080/"), ("[::]:80", "http://[::1]:80/")]
)
def test_the_page_is_named_by_an_address_that_a_browser_opens(listen: str, opened: str) -> None:
    out = io.StringIO()
    greet(Console(file=out, width=100), check_config({"web": {"listen": listen}}, "config.toml", {}), counts(0, 0))
    assert opened in out.getvalue()


def test_a_sweep_names_the_feeds_that_failed_and_counts_the_rest() -> None:
    out = io.StringIO()
    reporter = TerminalReporter(Console(file=out, width=100), Clock())
    reporter.begin(9)
    for number in range(8):
        reporter.polled(Feed(f"https://{number}.example/"), Fetched(Outcome.FAILED, error="answers [404]"))
    reporter.polled(Feed("https://a.example/"), Fetched(Outcome.READ))
    reporter.end(Sweep(9, 8, 1))
    lines = out.getvalue().splitlines()
    assert lines[0] == "1 of 9 feeds read, 1 new entry."
    assert lines[1:-1] == [f"  https://{number}.example/: answers [404]" for number in range(FAILURES_SHOWN)]
    assert lines[-1].strip().startswith("and 3 more")
