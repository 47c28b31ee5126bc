"""Google News sitemaps, for outlets without RSS, to what feedparser would have made of the same news. Pure.

    <url><loc>…</loc><news:news><news:publication><news:name>…</news:name><news:language>…</…>
        <news:publication_date>…</…><news:title>…</news:title></news:news></url>

Rules: found by pattern, not by an XML parser: no entity of the document is expanded but the five of XML, so nothing can
blow up; a <url> without a news title is no news. At most MAX_ITEMS, the newest first: sitemaps are in any order.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from typing import Any

_URL = re.compile(r"<url\b[^>]*+>(.*?)</url\s*>", re.S)
_CDATA = re.compile(r"\s*<!\[CDATA\[(.*?)\]\]>\s*\Z", re.S)
_MOST = 50_000  # <url>s in one sitemap, by its own rules


def as_parsed(text: str, most: int) -> Any | None:
    """The news in feedparser's shape, as plain dictionaries, the newest `most`; None where there is no news in it."""
    blocks = (found[1] for _, found in zip(range(_MOST), _URL.finditer(text), strict=False))
    news = [_item(block) for block in blocks if "title>" in block]
    news = [item for item in news if item["title"] and item["link"]]
    if not news:
        return None
    news.sort(key=lambda item: item["published"], reverse=True)
    names = Counter(item["source"]["title"] for item in news)
    languages = Counter(item["title_detail"]["language"] for item in news)
    about = {"title": names.most_common(1)[0][0], "language": languages.most_common(1)[0][0], "link": news[0]["link"]}
    return {"feed": about, "entries": news[:most]}


def _item(block: str) -> dict[str, Any]:
    return {
        "title": _value(block, "title"),
        "link": html.unescape(_value(block, "loc")),
        "published": _value(block, "publication_date"),
        "source": {"title": _value(block, "name")},
        "title_detail": {"language": _value(block, "language")},
    }


def _value(block: str, name: str) -> str:
    """The text of the first element of that local name, without its own tags; "" where there is none."""
    start = re.search(rf"<(?:\w+:)?{name}\b[^>]*+>", block)
    end = block.find("</", start.end()) if start else -1
    if start is None or end < 0:
        return ""
    text = block[start.end() : end]
    cdata = _CDATA.match(text)
    return (cdata[1] if cdata else text).strip()
