"""Bytes over a connection, for httpcore, straight from asyncio: AnyIO's way costs more than the reading and writing.

Rules: only opening a connection has a bound of its own; all else is under the deadline of its request (http.py).
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpcore


class Stream(httpcore.AsyncNetworkStream):
    """One connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def connect(cls, host: str, port: int, seconds: float | None) -> Stream:
        """Raises httpcore.ConnectError or ConnectTimeout."""
        with _connecting():
            async with asyncio.timeout(seconds):
                return cls(*await asyncio.open_connection(host, port))

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        try:
            return await self._reader.read(max_bytes)
        except OSError as error:
            raise httpcore.ReadError(error) from error

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        try:
            self._writer.write(buffer)
            await self._writer.drain()
        except OSError as error:
            raise httpcore.WriteError(error) from error

    async def aclose(self) -> None:
        self._writer.transport.abort()  # close() would wait for what the other side has to say
        await asyncio.sleep(0)  # after which it is closed

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> Stream:
        try:
            with _connecting():
                async with asyncio.timeout(timeout):
                    await self._writer.start_tls(ssl_context, server_hostname=server_hostname)
        except BaseException:
            await self.aclose()
            raise
        return self

    def get_extra_info(self, info: str) -> Any:
        if info == "is_readable":  # httpcore's question to an idle connection: what comes unasked is its end
            return bool(self._reader._buffer) or self._reader.at_eof()  # type: ignore[attr-defined]  # no public way
        return self._writer.get_extra_info(info)


@contextmanager
def _connecting() -> Iterator[None]:
    try:
        yield
    except TimeoutError as error:
        raise httpcore.ConnectTimeout(error) from error
    except OSError as error:  # ssl.SSLError is one
        raise httpcore.ConnectError(error) from error
