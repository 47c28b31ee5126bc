"""JSON Feed, news sitemaps and pages that name their feeds: what the bot reads beside RSS and Atom."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from bot.sources.discover import feeds_of
from bot.sources.document import Document, Parsed
from bot.sources.parse import read_document

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
URL = "https://news.example/feed"


def read(body: bytes) -> Parsed:
    return read_document(Document(body, URL, URL, NOW))


def json_feed(*items: object, **about: object) -> bytes:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": items, **about}).encode()


def test_a_json_feed_is_read() -> None:
    item = {
        "id": 7,
        "url": "/a",
        "title": "3 < 5 & so on",
        "content_html": "<p>A <b>text</b></p>",
        "summary": "short",
        "date_published": "2026-03-02T07:00:00+07:00",
    }
    parsed = read(json_feed(item, language="vi", home_page_url="https://news.example/"))
    (entry,) = parsed.entries
    assert (parsed.title, parsed.language, parsed.error) == ("T", "vi", "")
    assert (entry.key, entry.url, entry.title) == ("7", "https://news.example/a", "3 < 5 & so on")
    assert (entry.summary, entry.body) == ("short", "A text")
    assert entry.published_at == datetime(2026, 3, 2, 0, 0, tzinfo=UTC)


def test_a_json_feed_names_its_hub_and_its_next_page() -> None:
    parsed = read(json_feed(hubs=[{"type": "WebSub", "url": "https://hub.example/"}], next_url="/2", feed_url=URL))
    assert (parsed.hub, parsed.topic, parsed.older) == ("https://hub.example/", URL, "https://news.example/2")


@pytest.mark.parametrize("item", [{}, {"id": None}, {"title": 3, "url": []}, {"content_html": {}}, [], 4, None])
def test_nonsense_in_a_json_feed_costs_itself_alone(item: object) -> None:
    parsed = read(json_feed(item, {"id": "x", "title": "Sound"}))
    assert [entry.title for entry in parsed.entries] == ["Sound"]


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"items": 3}', b"{" * 5_000, b'{"a": ' * 100_000])
def test_other_json_is_no_feed(body: bytes) -> None:
    assert "no JSON Feed" in read(body).error


def test_a_news_sitemap_is_read_newest_first() -> None:
    def url(number: int, day: int) -> str:
        return f"""<url><loc>https://news.example/{number}?a=1&amp;b=2</loc><news:news><news:publication>
            <news:name>Example Times</news:name><news:language>en</news:language></news:publication>
            <news:publication_date>2026-03-0{day}T06:00:00Z</news:publication_date>
            <news:title><![CDATA[Headline {number} &amp; more]]></news:title></news:news></url>"""

    plain = "<url><loc>https://news.example/about</loc></url>"
    body = f"<?xml version='1.0'?><urlset xmlns='x' xmlns:news='y'>{plain}{url(1, 1)}{url(2, 2)}</urlset>"
    parsed = read(body.encode())
    assert [entry.title for entry in parsed.entries] == ["Headline 2 & more", "Headline 1 & more"]
    assert parsed.entries[0].url == "https://news.example/2?a=1&b=2"
    assert (parsed.entries[0].outlet, parsed.entries[0].language, parsed.title) == (
        "Example Times",
        "en",
        "Example Times",
    )
    assert parsed.entries[0].published_at == datetime(2026, 3, 2, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize("body", [b"<urlset></urlset>", b"<urlset><url><loc>https://e.org/</loc></url></urlset>"])
def test_a_sitemap_without_news_says_so(body: bytes) -> None:
    assert "sitemap without news" in read(body).error


def test_a_page_names_its_feeds_the_comments_last() -> None:
    page = """<!doctype html><head><link rel="alternate" type="application/rss+xml" title="Comments" href="/c/feed">
    <LINK REL='alternate' TYPE='application/atom+xml' HREF='/atom.xml?a=1&amp;b=2'>
    <link rel=alternate type=text/html href=/vi><a href="/rss/x">x</a></head>"""
    assert feeds_of(page, "https://e.org/p") == ("https://e.org/atom.xml?a=1&b=2", "https://e.org/c/feed")
    assert read(page.encode()).feeds[0] == "https://news.example/atom.xml?a=1&b=2"


def test_a_page_without_feed_links_is_searched_for_what_looks_like_one() -> None:
    page = '<a href="/about">a</a><a href="https://e.org/rss/tin-moi.rss">RSS</a><a href="javascript:x/feed/">j</a>'
    assert feeds_of(page, "https://e.org/") == ("https://e.org/rss/tin-moi.rss",)


@pytest.mark.parametrize("page", ["<link " * 50_000, "<a href='" * 50_000, "<link a=" + "x" * 300_000, ""])
def test_a_page_that_is_nonsense_names_none(page: str) -> None:
    assert feeds_of(page, "https://e.org/") == ()
