"""What feed servers do when they misbehave, as handlers for FeedServer.misbehave: each has been seen in the wild."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Sequence
from functools import cache

from tests.fakes.feeds import Answer, Handler, Request, compress, head, send


def slow_drip(pause: float = 0.02) -> Handler:
    """A byte now and then, for ever: no read of it ever takes long."""

    async def drip(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(head(200, {"Content-Type": "application/xml"}))
        while not writer.is_closing():
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(pause)

    return drip


def silence() -> Handler:
    """Accepts the request and never answers."""

    async def wait(request: Request, writer: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    return wait


def endless(chunk: bytes = b"<item><title>again</title></item>" * 500) -> Handler:
    """A body without end."""

    async def pour(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(head(200, {"Content-Type": "application/xml"}) + b"<rss version='2.0'><channel>")
        while not writer.is_closing():
            writer.write(chunk)
            await writer.drain()

    return pour


@cache
def bomb(encoding: str = "gzip", size: int = 64_000_000) -> Handler:
    """Spaces that compress two hundredfold and more."""
    packed = compress(b" " * size, encoding)

    async def throw(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(head(200, {"Content-Encoding": encoding, "Content-Length": str(len(packed))}) + packed)
        await writer.drain()

    return throw


def reset(after: bytes = b"") -> Handler:
    """Tears the connection down (RST), after some of the answer."""

    async def tear(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(after)
        await writer.drain()
        raw: socket.socket = writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()

    return tear


def wrong_length(body: bytes, stated: int) -> Handler:
    """States another length than it sends, and hangs up."""

    async def lie(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(head(200, {"Content-Type": "application/xml", "Content-Length": str(stated)}) + body)
        await writer.drain()
        writer.close()

    return lie


def huge_header(size: int = 64_000, body: bytes = b"") -> Handler:
    """One header of that many bytes, before an honest body."""

    async def boast(request: Request, writer: asyncio.StreamWriter) -> None:
        await send(writer, Answer(200, body, {"X-Boast": "x" * size}))

    return boast


def raw(answer: bytes) -> Handler:
    """These very bytes, then the end of the connection."""

    async def write(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        await writer.drain()
        writer.close()

    return write


def in_turn(handlers: Sequence[Handler]) -> Handler:
    """One handler a request; the last one stays."""
    left = list(handlers)

    async def step(request: Request, writer: asyncio.StreamWriter) -> None:
        await (left.pop(0) if len(left) > 1 else left[0])(request, writer)

    return step
