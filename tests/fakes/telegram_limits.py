"""What a server may do to a caller: rate limits, and faults by script or by chance.

Rules: the time comes in as seconds; chance is seeded.
"""

from __future__ import annotations

import math
import random
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["reset", "hang", "5xx", "429"]
When = Literal["before", "after"]  # the request was accepted


@dataclass(frozen=True, slots=True)
class Limits:
    """Telegram's figures: 30 messages a second, 1 a second in a private chat, 20 in any minute in a group or channel.

    Overall and private are token buckets; a group's is a sliding window.
    """

    overall: float = 30.0
    overall_burst: int = 30
    private: float = 1.0
    private_burst: int = 4
    group: int = 20
    group_window: float = 60.0


NO_LIMITS = Limits(overall=1e9, overall_burst=10**9, private=1e9, private_burst=10**9, group=10**9)


@dataclass(slots=True)
class _Bucket:
    rate: float
    burst: int
    tokens: float = field(init=False)
    at: float = -math.inf

    def __post_init__(self) -> None:
        self.tokens = self.burst

    def wait(self, now: float) -> float:
        """Seconds until it holds a token."""
        self.tokens = min(self.burst, self.tokens + (now - self.at) * self.rate)
        self.at = now
        return 0.0 if self.tokens >= 1 else (1 - self.tokens) / self.rate


class Meter:
    """Counts what was accepted against the limits."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._overall = _Bucket(limits.overall, limits.overall_burst)
        self._private: dict[int, _Bucket] = defaultdict(lambda: _Bucket(limits.private, limits.private_burst))
        self._group: dict[int, deque[float]] = defaultdict(deque)

    def charge(self, chat: int, now: float) -> int:
        """0 where the message is within the limits, which then count it; else whole seconds to wait."""
        wait = max(self._overall.wait(now), self._chat_wait(chat, now))
        if wait > 0:
            return math.ceil(wait)
        self._overall.tokens -= 1
        if chat > 0:
            self._private[chat].tokens -= 1
        else:
            self._group[chat].append(now)
        return 0

    def _chat_wait(self, chat: int, now: float) -> float:
        if chat > 0:
            return self._private[chat].wait(now)
        times = self._group[chat]
        while times and times[0] <= now - self._limits.group_window:
            times.popleft()
        return 0.0 if len(times) < self._limits.group else times[0] + self._limits.group_window - now


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong with one call, before or after it was accepted. retry_after counts for a 429."""

    kind: Kind
    when: When = "before"
    retry_after: int = 1


class Faults:
    """What goes wrong with some methods: by script (one item a call, None: all goes well), then by chance."""

    def __init__(
        self,
        script: Iterable[Fault | None] = (),
        *,
        chances: Mapping[tuple[Kind, When], float] | None = None,
        seed: int = 0,
        methods: Iterable[str] = ("sendMessage", "sendRichMessage", "editMessageText"),
    ) -> None:
        self._script: Iterator[Fault | None] = iter(tuple(script))
        self._chances = dict(chances or {})
        self._random = random.Random(seed)
        self._methods = {method.lower() for method in methods}

    def draw(self, method: str) -> Fault | None:
        """What goes wrong with this call."""
        if method.lower() not in self._methods:
            return None
        fault = next(self._script, None)
        if fault is not None or not self._chances:
            return fault
        dice = self._random.random()
        for (kind, when), chance in self._chances.items():
            dice -= chance
            if dice < 0:
                return Fault(kind, when)
        return None
