"""A feed server over real sockets, on 127.0.0.1 and a free port: well behaved by default, and able to misbehave.

    async with FeedServer() as server:
        url = server.feed("/a.xml", items=["A headline", Item("Another", summary="...", outlet="Reuters")])
        server.publish("/a.xml", Item("A new one"))               # new ETag, new Last-Modified, newest first
        server.serve("/page", b"<html>", {"Content-Type": "text/html"})
        server.script("/b.xml", Answer(503, headers={"Retry-After": "60"}), Answer(200, body))   # the last one stays
        server.misbehave("/c.xml", rude.slow_drip())               # a handler that writes what it likes (fakes/rude.py)
        server.requests, server.count("/a.xml"), server.conditional("/a.xml")

Rules: it knows nothing of the bot, and never touches the network beyond 127.0.0.1.
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import zlib
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from types import TracebackType
from typing import Self

import brotli

from tests.fakes.feedxml import Item, render

__all__ = ["Answer", "FeedServer", "Handler", "Item", "Request", "render"]

_FIRST_MODIFIED = datetime(2026, 1, 5, 6, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it arrived; header names in lower case."""

    path: str  # with its query
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def conditional(self) -> bool:
        """Whether it asked only for what is new."""
        return "if-none-match" in self.headers or "if-modified-since" in self.headers


@dataclass(frozen=True, slots=True)
class Answer:
    """A well-formed answer. encoding: "" | gzip | br | deflate | raw-deflate: the body is packed and labelled so."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    encoding: str = ""


Handler = Callable[[Request, asyncio.StreamWriter], Awaitable[None]]


class FeedServer:
    """Serves what it is told to, path by path, and remembers who asked."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.connected = 0  # connections that were made
        self.in_flight = 0
        self.most_in_flight = 0  # requests that were being answered at the same time
        self._handlers: dict[str, Handler] = {}
        self._feeds: dict[str, _Feed] = {}
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()
        self._port = 0

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self._port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        for task in list(self._connections):
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        await self._server.wait_closed()

    # ------------------------------------------------------------ what it serves

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        """The address of a path; host may be any name that leads to 127.0.0.1."""
        return f"http://{host}:{self._port}{path}"

    def feed(self, path: str, items: Iterable[Item | str] = (), **about: object) -> str:
        """A feed with ETag and Last-Modified. about: title, language, form ("rss" | "atom" | "rdf"), ttl (minutes),
        headers (a mapping), encoding ("gzip" | "br" | ...), validators (False: it sends none)."""
        feed = _Feed(_items(items), **about)  # type: ignore[arg-type]  # the dataclass checks the names
        self._feeds[path] = feed
        self.misbehave(path, feed.answer)
        return self.url(path)

    def publish(self, path: str, *items: Item | str) -> None:
        """New items at the head of a feed."""
        feed = self._feeds[path]
        feed.items[:0] = _items(items)
        feed.version += 1

    def serve(self, path: str, body: bytes, headers: Mapping[str, str] | None = None, status: int = 200) -> str:
        """Always the same answer."""
        return self.script(path, Answer(status, body, headers or {}))

    def script(self, path: str, *answers: Answer) -> str:
        """These answers in turn; the last one stays."""
        left = list(answers)

        async def answer(request: Request, writer: asyncio.StreamWriter) -> None:
            await send(writer, left.pop(0) if len(left) > 1 else left[0])

        return self.misbehave(path, answer)

    def misbehave(self, path: str, handler: Handler) -> str:
        """The handler writes to the socket what it likes; returning with the socket closed ends the connection."""
        self._handlers[path] = handler
        return self.url(path)

    def redirect(self, path: str, to: str, status: int = 302) -> str:
        """Sends every request on; `to` may be the path itself."""
        return self.serve(path, b"", {"Location": to}, status)

    @property
    def paths(self) -> frozenset[str]:
        """Where it serves something."""
        return frozenset(self._handlers)

    # ------------------------------------------------------------ what it saw

    def count(self, path: str) -> int:
        """Requests for a path."""
        return sum(request.path == path for request in self.requests)

    def conditional(self, path: str) -> int:
        """Of these, the conditional ones."""
        return sum(request.path == path and request.conditional for request in self.requests)

    def last(self, path: str) -> Request:
        """The latest request for a path."""
        return next(request for request in reversed(self.requests) if request.path == path)

    def hang_up(self) -> None:
        """Closes every connection."""
        for task in list(self._connections):
            task.cancel()

    # ------------------------------------------------------------ how

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        self.connected += 1
        try:
            while not writer.is_closing() and (request := await _read(reader)) is not None:
                await self._handle(request, writer)
        except (ConnectionError, asyncio.CancelledError):
            pass  # the client left, or the server is being closed: both end a connection
        finally:
            self._connections.discard(task)
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    async def _handle(self, request: Request, writer: asyncio.StreamWriter) -> None:
        self.requests.append(request)
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            handler = self._handlers.get(request.path)
            if handler is None:
                await send(writer, Answer(404, b"not here"))
            else:
                await handler(request, writer)
        finally:
            self.in_flight -= 1


@dataclass(slots=True)
class _Feed:
    """A feed that answers conditional requests as RFC 9110 asks."""

    items: list[Item]
    title: str = "Example Times"
    language: str = "en"
    form: str = "rss"
    ttl: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    encoding: str = ""
    validators: bool = True
    version: int = 1

    async def answer(self, request: Request, writer: asyncio.StreamWriter) -> None:
        etag, modified = f'"v{self.version}"', http_date(_FIRST_MODIFIED + timedelta(minutes=self.version))
        headers = {**({"ETag": etag, "Last-Modified": modified} if self.validators else {}), **self.headers}
        known = request.headers.get("if-none-match") or request.headers.get("if-modified-since")
        if self.validators and known in (etag, modified):
            await send(writer, Answer(304, headers=headers))
            return
        body = render(self.items, self.form, self.title, self.language, self.ttl)
        await send(writer, Answer(200, body, {"Content-Type": "application/xml", **headers}, self.encoding))


def http_date(at: datetime) -> str:
    """As HTTP writes it: "Mon, 05 Jan 2026 06:01:00 GMT"."""
    return format_datetime(at, usegmt=True)


def compress(body: bytes, encoding: str) -> bytes:
    """The body under a Content-Encoding, packed as quickly as can be."""
    if encoding == "gzip":
        return gzip.compress(body, 1, mtime=0)
    if encoding == "br":
        return bytes(brotli.compress(body, quality=1))
    if encoding == "deflate":
        return zlib.compress(body, 1)
    if encoding == "raw-deflate":  # what some servers take "deflate" to mean
        packer = zlib.compressobj(1, wbits=-15)
        return packer.compress(body) + packer.flush()
    return body


def head(status: int, headers: Mapping[str, str]) -> bytes:
    """Status line and headers."""
    lines = [f"HTTP/1.1 {status} Whatever", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


async def send(writer: asyncio.StreamWriter, answer: Answer) -> None:
    """Writes a well-formed answer and keeps the connection."""
    body = compress(answer.body, answer.encoding)
    headers = dict(answer.headers)
    if answer.encoding:
        headers["Content-Encoding"] = answer.encoding.removeprefix("raw-")
    if answer.status != 304:
        headers["Content-Length"] = str(len(body))
    writer.write(head(answer.status, headers) + (b"" if answer.status == 304 else body))
    await writer.drain()


async def _read(reader: asyncio.StreamReader) -> Request | None:
    try:
        text = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        return None
    first, *lines = text.strip().split("\r\n")
    pairs = (line.partition(":") for line in lines)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    return Request(first.split()[1], headers, await reader.readexactly(int(headers.get("content-length", 0))))


def _items(items: Iterable[Item | str]) -> list[Item]:
    return [Item(item) if isinstance(item, str) else item for item in items]
