"""Any interleaving of commit, send, crash and restart: each (story, chat, thread) is told exactly once.

The chats are a model: they know what truly arrived, as Telegram's do, so that a doubt can be resolved. What the search
for a lost message is worth on the wire is tested in tests/channels/test_telegram.py.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections import Counter
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.decision import Decision, DeliveryKind, Held, HeldBy, Owed, Told
from bot.core.model import Address, Chat
from bot.core.pacing import Pacing
from bot.core.ports import Doubtful, NotSent, Refused, SendOutcome, Sent
from bot.core.store import Store
from bot.dispatch import DeliverySettings, Dispatcher
from tests.fakes.clock import Clock
from tests.fakes.delivery import FREE, HASTE
from tests.fakes.stores import quick_store
from tests.store import made

FATES = (
    *("arrives", "answer lost", "lost", "hangs", "arrives and hangs"),
    *("limit", "arrives and limit", "no network", "refused"),
)
LIMIT = NotSent(timedelta(0), "429", counted=False)
ADDRESSES = (Address(1), Address(2), Address(-1_000_000_000_003, 4), Address(-1_000_000_000_003, 5))

fates = st.lists(
    st.sampled_from(FATES),
    max_size=12,
)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("tell"), st.sets(st.integers(0, 3), min_size=1)),
        st.tuples(st.just("hold"), st.sets(st.integers(0, 3), min_size=1)),
        st.tuples(st.just("crash"), fates),
    ),
    min_size=2,
    max_size=6,
)


class Chats:
    """A channel into chats that remember. `fates` says what happens to the next sends; then all goes well."""

    name = "telegram"

    def __init__(self) -> None:
        self.shown: list[tuple[int, Address]] = []  # (story, address) of every message, in order
        self.fates: list[str] = []
        self.hung = asyncio.Event()

    async def deliver(self, owed: Owed) -> SendOutcome:
        fate = self.fates.pop(0) if self.fates else "arrives"
        await asyncio.sleep(0)
        if fate == "limit":
            return LIMIT
        if fate == "no network":
            return NotSent(timedelta(0), "no connection", everyone=True, counted=False)
        if fate == "refused" and len(owed.stories) > 1:  # a digest: its parts go through
            return Refused("a story that the server does not like")
        if owed.delivery.kind is not DeliveryKind.EDIT and fate in (
            "arrives",
            "refused",
            "answer lost",
            "arrives and hangs",
            "arrives and limit",
        ):
            self.shown += [(story.id, owed.delivery.address) for story in owed.stories]
        if fate in ("hangs", "arrives and hangs"):
            self.hung.set()
            await asyncio.Event().wait()
        if fate == "arrives and limit":
            return LIMIT
        return Sent(len(self.shown)) if fate in ("arrives", "refused") else Doubtful(fate)

    async def top(self, address: Address) -> int | None:
        return len(self.shown)

    async def resolve(self, owed: Owed) -> SendOutcome:
        await asyncio.sleep(0)
        told = (owed.stories[0].id, owed.delivery.address)
        return Sent(self.shown.index(told) + 1) if told in self.shown else NotSent(timedelta(0), "not there")

    async def say(self, address: Address, text: str) -> SendOutcome:
        return Sent()

    async def close(self) -> None: ...


def dispatcher(store: Store, chats: Chats, clock: Clock) -> Dispatcher:
    """A new process, a minute later."""
    clock.forward(minutes=1)
    settings = DeliverySettings(width=3, patience=HASTE)
    return Dispatcher(store, {"telegram": chats}, clock, settings, Pacing(FREE, FREE, FREE))


async def crash(process: Dispatcher, chats: Chats) -> None:
    """The process runs until a send hangs (or for a moment) and is then killed, wherever it is."""
    task = asyncio.create_task(process.run(asyncio.Event()))
    hung = asyncio.create_task(chats.hung.wait())
    await asyncio.wait((hung,), timeout=0.03)
    hung.cancel()
    jobs = [task, *process._jobs]
    for job in jobs:
        job.cancel()
    await asyncio.gather(*jobs, return_exceptions=True)
    chats.hung.clear()


def hold(first: int, last: int, address: Address, clock: Clock) -> Decision:
    """Stories that are kept back, and the digest that brings them."""
    ids = range(first, last + 1)
    held = tuple(Held(id, address, HeldBy.QUIET, clock(), ("chip exports",)) for id in ids)
    stories = tuple(made.story(id, told=frozenset({Told(address, "held")})) for id in ids)
    return Decision((), (), stories, (made.digest(*ids, occasion=f"{first}", address=address),), held)


async def play(plan: list[tuple[str, object]], folder: Path) -> None:
    file, chats, clock = folder / "told.db", Chats(), Clock(made.NOW + timedelta(minutes=1))
    store = await quick_store(file)
    for address in ADDRESSES:
        await store.put_chat(Chat(address))
    process, expected, stories = dispatcher(store, chats, clock), Counter[tuple[int, Address]](), 0
    for step, what in plan:
        if step == "tell":
            assert isinstance(what, set)
            stories += 1
            addresses = [ADDRESSES[index] for index in sorted(what)]
            decision = made.rings(stories, *addresses)
            await store.commit(decision)
            await store.commit(decision)  # the same poll once more, as after a crash between commit and memory
            expected.update((stories, address) for address in addresses)
        elif step == "hold":
            assert isinstance(what, set)
            addresses = [ADDRESSES[index] for index in sorted(what)]
            for address in addresses:
                await store.commit(hold(stories + 1, stories + 3, address, clock))
            stories += 3
            expected.update((id, address) for id in range(stories - 2, stories + 1) for address in addresses)
        else:
            assert isinstance(what, list)
            chats.fates = list(what)
            await crash(process, chats)
            await store.close()
            store = await quick_store(file)
            process = dispatcher(store, chats, clock)
    chats.fates = []
    await process.drain(within=10)
    counts, held = await store.counts(made.NOW), await store.held()
    await store.close()
    assert Counter(chats.shown) == expected
    assert (counts.queued, counts.unknown) == (0, 0)
    assert held == [], "every digest was told"


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps)
def test_each_address_is_told_of_each_story_exactly_once(plan: list[tuple[str, object]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(play([("tell", {0, 1, 2}), *plan], Path(folder)))
