"""How fast messages may go: one limit overall and one for each chat, kept without a queue of times (GCRA).

Telegram's rules, as far as they are published: about 30 messages a second in all, 1 a second in one chat with short
bursts, 20 in any minute in a group or channel. A limit of this file lets burst + window / interval messages through in
a window, so a group's is 3 + 17 in a minute: never more than 20.

Rules: pure: the time comes in as seconds on a clock that never runs back. Who is told to slow down slows down at once
and recovers slowly. The terminal (chat 0) has no limit.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.model import TERMINAL

SLOWER = 0.8  # what a refusal leaves of the rate
SLOWEST = 0.1
RECOVERY = 600.0  # seconds in which a rate of nothing would become the full rate again
FORGET_ABOVE = 10_000  # chats remembered before idle ones are dropped


@dataclass(frozen=True, slots=True)
class Limit:
    """A message each `interval` seconds in the long run, `burst` of them at once after a rest."""

    interval: float
    burst: int


OVERALL = Limit(1 / 29.5, 2)  # a burst of 2 makes up for an event loop that wakes late
PRIVATE = Limit(1.0, 3)
ANSWERS = Limit(2 / 29.5, 10)  # answers go first, and leave alerts half of what may be sent
GROUP = Limit(60 / 17.5, 3)  # half a message of room for a network that bunches them


@dataclass(slots=True)
class _Gate:
    """GCRA: `full_at` is when the limit would be at rest again, as if it were never used."""

    full_at: float = float("-inf")
    paused_until: float = float("-inf")

    def opens_at(self, limit: Limit) -> float:
        return max(self.full_at - (limit.burst - 1) * limit.interval, self.paused_until)

    def take(self, limit: Limit, now: float) -> None:
        self.full_at = max(self.full_at, now) + limit.interval

    def idle(self, now: float) -> bool:
        return self.full_at <= now and self.paused_until <= now


class Pacing:
    """When the next message may go. Ask opens_at() and overall_at(); say take() for each message that goes."""

    def __init__(self, overall: Limit = OVERALL, private: Limit = PRIVATE, group: Limit = GROUP) -> None:
        self._overall, self._private, self._group = overall, private, group
        self._all, self._answers = _Gate(), _Gate()
        self._gates: dict[int, _Gate] = {}
        self._rate, self._rate_at = 1.0, 0.0  # of the overall rate, since when

    def overall_at(self, now: float) -> float:
        """When anything may go; in the past: at once."""
        return self._all.opens_at(self._limit_now(now))

    def opens_at(self, chat: int) -> float:
        """When a message to this chat may go, as far as the chat is concerned; in the past: at once."""
        gate = self._gates.get(chat)
        return float("-inf") if gate is None else gate.opens_at(self._limit_of(chat))

    def take(self, chat: int, now: float) -> None:
        """A message to this chat goes now."""
        if chat == TERMINAL.chat:
            return
        self._all.take(self._limit_now(now), now)
        self._gate(chat, now).take(self._limit_of(chat), now)

    def answer_opens_at(self, chat: int) -> float:
        """When an answer to this chat may go, but for what holds for everything."""
        return max(self.opens_at(chat), self._answers.opens_at(ANSWERS))

    def reserve(self, now: float) -> None:
        """An answer is next; take() it when it goes."""
        self._answers.take(ANSWERS, now)

    def pause(self, chat: int, until: float, now: float) -> None:
        """Nothing to this chat before `until`."""
        gate = self._gate(chat, now)
        gate.paused_until = max(gate.paused_until, until)

    def pause_all(self, until: float) -> None:
        """Nothing to anyone before `until`."""
        self._all.paused_until = max(self._all.paused_until, until)

    def paused_until(self) -> float:
        """The end of the pause of all; in the past: there is none."""
        return self._all.paused_until

    def slow_down(self, now: float) -> None:
        """The server found it too fast: the overall rate drops by a fifth, and comes back slowly."""
        self._rate, self._rate_at = max(SLOWEST, self.rate(now) * SLOWER), now

    def rate(self, now: float) -> float:
        """What part of the full overall rate holds now, 0..1."""
        return min(1.0, self._rate + max(0.0, now - self._rate_at) / RECOVERY)

    def _limit_now(self, now: float) -> Limit:
        return Limit(self._overall.interval / self.rate(now), self._overall.burst)

    def _limit_of(self, chat: int) -> Limit:
        return self._private if chat > 0 else self._group

    def _gate(self, chat: int, now: float) -> _Gate:
        if len(self._gates) > FORGET_ABOVE:
            self._gates = {id: gate for id, gate in self._gates.items() if not gate.idle(now)}
        return self._gates.setdefault(chat, _Gate())
