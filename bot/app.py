"""The composition root: puts the parts together and runs them; the only place with the real clock and randomness.

    run_bot     everything on this machine, until SIGINT or SIGTERM
    run_once    one poll of what is due, what is owed delivered, done

Rules: parts get what they need as values; nobody reaches back here. A part that fails on its own (the web page's port
is taken, the chat cannot be reached) is said and leaves the others running: polling and alerts come first. Parts that a
run may do without, and that take long to import (Telegram, the chat, the page, judges), are imported where they are
put in.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import random
import secrets
from collections.abc import AsyncIterator, Awaitable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from bot.channels.console import ConsoleChannel
from bot.channels.further import chats_of, open_channels
from bot.channels.redact import redacted
from bot.config import Config
from bot.core.budget import Budget
from bot.core.model import TERMINAL, Address, Chat, Watch
from bot.core.ports import Channel, Clock, Source
from bot.core.schedule import Limits
from bot.core.store import Store
from bot.dispatch import DeliverySettings, Dispatcher
from bot.engine import Engine, Settings
from bot.kept import collector_at_rest
from bot.lease import owner_name, sole_editor
from bot.lexicon import users_lexicon
from bot.live import Live
from bot.process import settle, stop_on_signals
from bot.readers import Readers
from bot.settings import feeds_of, grouping_of, policy_of, store_url
from bot.sources import load_sources
from bot.sources.http import Fetcher, FetchSettings
from bot.sources.pool import Parser
from bot.sources.rss import Rss
from bot.store import open_store
from bot.terminal import TerminalReporter, greet

if TYPE_CHECKING:
    from telegram import Bot

    from bot.chat.reply import Admit
    from bot.chat.room import Room
    from bot.hubs import Hubs

log = logging.getLogger(__name__)

STOP_WITHIN = 4.0  # seconds that the parts have to end before they are cancelled


def now() -> datetime:
    """The real clock."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class App:
    """The parts, put together."""

    config: Config
    folder: Path  # what its relative paths begin at
    console: Console
    clock: Clock
    store: Store
    engine: Engine
    live: Live
    reporter: TerminalReporter
    dispatcher: Dispatcher
    bot: Bot | None
    room: Room | None
    hubs: Hubs | None

    @property
    def health(self) -> Mapping[str, str]:
        """What /healthz says: part -> "ok" or what is wrong."""
        return {
            "polling": "ok" if self.live.healthy else "the database does not take what feeds bring",
            "delivery": self.dispatcher.health or "ok",
            "chat": (self.room.health if self.room is not None else "") or "ok",
        }


@asynccontextmanager
async def compose(
    config: Config,
    folder: Path,
    console: Console,
    clock: Clock = now,
    readers: Readers | None = None,
    parser: Parser | None = None,
) -> AsyncIterator[App]:
    """Opens what must be opened and closes it again. folder: what the configuration's relative paths begin at; readers,
    parser: begun before, it closes them, too."""
    async with AsyncExitStack() as closing:
        parser = parser or Parser()
        closing.push_async_callback(parser.close)
        await parser.prepare()
        readers = readers or Readers(users_lexicon(config.packs.folder, config.packs.tables, folder))
        closing.push_async_callback(readers.be_alone)
        store = await open_store(store_url(config, folder))
        closing.push_async_callback(store.close)
        fetcher = Fetcher(_fetch_settings(config))
        closing.push_async_callback(fetcher.close)
        bot = _bot(config)
        channels: dict[str, Channel] = {"console": ConsoleChannel(console)}
        if bot is not None:
            channels["telegram"] = _telegram(bot, store)
        channels |= open_channels(config.channels, clock)
        for channel in channels.values():
            closing.push_async_callback(channel.close)
        sources = load_sources(fetcher, parser)
        engine = Engine(store, sources, readers, _settings(config), clock, random.random)
        if config.judge.configured:
            from bot.judges import make_panel

            panel = make_panel(config.judge, folder, store, clock)
            closing.push_async_callback(panel.close)
            engine.consult = panel.consult
        dispatcher = Dispatcher(store, channels, clock, _delivery_settings(config))
        engine.on_owed = dispatcher.wake
        dispatcher.when_moved(engine.reload)
        reporter = TerminalReporter(console, clock)
        closing.callback(reporter.close)
        live = Live(engine, clock, reporter, config.store.keep)
        closing.push_async_callback(live.close)
        room = None if bot is None else _room(bot, config, engine, clock, dispatcher.turns.admit)
        hubs = _hubs(config, engine, fetcher, sources["rss"], clock)
        yield App(config, folder, console, clock, store, engine, live, reporter, dispatcher, bot, room, hubs)


def _bot(config: Config) -> Bot | None:
    if not config.token:
        return None
    from bot.channels.telegram import make_bot

    return make_bot(config.token, config.telegram.api_url, config.telegram.proxy or None)


def _telegram(bot: Bot, store: Store) -> Channel:
    from bot.channels.telegram import TelegramChannel

    return TelegramChannel(bot, store.known_message_ids)


def _room(bot: Bot, config: Config, engine: Engine, clock: Clock, admit: Admit) -> Room:
    from bot.chat.room import ChatSettings, Room

    settings = config.telegram
    numbers = tuple(chat for chat in settings.chats if isinstance(chat, int))
    chat = ChatSettings(
        settings.access,
        settings.admins,
        settings.allowed,
        numbers,
        settings.timezone,
        settings.quota,
        settings.webhook_url,
    )
    return Room(bot, engine, engine.store, chat, clock, _new_code, admit)


def _hubs(config: Config, engine: Engine, fetcher: Fetcher, source: Source, clock: Clock) -> Hubs | None:
    """What hears hubs; None where they could not reach this machine."""
    if not config.web.public_url or not isinstance(source, Rss):
        return None
    from bot.hubs import Hubs, Ways

    return Hubs(engine, Ways(fetcher, source, config.web.public_url, _new_secret), clock)


async def start(app: App) -> None:
    """Brings the store into line with the configuration."""
    addresses = await _addresses(app)
    others = chats_of(app.config.channels)
    watches = [
        Watch(address, w.term, w.threshold, w.min_sources)
        for address in (*addresses, *(chat.address for chat in others))
        for w in app.config.watches
    ]
    settings = app.config.telegram
    chats = [
        Chat(
            address,
            channel="console" if address == TERMINAL else "telegram",
            language=settings.language,
            timezone=settings.timezone,
            quiet=settings.quiet,
            digest=settings.digest,
            origin="config",
        )
        for address in addresses
    ]
    await app.engine.start(feeds_of(app.config, app.engine.lexicon), watches, [*chats, *others])


async def run_once(app: App) -> int:
    """Polls what is due and delivers what is owed; an exit code: 0, or 1 where no feed could be read."""
    stop = stop_on_signals()
    async with _alone(app, stop) as alone:
        return await _once(app, stop) if alone else 0


async def run_bot(app: App) -> int:
    """Everything, until a signal."""
    stop = stop_on_signals()
    async with _alone(app, stop) as alone:
        return await _everything(app, stop) if alone else 0


def _alone(app: App, stop: asyncio.Event) -> AbstractAsyncContextManager[bool]:
    def waiting(other: str) -> None:
        app.console.print(f"Another Newsbell ({other}) works on this database; waiting for it to end.", highlight=False)

    owner = owner_name(secrets.token_hex(4))
    return sole_editor(app.store, app.clock, owner, waiting, stop)


async def _once(app: App, stop: asyncio.Event) -> int:
    with collector_at_rest():
        await start(app)
        sweep = await app.live.sweep(stop)
    gc.freeze()
    if not stop.is_set():
        await app.engine.digest_of_first_start()
        await app.engine.send_digests()
        await app.dispatcher.drain()
    return 1 if sweep.nothing_reached else 0


async def _everything(app: App, stop: asyncio.Event) -> int:
    await start(app)
    gc.freeze()
    if app.hubs is not None:
        await app.hubs.start()
    greet(app.console, app.config, await app.store.counts(app.clock()))
    services = [asyncio.create_task(_keep_going(name, part), name=name) for name, part in _parts(app, stop).items()]
    try:
        with collector_at_rest():
            sweep = await app.live.sweep(stop)
        if not stop.is_set() and sweep.feeds > sweep.failed:
            listed = await app.engine.digest_of_first_start()
            if not listed and app.config.watches and sweep.entries:
                app.console.print("Nothing to ring for yet: this bot rings when something breaks.")
        settle()
        await app.live.run(stop)
    finally:
        stop.set()
        app.reporter.close()
        _, late = await asyncio.wait(services, timeout=STOP_WITHIN)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
    app.console.print("Stopped; nothing that is owed is lost.")
    return 0


def _parts(app: App, stop: asyncio.Event) -> dict[str, Awaitable[None]]:
    parts: dict[str, Awaitable[None]] = {"delivery": app.dispatcher.run(stop)}
    if app.room is not None:
        parts["chat"] = app.room.run(stop)
    hook = app.room.hook if app.room is not None else None
    if app.hubs is not None:
        parts["hubs"] = app.hubs.run(stop)
    if app.config.web.listen:
        from bot.web import Services, make_app, serve

        receive = hook.receive if hook else None
        page = make_app(Services(app.store, app.clock, lambda: app.health, receive, app.hubs))
        parts["web page"] = serve(page, app.config.web.listen, stop)
    return parts


async def _keep_going(name: str, part: Awaitable[None]) -> None:
    """A part's end by a fault is said; the others go on."""
    try:
        await part
    except Exception as error:  # whatever it was: polling and alerts must go on
        log.error("the %s stopped: %s", name, error, exc_info=log.isEnabledFor(logging.DEBUG))


async def _addresses(app: App) -> list[Address]:
    """The chats of the configuration; the terminal where there is none."""
    if app.bot is None or not app.config.telegram.chats:
        return [TERMINAL]
    numbers = [chat if isinstance(chat, int) else await _number_of(app, chat) for chat in app.config.telegram.chats]
    return [Address(number) for number in numbers if number is not None]


async def _number_of(app: App, name: str) -> int | None:
    """A channel's number by its @name; as it was at an earlier start where Telegram does not answer now."""
    from telegram.error import TelegramError

    assert app.bot is not None
    fact = f"chat {name}"
    try:
        number = (await app.bot.get_chat(name)).id
    except TelegramError as error:
        known = await app.store.value(fact)
        log.error("telegram.chats: %s: %s. Is the bot an administrator there?", name, redacted(str(error)))
        return None if known is None else int(known)
    await app.store.set_value(fact, str(number))
    return number


def _settings(config: Config) -> Settings:
    polling = config.polling
    return Settings(
        limits=Limits(min_interval=polling.min_interval, max_interval=polling.max_interval),
        budget=Budget(polling.requests_a_day, polling.mean_delay),
        policy=policy_of(config),
        grouping=grouping_of(config),
    )


def _delivery_settings(config: Config) -> DeliverySettings:
    admins = tuple(Address(user) for user in config.telegram.admins)
    return DeliverySettings(config.telegram.on_unknown, admins, config.alerts.fold_after)


def _new_code() -> str:
    """An invitation that nobody can guess."""
    return secrets.token_urlsafe(12)


def _new_secret() -> str:
    """What a hub signs with, and what its callback's address ends with."""
    return secrets.token_urlsafe(32)


def _fetch_settings(config: Config) -> FetchSettings:
    polling = config.polling
    return FetchSettings(
        contact=polling.contact,
        total_timeout=polling.timeout,
        allow_private_addresses=polling.allow_private_addresses,
        proxy=polling.proxy,
    )
