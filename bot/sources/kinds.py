"""What kind of document a feed's address gave: a feed, one that is no XML, or something else altogether, which is named
with its remedy; and a feed with too many items or tags, cut. Pure.

Rules: looks at the text alone, at its beginning and end where that tells; parses nothing but what is no RSS or Atom.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import Any

from bot.sources import jsonfeed, newssitemap
from bot.sources.document import MAX_ITEMS

MAX_TAGS = 40_000  # of one document: each costs feedparser 60 us where XML is broken, and 5 MB hold a million of them
_START = re.compile(r"<(?:\?xml|rss|rdf:RDF|feed|!DOCTYPE|html)\b", re.I)
_ROOT = re.compile(r"<(?:[a-z][\w.-]*:)?([a-z]\w*)", re.I)
_TAG_OR_CDATA = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<", re.S)
_PAGE = re.compile(r"<!doctype html\b", re.I)
_PROLOGUE = re.compile(r"<!--.*?-->|<[!?][^>]*>", re.S)
_CLOSING = {"rss": "</channel></rss>", "rdf": "</rdf:RDF>", "feed": "</feed>"}


@dataclass(frozen=True, slots=True)
class Feedlike:
    """A feed that feedparser did not read, in its shape."""

    feed: dict[str, Any]
    entries: list[dict[str, Any]]
    bozo: bool = True  # its items cannot be cut out of it


def other_kind(text: str, root: str) -> Any | None:
    """A JSON Feed or a news sitemap, in feedparser's shape."""
    if jsonfeed.is_json(text):
        return jsonfeed.as_parsed(text)
    return newssitemap.as_parsed(text, MAX_ITEMS) if root == "urlset" else None


def beginning(text: str) -> int:
    """Where the document starts: behind warnings that some software writes before it."""
    start = _START.search(text, 0, 4_096)
    return start.start() if start else 0


def ends(text: str, root: str) -> bool:
    """Whether its root element is closed: what was cut off before its first item is not an empty feed."""
    return re.search(rf"</(?:[a-z][\w.-]*:)?{re.escape(root)}\s*>", text[-4_096:], re.I) is not None


def root_of(text: str) -> str:
    """The local name of the root element, in lower case; "" where there is none."""
    found = _ROOT.search(_PROLOGUE.sub("", text[:16_384]))
    return found[1].lower() if found else ""


def not_a_feed(text: str, root: str) -> str:
    """What it is instead of a feed, with the remedy; "" where it may be one."""
    if not text.strip():
        return "The answer is empty. If it stays so, check the address or tell the site."
    if text.startswith(("{", "[")):
        return "This is JSON, but no JSON Feed. Look for the site's feed link."
    named = {
        "html": "This is a web page, not a feed. Look for its feed link.",
        "urlset": "This is a sitemap without news. Look for the site's news sitemap or feed link.",
        "sitemapindex": "This is a list of sitemaps. Add the one of them that holds the news.",
        "opml": "This is an OPML list of feeds, not a feed. Add the feeds that it lists.",
        "": "This is plain text, not a feed. Check the address.",
    }
    return named.get("html" if root not in _CLOSING and _PAGE.match(text) else root, "")


def capped(text: str, root: str) -> str:
    """The document with at most MAX_ITEMS items and MAX_TAGS tags, still well-formed where its items are not to blame:
    a broken one would be parsed twice."""
    item = "<entry" if root == "feed" else "<item"
    many = text.count("<") > MAX_TAGS
    if text.count(item) <= MAX_ITEMS and not many:
        return text
    end = _end_of_tags(text) if many else len(text)
    starts = [start.start() for start in islice(re.finditer(rf"{item}[\s>]", text[:end]), MAX_ITEMS + 1)]
    if end == len(text) and len(starts) <= MAX_ITEMS:
        return text
    return text[: starts[-1] if len(starts) > 1 else end] + _CLOSING.get(root, "")


def _end_of_tags(text: str) -> int:
    """Where the first tag begins that is too much; those in CDATA are text, and cost nothing."""
    tags = (tag.start() for tag in _TAG_OR_CDATA.finditer(text) if tag[0] == "<")
    return next(islice(tags, MAX_TAGS, None), len(text))
