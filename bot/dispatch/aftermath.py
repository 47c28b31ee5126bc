"""What follows from how a send ended: the store is told, and it is said what happens to the delivery and to its chat.

Rules: what was sent is written down however long it takes: a store that fails is asked again until it answers. What is
in doubt stays in doubt until it is resolved: no failure on the way makes it be sent again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import Literal, TypeVar

from bot.core.decision import Delivery, DeliveryKind, DeliveryState, Owed
from bot.core.digests import halves
from bot.core.model import Address
from bot.core.pacing import Pacing
from bot.core.ports import (
    Channel,
    Clock,
    Doubtful,
    MessageGone,
    Migrated,
    NoSuchChat,
    NoSuchThread,
    NotSent,
    Refused,
    SendOutcome,
    Sent,
    Suspended,
    Unhealthy,
)
from bot.core.store import Store
from bot.errors import StoreError
from bot.messages.locale import Voice, voice_of
from bot.messages.report import lost_topic

log = logging.getLogger(__name__)

T = TypeVar("T")

OnUnknown = Literal["probe", "resend", "drop"]
MISSING_LIMIT = 3  # times in a day that a chat may not be found before it is suspended
WIDTH = 10  # sends in flight: enough for 30 a second at 300 ms each; httpx slows down with more
ATTEMPTS = 10  # of one delivery, counted alone when it was its own fault


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds."""

    resolve: float = 1.0  # before a doubtful send is looked for: it may still be on its way
    doubt: float = 5.0  # between two tries to resolve; doubles
    retry: float = 2.0  # before a delivery is tried again; doubles
    longest: float = 300.0  # of whatever doubles
    missing: float = 600.0  # before a chat that was not found is tried again
    unhealthy: float = 300.0  # before a channel that cannot send is tried again
    store: float = 1.0  # between two tries to reach a store that failed
    refill: float = 5.0  # between two looks into the outbox when nobody calls
    grace: float = 3.0  # that sends in flight get when the bot stops


@dataclass(frozen=True, slots=True)
class DeliverySettings:
    """What delivery takes from the configuration, and how it goes about it."""

    on_unknown: OnUnknown = "probe"  # what becomes of a send of which nobody knows whether it arrived
    admins: Sequence[Address] = ()  # who is told of what only they can mend
    fold_after: timedelta = timedelta(0)  # an older first alert goes into a digest; 0: it rings however old it is
    width: int = WIDTH
    patience: Patience = field(default_factory=Patience)


@dataclass(frozen=True, slots=True)
class Next:
    """row: the delivery as it goes on waiting in memory, or None; wait: seconds that its chat waits."""

    row: Delivery | None = None
    wait: float = 0.0
    drop_chat: bool = False  # what else waits for the chat is to be read from the store anew
    again: bool = False  # the store owes something new


DONE = Next()


class Aftermath:
    """Applies outcomes. `health` says why nothing can be sent; "" while all is well."""

    def __init__(self, store: Store, pacing: Pacing, clock: Clock, settings: DeliverySettings) -> None:
        self.health = ""
        self.on_moved: Callable[[], Awaitable[None]] | None = (
            None  # memory must follow: who was told changed in the store
        )
        self._store, self._pacing, self._clock = store, pacing, clock
        self._patience, self._admins = settings.patience, tuple(settings.admins)
        self._limited: dict[int, float] = {}  # chat -> when it was last told to slow down
        self._outages = 0  # in a row
        self._told: set[Address] = set()  # lost threads that the admins know of
        self._doubts: dict[int, int] = {}  # delivery -> tries to resolve it
        self._handlers: dict[type, Callable[[Owed, Channel, SendOutcome], Awaitable[Next]]] = {
            Sent: self._sent,
            NotSent: self._not_sent,
            Doubtful: self._doubtful,
            Refused: self._refused,
            Suspended: self._suspended,
            NoSuchChat: self._no_such_chat,
            Migrated: self._migrated,
            NoSuchThread: self._no_such_thread,
            MessageGone: self._message_gone,
            Unhealthy: self._unhealthy,
        }

    async def apply(self, owed: Owed, channel: Channel, outcome: SendOutcome) -> Next:
        """Stores what became of the delivery and says how it goes on."""
        return await self._handlers[type(outcome)](owed, channel, outcome)

    async def give_up(self, delivery: Delivery, reason: str) -> Next:
        """It will never be sent. Of a digest that certainly did not arrive the stories go on in two smaller ones."""
        log.warning("delivery %d to chat %d is given up: %s", delivery.id, delivery.address.chat, reason)
        if delivery.kind is not DeliveryKind.DIGEST or delivery.doubtful:
            await self._insist(lambda: self._store.mark(delivery.id, DeliveryState.DEAD, reason))
            return DONE
        parts = halves(delivery, self._clock())
        await self._insist(lambda: self._store.replace_digest(delivery, reason, parts))
        if not parts and self.on_moved is not None:
            await self.on_moved()  # its story is not told after all
        return Next(again=bool(parts))

    # ------------------------------------------------------------ one handler an outcome

    async def _sent(self, owed: Owed, channel: Channel, outcome: SendOutcome) -> Next:
        assert isinstance(outcome, Sent)
        self._outages, self.health = 0, ""
        delivery, now = owed.delivery, self._clock()
        version = 0 if delivery.kind is DeliveryKind.DIGEST else owed.stories[0].version
        await self._insist(lambda: self._store.mark_sent(delivery, outcome.message_id, version, now))
        self._doubts.pop(delivery.id, None)
        return DONE

    async def _not_sent(self, owed: Owed, channel: Channel, outcome: SendOutcome) -> Next:
        assert isinstance(outcome, NotSent)
        delivery, wait = owed.delivery, outcome.wait.total_seconds()
        self._doubts.pop(delivery.id, None)
        if outcome.everyone:
            wait = self._pause_all(wait, outcome.reason)
        elif not outcome.counted and outcome.limit:
            self._slow_down(delivery.address.chat, wait)
            if delivery.kind is not DeliveryKind.EDIT:  # to edit twice does no harm
                return await self._limited_again(delivery, wait, outcome.reason)
        elif outcome.counted and delivery.attempts + 1 >= ATTEMPTS:
            return await self.give_up(delivery, f"tried {ATTEMPTS} times: {outcome.reason}")
        elif outcome.counted:
            wait = max(wait, self._doubling(self._patience.retry, delivery.attempts))
        return await self._again(delivery, wait, outcome.reason, counted=outcome.counted)

    async def _doubtful(self, owed: Owed, channel: Channel, outcome: SendOutcome) -> Next:
        assert isinstance(outcome, Doubtful)
        delivery, wait = owed.delivery, self._patience.resolve
        if delivery.doubtful:
            tries = self._doubts[delivery.id] = self._doubts.get(delivery.id, 0) + 1
            wait = self._doubling(self._patience.doubt, tries - 1)
        if delivery.state is DeliveryState.LIMITED:  # it was hardly taken: never to be dropped, as what is unknown may
            return await self._limited_again(delivery, wait, outcome.reason)
        await self._insist(lambda: self._store.mark(delivery.id, DeliveryState.UNKNOWN, outcome.reason))
        return Next(replace(delivery, state=DeliveryState.UNKNOWN, error=outcome.reason), wait)

    async def _refused(self, owed: Owed, channel: Channel, outcome: SendOutcome) -> Next:
        assert isinstance(outcome, Refused)
        return await self.give_up(owed.delivery, outcome.reason)

    async def _suspended(self, owed: Owed, channel: Channel, outcome: SendOutcome) -> Next:
        assert isinstance(outcome, Suspended)
        return await self._suspend(owed.delivery, outcome.reason)

    async def _no_such_chat(self, owed: Owed, channel: Channel, outcome: SendOutcome) -> Next:
        assert isinstance(outcome, NoSuchChat)
        delivery, chat, now = owed.delivery, owed.delivery.address.chat, self._clock()
        if await self._insist(lambda: self._store.count_missing(chat, now)) >= MISSING_LIMIT:
            return await self._suspend(delivery, outcome.reason)
        return await self._again(delivery, self._patience.missing, outcome.reason, counted=False)

    async def _migrated(self, owed: Owed, channel: Channel, outcome: SendOutcome) -> Next:
        assert isinstance(outcome, Migrated)
        delivery, old = owed.delivery, owed.delivery.address.chat
        reason = f"the group moved to {outcome.chat}"
        await self._again(delivery, 0.0, reason, counted=False)  # first, or a crash between the two leaves it in doubt
        await self._insist(lambda: self._store.migrate_chat(old, outcome.chat))
        log.info("chat %d became %d", old, outcome.chat)
        if self.on_moved is not None:
            await self.on_moved()
        return Next(drop_chat=True)

    async def _no_such_thread(self, owed: Owed, channel: Channel, outcome: SendOutcome) -> Next:
        assert isinstance(outcome, NoSuchThread)
        delivery, address = owed.delivery, owed.delivery.address
        if not address.thread:  # the main thread itself is closed
            return await self._suspend(delivery, outcome.reason)
        await self._again(delivery, 0.0, outcome.reason, counted=False)
        await self._insist(lambda: self._store.reroute(delivery.id, 0))
        await self._tell_admins(channel, address, owed.chat.title, outcome.reason)
        return Next(drop_chat=True)

    async def _message_gone(self, owed: Owed, channel: Channel, outcome: SendOutcome) -> Next:
        assert isinstance(outcome, MessageGone)
        delivery, story = owed.delivery, owed.delivery.story
        if story is not None:
            await self._insist(lambda: self._store.forget_message(story, delivery.address))
        await self._insist(lambda: self._store.mark(delivery.id, DeliveryState.DEAD, outcome.reason))
        return DONE

    async def _unhealthy(self, owed: Owed, channel: Channel, outcome: SendOutcome) -> Next:
        assert isinstance(outcome, Unhealthy)
        if outcome.reason != self.health:
            log.error("nothing can be sent: %s What is owed waits.", outcome.reason)
        self.health = outcome.reason
        self._pacing.pause_all(_now() + self._patience.unhealthy)
        return await self._again(owed.delivery, 0.0, outcome.reason, counted=False)

    # ------------------------------------------------------------ what they share

    async def _again(self, delivery: Delivery, wait: float, reason: str, *, counted: bool) -> Next:
        """Back to the queue, in the store and in memory, where it keeps its place before what is younger.

        What is in doubt stays so unless the outcome was counted, which says that it was looked for and is nowhere.
        """
        if delivery.doubtful and not counted:
            return Next(delivery, wait)
        until = self._clock() + timedelta(seconds=wait)
        await self._insist(lambda: self._store.retry(delivery.id, until, reason, counted))
        attempts = delivery.attempts + int(counted)
        return Next(replace(delivery, state=DeliveryState.QUEUED, not_before=until, attempts=attempts), wait)

    async def _limited_again(self, delivery: Delivery, wait: float, reason: str) -> Next:
        """Told to wait: that it was not taken is likely, not certain, and so written down for a process to come."""
        until = self._clock() + timedelta(seconds=wait)
        await self._insist(lambda: self._store.mark_limited(delivery.id, until, reason))
        return Next(replace(delivery, state=DeliveryState.LIMITED, not_before=until, error=reason), wait)

    async def _suspend(self, delivery: Delivery, reason: str) -> Next:
        """The chat takes nothing; what is owed to it stays in the store."""
        chat = delivery.address.chat
        log.warning("chat %d is suspended: %s", chat, reason)
        await self._again(delivery, 0.0, reason, counted=False)
        await self._insist(lambda: self._store.suspend(chat, reason))
        return Next(drop_chat=True)

    def _slow_down(self, chat: int, wait: float) -> None:
        """One chat's limit is its own; when two are refused within a second it is the bot's."""
        now = _now()
        self._limited = {other: at for other, at in self._limited.items() if now - at <= 1.0} | {chat: now}
        log.info("chat %d must wait for %.0f s", chat, wait)
        self._pacing.slow_down(now)
        self._pacing.pause(chat, now + wait, now)
        if len(self._limited) > 1:
            self._pacing.pause_all(now + wait)

    def _pause_all(self, wait: float, reason: str) -> float:
        """Nobody can be reached: sends that fail together count as one outage."""
        now = _now()
        if self._pacing.paused_until() <= now:
            wait = self._doubling(wait, self._outages)
            self._outages += 1
            log.warning("the channel cannot be reached, next try in %.0f s: %s", wait, reason)
            self._pacing.pause_all(now + wait)
        return max(0.0, self._pacing.paused_until() - now)

    def _doubling(self, first: float, times: int) -> float:
        return min(self._patience.longest, first * 2.0 ** min(times, 20))

    async def _tell_admins(self, channel: Channel, address: Address, title: str, reason: str) -> None:
        if address in self._told:
            return
        self._told.add(address)
        where = f"topic {address.thread} of {title or address.chat}"
        log.warning("%s is gone (%s): its alerts go to the main thread", where, reason)
        for admin in self._admins:
            chat = await self._insist(partial(self._store.chat, admin))
            voice = voice_of(chat) if chat else Voice()
            await channel.say(admin, lost_topic(voice, address.thread, title or str(address.chat), reason).text)

    async def _insist(self, call: Callable[[], Awaitable[T]]) -> T:
        """What the store answers, however often it must be asked."""
        while True:
            try:
                return await call()
            except StoreError as error:
                log.error("the outbox cannot be written, trying again: %s", error)
            await asyncio.sleep(self._patience.store)


def _now() -> float:
    return asyncio.get_running_loop().time()
