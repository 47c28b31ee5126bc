"""Serves the demo's feeds on loopback as they stand at the minute that it is there.

Rules: a day passes in `length` seconds. An entry is dated with the moment at which it appears; one from before the day
is dated as long ago as it says. Answers bear an ETag and honour it. A request is read to its end and answered; nothing
else.
"""

from __future__ import annotations

import asyncio
import hashlib
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from types import TracebackType
from xml.sax.saxutils import escape

DAY = Path(__file__).with_name("day.toml")


@dataclass(frozen=True, slots=True)
class Outlet:
    """A feed of the demo."""

    name: str
    title: str
    language: str


@dataclass(frozen=True, slots=True)
class Piece:
    """An entry of the demo; `at` in minutes of the day."""

    feed: str
    at: int
    title: str
    summary: str


@dataclass(frozen=True, slots=True)
class Day:
    """All that happens."""

    outlets: tuple[Outlet, ...]
    pieces: tuple[Piece, ...]

    @property
    def minutes(self) -> int:
        """When the last of it is published."""
        return max(piece.at for piece in self.pieces)


def load_day(path: Path = DAY) -> Day:
    """Reads the day."""
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    outlets = tuple(Outlet(feed["name"], feed["outlet"], feed["language"]) for feed in raw["feeds"])
    return Day(outlets, tuple(Piece(**piece) for piece in raw["entries"]))


class Stand:
    """`async with Stand(day, length, clock) as stand:` then `stand.begin()` starts the day."""

    def __init__(self, day: Day, length: float, clock: Callable[[], datetime]) -> None:
        self._day = day
        self._second = day.minutes / length  # minutes of the day that pass in a second
        self._clock = clock
        self._opened = clock()
        self._begun: datetime | None = None
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Stand:
        self._server = await asyncio.start_server(self._answer, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.close()

    def url(self, outlet: Outlet) -> str:
        """The address of an outlet's feed."""
        assert self._server is not None
        port = self._server.sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{port}/{outlet.name}"

    def begin(self) -> None:
        """Midnight."""
        self._begun = self._clock()

    @property
    def minute(self) -> float:
        """The minute of the day; 0 before it begins."""
        if self._begun is None:
            return 0.0
        return (self._clock() - self._begun).total_seconds() * self._second

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                line, *headers = head.decode("latin-1").split("\r\n")
                writer.write(self._response(line.split()[1].strip("/"), "\n".join(headers).lower()))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def _response(self, name: str, headers: str) -> bytes:
        outlet = next((outlet for outlet in self._day.outlets if outlet.name == name), None)
        if outlet is None:
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        body = self._document(outlet).encode()
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if f"if-none-match: {etag}" in headers:
            return f"HTTP/1.1 304 Not Modified\r\nETag: {etag}\r\nContent-Length: 0\r\n\r\n".encode()
        head = f"Content-Type: application/rss+xml\r\nETag: {etag}\r\nContent-Length: {len(body)}"
        return f"HTTP/1.1 200 OK\r\n{head}\r\n\r\n".encode() + body

    def _document(self, outlet: Outlet) -> str:
        shown = [piece for piece in self._day.pieces if piece.feed == outlet.name and piece.at <= self.minute]
        items = "".join(self._item(piece) for piece in sorted(shown, key=lambda piece: -piece.at))
        return (
            '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
            f"<title>{escape(outlet.title)}</title><link>https://{outlet.name}.example/</link>"
            f"<language>{outlet.language}</language><description/>{items}</channel></rss>"
        )

    def _item(self, piece: Piece) -> str:
        if piece.at < 0:
            published = self._opened + timedelta(minutes=piece.at)
        else:
            published = (self._begun or self._opened) + timedelta(seconds=piece.at / self._second)
        link = f"https://{piece.feed}.example/{hashlib.sha256(piece.title.encode()).hexdigest()[:8]}"
        return (
            f"<item><title>{escape(piece.title)}</title><link>{link}</link><guid>{link}</guid>"
            f"<pubDate>{format_datetime(published)}</pubDate><description>{escape(piece.summary)}</description></item>"
        )
