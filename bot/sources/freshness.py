"""What an answer's headers say about asking again: the validators, and how long to wait. Pure.

Rules: nonsense is as good as nothing (RFC 9110, RFC 9111); no bound is longer than a day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST = timedelta(hours=24)

_DIRECTIVE = re.compile(r"""([a-z-]+)(?:\s*=\s*"?([^",;]*)"?)?""", re.I)
_LONG = 1_000  # characters of a validator


def validators(headers: Mapping[str, str]) -> tuple[str, str]:
    """(ETag, Last-Modified), verbatim; "" for what is absent.

    A server that says `Expires: 0` asks not to be cached at all; such servers answer 304 for documents that changed.
    """
    if headers.get("expires", "").strip() == "0":
        return "", ""
    return _sendable(headers.get("etag", "")), _sendable(headers.get("last-modified", ""))


def _sendable(validator: str) -> str:
    """One that can be sent back byte by byte; others would make every later request fail."""
    return validator if validator.isascii() and validator.isprintable() and len(validator) <= _LONG else ""


def longest(waits: Iterable[timedelta | None]) -> timedelta | None:
    """The greatest of them, at most LONGEST; None where there is none."""
    stated = [wait for wait in waits if wait is not None and wait > timedelta(0)]
    return min(max(stated), LONGEST) if stated else None


def fresh_for(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long the answer stays fresh: max-age less Age, else Expires less Date (RFC 9111 4.2.1)."""
    directives = {m[1].lower(): m[2] or "" for m in _DIRECTIVE.finditer(headers.get("cache-control", ""))}
    if "no-store" in directives or "no-cache" in directives:
        return None
    max_age = _seconds(directives.get("max-age", ""))
    if max_age is not None:
        return max_age - (_seconds(headers.get("age", "")) or timedelta(0))
    expires = _date(headers.get("expires", ""))
    return expires - (_date(headers.get("date", "")) or now) if expires else None


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long a server that cannot answer asks to be left alone: seconds or a date (RFC 9110 10.2.3)."""
    stated = headers.get("retry-after", "")
    seconds = _seconds(stated)
    if seconds is not None:
        return seconds
    date = _date(stated)
    return date - now if date else None


def _seconds(text: str) -> timedelta | None:
    text = text.strip()
    if not (text.isascii() and text.isdigit()):
        return None
    return timedelta(seconds=int(text[:10]))


def _date(text: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(text.strip())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
