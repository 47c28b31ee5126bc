"""The loop of delivery: fills the lineup from the store, starts sends as pacing allows, lets the aftermath follow.

Rules: one send in flight for each chat, so that its order is kept and a lost answer leaves one message in doubt, not
two. A first alert that waited for too long is no news: it goes into a digest. Memory is a window onto the outbox, read
by priority: ten thousand digests do not hide a breaking alert, and a chat that is stuck hides nobody. What leaves
memory while the outbox is being read is not taken in from that reading, which may be older.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta

from bot.core.decision import Delivery, DeliveryKind, DeliveryState, Owed, Priority
from bot.core.lineup import Lineup
from bot.core.pacing import Pacing
from bot.core.ports import Channel, Clock, Doubtful, NotSent, Refused, SendOutcome
from bot.core.store import Store
from bot.dispatch.aftermath import Aftermath, DeliverySettings, Next
from bot.dispatch.turns import Turns
from bot.errors import StoreError

log = logging.getLogger(__name__)

KEPT_FREE = 2  # of the hands that send, those that edits and digests may not take: what is urgent never waits for one
WINDOW = 256  # deliveries read from the outbox at once
DOUBTFUL = 1000  # rows to resolve that are read at once
FIRST = (DeliveryKind.SEND, DeliveryKind.REPLY)
DEFAULT = DeliverySettings()


class Dispatcher:
    """Delivers what the outbox owes. One for each database."""

    def __init__(
        self,
        store: Store,
        channels: Mapping[str, Channel],
        clock: Clock,
        settings: DeliverySettings = DEFAULT,
        pacing: Pacing | None = None,
    ) -> None:
        self._store, self._channels, self._clock = store, channels, clock
        self._settings, self._patience = settings, settings.patience
        self._pacing = pacing or Pacing()
        self._after = Aftermath(store, self._pacing, clock, settings)
        self._lineup = Lineup()
        self._known: set[int] = set()  # ids in the lineup and in flight
        self._left: set[int] = set()  # ids that left memory since the outbox began to be read
        self._jobs: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Event()
        self.turns = Turns(self._pacing, self._changed)  # of answers, which go first
        self._wanted = True  # to look into the outbox
        self._refill_at = 0.0
        self._limit = WINDOW
        self._hidden: int | None = None  # the priority of what the outbox may hold beyond what was read
        self._recovered = False
        self._trouble = ""  # with the store
        self._missing: set[str] = set()  # channels that chats are reached by, and that are not set up

    @property
    def health(self) -> str:
        """Why nothing can be sent now; "" while all is well."""
        missing = f"not set up: {', '.join(sorted(self._missing))}" if self._missing else ""
        return self._after.health or self._trouble or missing

    def when_moved(self, follow: Callable[[], Awaitable[None]]) -> None:
        """`follow` is called after the store changed who was told of what (a chat's number was rewritten, a digest was
        refused): memory must follow."""
        self._after.on_moved = follow

    def wake(self) -> None:
        """Something new is owed."""
        self._wanted = True
        self._changed.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Delivers until told to stop; then lets what is in flight end, within bounds."""
        watch = asyncio.create_task(self._wake_at(stop))
        try:
            await self._recover()
            while not stop.is_set():
                await self._step()
                await self._rest(float("inf"))
        finally:
            watch.cancel()
            await self._finish()

    async def drain(self, within: float = 60.0) -> None:
        """Delivers what may be sent now and returns; after `within` seconds at the latest, what is left stays owed."""
        end = _now() + within
        self._wanted = True
        try:
            await self._recover()
            while _now() < end:
                await self._step()
                upcoming = self._next_at(_now())
                if not self._jobs and not self._wanted and (upcoming is None or upcoming > end):
                    return
                await self._rest(end)
        finally:
            await self._finish()

    # ------------------------------------------------------------ the loop

    async def _recover(self) -> None:
        while not self._recovered:
            try:
                count = await self._store.recover()
            except StoreError as error:
                log.error("the outbox cannot be read, trying again: %s", error)
                await asyncio.sleep(self._patience.store)
            else:
                self._recovered = True
                if count:
                    log.warning("the bot had stopped in the middle of %d sends: they are resolved first", count)

    async def _step(self) -> None:
        self._changed.clear()  # first: what changes from here on is seen by _rest
        if self._wanted or _now() >= self._refill_at or not self._sees_enough():
            await self._refill()
        now = _now()
        while not self.turns.taken and self._pacing.overall_at(now) <= now and self._has_hand(now):
            delivery = self._lineup.pop(now)
            if delivery is None:
                break
            self._start(delivery, now)

    def _has_hand(self, now: float) -> bool:
        """One is free for what is next in the lineup."""
        best = self._lineup.best(now)
        kept = 0 if best is None or best <= Priority.BREAKING else KEPT_FREE
        return len(self._jobs) < max(1, self._settings.width - kept)

    def _start(self, delivery: Delivery, now: float) -> None:
        self._pacing.take(delivery.address.chat, now)
        job = asyncio.create_task(self._job(delivery))
        self._jobs.add(job)
        job.add_done_callback(self._ended)

    def _ended(self, job: asyncio.Task[None]) -> None:
        self._jobs.discard(job)
        self._changed.set()

    async def _rest(self, until: float) -> None:
        """Until something changes, a chat may be served, or it is time to look into the outbox."""
        now = _now()
        upcoming = self._next_at(now) if self._has_hand(now) and not self.turns.taken else None
        at = min(self._refill_at, until, float("inf") if upcoming is None else upcoming)
        try:
            async with asyncio.timeout(max(0.0, at - now)):
                await self._changed.wait()
        except TimeoutError:
            return

    def _next_at(self, now: float) -> float | None:
        upcoming = self._lineup.next_at(now)
        return None if upcoming is None else max(upcoming, self._pacing.overall_at(now))

    async def _wake_at(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._changed.set()

    async def _finish(self) -> None:
        """What does not end in time stays `sending` in the store, and is resolved at the next start."""
        if self._jobs:
            _, late = await asyncio.wait(self._jobs, timeout=self._patience.grace)
            for job in late:
                job.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    # ------------------------------------------------------------ the outbox

    async def _refill(self) -> None:
        self._wanted = False
        self._left.clear()
        now = self._clock()
        try:
            self._take_in(await self._store.unknown(DOUBTFUL))
            await self._read_window()
            due = await self._store.next_not_before(now)
        except StoreError as error:
            self._trouble = f"the outbox cannot be read: {error}"
            log.error("%s; trying again", self._trouble)
            self._refill_at = _now() + self._patience.store
            return
        self._trouble = ""
        wait = self._patience.refill if due is None else (due - now).total_seconds()
        self._refill_at = _now() + min(self._patience.refill, max(0.01, wait))

    async def _read_window(self) -> None:
        """Reads on until it sees enough to send, or all there is."""
        while True:
            rows = await self._store.queued(self._clock(), self._limit)
            self._take_in(rows)
            self._hidden = rows[-1].priority if len(rows) == self._limit else None
            if self._hidden is None and len(rows) < self._limit // 2:
                self._limit = max(WINDOW, self._limit // 2)
            if self._sees_enough():
                return
            self._limit *= 2

    def _sees_enough(self) -> bool:
        """What is hidden holds nothing more urgent than what can be sent, and there is work for every hand."""
        if self._hidden is None:
            return True
        now = _now()
        best = self._lineup.best(now)
        return best is not None and best <= self._hidden and self._lineup.ready(now) >= self._settings.width

    def _take_in(self, rows: Iterable[Delivery]) -> None:
        for row in rows:
            if row.id not in self._known and row.id not in self._left:
                self._known.add(row.id)
                self._lineup.add(row, max(self._pacing.opens_at(row.address.chat), self._told_to_wait(row)))

    def _told_to_wait(self, row: Delivery) -> float:
        """Until when an earlier process was told to leave the chat alone."""
        if row.state is not DeliveryState.LIMITED or row.not_before is None:
            return float("-inf")
        return _now() + (row.not_before - self._clock()).total_seconds()

    def _let_go(self, delivery: Delivery) -> None:
        self._known.discard(delivery.id)
        self._left.add(delivery.id)

    # ------------------------------------------------------------ one delivery

    async def _job(self, delivery: Delivery) -> None:
        try:
            following = await self._serve(delivery)
        except StoreError as error:  # before the call: nothing was sent
            log.error("delivery %d waits: %s", delivery.id, error)
            following = Next(delivery, self._patience.store)
        except Exception:  # a fault of ours: the row stays `sending`, and is resolved at the next start
            log.exception("delivery %d is left as it is until the next start", delivery.id)
            following = Next()
        self._follow(delivery, following)

    def _follow(self, delivery: Delivery, following: Next) -> None:
        chat = delivery.address.chat
        if following.row is None:
            self._let_go(delivery)
        else:
            self._lineup.add(following.row)
        if following.drop_chat:
            for dropped in self._lineup.drop(chat):
                self._let_go(dropped)
        self._wanted |= following.drop_chat or following.again
        self._lineup.free(chat, max(_now() + following.wait, self._pacing.opens_at(chat)))

    async def _serve(self, delivery: Delivery) -> Next:
        owed = await self._store.owed(delivery)
        if owed is None:
            return await self._after.give_up(delivery, "its story or its chat is gone")
        doubtful = delivery.doubtful
        if not doubtful and await self._folds(delivery):
            return Next(drop_chat=True)
        if owed.chat.suspended:
            return Next(delivery, self._patience.missing) if doubtful else Next(drop_chat=True)
        channel = self._channels.get(owed.chat.channel)
        if channel is None:
            self._note_missing(owed.chat.channel)
            return Next(delivery, self._patience.missing)
        outcome = await self._settle(owed, channel) if doubtful else None
        if outcome is None or (delivery.state is DeliveryState.LIMITED and isinstance(outcome, NotSent)):
            owed = await self._begin(owed, channel)
            outcome = await self._send(owed, channel)
        return await self._after.apply(owed, channel, outcome)

    async def _begin(self, owed: Owed, channel: Channel) -> Owed:
        """It is stored that it is being sent, and from which message on it would be looked for."""
        top = await channel.top(owed.delivery.address)
        await self._store.mark_sending(owed.delivery.id, top)
        return replace(owed, delivery=replace(owed.delivery, state=DeliveryState.SENDING, sent_after=top))

    async def _folds(self, delivery: Delivery) -> bool:
        """Whether it is too old to ring; with it go all others of its chat that are."""
        before = self._clock() - self._settings.fold_after
        if not self._settings.fold_after or delivery.kind not in FIRST or delivery.created_at >= before:
            return False
        count = await self._store.fold(delivery.address.chat, before)
        log.info("chat %d: %d alerts waited for too long and go into a digest", delivery.address.chat, count)
        return count > 0

    def _note_missing(self, channel: str) -> None:
        if channel not in self._missing:
            log.warning("the channel %s is not set up: what is owed to its chats waits", channel)
            self._missing.add(channel)

    async def _send(self, owed: Owed, channel: Channel) -> SendOutcome:
        try:
            return await channel.deliver(owed)
        except Exception as error:  # against its contract: nobody knows how far it came
            log.exception("the channel %s failed", channel.name)
            return Doubtful(f"the channel failed: {type(error).__name__}")

    async def _settle(self, owed: Owed, channel: Channel) -> SendOutcome:
        if owed.delivery.state is DeliveryState.LIMITED and self._settings.on_unknown == "drop":
            return await channel.resolve(owed)  # it was hardly taken: to drop it would lose it
        match self._settings.on_unknown:
            case "probe":
                return await channel.resolve(owed)
            case "resend":
                return NotSent(timedelta(0), "it may have arrived; on_unknown is resend")
            case "drop":
                return Refused("it may have arrived; on_unknown is drop")


def _now() -> float:
    return asyncio.get_running_loop().time()
