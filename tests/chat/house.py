"""A whole bot behind a Bot API server on loopback: what a test of the chat says, and what comes back.

async with open_house(tmp_path) as house:
    await house.says(42, "/watch DeepSeek V4")     # -> the answers, as the chat shows them
    await house.presses(42, "Narrow")              # -> what the press changed or brought
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from pathlib import Path

from telegram import Bot

from bot.channels.telegram import TelegramChannel, make_bot
from bot.chat.room import ChatSettings, Room
from bot.core.model import Address, Chat, Entry, Feed, FeedState, Fetched, Outcome, Watch
from bot.core.ports import Sent
from bot.core.store import Store
from bot.core.watch import Lexicon
from bot.engine import Engine, Settings
from bot.readers import Readers
from tests.core.watch.lexica import lexicon
from tests.fakes.clock import Clock
from tests.fakes.stores import quick_store
from tests.fakes.telegram import TOKEN, Message, TelegramServer

HOST = 1000  # the admin
MEMBER = 2000  # somebody of the allowlist
STRANGER = 3000
SETTINGS = ChatSettings(access="allowlist", admins=(HOST,), allowed=(MEMBER,))

SUPERGROUP = -1_000_000_000_000  # numbers below are supergroups and channels

FEED = "https://chipdaily.example/rss"


class Press:
    """A source that knows a few feeds by heart."""

    kind = "rss"

    def __init__(self) -> None:
        self.entries: dict[str, list[Entry]] = {FEED: []}

    def report(self, title: str, summary: str = "", feed: str = FEED, at: datetime | None = None) -> Entry:
        """Adds an entry, which the next poll of its feed brings."""
        number = len(self.entries.setdefault(feed, [])) + 1
        url = f"{feed.removesuffix('/rss')}/{number}"
        entry = Entry(feed, url, title, url, summary, outlet="Chip Daily", language="en", published_at=at)
        self.entries[feed].append(entry)
        return entry

    async def fetch(self, feed: Feed, now: datetime) -> Fetched:
        if feed.url not in self.entries:
            error = "answers 404 Not Found: check the address"
            return Fetched(Outcome.FAILED, status=404, state=FeedState.FAILING, error=error)
        entries = tuple(replace(entry, seen_at=now) for entry in self.entries[feed.url])
        return Fetched(Outcome.READ, entries, title="Chip Daily", status=200)


@dataclass(slots=True)
class House:
    """The bot, its server, and the levers of a test."""

    server: TelegramServer
    store: Store
    engine: Engine
    room: Room
    clock: Clock
    press: Press
    channel: TelegramChannel
    written: list[Message] = field(default_factory=list)  # all that was sent and edited, in order
    toasts: list[str] = field(default_factory=list)  # that the last press brought
    about: str = ""  # words of the message whose button is pressed next; "": the newest

    async def says(self, chat: int, text: str, **how: int | str) -> list[Message]:
        """Somebody writes; the bot's answers."""
        begin = len(self.written)
        self.server.user_says(chat, text, **how)  # type: ignore[arg-type]  # user, reply_to, thread, lang: as they are
        await self.quiet()
        return self.since(begin, chat)

    async def posts(self, chat: int, text: str, *, as_channel: bool) -> None:
        """A channel's own post, or what an administrator writes as the group itself."""
        kind = "channel" if as_channel else "supergroup" if chat < SUPERGROUP else "group"
        where = {"id": chat, "type": kind, "title": f"{kind} {-chat}"}
        message = {
            "message_id": self.server.ids.next(chat),
            "date": 0,
            "chat": where,
            "sender_chat": where,
            "text": text,
        }
        bot = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
        self.server.room(chat, kind)
        self.server.updates.add(**({"channel_post": message} if as_channel else {"message": message | {"from": bot}}))
        await self.quiet()

    async def sends(self, chat: int, caption: str, file: tuple[str, bytes], user: int = 0) -> list[Message]:
        """Somebody sends a file; the bot's answers."""
        begin = len(self.written)
        self.server.user_sends(chat, file, caption, user=user)
        await self.quiet()
        return self.since(begin, chat)

    async def presses(self, chat: int, label: str, user: int = 0, lang: str = "en") -> list[Message]:
        """Somebody presses the newest button whose label holds these words; what the bot wrote or edited then."""
        message, data = self.button(chat, label)
        self.about = ""
        return await self.presses_data(chat, message, data, user=user, lang=lang)

    async def presses_data(self, chat: int, message: int, data: str, user: int = 0, lang: str = "en") -> list[Message]:
        """The same with any data, under any message."""
        begin = len(self.written)
        query = self.server.press(chat, message, data, user=user, lang=lang)
        await self.quiet()
        answer = self.server.callback_answers[query]  # every press is answered
        self.toasts = [str(answer["text"])] if answer.get("text") else []
        return self.since(begin, chat)

    def since(self, begin: int, chat: int) -> list[Message]:
        """The bot's own of what was written in a chat, or of all for 0."""
        return [m for m in self.written[begin:] if not m.user and chat in (0, m.chat)]

    def button(self, chat: int, label: str) -> tuple[int, str]:
        """The message and the data of the newest button whose label holds these words."""
        for message in reversed(self.server.sent(chat)):
            for one in buttons(message) if self.about in message.text else ():
                if label in one["text"]:
                    return message.id, one.get("callback_data", "")
        raise AssertionError(f"no button says {label}")

    async def quiet(self) -> None:
        """Until the bot has done all that it was told."""
        await self.until(lambda: not len(self.server.updates) and not self.room.busy)

    async def until(self, condition: Callable[[], object]) -> None:
        """Until something is so that nothing tells of; TimeoutError where it never is."""
        async with asyncio.timeout(60):  # a busy machine
            while not condition():  # noqa: ASYNC110 - there is no event for it
                await asyncio.sleep(0.001)

    async def poll(self) -> None:
        """Polls every feed once."""
        for feed in await self.store.feeds():
            await self.engine.poll(feed)

    async def deliver(self) -> list[Message]:
        """Sends what is owed; the messages."""
        before = {(message.chat, message.id) for message in self.server.sent()}
        for delivery in await self.store.queued(self.clock(), 100):
            owed = await self.store.owed(delivery)
            assert owed is not None
            outcome = await self.channel.deliver(owed)
            assert isinstance(outcome, Sent)
            await self.store.mark_sent(delivery, outcome.message_id, owed.stories[0].version, self.clock())
        return [message for message in self.server.sent() if (message.chat, message.id) not in before]


@asynccontextmanager
async def open_house(
    folder: Path,
    settings: ChatSettings = SETTINGS,
    watches: Mapping[int, str] | None = None,  # chat of the configuration -> its term
    server: TelegramServer | None = None,  # that goes on running
    names: Lexicon | None = None,  # None: the small one of the tests
) -> AsyncIterator[House]:
    """Everything started, and the bot listening."""
    async with AsyncExitStack() as closing:
        api = TelegramServer() if server is None else server
        if server is None:
            await closing.enter_async_context(api)
        clock, press, stop = Clock(), Press(), asyncio.Event()
        store = await quick_store(folder / "newsbell.db")
        closing.push_async_callback(store.close)
        engine = Engine(store, {"rss": press}, Readers(names or lexicon()), Settings(), clock, lambda: 0.5)
        wanted = [Watch(Address(chat), term) for chat, term in (watches or {}).items()]
        chats = [Chat(Address(chat), origin="config") for chat in watches or {}]
        await engine.start([Feed(FEED, title="Chip Daily", language="en")], wanted, chats)
        bot = make_bot(TOKEN, api.url)
        closing.push_async_callback(close_bot, bot)
        codes = count(1)
        room = Room(bot, engine, store, settings, clock, lambda: f"code{next(codes)}")
        running = asyncio.create_task(room.run(stop))
        house = House(api, store, engine, room, clock, press, TelegramChannel(bot))
        api.on_message = house.written.append
        yield house
        stop.set()
        await running


def buttons(message: Message) -> list[dict[str, str]]:
    """All buttons of a message, row by row."""
    return [one for row in (message.markup or {}).get("inline_keyboard", ()) for one in row]


async def close_bot(bot: Bot) -> None:
    """Ends its connections."""
    await bot.request.shutdown()
    await bot._request[0].shutdown()  # the pool of get_updates has no public name
