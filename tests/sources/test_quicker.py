"""bot/sources/quicker.py: feedparser by shorter ways finds what feedparser finds."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tarfile
import warnings
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.parse import _feedparser
from bot.sources.quicker import feedparser, joined, read_date
from tests import shared
from tests.fakes.feedxml import Item, render

URL = "https://e.org/news/feed.xml"
FORMS = ("rss", "atom", "rdf")
ITEMS = (
    Item("Chips & more", summary="<p>Two&nbsp;words</p>", body="<div>All of it</div>", outlet="Example Times"),
    Item("Hà Nội: giá chip tăng", link="/relative?a=1&b=2", guid="tag:e.org,2026:1", language="vi"),
    Item("华为昇腾 \x85 芯片", published=datetime(2026, 3, 2, 8, 0, tzinfo=UTC)),
)
ODD = (
    "<rss version='2.0'><channel><title>t</title><item><title>a</title><title>b</title><guid>x</guid></item></channel>",
    "<rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:media='http://search.yahoo.com/mrss/'>"
    "<channel><dc:date>2026-03-02</dc:date><item><dc:title>T</dc:title><media:title>M</media:title><dc:creator>A"
    "</dc:creator><category>c</category><pubDate>Mon, 02 Mar 2026 08:00:00 EST</pubDate></item></channel></rss>",
    "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='de' xml:base='https://b.org/'><entry><title type='xhtml'><div "
    "xmlns='http://www.w3.org/1999/xhtml'>A <b>b</b> <svg xmlns='http://www.w3.org/2000/svg'><title>s</title></svg>"
    "</div></title><link href='x'/><updated>2026-03-02T08:00:00Z</updated></entry></feed>",
    "<rss version='2.0' xmlns:x='urn:x'><channel><item><x:title>X</x:title><x:y z='1'/><title>caf\u00c3\u00a9</title>"
    "<source url='https://s.org/'>S</source><link>http:////e.org//a</link>"
    "<declared xmlns:xlink='http://www.w3.org/1999/xlink'>d</declared></item></channel></rss>",
)

# feedparser as it comes, in a process that has never met ours: its mappings as lists of pairs.
UNTOUCHED = """
import io, json, sys, warnings, feedparser
warnings.simplefilter("ignore")
def plain(value):
    if isinstance(value, dict):
        return {name: plain(part) for name, part in dict.items(value)}
    return [plain(part) for part in value] if isinstance(value, (list, tuple)) else value
for text, url in json.load(sys.stdin):
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    found = feedparser.parse(io.BytesIO(text.encode("utf-8", "replace")), response_headers=headers, sanitize_html=False,
                             resolve_relative_uris=False)
    print(json.dumps(plain({"feed": found.feed, "entries": found.entries, "version": found.version,
                            "bozo": bool(found.bozo)})))
"""


def untouched(texts: list[str]) -> list[Any]:
    """What feedparser itself finds in each."""
    asked = json.dumps([(text, URL) for text in texts])
    run = subprocess.run([sys.executable, "-c", UNTOUCHED], input=asked, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in run.stdout.splitlines()]


def quicker(text: str) -> Any:
    """What ours finds."""
    found = _feedparser(text, URL)
    whole = {"feed": found.feed, "entries": found.entries, "version": found.version, "bozo": bool(found.bozo)}
    return json.loads(json.dumps(_read(whole)))


def _read(value: Any) -> Any:
    """Plain values, with every date read that was left for later."""
    if isinstance(value, dict):
        return {
            name: read_date(part) if name.endswith("_parsed") and isinstance(part, str) else _read(part)
            for name, part in dict.items(value)
        }
    return [_read(part) for part in value] if isinstance(value, list | tuple) else value


def test_documents_of_all_kinds_hold_the_same() -> None:
    texts = [render(ITEMS, form).decode() for form in FORMS] + list(ODD)
    assert [quicker(text) for text in texts] == untouched(texts)


def test_real_documents_hold_the_same() -> None:
    with tarfile.open(shared.data("feeds.tar.gz")) as archive:
        files = [member for member in archive if member.isfile() and member.name.endswith(".xml")]
        chosen = sorted(random.Random(7).sample(files, 300), key=lambda member: member.offset)
        bodies = [file.read() for member in chosen if (file := archive.extractfile(member)) is not None]
    texts = [text for body in bodies if "\x00" not in (text := body.decode("utf-8", "replace")) and "&#" not in text]
    assert len(texts) > 200
    assert [quicker(text) for text in texts] == untouched(texts)


NAMES = st.sampled_from(
    ["title", "links", "guid", "description", "updated", "updated_parsed", "date", "url", "category"]
)
STORED = st.dictionaries(
    st.sampled_from(["title", "id", "summary", "subtitle", "published", "href"]), st.text(max_size=2)
)


@given(STORED, NAMES, st.text(max_size=2))
def test_a_mapping_answers_as_before_to_old_names_and_new(stored: dict[str, str], name: str, text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        mapping = feedparser.FeedParserDict(stored)
        old = {"guid": "id", "date": "updated", "url": "href"}.get(name, name)
        if name not in ("description", "category", "updated", "updated_parsed", "date"):
            assert mapping.get(name, "-") == stored.get(old, "-")
            assert (name in mapping) == (old in stored)
        mapping[name] = text
        assert dict.__getitem__(mapping, "summary" if name == "description" else old) == text


def test_a_copy_shares_nothing_with_what_it_is_of() -> None:
    mapping = feedparser.FeedParserDict(links=[feedparser.FeedParserDict(rel="self")], language=None, base64=0)
    copied = deepcopy(mapping)
    assert copied == mapping and type(copied) is type(copied["links"][0]) is type(mapping)
    copied["links"][0]["rel"] = "hub"
    assert mapping["links"][0]["rel"] == "self"


BASES = st.sampled_from([URL, "http://e.org", "ftp://e.org/x/", ""])
LINKS = st.lists(
    st.sampled_from(["http", "https", "://", ":", "/", "//", "..", "e.org", "É", "?", "#", ";", "a=1", " ", "\t", "@"])
    | st.sampled_from(["[", "]", ":80", ":x", "%", "\x00", "\ud800"]),
    max_size=10,
).map("".join)


@given(BASES, LINKS | LINKS.map("https://e.org/{}".format))
def test_an_address_is_joined_as_ever(base: str, link: str) -> None:
    try:
        whole = urljoin(base, link)
    except ValueError:
        with pytest.raises(ValueError):
            joined(base, link)
        return
    assert joined(base, link) == whole
