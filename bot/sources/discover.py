"""The feeds that a web page names: its <link rel="alternate"> and, failing that, links that look like feeds. Pure.

Rules: linear in the page's length; absolute http(s) addresses alone; comments' and single articles' feeds last.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from urllib.parse import urljoin

_TAG = re.compile(r"<(link|a)\s([^<>]*+)>", re.I)
_ATTRIBUTE = re.compile(r"""([a-z-]++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'>]++))""", re.I)
_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
_LOOKS = re.compile(
    r"(?i)(?:/(?:rss|feeds?|atom)(?:[/.?]|\Z)|\.(?:rss|atom)\Z|/(?:feed|rss|atom|index)\.(?:xml|json)\Z)"
)
_ASIDE = re.compile(r"(?i)comments?")
_MOST = 10
_READ = 300_000  # characters of the page


def feeds_of(page: str, url: str) -> tuple[str, ...]:
    """Addresses of feeds, the likeliest first, each once."""
    tags = [(tag[1].lower(), _attributes(tag[2])) for tag in _TAG.finditer(page[:_READ])]
    stated = [about for name, about in tags if name == "link" and _is_feed_link(about)]
    guessed = [about for name, about in tags if name == "a" and _LOOKS.search(about.get("href", ""))]
    chosen = sorted(stated or guessed, key=lambda about: bool(_ASIDE.search(f"{about.get('title')} {about['href']}")))
    return tuple(dict.fromkeys(_absolute(chosen, url)))[:_MOST]


def _attributes(text: str) -> dict[str, str]:
    return {m[1].lower(): html.unescape(m[2] or m[3] or m[4] or "") for m in _ATTRIBUTE.finditer(text)}


def _is_feed_link(about: dict[str, str]) -> bool:
    kind = about.get("type", "").partition(";")[0].strip().lower()
    return "alternate" in about.get("rel", "").lower().split() and kind in _TYPES and bool(about.get("href"))


def _absolute(links: list[dict[str, str]], base: str) -> Iterator[str]:
    for about in links:
        try:
            link = urljoin(base, about["href"].strip())
        except ValueError:
            continue
        if link.startswith(("http://", "https://")):
            yield link
