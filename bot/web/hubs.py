"""What was agreed on with the hubs of feeds (WebSub), as the page and the metrics tell it. Pure.

Rules: no key, no secret, no callback, and of an address that may hold a password or a token the host alone.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit

from bot.core.websub import Standing, Subscription


class HubState(StrEnum):
    """How it stands with a feed's hub."""

    WANTED = "wanted"  # it was not asked yet
    ASKED = "asked"  # it has not verified yet, or not again
    VERIFIED = "verified"  # it pushes
    FAILED = "failed"  # it refused, or could not be asked; `error` says why
    LEAVING = "leaving"


def state_of(subscription: Subscription, now: datetime) -> HubState:
    """A renewal that failed is no failure while the lease lasts."""
    if subscription.state is Standing.LEAVING:
        return HubState.LEAVING
    if subscription.is_live(now):
        return HubState.VERIFIED
    if subscription.error:
        return HubState.FAILED
    return HubState.ASKED if subscription.tries else HubState.WANTED


def host_of(address: str) -> str:
    """The host, for a person."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def without_password(address: str) -> str:
    """The address of a feed, less who may read it."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address.rpartition("@")[2]
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
