"""Which addresses may be connected to: none that leads into the machine, its network or its cloud's metadata.

Rules: a name is resolved once, every address it has must be public, and the connection goes to an address that was
checked, never to the name: what DNS says a moment later cannot matter. That holds for every connection, so for every
hop of a redirect, and for every way to write a host (decimal, hexadecimal, octal, mapped into IPv6): what counts is
what the resolver made of it.
"""

from __future__ import annotations

import _thread
import asyncio
import contextlib
import socket
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any

import httpcore
import httpcore._synchronization
import httpx

from bot.sources.connections import Connections
from bot.sources.streams import Stream
from bot.tls import trusted

Ip = IPv4Address | IPv6Address

_TRIES = 4  # addresses of one host
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address
_TRANSLATED = IPv6Network("::ffff:0:0:0/96")  # RFC 2765, the same
_COMPATIBLE = IPv6Network("::/96")  # RFC 4291 2.5.5.1, deprecated, the same
_EMBEDDING = (_NAT64, _TRANSLATED, _COMPATIBLE)


# httpcore looks through every folder of the path for a library that is not installed, several times a request.
httpcore._synchronization.current_async_library = lambda: "asyncio"


def _set_up(lock: Any) -> None:
    lock._backend, lock._anyio_lock = "asyncio", asyncio.Lock()


# Each connection has two locks, which nobody contends for; AnyIO's let the event loop go round at every use even so.
httpcore._synchronization.AsyncLock.setup = _set_up  # type: ignore[assignment]  # there is no other way in


class ForbiddenAddressError(Exception):
    """A host leads to an address that must not be reached from here."""

    def __init__(self, host: str, ip: Ip) -> None:
        self.host, self.ip = host, ip
        what = f"{host} is" if host == str(ip) else f"{host} leads to {ip}, which is"
        super().__init__(f"{what} not a public address")


class UnknownHostError(Exception):
    """DNS does not know a host, or did not answer."""


def is_public(ip: Ip) -> bool:
    """Whether an address belongs to the open internet, and so does any IPv4 address that it carries."""
    if isinstance(ip, IPv6Address):
        inner = _embedded(ip)
        if inner is not None:
            return is_public(inner)
        if ip.is_site_local:
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _embedded(ip: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that packets to an IPv6 address may end at."""
    if any(ip in network for network in _EMBEDDING):
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour


async def resolve(host: str, port: int) -> list[Ip]:
    """The addresses of a host, each once, in the order in which the system would try them. Raises UnknownHostError.

    Each lookup has a thread of its own, which ends with the process: a name server that is silent holds up neither
    another lookup (as in a pool of threads) nor the end of the program. What is an address already is not looked up.
    """
    if "%" not in host:  # fe80::1%eth0: the system knows the zone
        with contextlib.suppress(ValueError):
            return [ip_address(host)]
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[list[Ip]] = loop.create_future()

    def settle(addresses: list[Ip] | None, error: Exception | None) -> None:
        if answer.done():
            return
        if error is not None:
            answer.set_exception(error)
        else:
            answer.set_result(addresses or [])

    def look_up() -> None:
        try:
            result: tuple[list[Ip] | None, Exception | None] = (_look_up(host, port), None)
        except (OSError, UnicodeError) as error:
            result = (None, UnknownHostError(f"{host}: {error}"))
        with contextlib.suppress(RuntimeError):  # the loop was closed meanwhile: nobody waits for the answer
            loop.call_soon_threadsafe(settle, *result)

    _thread.start_new_thread(look_up, ())  # threading.Thread holds up the loop until the thread runs
    return await answer


def _look_up(host: str, port: int) -> list[Ip]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    texts = (str(address[0]).partition("%")[0] for *_, address in found)  # fe80::1%eth0: the zone is no part of it
    return list(dict.fromkeys(map(ip_address, texts)))


def permitted(host: str, addresses: Iterable[Ip], allow_private: bool) -> list[Ip]:
    """The addresses to try. Raises ForbiddenAddressError where even one is not public: a mixed answer is an attack."""
    addresses = list(addresses)
    for ip in addresses:
        if not allow_private and not is_public(ip):
            raise ForbiddenAddressError(host, ip)
    return addresses[:_TRIES]


class _PinnedBackend(httpcore.AsyncNetworkBackend):
    """Opens connections to checked addresses only. TLS still verifies the name: httpcore takes that from the URL."""

    def __init__(self, allow_private: bool) -> None:
        self._allow_private = allow_private

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.AsyncNetworkStream:
        *others, last = permitted(host, await resolve(host, port), self._allow_private)
        for ip in others:
            try:
                return await Stream.connect(str(ip), port, timeout)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await Stream.connect(str(last), port, timeout)

    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Any = None
    ) -> httpcore.AsyncNetworkStream:
        raise httpcore.ConnectError("feeds are not read through Unix sockets")

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class Guarded:
    """Sends requests over connections that are guarded. Proxies of the environment are not used."""

    def __init__(self, limits: httpx.Limits, allow_private: bool, proxy: str = "") -> None:
        """proxy: http(s):// or socks5://; "" connects straight."""
        context = trusted()
        self._through_proxy = bool(proxy) and not allow_private
        self._pool: httpcore.AsyncConnectionPool | Connections
        if proxy:
            # What httpx makes of a proxy's address; its attribute is the only way to it (pinned below 0.29).
            transport = httpx.AsyncHTTPTransport(verify=context, limits=limits, trust_env=False, proxy=proxy)
            self._pool = transport._pool
        else:
            self._pool = Connections(context, _PinnedBackend(allow_private))

    async def send(self, request: httpcore.Request) -> httpcore.Response:
        """The beginning of the answer, to be read from its stream and then closed. Raises what httpcore raises.

        A proxy resolves names itself, so what they lead to there is its operator's to guard; what is written as an
        address, or names this very machine, is refused here."""
        if self._through_proxy:
            host = request.url.host.decode("ascii").rstrip(".")
            with contextlib.suppress(OSError):
                permitted(host, [IPv4Address(socket.inet_aton(host))], allow_private=False)
            with contextlib.suppress(ValueError):
                permitted(host, [ip_address(host)], allow_private=False)
            if host == "localhost" or host.endswith((".localhost", ".internal", ".local")):
                raise ForbiddenAddressError(host, IPv4Address("127.0.0.1"))
        return await self._pool.handle_async_request(request)

    async def aclose(self) -> None:
        """Ends every connection."""
        await self._pool.aclose()
