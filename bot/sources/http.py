"""One GET, politely and safely: conditional, bounded in size, time, hops and requests a host. It ends in a value.

A form is posted in the same way: to the hubs of feeds (bot/hubs.py), whose addresses come from feeds as well.

Rules: one client for the process; no cookies, no proxies of the environment; redirects are followed by hand, each hop
in its host's turn and through the guard; waiting for a turn does not count against the deadline, all else does
(timeouts of httpcore never fire on a server that drips); messages name the host, never a URL's credentials.
"""

from __future__ import annotations

import asyncio
import contextlib
from base64 import b64encode
from collections.abc import AsyncIterable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from urllib.parse import urldefrag, urlencode

import httpcore
import httpx

from bot import __version__
from bot.core.model import FeedState
from bot.sources import unpack
from bot.sources.guard import Guarded
from bot.sources.lanes import Lanes
from bot.sources.trouble import BROKEN, explain

_REDIRECTS = (301, 302, 303, 307, 308)
_PERMANENT = (301, 308)
_FORM_KEPT = (307, 308)  # redirects after which a form is posted again; others would make a GET of it
_CONNECT_SECONDS = 5.0  # an address that is silent this long is given up for the host's next one
_ERROR_BODY = 65_536  # bytes that are read of an answer other than 200
_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/rdf+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
)


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """What an operator may set about fetching."""

    contact: str = ""  # a URL or mail address that is put into the User-Agent
    user_agent: str = ""  # replaces the whole User-Agent
    total_timeout: timedelta = timedelta(seconds=20)  # from the first byte sent to the last one read, over all hops
    max_bytes: int = 5_000_000  # of a body, unpacked
    max_redirects: int = 10
    per_host: int = 2  # requests in flight to one host
    host_gap: timedelta = timedelta(seconds=0.5)  # between two starts at one host; none on this machine itself
    in_flight: int = 100
    allow_private_addresses: bool = False
    proxy: str = ""  # http(s):// or socks5://; "" none

    @property
    def agent(self) -> str:
        """The User-Agent, honest and with a way to reach whoever is responsible."""
        contact = f"; {self.contact}" if self.contact else ""
        return (
            self.user_agent or f"Newsbell/{__version__} (+https://github.com/newsbell/newsbell; feed reader{contact})"
        )


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked for. etag and last_modified: the validators of the answer that is known, verbatim; "" none."""

    url: str
    etag: str = ""
    last_modified: str = ""
    user_agent: str = ""  # "" sends the bot's own
    form: bytes | None = None  # what is posted, url-encoded; None: nothing, it is a GET

    @property
    def conditional(self) -> bool:
        """Whether a 304 would make sense."""
        return bool(self.etag or self.last_modified)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said in the end. headers: names in lower case; url: the last hop's."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str
    moved_to: str = ""  # where permanent redirects led that came before all others


@dataclass(frozen=True, slots=True)
class Failure:
    """No answer that could be used, in words with the remedy."""

    error: str
    state: FeedState = FeedState.FAILING
    status: int = 0


class Fetcher:
    """The process's one way to the web. Close it at the end."""

    def __init__(self, settings: FetchSettings) -> None:
        self._settings = settings
        total = settings.total_timeout.total_seconds()
        limits = httpx.Limits(max_connections=settings.in_flight)  # through a proxy; else Lanes bound them
        self._ways = Guarded(limits, settings.allow_private_addresses, settings.proxy)
        self._bounds = {"timeout": httpx.Timeout(total, connect=min(_CONNECT_SECONDS, total / 2)).as_dict()}
        self._lanes = Lanes(settings.per_host, settings.host_gap.total_seconds(), settings.in_flight)

    async def close(self) -> None:
        """Ends every connection."""
        await self._ways.aclose()

    async def post(self, url: str, form: Mapping[str, str]) -> Answer | Failure:
        """Posts a form once. Never raises but for cancellation."""
        return await self.get(Ask(url, form=urlencode(form).encode()))

    async def get(self, ask: Ask) -> Answer | Failure:
        """Asks once, over all redirects. Never raises but for cancellation."""
        trip = _Trip(ask.url, self._settings.total_timeout.total_seconds())
        followed = _REDIRECTS if ask.form is None else _FORM_KEPT
        try:
            for _ in range(self._settings.max_redirects + 1):
                answer = await self._hop(ask, trip)
                if answer.status not in followed or not answer.headers.get("location"):
                    return replace(answer, moved_to=trip.moved_to)
                trip.turn(answer.headers["location"], answer.status in _PERMANENT)
        except _Circle:
            return Failure(
                f"{trip.host} redirects in a circle. Open the feed in a browser and use the address it ends at."
            )
        except Exception as error:  # noqa: BLE001  # whatever one server does, the next feed must be polled
            return self._explained(error, trip)
        return Failure(
            f"It redirects more than {self._settings.max_redirects} times, last to {trip.host}. "
            "Open the feed in a browser and use the address it ends at."
        )

    async def _hop(self, ask: Ask, trip: _Trip) -> Answer:
        url = httpx.URL(trip.url)
        if url.scheme not in ("http", "https") or not url.host:
            raise httpx.UnsupportedProtocol(trip.url)
        async with self._lanes.of(url.host):
            clock = asyncio.get_running_loop().time
            started = clock()
            async with asyncio.timeout(trip.seconds_left):
                answer = await self._exchange(url, ask)
            trip.seconds_left -= clock() - started
        return answer

    async def _exchange(self, url: httpx.URL, ask: Ask) -> Answer:
        headers, method = _headers(ask, url, self._settings.agent), "GET" if ask.form is None else "POST"
        place = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        request = httpcore.Request(method, place, headers=headers, content=ask.form, extensions=self._bounds)
        response = await self._ways.send(request)
        try:
            answer = Answer(response.status, _named(response.headers), b"", str(url))
            # Read to its end even where there is nothing to it: a connection that was not is closed, not kept.
            body = await (self._body(answer, response) if answer.status == 200 else _beginning(answer, response))
        finally:
            await response.aclose()
        return replace(answer, body=body)

    async def _body(self, answer: Answer, response: httpcore.Response) -> bytes:
        body = unpack.Body(answer.headers.get("content-encoding", ""), self._settings.max_bytes)
        async for chunk in _chunks(response):
            body.add(chunk)
        return body.whole()

    def _explained(self, error: Exception, trip: _Trip) -> Failure:
        settings = self._settings
        return Failure(explain(error, trip.host, settings.total_timeout.total_seconds(), settings.max_bytes))


class _Circle(Exception):
    """An address comes up twice on one trip."""


@dataclass(slots=True)
class _Trip:
    """Where one GET has got to."""

    url: str
    seconds_left: float
    moved_to: str = ""
    _for_good: bool = True  # no temporary redirect was met so far
    _seen: set[str] = field(default_factory=set)

    @property
    def host(self) -> str:
        """The host of the present hop, for messages."""
        with contextlib.suppress(httpx.InvalidURL):
            return httpx.URL(self.url).host or _shown(self.url)
        return _shown(self.url)

    def turn(self, location: str, permanent: bool) -> None:
        """Goes on to where a redirect points. Raises _Circle, httpx.InvalidURL."""
        self._seen.add(self.url)
        self.url = urldefrag(str(httpx.URL(self.url).join(location)))[0]
        if self.url in self._seen:
            raise _Circle
        self._for_good = self._for_good and permanent
        if self._for_good:
            self.moved_to = self.url


def _headers(ask: Ask, url: httpx.URL, agent: str) -> list[tuple[bytes, bytes]]:
    """What the request says, as bytes: a User-Agent may name its owner."""
    wanted = {
        "Host": url.netloc.decode("ascii"),
        "Accept": _ACCEPT,
        "Accept-Encoding": unpack.ACCEPTED,
        "Connection": "keep-alive",
        "If-None-Match": ask.etag,
        "If-Modified-Since": ask.last_modified,
        "User-Agent": ask.user_agent or agent,
        "Authorization": _credentials(url) if url.userinfo else "",
        "Content-Type": "" if ask.form is None else "application/x-www-form-urlencoded",
        "Content-Length": "" if ask.form is None else str(len(ask.form)),
    }
    return [(name.encode(), value.encode("utf-8", "replace")) for name, value in wanted.items() if value]


def _named(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """What an answer says, by names in lower case; one that comes twice says both (RFC 9110 5.2)."""
    named: dict[str, str] = {}
    for name, value in headers:
        key, text = name.decode("latin-1").lower(), _text(value)
        named[key] = f"{named[key]}, {text}" if key in named else text
    return named


def _text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _chunks(response: httpcore.Response) -> AsyncIterable[bytes]:
    """An answer's body, as it comes."""
    assert isinstance(response.stream, AsyncIterable)
    return response.stream


def _credentials(url: httpx.URL) -> str:
    """The name and password of an address (RFC 7617)."""
    return "Basic " + b64encode(f"{url.username}:{url.password}".encode()).decode()


async def _beginning(answer: Answer, response: httpcore.Response) -> bytes:
    """The first part of an error page, as far as it can be read: it may say who blocks."""
    body = unpack.Body(answer.headers.get("content-encoding", ""), _ERROR_BODY)
    with contextlib.suppress(unpack.TooLargeError, unpack.BrokenError, httpcore.TimeoutException, *BROKEN):
        async for chunk in _chunks(response):
            body.add(chunk)
    return body.so_far()


def _shown(url: str) -> str:
    """A URL for a message: short, and without a password."""
    return url.rpartition("@")[2][:100]
