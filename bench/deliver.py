"""Delivery: speed against a strict Bot API server, a breaking alert behind 10,000 digests, and a chaos of lost answers.

The server is the double of tests/fakes: 30 messages a second, real errors, over a real socket; the store is SQLite.
Everything goes through the outbox, as it does live. DELIVER_SENDS=10000 makes the chaos as long as that (minutes),
DELIVER_SEED another one; DELIVER_ONLY (speed, breaking, resend, probe: some of them) leaves the rest out.
"""

from __future__ import annotations

import asyncio
import logging
import os
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from telegram import Bot
from telegram.error import TelegramError
from telegram.ext import AIORateLimiter, ExtBot

from bench.figure import Figure
from bot.channels.telegram import make_bot
from bot.core.model import Address, Chat
from bot.core.pacing import Pacing
from bot.core.store import Store
from bot.dispatch import Patience
from tests.fakes.delivery import Rig, rig
from tests.fakes.telegram import Faults, Limits, TelegramServer
from tests.fakes.telegram_limits import Kind, When
from tests.store import made

MESSAGES = 300  # to distinct chats
DIGESTS = 10_000
BREAKING = 20
CHAOS = int(os.environ.get("DELIVER_SENDS", "500"))
CHATS = 50
KILLS = 2 + CHAOS // 1000
SEED = int(os.environ.get("DELIVER_SEED", "6"))
HANG = 0.5  # seconds after which a bot gives up a call
FRESH = 1_000_000  # the chats that get the breaking alerts: from here on
RATES: Mapping[Kind, float] = {"reset": 0.03, "hang": 0.002, "5xx": 0.01, "429": 0.01}
WHENS: tuple[When, ...] = ("before", "after")  # the message was taken: of each kind as many so as so, also of 429
CHANCES = {(kind, when): rate for kind, rate in RATES.items() for when in WHENS}
BENCH = "deliver"


@dataclass(frozen=True, slots=True)
class Speed:
    """What a way of sending reached."""

    delivered: int
    a_second: float
    throttled: int


def figures() -> Iterator[Figure]:
    """All figures; about two minutes."""
    for chatty in ("telegram", "bot"):  # what goes wrong here goes wrong on purpose
        logging.getLogger(chatty).setLevel(logging.CRITICAL)
    parts: dict[str, Callable[[], Iterator[Figure]]] = {
        "speed": _speed,
        "breaking": _breaking,
        "resend": partial(_chaos, "resend", ""),
        "probe": partial(_chaos, "probe", "0"),
    }
    wanted = os.environ.get("DELIVER_ONLY", " ".join(parts)).split()
    for part in wanted:
        yield from parts[part]()


def _speed() -> Iterator[Figure]:
    ours, library, naive = (asyncio.run(run) for run in (_our_speed(), _library_speed(), _naive_speed()))
    yield Figure(
        BENCH,
        "messages a second, beside AIORateLimiter",
        round(ours.a_second, 1),
        "1/s",
        round(library.a_second, 1),
        round(ours.a_second / library.a_second, 2) if library.a_second else None,
        goal=">= 29.4 with 0 x 429",
        holds=ours.a_second >= 29.4 and ours.throttled == 0,
    )
    yield Figure(
        BENCH,
        f"delivered of {MESSAGES}, beside no limiter",
        ours.delivered,
        "messages",
        naive.delivered,
        round(ours.delivered / max(1, naive.delivered), 2),
        "all",
        ours.delivered == MESSAGES,
    )
    yield Figure(BENCH, f"delivered of {MESSAGES} by AIORateLimiter", library.delivered, "messages")
    for name, other in (("AIORateLimiter", library), ("no limiter", naive)):
        figure = f"429s, beside {name}"
        yield Figure(BENCH, figure, ours.throttled, "answers", other.throttled, None, "0", ours.throttled == 0)


def _measured(server: TelegramServer) -> Speed:
    """The rate in the long run: what the first burst brought ahead of time does not count."""
    times = sorted(message.at for message in server.sent())
    span = times[-1] - times[0] if len(times) > 1 else 0.0
    return Speed(len(times), (len(times) - 2) / span if span else 0.0, server.throttled)


async def _our_speed() -> Speed:
    with tempfile.TemporaryDirectory() as folder:
        server = TelegramServer(limits=Limits())
        async with rig(Path(folder), server, pacing=Pacing(), patience=Patience()) as parts:
            await _add_chats(parts.store, range(1, MESSAGES + 1))
            await parts.ring(1, *(Address(chat) for chat in range(1, MESSAGES + 1)))
            await parts.dispatcher.drain(within=30)
            return _measured(server)


async def _naive_speed() -> Speed:
    """All at once; what is refused is lost."""
    async with TelegramServer(limits=Limits()) as server:
        bot = make_bot(server.token, server.url)
        await _send_all(bot)
        await bot.request.shutdown()
        return _measured(server)


async def _library_speed() -> Speed:
    """The library's own limiter, as it comes."""
    async with TelegramServer(limits=Limits()) as server:
        request = make_bot(server.token, server.url).request
        limiter = AIORateLimiter()
        await limiter.initialize()
        bot = ExtBot(server.token, f"{server.url}/bot", request=request, rate_limiter=limiter)
        await _send_all(bot)
        await request.shutdown()
        return _measured(server)


async def _send_all(bot: Bot) -> None:
    """A message to each chat; what is refused is lost."""

    async def send(chat: int) -> None:
        async with hands:
            try:
                await bot.send_message(chat, "Chip exports")
            except TelegramError:
                return

    hands = asyncio.Semaphore(10)
    await asyncio.gather(*(send(chat) for chat in range(1, MESSAGES + 1)))


def _breaking() -> Iterator[Figure]:
    latencies, throttled = asyncio.run(_breaking_latencies())
    median = statistics.median(latencies) * 1000
    goal, holds = "<= 100 ms", median <= 100
    yield Figure(BENCH, f"breaking behind {DIGESTS:,} digests, median", round(median), "ms", goal=goal, holds=holds)
    yield Figure(BENCH, "the slowest of them", round(max(latencies) * 1000), "ms")
    yield Figure(BENCH, "429s meanwhile", throttled, "answers", goal="0", holds=throttled == 0)


async def _breaking_latencies() -> tuple[list[float], int]:
    """Seconds from the commit of an alert to its acceptance by the server."""
    with tempfile.TemporaryDirectory() as folder:
        server = TelegramServer(limits=Limits())
        async with rig(Path(folder), server, pacing=Pacing(), patience=Patience()) as parts:
            await _owe_digests(parts)
            latencies = []
            async with parts.running():
                await server.wait(lambda: len(server.sent()) > 30)
                for number in range(BREAKING):
                    chat, story = FRESH + number, 2 + number
                    began = time.monotonic()
                    await parts.ring(story, Address(chat))
                    await server.wait(lambda chat=chat: server.sent(chat))  # type: ignore[misc] # bound at once
                    latencies.append(server.sent(chat)[0].at - began)
                    await asyncio.sleep(0.25)
            return latencies, server.throttled


async def _owe_digests(parts: Rig) -> None:
    chats = range(1, DIGESTS + 1)
    await _add_chats(parts.store, [*chats, *range(FRESH, FRESH + BREAKING)])
    digests = tuple(made.digest(1, address=Address(chat)) for chat in chats)
    await parts.store.commit(replace(made.rings(1, Address(1)), deliveries=digests))


async def _add_chats(store: Store, chats: Iterable[int]) -> None:
    await store.sync([], [], [Chat(Address(chat), origin="config") for chat in chats])


def _chaos(policy: str, goal: str) -> Iterator[Figure]:
    lost, doubled, faults = asyncio.run(_chaos_run(policy))
    for name, value in (("lost", lost), ("doubled", doubled)):
        figure = f"{name} of {CHAOS:,} sends with {faults:,} faults and {KILLS} kills, {policy}"
        yield Figure(BENCH, figure, value, "messages", goal=goal, holds=value == 0 if goal else None)


async def _chaos_run(policy: str) -> tuple[int, int, int]:
    """(lost, doubled, faults). The limits are off: it is about what arrives, not when."""
    with tempfile.TemporaryDirectory() as folder:
        server = TelegramServer(faults=Faults(chances=CHANCES, seed=SEED))
        async with rig(Path(folder), server, on_unknown=policy, answer_within=HANG) as parts:
            chats = range(1, CHATS + 1)
            await _add_chats(parts.store, chats)
            await parts.ring_all(range(1, CHAOS // CHATS + 1), *(Address(chat) for chat in chats))
            for kill in range(1, KILLS + 1):
                task = asyncio.create_task(parts.dispatcher.run(asyncio.Event()))
                some = CHAOS * kill // (KILLS + 1)
                await server.wait(lambda some=some: len(server.calls) > some, within=3600)  # type: ignore[misc] # bound at once
                await parts.kill(task)
                parts.clock.forward(hours=1)
                parts.restart()
            await parts.dispatcher.drain(within=3600)
            shown = Counter((message.chat, message.text) for message in server.sent())
            faults = sum(call.status != 200 for call in server.called("sendMessage"))
            return CHAOS - len(shown), sum(shown.values()) - len(shown), faults
