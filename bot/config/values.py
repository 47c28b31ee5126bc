"""The kinds of value that a configuration holds, each checked where it is read, each refusal with its remedy."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from bot.core.calm import parse_digest, parse_quiet
from bot.core.watch import Lexicon, QueryError, compile_query

_DURATION = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?")


def parse_duration(text: object) -> timedelta:
    """ "90s", "2m", "1h30m", "3d", or the number 0."""
    if isinstance(text, timedelta):
        return text
    if text == 0 and not isinstance(text, bool):
        return timedelta(0)
    found = _DURATION.fullmatch(text) if isinstance(text, str) and text else None
    if found is None or not any(found.groups()):
        raise PydanticCustomError(
            "duration", "is no duration", {"remedy": 'Write a number and a unit in quotes: "90s", "2m", "1h30m", "3d".'}
        )
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


def _positive(length: timedelta) -> timedelta:
    if length <= timedelta(0):
        raise PydanticCustomError("duration", "is too short", {"remedy": 'Write a duration above zero, such as "2m".'})
    return length


def _web_url(url: str) -> str:
    try:
        parts = urlsplit(url)
        well = parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"\s", url)
        well = well and (parts.port is None or parts.port > 0)
    except ValueError:
        well = False
    if not well:
        raise PydanticCustomError(
            "url", "is no web address", {"remedy": "Write the whole address, from http:// or https:// on."}
        )
    return url


def _web_url_or_none(url: str) -> str:
    return _web_url(url) if url else ""


def _template(url: str) -> str:
    _web_url(url.replace("{", "").replace("}", ""))
    if "{query}" not in url:
        raise PydanticCustomError(
            "template", "has no place for the words", {"remedy": "Write {query} where they go in the address."}
        )
    return url


def _term(term: str) -> str:
    try:
        compile_query(term, Lexicon.empty())
    except QueryError as error:
        raise PydanticCustomError(
            "query", "{problem}", {"problem": str(error).rstrip("."), "remedy": "Try it with: python3 run bot match"}
        ) from error
    return term


def _shaped(form: str, problem: str, remedy: str) -> AfterValidator:
    """A check that the whole text has a form (a regular expression)."""

    def check(text: str) -> str:
        if not re.fullmatch(form, text):
            raise PydanticCustomError("form", "{problem}", {"problem": problem, "remedy": remedy})
        return text

    return AfterValidator(check)


def _port(listen: str) -> str:
    if listen and not 0 < int(listen.rpartition(":")[2]) < 1 << 16:
        raise PydanticCustomError("form", "names no port", {"remedy": "Write a port from 1 to 65535."})
    return listen


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:  # not found; a path in disguise; a folder of zones
        raise PydanticCustomError(
            "zone", "is no time zone", {"remedy": 'Write a name such as "Asia/Ho_Chi_Minh" or "UTC".'}
        ) from error
    return name


def _read(parse: Callable[[str], object], off: str) -> Callable[[str], str]:
    """A check that keeps the form in which a chat stores it."""

    def check(text: str) -> str:
        try:
            return str(parse(text) or off)
        except ValueError as error:
            problem, _, remedy = str(error).partition(". ")
            raise PydanticCustomError("hours", "{problem}", {"problem": problem, "remedy": remedy}) from error

    return check


Duration = Annotated[timedelta, BeforeValidator(parse_duration)]
Interval = Annotated[timedelta, BeforeValidator(parse_duration), AfterValidator(_positive)]
WebUrl = Annotated[str, AfterValidator(_web_url)]
OptionalUrl = Annotated[str, AfterValidator(_web_url_or_none)]
WebhookUrl = Annotated[
    str,
    _shaped(
        r"(https://[^\s?#]+/telegram)?",
        "is no address that Telegram can post to",
        'Write "https://your.host/telegram": the proxy there passes /telegram on to web.listen.',
    ),
]
SearchTemplate = Annotated[str, AfterValidator(_template)]
ProxyUrl = Annotated[
    str,
    _shaped(
        r"((https?|socks5h?)://[^\s/]+(:\d+)?/?)?",
        "is no proxy",
        'Write "http://host:port" or "socks5://user:password@host:port".',
    ),
]
ChatName = Annotated[
    str,
    _shaped(
        r"@\w{4,}",
        "is no chat",
        "Write the chat's number without quotes (/start tells it), or a public channel's @name.",
    ),
]
Ids = Annotated[tuple[int, ...], Field(strict=False)]
Listen = Annotated[
    str,
    _shaped(
        r"((\[[0-9a-fA-F:]+\]|[^\s:]+):\d{1,5})?",
        "is no address to listen on",
        'Write "127.0.0.1:8080", or "" to switch the page off.',
    ),
    AfterValidator(_port),
]
StoreUrl = Annotated[
    str,
    _shaped(
        r"(?s)sqlite:///[^?].*|postgresql://\S.*",
        "is no database this bot knows",
        'Write "sqlite:///data/newsbell.db" or "postgresql://user:password@host/database".',
    ),
]
Term = Annotated[str, AfterValidator(_term)]
Hours = Annotated[str, AfterValidator(_read(parse_quiet, ""))]
DigestTimes = Annotated[str, AfterValidator(_read(parse_digest, "off"))]
Zone = Annotated[str, AfterValidator(_zone)]
