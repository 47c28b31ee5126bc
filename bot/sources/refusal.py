"""Answers other than a document, in words with the remedy. Pure."""

from __future__ import annotations

from urllib.parse import urlsplit

from bot.core.model import FeedState
from bot.sources.http import Answer, Failure

_CHALLENGE = (b"cf-chl", b"challenge-platform", b"Just a moment", b"Attention Required")
_ASK = "Ask the site to let feed readers in, set another user_agent for this feed, or look for another feed of it."
_BLOCKED, _FAILING = FeedState.BLOCKED, FeedState.FAILING
_PASSWORD = (_BLOCKED, "asks for a password", "Put it into the address: https://user:password@…")
_REFUSED = (_BLOCKED, "refuses feed readers", _ASK)
_KNOWN = {
    401: _PASSWORD,
    402: _REFUSED,
    403: _REFUSED,
    404: (_FAILING, "has no such page", "Check the address, or look for the site's new feed link."),
    407: _PASSWORD,
    410: (FeedState.GONE, "says that this feed is gone for good", "Remove it, or add its new address."),
    429: (_BLOCKED, "says that it is asked too often", "It is asked more slowly from now on."),
    451: _REFUSED,
}
_SERIES = {
    3: (_FAILING, "redirects to nowhere", "Open the feed in a browser and use the address it ends at."),
    5: (_FAILING, "has a fault of its own", "It is tried again later."),
}
_OTHER = (_FAILING, "answers with no feed", "Open the address in a browser and check it.")


def refusal(answer: Answer) -> Failure:
    """What an answer other than 200 and 304 means."""
    host, status = urlsplit(answer.url).hostname or answer.url, answer.status
    if _is_challenge(answer):
        text = f"{host} blocks feed readers by Cloudflare's check for browsers ({status}). {_ASK}"
        return Failure(text, FeedState.CHALLENGED, status)
    state, what, remedy = _KNOWN.get(status) or _SERIES.get(status // 100, _OTHER)
    return Failure(f"{host} {what} ({status}). {remedy}", state, status)


def _is_challenge(answer: Answer) -> bool:
    if answer.headers.get("cf-mitigated", "").lower() == "challenge":
        return True
    cloudflare = "cloudflare" in answer.headers.get("server", "").lower()
    return cloudflare and answer.status in (403, 503) and any(mark in answer.body for mark in _CHALLENGE)
