"""Just enough of an HTTP/1.1 server for a Bot API: keep-alive, and bodies as forms, JSON or multipart.

Rules: raw asyncio, so that it starts within milliseconds and a connection can be reset in the middle of an answer.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any
from urllib.parse import parse_qsl, urlsplit

Params = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Request:
    """One call: the path, its parameters whatever their form, and the names of files that came along."""

    path: str
    params: Params
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)  # field -> (file name, content)
    headers: dict[str, str] = field(default_factory=dict)  # names in small letters
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back. A reset cuts the connection instead; a hang never answers."""

    status: int
    body: dict[str, Any]
    fate: str = "answer"  # "answer" | "reset" | "hang"
    content: bytes | None = None  # a file, instead of the body


Handler = Callable[[Request], Awaitable[Answer]]


class HttpServer:
    """Serves one handler on a socket of 127.0.0.1."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()
        self.port = 0

    async def start(self, port: int) -> None:
        """Listens; 0 takes any free port."""
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Closes every connection, also those that hang."""
        if self._server is not None:
            self._server.close()
        for connection in tuple(self._connections):
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            while (request := await _read(reader)) is not None:
                answer = await self._handler(request)
                if answer.fate == "reset":
                    return _reset(writer)
                if answer.fate == "hang":
                    await reader.read()  # until the caller gives up
                    return None
                writer.write(_bytes(answer))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            self._connections.discard(task)
            with contextlib.suppress(RuntimeError):  # the loop of a test that ended is closed
                writer.close()
        return None


def _reset(writer: asyncio.StreamWriter) -> None:
    """A hard end: RST, not FIN."""
    sock = writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def _read(reader: asyncio.StreamReader) -> Request | None:
    head = await reader.readline()
    if not head:
        return None
    target = head.split(b" ")[1].decode()
    headers: dict[str, str] = {}
    while (line := (await reader.readline()).strip()) != b"":
        name, _, value = line.decode("latin-1").partition(":")
        headers[name.strip().lower()] = value.strip()
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    parts = urlsplit(target)
    params: Params = dict(parse_qsl(parts.query, keep_blank_values=True))
    more, files = _body(headers.get("content-type", ""), body)
    return Request(parts.path, params | more, files, headers, body)


def _body(kind: str, body: bytes) -> tuple[Params, dict[str, tuple[str, bytes]]]:
    if kind.startswith("application/json"):
        return json.loads(body or b"{}"), {}
    if kind.startswith("multipart/form-data"):
        return _multipart(kind, body)
    return dict(parse_qsl(body.decode(), keep_blank_values=True)), {}


def _multipart(kind: str, body: bytes) -> tuple[Params, dict[str, tuple[str, bytes]]]:
    message = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
    params: Params = {}
    files: dict[str, tuple[str, bytes]] = {}
    for part in message.iter_parts():
        name = str(part.get_param("name", header="content-disposition"))
        content = part.get_payload(decode=True) or b""
        assert isinstance(content, bytes)
        if part.get_filename():
            files[name] = (str(part.get_filename()), content)
        else:
            params[name] = content.decode()
    return params, files


def _bytes(answer: Answer) -> bytes:
    body = json.dumps(answer.body, ensure_ascii=False).encode() if answer.content is None else answer.content
    head = f"HTTP/1.1 {answer.status} -\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body
