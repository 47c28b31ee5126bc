"""`bot check`: tries the page's address, every feed and search, the Bot API and the judge and says what is wrong;
stores and sends nothing."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta

import httpx
from rich.markup import escape
from rich.table import Table

from bot.app import App
from bot.channels.redact import redacted
from bot.core.model import Entry, Feed, FeedState, Fetched, Outcome, Pair
from bot.core.ports import Judge
from bot.errors import ChannelError, JudgeError
from bot.lease import is_edited_here
from bot.settings import feeds_of
from bot.terminal import many
from bot.web.listening import listening


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    what: str
    well: bool
    words: str


async def run_check(app: App) -> int:
    """Prints a table; an exit code: 0 where all is well, else 1."""
    findings = [*await _telegram(app), *await _page(app), *await _feeds(app), *await _judges(app)]
    table = Table(box=None, pad_edge=False)
    for heading in ("", "what", "how it is"):
        table.add_column(heading, overflow="fold")
    for finding in findings:
        sign = "[green]ok[/]" if finding.well else "[red]fault[/]"
        table.add_row(sign, escape(finding.what), escape(finding.words))
    here = f"{many(len(app.config.feeds), 'feed')}, {many(len(app.config.watches), 'watch', 'watches')}"
    app.console.print(f"The configuration is valid: {here}.", highlight=False)
    app.console.print(table)
    faults = sum(not finding.well for finding in findings)
    looked = "needs a look" if faults == 1 else "need a look"
    app.console.print(f"{faults} of {len(findings)} {looked}." if faults else "All is well.")
    return 1 if faults else 0


async def _telegram(app: App) -> list[Finding]:
    if app.bot is None:
        return [Finding("Telegram", True, "no token set: alerts go to the terminal")]
    from telegram.error import InvalidToken, TelegramError

    try:
        me = await app.bot.get_me()
    except InvalidToken:
        return [Finding("Telegram", False, "the token is refused. Copy it again from @BotFather.")]
    except TelegramError as error:
        remedy = "Check telegram.api_url and the network; Telegram is blocked in some countries."
        return [Finding("Telegram", False, f"cannot be reached ({redacted(error.message)}). {remedy}")]
    findings = [Finding("Telegram", True, f"@{me.username} answers")]
    for chat in app.config.telegram.chats:
        try:
            found = await app.bot.get_chat(chat)
            findings.append(Finding(f"chat {chat}", True, found.title or found.full_name or "found"))
        except TelegramError as error:
            words = f"{redacted(error.message)}. Write /start to the bot there, or add it to the group."
            findings.append(Finding(f"chat {chat}", False, words))
    return findings


async def _page(app: App) -> list[Finding]:
    listen = app.config.web.listen
    if not listen:
        return []
    what = "status page"
    try:
        listening(listen).close()
    except ChannelError as error:
        if await is_edited_here(app.store) and await _is_a_page(listen):
            return [Finding(what, True, f"http://{listen} is held by the bot that runs here")]
        return [Finding(what, False, str(error))]
    return [Finding(what, True, f"http://{listen} is free for it")]


async def _feeds(app: App) -> list[Finding]:
    """Those of the file, its searches too, and those that a list or a chat added."""
    feeds = feeds_of(app.config, app.engine.lexicon)
    known = {feed.url for feed in feeds}
    added = [feed for feed in await app.store.feeds() if _is_added(feed) and feed.url not in known]
    feeds += [Feed(feed.url, title=feed.title, language=feed.language, location=feed.location) for feed in added]
    answers = await asyncio.gather(*(app.engine.look_at(feed) for feed in feeds))
    return [_finding(feed, fetched) for feed, fetched in zip(feeds, answers, strict=True)]


async def _is_a_page(listen: str) -> bool:
    async with httpx.AsyncClient(timeout=PAGE_WITHIN, trust_env=False) as http:
        try:
            return '"database"' in (await http.get(f"http://{listen}/healthz")).text
        except httpx.HTTPError:
            return False


def _is_added(feed: Feed) -> bool:
    return feed.origin == "chat" and feed.state is not FeedState.OFF


async def _judges(app: App) -> list[Finding]:
    """Each judge on two cases that are plain to a person, with more patience than an alert has."""
    if not app.config.judge.configured:
        return []
    from bot.judges import make_judges
    from bot.judges.notebook import Notebook

    settings = app.config.judge.model_copy(update={"timeout": max(app.config.judge.timeout, PATIENCE)})
    judges = make_judges(settings, app.folder, Notebook(), app.clock)
    try:
        return [await _tried(judge, app) for judge in judges]
    finally:
        for judge in judges:
            await judge.close()


async def _tried(judge: Judge, app: App) -> Finding:
    what = f"judge {judge.name}"
    try:
        async with asyncio.timeout(PATIENCE.total_seconds()):
            await judge.same_event(PLAIN)  # a model may have to be loaded first
            begun = app.clock()
            same, another = await judge.same_event(PLAIN)
    except JudgeError as error:
        return Finding(what, False, str(error))
    except TimeoutError:
        return Finding(what, False, f"no answer within {PATIENCE.total_seconds():g} s. Try again when it is loaded.")
    took = app.clock() - begun
    if took > app.config.judge.timeout:
        remedy = "Raise judge.timeout, or take a smaller model."
        return Finding(what, False, f"answers after {took.total_seconds():.1f} s: too late for judge.timeout. {remedy}")
    if same is None or another is None or same <= another:
        return Finding(what, False, "answers, but takes two plain cases for one another. Choose a larger model.")
    return Finding(what, True, f"answers after {took.total_seconds():.1f} s, and rightly")


def _plain(known: str, new: str) -> Pair:
    return Pair(Entry("check", known, known, outlet="Alpha"), Entry("check", new, new, outlet="Beta"), 50.0)


PATIENCE = timedelta(seconds=60)  # a server may have to load its model first
PAGE_WITHIN = 5.0  # seconds
PLAIN = (
    _plain("Quake of magnitude 6.1 shuts the port of Lima", "Port of Lima closed after 6.1 earthquake"),
    _plain("Quake of magnitude 6.1 shuts the port of Lima", "Port of Lima opens again a week after the earthquake"),
)


def _finding(feed: Feed, fetched: Fetched) -> Finding:
    if fetched.outcome is Outcome.FAILED:
        return Finding(feed.url, False, fetched.error)
    moved = f" · moved for good to {fetched.moved_to}: put that into the configuration" if fetched.moved_to else ""
    return Finding(feed.url, True, f"{many(len(fetched.entries), 'entry', 'entries')} · {fetched.title}{moved}")
