"""Delivery from the outbox to the chat, put together for tests and benchmarks.

A real store and the strict Bot API server, with the real python-telegram-bot between them.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from telegram import Bot

from bot.channels.telegram import TelegramChannel, make_bot
from bot.core.decision import Decision, Delivery
from bot.core.model import Address, Chat
from bot.core.pacing import Limit, Pacing
from bot.core.ports import Channel
from bot.core.store import Store
from bot.dispatch import DeliverySettings, Dispatcher, Patience
from tests.fakes.clock import Clock
from tests.fakes.stores import quick_store
from tests.fakes.telegram import TOKEN, TelegramServer
from tests.store import made

HASTE = Patience(
    resolve=0.01, doubt=0.01, retry=0.01, longest=0.05, missing=0.02, unhealthy=60, store=0.01, refill=0.05, grace=1
)
FREE = Limit(0.0, 1)  # no limit at all


@dataclass
class Rig:
    """The parts. The bot and the dispatcher are those of the present process; restart() makes new ones."""

    store: Store
    server: TelegramServer
    clock: Clock
    settings: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._bots: list[Bot] = []
        self.restart()

    def restart(self, token: str = TOKEN, channel: Channel | None = None, **settings: Any) -> None:
        """A new process on the same database: nothing that was in memory is left. settings: the Dispatcher's."""
        self.bot = make_bot(token, self.server.url, answer_within=self.settings.get("answer_within", 20.0))
        self._bots.append(self.bot)
        self.channel = channel or TelegramChannel(self.bot, self.store.known_message_ids, probe_every=0.0)
        mine = {name: value for name, value in self.settings.items() if name != "answer_within"}
        chosen: dict[str, Any] = {"patience": HASTE, "pacing": Pacing(FREE, FREE, FREE)} | mine | settings
        pacing = chosen.pop("pacing")
        self.dispatcher = Dispatcher(
            self.store, {"telegram": self.channel}, self.clock, DeliverySettings(**chosen), pacing
        )

    async def close(self) -> None:
        """Closes every connection."""
        for bot in self._bots:
            await bot.request.shutdown()
        await self.store.close()

    async def owe(self, decision: Decision) -> tuple[Delivery, ...]:
        """Commits; chats that are not there yet are made."""
        for delivery in decision.deliveries:
            if await self.store.chat(delivery.address) is None:
                await self.store.put_chat(Chat(delivery.address))
        stored = await self.store.commit(decision)
        self.dispatcher.wake()
        return stored

    async def ring(self, story: int = 1, *addresses: Address) -> None:
        """A story that rings at these addresses."""
        await self.owe(made.rings(story, *addresses))

    async def ring_all(self, stories: Iterable[int], *addresses: Address) -> None:
        """Many stories at these addresses, in one commit."""
        decisions = [made.rings(story, *addresses) for story in stories]
        await self.owe(
            Decision(
                decisions[0].feeds,
                tuple(record for decision in decisions for record in decision.records),
                tuple(story for decision in decisions for story in decision.stories),
                tuple(delivery for decision in decisions for delivery in decision.deliveries),
            )
        )

    async def grow(self, story: int, outlets: int, *addresses: Address) -> None:
        """More publishers tell the story."""
        decision = made.grows(story, outlets, *addresses)
        [grown] = decision.stories
        reports = tuple(
            replace(report, url=f"https://site{n}.example/x", outlet=f"Outlet {n}") if n else report
            for n, report in enumerate(grown.reports)
        )
        await self.owe(replace(decision, records=(), stories=(replace(grown, reports=reports),)))

    async def drain(self) -> None:
        """Delivers what can be delivered."""
        await self.dispatcher.drain(within=120.0)

    async def states(self) -> dict[str, int]:
        """How many deliveries wait: queued, unknown, dead, sent."""
        counts = await self.store.counts(self.clock())
        return {"queued": counts.queued, "unknown": counts.unknown, "dead": counts.dead, "sent": counts.sent}

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """The dispatcher runs inside the block."""
        stop = asyncio.Event()
        task = asyncio.create_task(self.dispatcher.run(stop))
        try:
            yield
        finally:
            stop.set()
            await task

    async def kill(self, task: asyncio.Task[None]) -> None:
        """Ends the process's delivery at once, wherever it is."""
        jobs = [task, *self.dispatcher._jobs]
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)


@asynccontextmanager
async def rig(folder: Path, server: TelegramServer | None = None, **settings: Any) -> AsyncIterator[Rig]:
    """A rig on a new database. settings: the Dispatcher's."""
    store = await quick_store(folder / "delivery.db")
    async with server or TelegramServer() as started:
        parts = Rig(store, started, Clock(made.NOW + timedelta(minutes=2)), settings)
        try:
            yield parts
        finally:
            await parts.close()


def rung(server: TelegramServer, chats: Iterable[int]) -> dict[int, int]:
    """How many messages of the bot each chat shows."""
    return {chat: len(server.sent(chat)) for chat in chats}
