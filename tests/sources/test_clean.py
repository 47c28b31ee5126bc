"""bot/sources/clean.py: what it reads, it reads as feedparser does."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sources import kinds, parse
from bot.sources.charset import to_text
from bot.sources.clean import clean
from tests import shared
from tests.fakes.feedxml import Item, render

URL = "https://e.org/news/feed.xml"
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
SPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "x": "urn:x",
}
DECLARED = "".join(f' xmlns:{prefix}="{space}"' for prefix, space in SPACES.items())
TAGS = (
    *("atom:author", "atom:id", "atom:link", "atom:published", "atom:updated", "author", "category", "content"),
    *("content:encoded", "dc:creator", "dc:date", "dc:language", "dc:title", "dcterms:created", "description"),
    *("enclosure", "entry", "feedburner:origLink", "guid", "id", "image", "issued", "item", "itunes:category"),
    *("itunes:image", "itunes:owner", "itunes:summary", "language", "lastBuildDate", "link", "media:content"),
    *("media:description", "media:group", "media:thumbnail", "media:title", "name", "published", "pubDate"),
    *("skipHours", "slash:comments", "source", "subtitle", "summary", "sy:updateFrequency", "sy:updatePeriod"),
    *("textInput", "title", "ttl", "updated", "url", "x:links", "x:source", "x:title", "x:y"),
)
NAMES = (
    *("href", "rel", "type", "isPermaLink", "url", "term", "base", "lang", "xml:base", "xml:lang", "x:href", "x:y"),
    *("xmlns", "xmlns:dc", "xmlns:q"),
)
VALUES = (
    *("urn:q", SPACES["atom"], SPACES["dc"]),
    *("https://a.org/b?c=1&d=2", "/e", "self", "hub", "html", "text", "xhtml", "false", "true", "vi", "de_AT", ""),
)
TEXTS = (
    *("", " ", "A title", "Hà Nội", "华为", "cafÃ©", "\x85 \x96", "<p>B</p>", "&amp;&lt;x&gt;", "a&b;c", "/r?a=1&b=2"),
    *("https://a.org/", "http:////a.org//b", "tag:a.org,2026:1", "Mon, 02 Mar 2026 08:00:00 EST", "2026-03-02", "60"),
)


def asked_for(found: Any) -> Any:
    """Everything that parse.py asks a document in feedparser's shape for."""

    def texts(mapping: Any, *names: str) -> list[str]:
        return [parse._text(mapping, name) for name in names]

    about = found.feed
    links = [texts(link, "rel", "href") for link in about.get("links") or ()]
    items = [
        (
            texts(item, "title", "summary", "id", "link", "feedburner_origlink", "news_source"),
            [
                dict.get(item, f"{name}{more}") or ""
                for name in ("published", "updated", "created")
                for more in ("", "_parsed")
            ],
            texts(item.get("source") or {}, "title"),
            texts(item.get("title_detail") or {}, "language"),
            [texts(part, "value") for part in item.get("content") or ()],
        )
        for item in found.entries
    ]
    stated = texts(about, "title", "language", "link", "ttl", "sy_updateperiod", "sy_updatefrequency")
    return stated, [link for link in links if link[0] != "enclosure"], items, bool(found.version), bool(found.bozo)


def is_clean(text: str) -> bool:
    """Whether it is read without feedparser; then it is read as feedparser does."""
    found = clean(text, URL)
    if found is not None:
        assert asked_for(found) == asked_for(parse._feedparser(text, URL))
    return found is not None


def bodies() -> Iterator[bytes]:
    with tarfile.open(shared.data("feeds.tar.gz")) as archive:
        for member in archive:
            file = archive.extractfile(member) if member.isfile() else None
            if file is not None:
                yield file.read()


def as_parsed(body: bytes) -> str:
    """What the parser gets to see of a document; "" where it is not asked."""
    text = to_text(body)
    text = text[kinds.beginning(text) :]
    root = kinds.root_of(text)
    if kinds.other_kind(text, root) is not None or kinds.not_a_feed(text, root):
        return ""
    return kinds.capped(text, root)


def test_real_documents_hold_the_same() -> None:
    """Every second one that is read without feedparser: some fifteen hundred, of all kinds."""
    read = [text for body in bodies() if (text := as_parsed(body)) and clean(text, URL) is not None]
    assert len(read) > 2_800
    assert all(is_clean(text) for text in read[::2])


TAG, NAME, VALUE, TEXT = map(st.sampled_from, (TAGS, NAMES, VALUES, TEXTS))
FEW_NAMES = st.lists(NAME, max_size=2, unique=True)
SAID = st.sampled_from(["", "", ' xml:lang="en_US"', ' xml:base="https://b.org/"', ' xmlns:news="urn:x"'])
ONE_IN_3, ONE_IN_10 = st.integers(0, 2), st.integers(0, 9)
EITHER = st.booleans()
NESTING = ("item", "entry", "image", "author", "media:group")


def several(elements: st.SearchStrategy[str], most: int) -> st.SearchStrategy[str]:
    return st.lists(elements, max_size=most).map("".join)


@st.composite
def elements(draw: st.DrawFn, within: st.SearchStrategy[str] | None) -> str:
    """within: of what stands inside one; None where nothing does."""
    tag = draw(TAG)
    names = draw(FEW_NAMES) if draw(ONE_IN_3) == 0 else []
    attributes = "".join(f" {name}={quoteattr(draw(VALUE))}" for name in names)
    inside = draw(TEXT)
    inside = f"<![CDATA[{inside}]]>" if draw(EITHER) else escape(inside)
    if within is not None and (tag in NESTING or draw(ONE_IN_10) == 0):
        inside = draw(within)
    return f"<{tag}{attributes}>{inside}</{tag}>"


# Each level made once: to make a strategy takes longer than to draw from it.
LEAVES = elements(None)
TREES = elements(several(elements(several(elements(several(LEAVES, 6)), 6)), 6))
ALL = several(TREES, 8)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Feeds and what is nearly one, of the elements that are known and a few that are not."""
    said, inside = draw(SAID), draw(ALL)
    if draw(EITHER):
        return f'<feed xmlns="{SPACES["atom"]}"{said}{DECLARED}>{inside}</feed>'
    return f'<rss version="2.0"{said}{DECLARED}><channel>{inside}</channel></rss>'


@given(documents())
@settings(max_examples=600)
def test_a_document_is_read_as_feedparser_reads_it_or_left_to_it(text: str) -> None:
    is_clean(text)


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_everyday_documents_are_read_without_feedparser(form: str) -> None:
    items = [
        Item("Chips & more", summary="<p>Two&nbsp;words</p>", body="<div>All of it</div>"),
        Item("Hà Nội: giá chip tăng", link="/relative?a=1&b=2", guid="tag:e.org,2026:1"),
        Item("华为昇腾 \x85 芯片", published=NOW),
    ]
    assert is_clean(render(items, form).decode())


@pytest.mark.parametrize(
    "inside",
    [
        "<item><title>a</title><title>b</title><guid>x</guid><description>c</description><description>d</description></item>",
        "<item><content:encoded>a</content:encoded><description>b</description><summary>c</summary></item>",
        "<item><media:group><media:title>m</media:title><media:description>n</media:description></media:group>"
        "<title>t</title><source url='/s'>S</source><title>u</title></item>",
        "<title>a</title><image><title>i</title><link>/i</link></image><title>b</title><item/><title>c</title>",
        "<atom:link rel='SELF' href='/self'/><link>/?a=1&amp;amp;b;=2</link>"
        "<item><link>/?a=1&amp;amp;b;=2</link></item>",
        "<item><guid isPermaLink='false'>/g</guid><pubDate>2026-03-02</pubDate></item><item><guid>/g</guid></item>",
        "<itunes:summary>s</itunes:summary><description>d</description><item><description>a</description></item>",
        "<item><title>\x85 cafÃ© 华</title><x:deep><x:deeper>1</x:deeper></x:deep></item>",
        "<item><post-id xmlns='urn:q'>1</post-id></item><item><post-id xmlns='urn:q'>2</post-id></item>",
        "<language>vi</language><ttl>60</ttl><sy:updatePeriod>hourly</sy:updatePeriod><item><dc:date>2026</dc:date></item>",
    ],
)
def test_what_meets_in_clean_feeds_is_read_without_feedparser(inside: str) -> None:
    assert is_clean(channel(inside))


@pytest.mark.parametrize(
    "inside",
    [
        "<item><description xmlns='urn:q'>of no namespace that is known</description></item>",
        "<item><q:a xmlns:q='urn of words'>1</q:a></item>",
        "<item><x:source xmlns:news='urn:x'>feedparser calls it by either prefix</x:source></item>",
        "<item><x:title xmlns:x='http://purl.org/dc/elements/1.1/'>one prefix, two meanings</x:title></item>",
        "<item><description>some <b>markup</b></description></item>",
        "<item><content type='xhtml'>a</content></item>",
        "<item><content type='application/pdf'>YQ==</content></item>",
        "<item><title xml:lang='vi'>a</title></item>",
        "<item xml:base='https://b.org/'><link>a</link></item>",
        "<item><link url='/a'/></item>",
        "<item><x:title x:href='/a'>a</x:title></item>",
        "<item><ttl a='b'>1</ttl></item>",
        "<item><item><title>nested</title></item></item>",
        "<item><title>&nbsp;</title></item>",
        "<item><title>a</item>",
    ],
)
def test_what_is_not_certain_is_left_to_feedparser(inside: str) -> None:
    assert clean(channel(inside), URL) is None


def channel(inside: str) -> str:
    return f'<rss version="2.0"{DECLARED}><channel>{inside}</channel></rss>'


def test_a_document_type_and_an_address_that_is_none_are_left_to_feedparser() -> None:
    feed = channel("<item><title>a</title></item>")
    assert clean(feed, URL) is not None
    assert clean(f"<!DOCTYPE rss [<!ENTITY a 'b'>]>{feed}", URL) is None
    assert clean(feed, "e.org/feed") is None
