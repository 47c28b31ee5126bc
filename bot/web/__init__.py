"""The page in the browser: how the bot does, for whoever hosts it. Read only, no script, nothing from elsewhere.

    /          feeds, stories, alerts (status.html)
    /healthz   200 or 503 with what is wrong, as JSON: for Docker and monitors
    /metrics   the same figures for Prometheus
    /telegram  where Telegram posts updates, in webhook mode (bot/chat/hook.py)

Rules: GET alone, but for the webhook; what a feed wrote is escaped; a link that is no http(s) address is no link; no
secret is shown.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.core.ports import Clock, Store
from bot.errors import ChannelError, StoreError
from bot.web.metrics import CONTENT_TYPE, exposition
from bot.web.page import render_status

__all__ = ["Services", "make_app", "serve"]

SECRET = "X-Telegram-Bot-Api-Secret-Token"
LARGEST = 1 << 20  # bytes of a post
HEADERS = {
    b"content-security-policy": b"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    b"frame-ancestors 'none'",
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"cache-control": b"no-store",
}


@dataclass(frozen=True, slots=True)
class Services:
    """What the page reads. health: part -> "ok" or what is wrong."""

    store: Store
    clock: Clock
    health: Callable[[], Mapping[str, str]]
    receive: Callable[[str, bytes], int] | None = None  # (secret, body) of Telegram's posts -> status


def make_app(services: Services) -> Starlette:
    """The ASGI application."""

    async def status(_: Request) -> Response:
        return HTMLResponse(await render_status(services.store, services.clock(), services.health()))

    async def healthz(_: Request) -> Response:
        parts = {**services.health(), "database": await _database(services)}
        well = all(words == "ok" for words in parts.values())
        return JSONResponse({"status": "ok" if well else "unhealthy", **parts}, 200 if well else 503)

    async def metrics(_: Request) -> Response:
        counts, judging = await services.store.counts(services.clock()), await services.store.judging()
        return Response(exposition(counts, judging), media_type=CONTENT_TYPE)

    async def no_store(_: Request, error: Exception) -> Response:
        return PlainTextResponse(f"The database does not answer: {error}", 503)

    routes = [Route("/", status), Route("/healthz", healthz), Route("/metrics", metrics)]
    if services.receive is not None:
        routes.append(Route("/telegram", _taking(services.receive), methods=["POST"]))
    return Starlette(routes=routes, middleware=[Middleware(_Guarded)], exception_handlers={StoreError: no_store})


def _taking(receive: Callable[[str, bytes], int]) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint of Telegram's posts."""

    async def endpoint(request: Request) -> Response:
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST:
                return Response(status_code=413)
        return Response(status_code=receive(request.headers.get(SECRET, ""), bytes(body)))

    return endpoint


async def serve(app: ASGIApp, listen: str, stop: asyncio.Event) -> None:
    """Serves until `stop`. Raises ChannelError where the address cannot be listened on."""
    host, _, port = listen.rpartition(":")
    host = host.strip("[]")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        bound = socket.create_server((host, int(port)), family=family)
    except (OSError, OverflowError) as error:
        raise ChannelError(f"web.listen = {listen!r} cannot be listened on ({error}). Choose another port.") from error
    with bound:
        config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=1)
        server = _Server(config)
        serving = asyncio.create_task(server.serve([bound]))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        server.should_exit = True
        stopping.cancel()
        await serving


class _Server(uvicorn.Server):
    """Leaves the signals to the app."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def _database(services: Services) -> str:
    try:
        await services.store.value("health")
    except StoreError as error:
        return str(error)
    return "ok"


class _Guarded:
    """Adds the headers that keep a browser from running, framing or keeping anything."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *HEADERS.items()]
            await send(message)

        await self._app(scope, receive, guarded)
