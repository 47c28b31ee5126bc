"""A WebSub hub over real sockets, on a FeedServer's path: well behaved by default, and able to misbehave.

    hub = Hub(server, "/hub")
    await hub.publish(topic, body)              # to every subscriber, signed; the statuses that they answered
    hub.silent = True                           # takes requests and never verifies them
    hub.denies = "no more room"                 # says so instead of verifying
    hub.answers = 500                           # to every request
    hub.lease = 60                              # seconds, whatever is asked for
    hub.asks = {"hub.topic": "https://other"}   # in its verification, in place of what is right

Rules: it knows nothing of the bot; what it was asked and what it was told is there to be looked at.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from tests.fakes.feeds import Answer, FeedServer, Request, send
from tests.fakes.web import browser

CHALLENGE = "a challenge/+=&"


@dataclass(slots=True)
class Hub:
    """One hub. subscribers: (topic, callback) -> secret; told: status and body that callbacks answered."""

    server: FeedServer
    path: str = "/hub"
    lease: int | None = None
    silent: bool = False
    denies: str = ""
    answers: int = 202
    asks: Mapping[str, str] = field(default_factory=dict)
    requests: list[dict[str, str]] = field(default_factory=list)
    told: list[tuple[int, str]] = field(default_factory=list)
    subscribers: dict[tuple[str, str], str] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.server.misbehave(self.path, self._answer)

    @property
    def url(self) -> str:
        """Its address."""
        return self.server.url(self.path)

    def links(self, topic: str) -> dict[str, str]:
        """The header by which a feed names it."""
        return {"Link": f'<{self.url}>; rel="hub", <{topic}>; rel=self'}

    async def publish(self, topic: str, body: bytes, sign: str = "sha256", secret: str | None = None) -> list[int]:
        """Pushes to every subscriber of the topic. sign: the method, "" signs nothing; secret: another one than was
        agreed on."""
        statuses = []
        async with browser() as http:
            for (wanted, callback), agreed in list(self.subscribers.items()):
                if wanted == topic:
                    key = (agreed if secret is None else secret).encode()
                    proof = hmac.new(key, body, getattr(hashlib, sign)).hexdigest() if sign else ""
                    headers = {"X-Hub-Signature": f"{sign}={proof}"} if sign else {}
                    answer = await http.post(
                        callback, content=body, headers={"Content-Type": "application/xml", **headers}
                    )
                    statuses.append(answer.status_code)
        return statuses

    async def settle(self) -> None:
        """Waits until it has verified all that it was asked for."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def _answer(self, request: Request, writer: asyncio.StreamWriter) -> None:
        form = dict(parse_qsl(request.body.decode()))
        self.requests.append(form)
        if self.answers == 202 and not self.silent:
            task = asyncio.create_task(self._verify(form))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        await send(writer, Answer(self.answers))

    async def _verify(self, form: Mapping[str, str]) -> None:
        callback, topic, mode = form["hub.callback"], form["hub.topic"], form["hub.mode"]
        lease = str(self.lease if self.lease is not None else form.get("hub.lease_seconds", ""))
        query = {"hub.mode": mode, "hub.topic": topic, "hub.challenge": CHALLENGE, "hub.lease_seconds": lease}
        if self.denies:
            query = {"hub.mode": "denied", "hub.topic": topic, "hub.reason": self.denies}
        async with browser() as http:
            answer = await http.get(callback, params={**query, **self.asks})
        self.told.append((answer.status_code, answer.text))
        if answer.status_code == 200 and answer.text == CHALLENGE:
            if mode == "subscribe":
                self.subscribers[(topic, callback)] = form["hub.secret"]
            else:
                self.subscribers.pop((topic, callback), None)
