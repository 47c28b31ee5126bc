"""bot/sources/guard.py: no feed leads into the machine, its network or its cloud."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from ipaddress import ip_address

import httpcore._synchronization
import pytest

from bot.sources import guard
from bot.sources.guard import ForbiddenAddressError, Ip, UnknownHostError, is_public, permitted, resolve
from bot.sources.http import Answer, Ask, Failure, Fetcher, FetchSettings
from tests.fakes.feeds import FeedServer

PRIVATE = """
127.0.0.1 127.8.8.8 0.0.0.0 0.1.2.3 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 169.254.170.2
100.64.0.1 100.127.255.255 100.100.100.200 192.0.0.1 192.0.2.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1
239.255.255.250 240.0.0.1 255.255.255.255
:: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:0:169.254.169.254 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe
64:ff9b:1::1 2002:7f00:1:: 2002:a00:1::1 2001:0:5ef5:79fd::1 2001:db8::1 fc00::1 fd00:ec2::254 fe80::1 fec0::1
ff02::1 100::1
"""
PUBLIC = "1.1.1.1 93.184.216.34 2606:4700:4700::1111 ::ffff:8.8.8.8 64:ff9b::808:808 2002:808:808::1"
FORMS = """
127.0.0.1 127.1 2130706433 0x7f000001 0x7f.1 0177.0.0.1 017700000001 0 localhost [::1] [::ffff:127.0.0.1]
[::ffff:7f00:1] [64:ff9b::7f00:1] 169.254.169.254 2852039166 0xa9fea9fe [fe80::1]
"""


def answers(monkeypatch: pytest.MonkeyPatch, *rounds: list[str]) -> list[str]:
    """Makes DNS say these addresses, a round a lookup, the last for ever; returns the list of hosts asked for."""
    left, asked = list(rounds), []

    def look_up(host: str, port: int) -> list[Ip]:
        asked.append(host)
        return list(map(ip_address, left.pop(0) if len(left) > 1 else left[0]))

    monkeypatch.setattr(guard, "_look_up", look_up)
    return asked


@pytest.mark.anyio
async def test_what_is_an_address_is_not_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answers(monkeypatch, ["1.1.1.1"])
    for host in ("10.0.0.1", "::1"):
        assert await resolve(host, 80) == [ip_address(host)]
    for host in ("10.1", "0x7f.1", "010.0.0.1", "fe80::1%eth0", "e.org"):  # the system says what these are
        assert await resolve(host, 80) == [ip_address("1.1.1.1")]
    assert asked == ["10.1", "0x7f.1", "010.0.0.1", "fe80::1%eth0", "e.org"]


@pytest.mark.parametrize("address", PRIVATE.split())
def test_private(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", PUBLIC.split())
def test_public(address: str) -> None:
    assert is_public(ip_address(address))


def test_one_private_address_among_public_ones_forbids_all() -> None:
    mixed = [ip_address("1.1.1.1"), ip_address("10.0.0.1")]
    with pytest.raises(ForbiddenAddressError, match=r"e\.org leads to 10\.0\.0\.1"):
        permitted("e.org", mixed, allow_private=False)
    assert permitted("e.org", mixed, allow_private=True) == mixed


@pytest.mark.anyio
@pytest.mark.parametrize("host", FORMS.split())
async def test_no_way_to_write_a_host_gets_through(host: str) -> None:
    async with FeedServer() as server:
        port = server.url("/").rpartition(":")[2]
        fetcher = Fetcher(FetchSettings())
        got = await fetcher.get(Ask(f"http://{host}:{port}"))
        await fetcher.close()
        assert isinstance(got, Failure)
        assert "not a public address" in got.error or "is not an address" in got.error
        assert server.requests == []


@pytest.mark.anyio
async def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answers(monkeypatch, ["127.0.0.1"], ["10.255.255.1"])  # what DNS says a moment later
    async with FeedServer() as server:
        server.serve("/feed", b"here")
        fetcher = Fetcher(FetchSettings(allow_private_addresses=True))
        got = await fetcher.get(Ask(server.url("/feed", "feeds.example")))
        await fetcher.close()
        assert isinstance(got, Answer)
        assert got.body == b"here"
        assert asked == ["feeds.example"]
        assert server.last("/feed").headers["host"].startswith("feeds.example:")


@pytest.mark.anyio
async def test_an_address_that_refuses_is_given_up_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, ["127.0.0.9", "127.0.0.1"])
    async with FeedServer() as server:
        server.serve("/feed", b"here")
        fetcher = Fetcher(FetchSettings(allow_private_addresses=True))
        got = await fetcher.get(Ask(server.url("/feed", "feeds.example")))
        await fetcher.close()
        assert isinstance(got, Answer)


@pytest.fixture
def loopback_is_public(monkeypatch: pytest.MonkeyPatch) -> Callable[[Ip], bool]:
    """For redirects from the fake server, which stands in for a public one."""
    real = guard.is_public

    def pretend(ip: Ip) -> bool:
        return str(ip) == "127.0.0.1" or real(ip)

    monkeypatch.setattr(guard, "is_public", pretend)
    return pretend


@pytest.mark.anyio
@pytest.mark.usefixtures("loopback_is_public")
@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("http://169.254.169.254/latest/meta-data", "is not a public address"),
        ("http://127.0.0.2/", "is not a public address"),
        ("http://[::1]/", "is not a public address"),
        ("//10.0.0.1/", "is not a public address"),
        ("file:///etc/passwd", "must start with http"),
        ("ftp://e.org/", "must start with http"),
        ("gopher://127.0.0.1/", "must start with http"),
    ],
)
async def test_a_redirect_is_checked_like_any_address(to: str, said: str) -> None:
    async with FeedServer() as server:
        fetcher = Fetcher(FetchSettings())
        got = await fetcher.get(Ask(server.redirect("/out", to)))
        await fetcher.close()
        assert isinstance(got, Failure)
        assert said in got.error
        assert server.count("/out") == 1


@pytest.mark.anyio
async def test_an_unknown_name_is_said_to_be_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    with pytest.raises(UnknownHostError, match="no-such-host"):
        await resolve("no-such-host.example", 80)


@pytest.mark.anyio
async def test_a_lock_of_httpcore_lets_one_in_at_a_time_and_at_once_where_nobody_is() -> None:
    lock, inside = httpcore._synchronization.AsyncLock(), list[str]()

    async def enter(who: str) -> None:
        async with lock:
            inside.append(who)
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            inside.remove(who)

    first, second = asyncio.create_task(enter("first")), asyncio.create_task(enter("second"))
    await asyncio.sleep(0)
    assert inside == ["first"]  # without another round of the event loop, and alone
    await first
    await second
    assert not inside and second.done()
