"""Alerts as signed JSON, by HTTP POST, to whatever program takes them.

    X-Newsbell-Timestamp: 1767225600
    X-Newsbell-Signature: sha256=<HMAC-SHA256 of "timestamp.body" under the channel's secret, in hex>
    Idempotency-Key: send:17:…          the same for the same thing, however often it is sent
    {"id": …, "kind": "send" | "reply" | "edit" | "digest", "channel": …, "text": …, "stories": [{…}]}

Rules: any 2xx means taken. A receiver that keeps the keys that it took gets each thing exactly once: what is in doubt
is sent again under the same key. What cannot be reached is tried again for as long as it takes, and delays no other
chat; a 4xx is final. Redirects are not followed: the signature is for the address that the operator named.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx

from bot.core.decision import DeliveryKind, Owed, Story
from bot.core.model import Address, Entry
from bot.core.ports import Clock, Doubtful, NotSent, Refused, SendOutcome, Sent, Suspended
from bot.messages import render
from bot.tls import trusted

TIMEOUT = 20.0  # seconds
UNREACHABLE = timedelta(seconds=30)
LONGEST = timedelta(hours=1)  # of a pause that the receiver asks for
REPORTS = 50  # of a story that are listed
_UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)


@dataclass(frozen=True, slots=True)
class Hook:
    """Where one channel's alerts go."""

    name: str
    url: str
    secret: str = ""  # "": unsigned


class WebhookChannel:
    """Posts to hooks. hooks: by the number of the chat that stands for each."""

    name = "webhook"

    def __init__(self, hooks: Mapping[int, Hook], clock: Clock) -> None:
        self._hooks, self._clock = dict(hooks), clock
        self._client = httpx.AsyncClient(verify=trusted(), timeout=TIMEOUT, follow_redirects=False, trust_env=False)

    async def top(self, address: Address) -> int | None:
        """It has no ids."""
        return None

    async def deliver(self, owed: Owed) -> SendOutcome:
        """Posts it once."""
        hook = self._hooks.get(owed.delivery.address.chat)
        if hook is None:
            return Suspended("this channel is not in config.toml any more")
        return await self._post(hook, f"{owed.delivery.key}:{owed.delivery.version}", content(owed, hook.name))

    async def resolve(self, owed: Owed) -> SendOutcome:
        """The same again, under the same key."""
        return await self.deliver(owed)

    async def say(self, address: Address, text: str) -> SendOutcome:
        """A service message."""
        hook = self._hooks.get(address.chat)
        if hook is None:
            return Suspended("this channel is not in config.toml any more")
        key = f"say:{hashlib.sha256(text.encode()).hexdigest()[:16]}"
        return await self._post(hook, key, {"kind": "service", "channel": hook.name, "text": text, "stories": []})

    async def close(self) -> None:
        """Closes its connections."""
        await self._client.aclose()

    async def _post(self, hook: Hook, key: str, told: dict[str, Any]) -> SendOutcome:
        body = json.dumps({"id": key, **told}, ensure_ascii=False).encode(errors="replace")  # lone surrogates
        headers = {"Content-Type": "application/json", "Idempotency-Key": key} | signature(
            hook.secret, body, self._clock()
        )
        try:
            answer = await self._client.post(hook.url, content=body, headers=headers)
        except _UNSENT as error:
            return NotSent(UNREACHABLE, f"{hook.name} cannot be reached: {error}", counted=False, limit=False)
        except httpx.HTTPError as error:
            return Doubtful(f"{hook.name} did not answer: {type(error).__name__}")
        return outcome_of(hook.name, answer.status_code, answer.headers.get("Retry-After", ""))


def signature(secret: str, body: bytes, now: datetime) -> dict[str, str]:
    """The headers by which a receiver knows the sender, and that the message is a fresh one."""
    stamp = str(int(now.timestamp()))
    if not secret:
        return {"X-Newsbell-Timestamp": stamp}
    digest = hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return {"X-Newsbell-Timestamp": stamp, "X-Newsbell-Signature": f"sha256={digest}"}


def outcome_of(name: str, status: int, retry_after: str) -> SendOutcome:
    """What an answer means. 408, 425, 429 and 503 say "later"; other 5xx may have been taken."""
    reason = f"{name} answers {status}"
    if 200 <= status < 300:
        return Sent()
    if status in (408, 425, 429, 503):
        wait = timedelta(seconds=int(retry_after)) if retry_after.isdecimal() else UNREACHABLE
        return NotSent(min(wait, LONGEST), reason, counted=False, limit=False)
    if status >= 500:
        return Doubtful(reason)
    return Suspended(reason) if status in (401, 403, 404, 410) else Refused(reason)


def content(owed: Owed, channel: str) -> dict[str, Any]:
    """What is told, but for its id."""
    return {
        "kind": owed.delivery.kind.value,
        "channel": channel,
        "silent": owed.delivery.kind is not DeliveryKind.SEND,
        "terms": list(owed.delivery.terms),
        "text": render(owed).text,
        "stories": [_story(story, owed) for story in owed.stories],
    }


def _story(story: Story, owed: Owed) -> dict[str, Any]:
    reading = owed.readings.get(story.id)
    shown = reading.entry if reading is not None else next(iter(story.reports), None)
    return {
        "id": story.id,
        "headline": shown.title if shown is not None else story.headline,
        "url": shown.url if shown is not None else "",
        "publishers": story.version,
        "follows": story.follows,
        "maybe": story.maybe,
        "reports": [_report(report) for report in story.reports[:REPORTS]],
    }


def _report(entry: Entry) -> dict[str, Any]:
    return {
        "title": entry.title,
        "url": entry.url,
        "outlet": entry.outlet,
        "language": entry.language,
        "published": None if entry.published_at is None else entry.published_at.isoformat(),
    }
