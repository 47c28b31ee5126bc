"""bot/sources/rss.py: one poll of a feed, over real sockets."""

from __future__ import annotations

import pkgutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot import sources
from bot.core.model import Feed, FeedState, Fetched, Outcome
from bot.core.schedule import Brought, Plan, after_poll
from bot.sources import load_sources
from bot.sources.http import Fetcher, FetchSettings
from bot.sources.pool import Parser
from bot.sources.rss import Rss
from tests.fakes import rude
from tests.fakes.feeds import Answer, FeedServer, Item, render
from tests.fakes.here import Here

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
DOCUMENT = render([Item("One")])


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with FeedServer() as server:
        yield server


@pytest.fixture
async def rss() -> AsyncIterator[Rss]:
    fetcher = Fetcher(FetchSettings(allow_private_addresses=True))
    yield Rss(fetcher, Here())
    await fetcher.close()


def polled(feed: Feed, fetched: Fetched) -> Feed:
    return after_poll(feed, fetched, Brought([entry.published_at for entry in fetched.entries]), NOW, 0.0, Plan())


async def fail(rss: Rss, url: str) -> Fetched:
    """A poll that must fail, and must say so."""
    fetched = await rss.fetch(Feed(url, etag='"1"'), NOW)
    assert fetched.outcome is Outcome.FAILED
    assert fetched.error.endswith(".") or "…" in fetched.error
    assert (fetched.entries, fetched.etag, fetched.body_hash) == ((), "", "")
    return fetched


# ---------------------------------------------------------------- all is well


@pytest.mark.parametrize("form", ["rss", "atom", "rdf"])
@pytest.mark.parametrize("encoding", ["", "gzip", "br"])
async def test_a_feed_is_read(server: FeedServer, rss: Rss, form: str, encoding: str) -> None:
    url = server.feed("/feed", ["One", "Two"], title="Example Times", form=form, encoding=encoding)
    fetched = await rss.fetch(Feed(url), NOW)
    assert (fetched.outcome, fetched.status, fetched.error) == (Outcome.READ, 200, "")
    assert (fetched.title, fetched.language, fetched.etag) == ("Example Times", "en", '"v1"')
    assert [(entry.feed, entry.title) for entry in fetched.entries] == [(url, "One"), (url, "Two")]


async def test_every_poll_but_the_first_is_conditional_and_brings_what_is_new(server: FeedServer, rss: Rss) -> None:
    feed = Feed(server.feed("/feed", ["One"]))
    outcomes = []
    for step in range(4):
        if step == 2:
            server.publish("/feed", "Two")
        fetched = await rss.fetch(feed, NOW)
        feed = polled(feed, fetched)
        outcomes.append(fetched.outcome)
    assert outcomes == [Outcome.READ, Outcome.UNCHANGED, Outcome.READ, Outcome.UNCHANGED]
    assert (server.count("/feed"), server.conditional("/feed")) == (4, 3)
    assert server.last("/feed").headers["if-none-match"] == '"v2"'


async def test_the_same_body_is_not_parsed_again(server: FeedServer, rss: Rss) -> None:
    feed = Feed(server.feed("/feed", ["One"], validators=False))
    feed = polled(feed, await rss.fetch(feed, NOW))
    fetched = await rss.fetch(feed, NOW)
    assert (fetched.outcome, fetched.status, fetched.entries) == (Outcome.UNCHANGED, 200, ())
    assert polled(feed, fetched).body_hash == feed.body_hash


async def test_a_304_may_bring_new_validators_and_loses_none(server: FeedServer, rss: Rss) -> None:
    url = server.script("/feed", Answer(304, headers={"ETag": '"new"'}))
    feed = Feed(url, etag='"old"', last_modified="Mon", body_hash="h")
    fetched = await rss.fetch(feed, NOW)
    assert (fetched.outcome, fetched.etag, fetched.last_modified, fetched.body_hash) == (
        Outcome.UNCHANGED,
        '"new"',
        "Mon",
        "h",
    )


async def test_who_forbids_caching_is_not_asked_conditionally(server: FeedServer, rss: Rss) -> None:
    feed = Feed(server.feed("/feed", ["One"], headers={"Expires": "0"}))
    feed = polled(feed, await rss.fetch(feed, NOW))
    await rss.fetch(feed, NOW)
    assert server.conditional("/feed") == 0


async def test_a_validator_that_cannot_be_sent_back_stops_nothing(server: FeedServer, rss: Rss) -> None:
    feed = Feed(server.serve("/feed", DOCUMENT, {"ETag": '"caf\u00e9"'}))
    feed = polled(feed, await rss.fetch(feed, NOW))
    assert (await rss.fetch(feed, NOW)).outcome is Outcome.UNCHANGED


async def test_the_documents_own_wait_holds_while_it_is_unchanged(server: FeedServer, rss: Rss) -> None:
    url = server.feed("/feed", ["One"], ttl=90, headers={"Cache-Control": "max-age=3600"})
    feed = polled(Feed(url), await rss.fetch(Feed(url), NOW))
    for _ in range(2):
        assert (feed.asked, feed.next_poll_at) == (timedelta(minutes=90), NOW + timedelta(minutes=90))
        fetched = await rss.fetch(feed, NOW)
        assert (fetched.outcome, fetched.wait) == (Outcome.UNCHANGED, timedelta(hours=1))
        feed = polled(feed, fetched)


BY = b"<ttl>90</ttl>", b"<skipHours><hour>8</hour><hour>9</hour></skipHours>", b"<skipDays><day>Monday</day></skipDays>"


@pytest.mark.parametrize(
    ("status", "headers", "channel", "minutes"),
    [
        (200, {}, b"", 10),  # nothing is asked for: the scheduler's own wish, of a feed without dates
        (200, {}, BY[0], 90),
        (200, {"Cache-Control": "max-age=1800"}, b"", 30),
        (200, {"Cache-Control": "max-age=1800"}, BY[0], 90),
        (200, {"Cache-Control": "max-age=7200"}, BY[0], 120),
        (200, {"Expires": "Mon, 02 Mar 2026 08:45:00 GMT", "Date": "Mon, 02 Mar 2026 08:00:00 GMT"}, b"", 45),
        (200, {"Expires": "Mon, 01 Mar 2027 08:45:00 GMT"}, b"", 24 * 60),
        (200, {"Cache-Control": "max-age=1"}, b"<ttl>1</ttl>", 10),
        (200, {}, BY[1], 120),  # 08:10 to 10:00
        (200, {"Cache-Control": "max-age=10800"}, BY[1], 180),
        (200, {}, BY[2], 16 * 60),  # to Tuesday
        (503, {"Retry-After": "3000"}, b"", 50),
        (429, {"Retry-After": "Mon, 02 Mar 2026 09:00:00 GMT"}, b"", 60),
        (503, {"Retry-After": "1"}, b"", 10),
        (503, {"Retry-After": "99999999"}, b"", 24 * 60),
    ],
)
async def test_every_bound_of_the_publisher_reaches_the_schedule(
    server: FeedServer, rss: Rss, status: int, headers: dict[str, str], channel: bytes, minutes: int
) -> None:
    body = DOCUMENT.replace(b"<channel>", b"<channel>" + channel)
    url = server.serve("/feed", body, {"Content-Type": "text/xml", **headers}, status)
    after = polled(Feed(url), await rss.fetch(Feed(url), NOW))
    assert after.next_poll_at == NOW + timedelta(minutes=minutes)


async def test_the_feeds_language_and_its_final_address_count(server: FeedServer, rss: Rss) -> None:
    server.feed("/there/feed", [Item("Tin", link="bai-1", guid="g")], language="")
    fetched = await rss.fetch(Feed(server.redirect("/feed", "/there/feed", 301), language="vi"), NOW)
    (entry,) = fetched.entries
    assert entry.language == "vi"
    assert entry.url == server.url("/there/bai-1")
    assert entry.feed == server.url("/feed")


async def test_only_what_is_new_is_read_again(server: FeedServer, rss: Rss) -> None:
    feed = Feed(server.feed("/feed", [f"Old {n}" for n in range(9)]))
    feed = polled(feed, await rss.fetch(feed, NOW))
    server.publish("/feed", "New")
    fetched = await rss.fetch(feed, NOW)
    assert ([entry.title for entry in fetched.entries], fetched.known) == (["New"], 9)
    again = await rss.fetch(feed, NOW)  # the commit failed: the feed is as it was
    assert [entry.title for entry in again.entries] == ["New", *(f"Old {n}" for n in range(9))]


async def test_a_new_item_that_breaks_the_document_costs_none_of_it(server: FeedServer, rss: Rss) -> None:
    url = server.serve("/feed", render([Item("One"), Item("Two")]))
    feed = Feed(url)
    feed = polled(feed, await rss.fetch(feed, NOW))
    server.serve("/feed", render([Item("Three"), Item("One"), Item("Two")]).replace(b"Three", b"Three &nosuch; <b>"))
    titles = [entry.title for entry in (await rss.fetch(feed, NOW)).entries]
    assert len(titles) == 3
    assert titles[0].startswith("Three")


async def test_a_document_that_lost_an_item_is_no_news(server: FeedServer, rss: Rss) -> None:
    feed = Feed(server.serve("/feed", render([Item("One"), Item("Two")])))
    feed = polled(feed, await rss.fetch(feed, NOW))
    server.serve("/feed", render([Item("One")]))
    fetched = await rss.fetch(feed, NOW)
    assert (fetched.outcome, fetched.entries) == (Outcome.UNCHANGED, ())
    assert fetched.body_hash != feed.body_hash


@pytest.mark.parametrize(
    ("statuses", "moved"),
    [((301,), True), ((308, 301), True), ((302,), False), ((301, 302), True), ((302, 301), False)],
)
async def test_a_permanent_move_is_told_from_a_temporary_one(
    server: FeedServer, rss: Rss, statuses: tuple[int, ...], moved: bool
) -> None:
    server.feed(f"/hop{len(statuses)}", ["One"])
    for number, status in enumerate(statuses):
        server.redirect(f"/hop{number}", f"/hop{number + 1}", status)
    fetched = await rss.fetch(Feed(server.url("/hop0")), NOW)
    assert bool(fetched.moved_to) is moved
    if moved:
        permanent = next((n for n, status in enumerate(statuses) if status in (302, 307)), len(statuses))
        assert fetched.moved_to == server.url(f"/hop{permanent}")


async def test_a_feed_that_moved_for_good_is_asked_there(server: FeedServer, rss: Rss) -> None:
    server.feed("/new", ["One"])
    feed = Feed(server.redirect("/old", "/new", 301))
    for _ in range(4):
        feed = polled(feed, await rss.fetch(feed, NOW))
    assert (server.count("/old"), server.count("/new")) == (3, 4)
    assert feed.url.endswith("/old")


async def test_the_older_document_and_the_hub_are_passed_on(server: FeedServer, rss: Rss) -> None:
    links = b'<link rel="prev-archive" href="/2025"/><link rel="hub" href="https://hub.example/"/>'
    body = render([Item("One")], form="atom").replace(b"<entry>", links + b"<entry>", 1)
    fetched = await rss.fetch(Feed(server.serve("/feed", body)), NOW)
    assert (fetched.older, fetched.hub) == (server.url("/2025"), "https://hub.example/")


# ---------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("status", "state", "said"),
    [
        (400, FeedState.FAILING, "(400)"),
        (401, FeedState.BLOCKED, "asks for a password"),
        (403, FeedState.BLOCKED, "refuses feed readers"),
        (404, FeedState.FAILING, "no such page"),
        (410, FeedState.GONE, "gone for good"),
        (429, FeedState.BLOCKED, "asked too often"),
        (451, FeedState.BLOCKED, "refuses feed readers"),
        (500, FeedState.FAILING, "fault of its own"),
        (503, FeedState.FAILING, "fault of its own"),
        (301, FeedState.FAILING, "redirects to nowhere"),
        (204, FeedState.FAILING, "no feed"),
    ],
)
async def test_every_status_has_words(server: FeedServer, rss: Rss, status: int, state: FeedState, said: str) -> None:
    fetched = await fail(rss, server.serve("/feed", b"" if status == 204 else b"No.", status=status))
    assert (fetched.status, fetched.state) == (status, state)
    assert said in fetched.error


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        (403, {"cf-mitigated": "challenge"}, b""),
        (503, {"Server": "cloudflare"}, b"<title>Just a moment...</title>"),
        (403, {"Server": "cloudflare"}, b"<script src='/cdn-cgi/challenge-platform/x'>"),
    ],
)
async def test_cloudflare_is_named(
    server: FeedServer, rss: Rss, status: int, headers: dict[str, str], body: bytes
) -> None:
    fetched = await fail(rss, server.serve("/feed", body, headers, status))
    assert fetched.state is FeedState.CHALLENGED
    assert "Cloudflare" in fetched.error


async def test_a_fault_behind_cloudflare_is_no_blockade(server: FeedServer, rss: Rss) -> None:
    fetched = await fail(rss, server.serve("/feed", b"upstream down", {"Server": "cloudflare"}, 503))
    assert fetched.state is FeedState.FAILING


@pytest.mark.parametrize(
    ("stated", "wait"),
    [("120", timedelta(minutes=2)), ("Mon, 02 Mar 2026 09:00:00 GMT", timedelta(hours=1)), ("soon", None)],
)
@pytest.mark.parametrize("status", [429, 503])
async def test_retry_after(server: FeedServer, rss: Rss, status: int, stated: str, wait: timedelta | None) -> None:
    fetched = await fail(rss, server.serve("/feed", b"", {"Retry-After": stated}, status))
    assert fetched.wait == wait


async def test_a_304_that_nobody_asked_for(server: FeedServer, rss: Rss) -> None:
    fetched = await rss.fetch(Feed(server.script("/feed", Answer(304))), NOW)
    assert (fetched.outcome, fetched.status) == (Outcome.FAILED, 304)
    assert "not asked" in fetched.error


@pytest.mark.parametrize(
    ("body", "said"),
    [(b"", "empty"), (b"<!doctype html><p>Hi", "web page"), (b"[]", "JSON"), (b"nothing", "plain text")],
)
async def test_a_200_that_is_no_feed(server: FeedServer, rss: Rss, body: bytes, said: str) -> None:
    fetched = await fail(rss, server.serve("/feed", body, {"ETag": '"new"'}))
    assert said in fetched.error
    assert fetched.status == 200


async def test_what_could_not_be_read_is_asked_for_again(server: FeedServer, rss: Rss) -> None:
    """An answer that was cut off must not be taken for the one that is known: its news would be lost."""
    url = server.misbehave("/feed", rude.in_turn([rude.wrong_length(DOCUMENT, 9_999), rude.raw(b"junk")]))
    feed = Feed(url, etag='"old"', body_hash="h", polled_at=NOW)
    for _ in range(2):
        fetched = await rss.fetch(feed, NOW)
        assert fetched.outcome is Outcome.FAILED
        feed = polled(feed, fetched)
    server.feed("/feed", ["One"])
    fetched = await rss.fetch(feed, NOW)
    assert server.last("/feed").headers["if-none-match"] == '"old"'
    assert [entry.title for entry in fetched.entries] == ["One"]
    assert polled(feed, fetched).failures == 0


# ---------------------------------------------------------------- kinds


async def test_kinds_are_found_by_their_files() -> None:
    fetcher, parser = Fetcher(FetchSettings()), Parser()
    kinds = load_sources(fetcher, parser)
    await fetcher.close()
    assert kinds["rss"].kind == "rss"
    assert set(kinds) <= {found.name for found in pkgutil.iter_modules(sources.__path__)}
