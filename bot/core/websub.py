"""What hubs (WebSub, W3C 2018) push: when to ask, renew and leave, whose pushes count, and what they leave for polls.

    WANTED   asked for from time to time, until the hub verifies that we meant it
    LIVE     verified: the hub pushes until the lease ends; renewed well before that
    LEAVING  unwanted: the hub is told so, a few times; then it is forgotten

Rules: pure; secrets and keys come in as values and never show in a repr. A push is taken for what its signature proves,
nothing else of it is believed. A hub is trusted with as much of a feed as it was seen to deliver: polls go on, ever
more slowly while they find nothing that it missed (5.1: a hub may stop at any time, and says nothing).
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

LEASE = timedelta(days=10)  # asked for; a hub gives what it likes
SECRET = 199  # bytes that a secret may have at most (5.1)
LEAVES = 3  # times that a hub is told that nothing is wanted any more

_LONGEST = timedelta(days=30)  # of a lease that is believed
_SHORTEST = timedelta(minutes=5)  # between two renewals, however short a hub's leases
_RENEWED_AT = 0.8  # of a lease: a tenth and more remains for a hub that is down
_PATIENCE = timedelta(minutes=10)  # after the first request; twice as long after each further one in vain
_IMPATIENCE = timedelta(days=1)
_DENIED = timedelta(days=1)
_METHODS = ("sha1", "sha256", "sha384", "sha512")  # 7.1
_DOUBT = 10.0  # entries: a hub that delivered none yet is trusted with nine in ten
_LEAST = 0.01  # of a feed's entries, that polls are taken to find: intervals grow tenfold at most
_MEMORY = 0.99  # of what was pushed and missed, an entry


class Standing(StrEnum):
    """How far a subscription got."""

    WANTED = "wanted"
    LIVE = "live"
    LEAVING = "leaving"


@dataclass(frozen=True, slots=True)
class Subscription:
    """What was agreed on with a feed's hub."""

    feed: str  # the feed's URL here
    hub: str  # where to ask
    topic: str  # the feed's URL there
    key: str = field(repr=False)  # the last part of the callback's address: nobody can guess it
    secret: str = field(repr=False)  # what the hub signs its pushes with
    base: str  # where the callback is reached from outside
    act_at: datetime  # when to ask, renew or leave next
    state: Standing = Standing.WANTED
    since: datetime | None = None  # when the hub began to push
    until: datetime | None = None  # when its lease ends
    tries: int = 0  # requests since the hub last verified one
    pushed: float = 0.0  # entries that the hub brought first, faded
    missed: float = 0.0  # entries that a poll found first, faded
    error: str = ""  # why it is not live, in words

    @property
    def callback(self) -> str:
        """Where the hub reaches us."""
        return f"{self.base.rstrip('/')}/hub/{self.key}"

    def is_live(self, now: datetime) -> bool:
        """Whether the hub owes us what is new."""
        return self.state is Standing.LIVE and self.until is not None and self.until > now

    @property
    def left(self) -> float:
        """The share of a feed's entries that polls have to find while it is live: 1/100 to 1."""
        return max((self.missed + 1.0) / (self.pushed + self.missed + _DOUBT), _LEAST)


def request_of(subscription: Subscription) -> dict[str, str]:
    """The form that asks the hub for what the subscription stands for (5.1)."""
    form = {"hub.callback": subscription.callback, "hub.topic": subscription.topic}
    if subscription.state is Standing.LEAVING:
        return {**form, "hub.mode": "unsubscribe"}
    lease = str(int(LEASE.total_seconds()))
    return {**form, "hub.mode": "subscribe", "hub.lease_seconds": lease, "hub.secret": subscription.secret}


def asked(subscription: Subscription, now: datetime) -> Subscription:
    """A request goes out: if the hub does not verify it, it is asked again, ever later. Stored before it is sent, since
    hubs may verify before they answer."""
    pause = min(_PATIENCE * 2 ** min(subscription.tries, 20), _IMPATIENCE)
    return replace(subscription, act_at=now + pause, tries=subscription.tries + 1)


def refused(subscription: Subscription, words: str) -> Subscription:
    """The hub did not take the request, or cannot be reached."""
    return replace(subscription, error=words)


def agrees(subscription: Subscription, mode: str, topic: str) -> bool:
    """Whether a hub's verification of intent (5.3) is of what we want: that very topic, and not the opposite."""
    leaving = subscription.state is Standing.LEAVING
    return topic == subscription.topic and mode == ("unsubscribe" if leaving else "subscribe")


def verified(subscription: Subscription, lease_seconds: str, now: datetime) -> Subscription:
    """The hub asked, we agreed: it pushes from now on. A lease that is no number is taken for what was asked for."""
    stated = lease_seconds.strip()
    known = stated.isascii() and stated.isdigit() and len(stated) < 12
    lease = min(timedelta(seconds=int(stated)), _LONGEST) if known else LEASE
    return replace(
        subscription,
        state=Standing.LIVE,
        since=subscription.since if subscription.is_live(now) else now,
        until=now + lease,
        act_at=now + max(lease * _RENEWED_AT, _SHORTEST),
        tries=0,
        error="",
    )


def denied(subscription: Subscription, reason: str, now: datetime) -> Subscription:
    """The hub will not push, or pushes no more (5.2): asked again after a day, since reasons pass."""
    words = f"The hub refuses{f': {reason[:200]}' if reason else ''}. The feed is polled."
    return replace(subscription, state=Standing.WANTED, until=None, act_at=now + _DENIED, error=words)


def unwanted(subscription: Subscription, now: datetime) -> Subscription:
    """The feed is polled no more, or names no hub any more."""
    return replace(subscription, state=Standing.LEAVING, act_at=now, tries=0)


def brought(subscription: Subscription, pushed: int, missed: int) -> Subscription:
    """The hub brought entries, or a poll found some that it had not brought."""
    kept = _MEMORY ** (pushed + missed)
    return replace(subscription, pushed=subscription.pushed * kept + pushed, missed=subscription.missed * kept + missed)


def is_signed(header: str, body: bytes, secret: str) -> bool:
    """Whether X-Hub-Signature ("sha256=...") proves that who knows the secret sent this very body (7.1)."""
    method, _, stated = header.strip().partition("=")
    if method.lower() not in _METHODS or not secret:
        return False
    proof = hmac.new(secret.encode(), body, getattr(hashlib, method.lower())).hexdigest()
    return hmac.compare_digest(proof.encode(), stated.strip().lower().encode("utf-8", "replace"))
