"""The page in the browser: how the bot does, for whoever hosts it. Read only, no script, nothing from elsewhere.

    /          feeds, stories, alerts (status.html)
    /healthz   200 or 503 with what is wrong, as JSON: for Docker and monitors
    /metrics   the same figures for Prometheus
    /telegram  where Telegram posts updates, in webhook mode (bot/chat/hook.py)
    /hub/KEY   where hubs of feeds verify (GET) and push (POST); there for who knows a key (bot/hubs.py)

Rules: GET alone, but for the webhooks; what a feed wrote is escaped; a link that is no http(s) address is no link; no
secret is shown.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.core.ports import Clock
from bot.core.store import Store
from bot.core.websub import Subscription
from bot.errors import StoreError
from bot.web.listening import listening
from bot.web.metrics import CONTENT_TYPE, Figures, exposition
from bot.web.page import render_status

__all__ = ["Services", "make_app", "serve"]

SECRET = "X-Telegram-Bot-Api-Secret-Token"
LARGEST = 1 << 20  # bytes of a post of Telegram's
LARGEST_PUSH = 5_000_000  # of a hub's: as much as of a feed's document
HEADERS = {
    b"content-security-policy": b"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    b"frame-ancestors 'none'",
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"cache-control": b"no-store",
}


class Hubs(Protocol):
    """Who answers to hubs."""

    def knows(self, key: str) -> bool: ...

    async def verify(self, key: str, said: Mapping[str, str]) -> tuple[int, str]:
        """Status and body."""
        ...

    async def deliver(self, key: str, headers: Mapping[str, str], body: bytes) -> int:
        """Status. headers: names in lower case."""
        ...


@dataclass(frozen=True, slots=True)
class Services:
    """What the page reads. health: part -> "ok" or what is wrong."""

    store: Store
    clock: Clock
    health: Callable[[], Mapping[str, str]]
    receive: Callable[[str, bytes], int] | None = None  # (secret, body) of Telegram's posts -> status
    hubs: Hubs | None = None


def make_app(services: Services) -> Starlette:
    """The ASGI application."""

    async def status(_: Request) -> Response:
        hubs = await _agreed(services)
        return HTMLResponse(await render_status(services.store, services.clock(), services.health(), hubs))

    async def healthz(_: Request) -> Response:
        parts = {**services.health(), "database": await _database(services)}
        well = all(words == "ok" for words in parts.values())
        return JSONResponse({"status": "ok" if well else "unhealthy", **parts}, 200 if well else 503)

    async def metrics(_: Request) -> Response:
        now = services.clock()
        figures = Figures(
            now, await services.store.counts(now), await services.store.judging(), await _agreed(services)
        )
        return Response(exposition(figures), media_type=CONTENT_TYPE)

    async def no_store(_: Request, error: Exception) -> Response:
        return PlainTextResponse(f"The database does not answer: {error}", 503)

    routes = [Route("/", status), Route("/healthz", healthz), Route("/metrics", metrics)]
    if services.receive is not None:
        routes.append(Route("/telegram", _taking(services.receive), methods=["POST"]))
    if services.hubs is not None:
        routes.append(Route("/hub/{key}", _pushed(services.hubs), methods=["GET", "POST"]))
    return Starlette(routes=routes, middleware=[Middleware(_Guarded)], exception_handlers={StoreError: no_store})


def _taking(receive: Callable[[str, bytes], int]) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint of Telegram's posts."""

    async def endpoint(request: Request) -> Response:
        body = await _body(request, LARGEST)
        if body is None:
            return Response(status_code=413)
        return Response(status_code=receive(request.headers.get(SECRET, ""), body))

    return endpoint


def _pushed(hubs: Hubs) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint of hubs. Who does not know a key is turned away before a byte of the body is read."""

    async def endpoint(request: Request) -> Response:
        key = request.path_params["key"]
        if not hubs.knows(key):
            return Response(status_code=404 if request.method == "GET" else 410)
        if request.method == "GET":
            status, said = await hubs.verify(key, request.query_params)
            return PlainTextResponse(said, status)
        body = await _body(request, LARGEST_PUSH)
        return Response(status_code=413 if body is None else await hubs.deliver(key, request.headers, body))

    return endpoint


async def _body(request: Request, largest: int) -> bytes | None:
    """None where there is more than that."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > largest:
            return None
    return bytes(body)


async def serve(app: ASGIApp, listen: str, stop: asyncio.Event) -> None:
    """Serves until `stop`. Raises ChannelError where the address cannot be listened on."""
    bound = listening(listen)
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


async def _agreed(services: Services) -> Sequence[Subscription]:
    """What was agreed on with hubs; nothing where none can reach this machine any more."""
    return [] if services.hubs is None else await services.store.subscriptions()


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
