"""Asks judges about pairs in doubt, within a time bound: whatever they do, words decide what they leave open.

    until no new pair is in doubt, or the time is over:
        what was answered before is not asked again          (the docket)
        the first judge is asked; what it is not sure of, the next
        an answer changes what is in doubt: look again
    what came in time is remembered, what was asked is counted

Rules: `consult` never raises and takes no longer than its bound. A judge that fails rests: a little, then twice as
long, until it answers again; both are said once. Nothing is locked while judges think, so other feeds go on.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from bot.core.docket import Docket, Judging
from bot.core.model import Answers, Pair, PairKey
from bot.core.ports import Clock, Find, Judge
from bot.errors import JudgeError, StoreError
from bot.judges.question import key_of

log = logging.getLogger(__name__)

ROUNDS = 3  # an answer makes other pairs doubtful, and while judges think other feeds bring more
AT_ONCE = 4  # batches that one judge is asked at a time
SURE = 0.1  # an answer so near to yes or no needs no further judge
FIRST_REST, LONGEST_REST = 30.0, 900.0  # seconds that a judge which failed is left alone

_Task = asyncio.Task[Sequence[float | None]]


class _Seat:
    """A judge, and how it does."""

    def __init__(self, judge: Judge) -> None:
        self.judge = judge
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._failures = 0  # in a row
        self._rests_until = 0.0  # by the event loop's clock

    @property
    def rests(self) -> bool:
        """Whether it is left alone now."""
        return self._rests_until > asyncio.get_running_loop().time()

    def ask(self, pairs: Sequence[Pair]) -> dict[_Task, Sequence[Pair]]:
        """A task a batch, all at once."""
        size = max(1, self.judge.batch)
        batches = [pairs[n : n + size] for n in range(0, len(pairs), size)]
        return {asyncio.create_task(self._in_turn(batch)): batch for batch in batches}

    async def _in_turn(self, batch: Sequence[Pair]) -> Sequence[float | None]:
        async with self._turn:
            answers = await self.judge.same_event(batch)
        if len(answers) != len(batch) or not all(answer is None or 0.0 <= answer <= 1.0 for answer in answers):
            raise JudgeError("its answers are no probabilities, or not as many as were asked for")
        return answers

    def answered(self) -> None:
        """All is well (again)."""
        if self._failures:
            log.info("the judge %s answers again", self.judge.name)
        self._failures, self._rests_until = 0, 0.0

    def failed(self, error: BaseException) -> None:
        """Said once, until it answers again."""
        self._failures += 1
        rest = min(FIRST_REST * 2.0 ** min(self._failures - 1, 9), LONGEST_REST)
        if isinstance(error, JudgeError) and error.rest is not None:
            rest = error.rest.total_seconds()
        self._rests_until = max(self._rests_until, asyncio.get_running_loop().time() + rest)
        if self._failures == 1:
            what = error if isinstance(error, JudgeError) else f"an unforeseen {type(error).__name__}"
            log.warning("the judge %s: %s. Until it answers, words alone decide.", self.judge.name, what)


@dataclass(slots=True)
class _Hearing:
    """One consultation."""

    ends: float  # by the event loop's clock
    answers: dict[PairKey, float] = field(default_factory=dict)
    asked: set[PairKey] = field(default_factory=set)
    fresh: dict[str, float] = field(default_factory=dict)  # what is to be remembered
    counts: Judging = field(default_factory=Judging)

    @property
    def left(self) -> float:
        """Seconds."""
        return max(0.0, self.ends - asyncio.get_running_loop().time())

    def count(self, **more: int) -> None:
        """Adds to what was asked."""
        self.counts += Judging(**more)

    def take(self, judge: Judge, batch: Sequence[Pair], answers: Sequence[float | None]) -> None:
        """What one batch brought."""
        said = {pair: answer for pair, answer in zip(batch, answers, strict=True) if answer is not None}
        self.answers.update((pair.key, answer) for pair, answer in said.items())
        agreed = sum((answer >= 0.5) == (pair.words >= 50.0) for pair, answer in said.items())
        self.count(answered=len(said), agreed=agreed)
        if judge.kept:
            self.fresh.update((key_of(judge.name, pair), answer) for pair, answer in said.items())


class Panel:
    """The judges, in the order in which they are asked. timeout: of a consultation, over all of them."""

    def __init__(self, judges: Sequence[Judge], docket: Docket, clock: Clock, timeout: timedelta) -> None:
        self._seats = [_Seat(judge) for judge in judges]
        self._docket = docket
        self._clock = clock
        self._timeout = timeout.total_seconds()
        self._late: set[_Task] = set()
        self._asked: set[_Task] = set()  # that somebody waits for
        self._closed = False

    async def close(self) -> None:
        """Lets go of what is still under way: who waits for an answer goes on without it."""
        self._closed = True
        self._give_up((*self._late, *self._asked))
        await asyncio.gather(*self._late, return_exceptions=True)
        for seat in self._seats:
            await seat.judge.close()

    async def consult(self, find: Find) -> Answers:
        """Answers to the pairs that `find` finds, given the answers so far."""
        hearing = _Hearing(asyncio.get_running_loop().time() + self._timeout)
        try:
            for _ in range(ROUNDS):
                pairs = [pair for pair in find(hearing.answers) if pair.key not in hearing.asked]
                if not pairs or not hearing.left or self._closed:
                    break
                await self._hear(pairs, hearing)
            if hearing.asked:
                await self._docket.keep_judged(hearing.fresh, self._clock())
                await self._docket.count_judging(f"{self._clock():%Y-%m-%d}", hearing.counts)
        except StoreError as error:  # the commit that follows says more
            log.warning("what judges say could not be looked up or kept: %s", error)
        return hearing.answers

    async def _hear(self, pairs: Sequence[Pair], hearing: _Hearing) -> None:
        """One round: each judge in turn is asked what is still open."""
        hearing.asked.update(pair.key for pair in pairs)
        hearing.count(asked=len(pairs))
        for seat in self._seats:
            pairs = await self._recall(seat.judge, pairs, hearing)
            if pairs and hearing.left and not seat.rests and not self._closed:
                await self._ask(seat, pairs, hearing)
            pairs = [pair for pair in pairs if not _is_sure(hearing.answers.get(pair.key))]

    async def _recall(self, judge: Judge, pairs: Sequence[Pair], hearing: _Hearing) -> Sequence[Pair]:
        """Takes what the judge has answered before; returns the rest."""
        if not judge.kept or not pairs:
            return pairs
        keys = [key_of(judge.name, pair) for pair in pairs]
        known = await self._docket.judged(keys)
        found = {pair.key: known[key] for pair, key in zip(pairs, keys, strict=True) if key in known}
        hearing.answers.update(found)
        hearing.count(remembered=len(found))
        return [pair for pair in pairs if pair.key not in found]

    async def _ask(self, seat: _Seat, pairs: Sequence[Pair], hearing: _Hearing) -> None:
        tasks = seat.ask(pairs)
        self._asked |= tasks.keys()
        try:
            done, pending = await asyncio.wait(tasks, timeout=hearing.left)
        except asyncio.CancelledError:
            self._give_up(tasks)
            raise
        finally:
            self._asked -= tasks.keys()
        if self._closed:
            return
        self._give_up(pending)
        errors = {task: error for task in done if (error := _error(task)) is not None}
        for task in done - errors.keys():
            hearing.take(seat.judge, tasks[task], task.result())
        hearing.count(faults=len(errors), timeouts=len(pending))
        if pending:
            seat.failed(JudgeError(f"no answer within {self._timeout:g} s"))
        elif errors:
            seat.failed(next(iter(errors.values())))
        else:
            seat.answered()

    def _give_up(self, tasks: Iterable[_Task]) -> None:
        """Cancelled, and not waited for: one that does not heed it must not hold up an alert."""
        for task in tasks:
            task.cancel()
            self._late.add(task)
            task.add_done_callback(self._ended)

    def _ended(self, task: _Task) -> None:
        self._late.discard(task)
        if not task.cancelled():
            task.exception()  # looked at, so that nobody complains of it


def _error(task: _Task) -> BaseException | None:
    return asyncio.CancelledError() if task.cancelled() else task.exception()


def _is_sure(answer: float | None) -> bool:
    return answer is not None and min(answer, 1.0 - answer) <= SURE
