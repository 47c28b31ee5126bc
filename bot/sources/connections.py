"""Connections that are opened for a request and kept for a moment, for a host that is asked again.

Rules: how many are open at a time is bounded by who asks (lanes.py), so nothing waits here. httpcore's own pool looks
at every connection for every other one, at each request, and keeps none at all while more than its bound are open;
feeds hardly ever need one kept. A kept connection that its server closed meanwhile is not used.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterable, AsyncIterator
from typing import Any

import httpcore

_KEPT = 20  # connections
_SECONDS = 5.0  # for which one is kept


class Connections:
    """Stands in for httpcore.AsyncConnectionPool."""

    def __init__(self, context: ssl.SSLContext, backend: httpcore.AsyncNetworkBackend) -> None:
        self._context, self._backend = context, backend
        self._kept: dict[httpcore.AsyncHTTPConnection, float] = {}  # -> until when, the oldest first

    async def handle_async_request(self, request: httpcore.Request) -> httpcore.Response:
        """Sends the request; the connection is free again when the response is closed."""
        connection = await self._taken(request.url.origin)
        if connection is None:
            connection = httpcore.AsyncHTTPConnection(
                request.url.origin, self._context, keepalive_expiry=_SECONDS, network_backend=self._backend
            )
        response = await connection.handle_async_request(request)
        assert isinstance(response.stream, AsyncIterable)
        response.stream = _Body(self, connection, response.stream)
        return response

    async def _taken(self, origin: httpcore.Origin) -> httpcore.AsyncHTTPConnection | None:
        """A kept connection to that origin, if one is still good. Those that are too old are closed."""
        now = asyncio.get_running_loop().time()
        for connection in [kept for kept, until in self._kept.items() if until <= now]:
            await self._close(connection)
        for connection in [kept for kept in self._kept if kept.can_handle_request(origin)]:
            if connection.is_available() and not connection.has_expired():
                del self._kept[connection]
                return connection
            await self._close(connection)
        return None

    async def give_back(self, connection: httpcore.AsyncHTTPConnection) -> None:
        """A response is closed: its connection is kept, where it can be."""
        if not connection.is_available():  # it was not read to its end, or the server wants it closed
            await connection.aclose()
            return
        self._kept[connection] = asyncio.get_running_loop().time() + _SECONDS
        if len(self._kept) > _KEPT:
            await self._close(next(iter(self._kept)))

    async def _close(self, connection: httpcore.AsyncHTTPConnection) -> None:
        if self._kept.pop(connection, None) is not None:
            await connection.aclose()

    async def aclose(self) -> None:
        """Ends those that are kept."""
        for connection in list(self._kept):
            await self._close(connection)


class _Body:
    """A response's body, whose end gives the connection back."""

    def __init__(self, home: Connections, connection: httpcore.AsyncHTTPConnection, stream: Any) -> None:
        self._home, self._connection, self._stream = home, connection, stream

    def __aiter__(self) -> AsyncIterator[bytes]:
        return aiter(self._stream)

    async def aclose(self) -> None:
        await self._stream.aclose()
        await self._home.give_back(self._connection)
