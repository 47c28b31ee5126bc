"""Who publishes an entry, in words: the feed's title without what is not the outlet's name.

"VnExpress RSS" -> "VnExpress"; "Tech - Example Times" at exampletimes.com -> "Example Times".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import urlsplit

_PARTS = re.compile(r"\s+[-\u2013\u2014|\u00bb\u203a\u00b7:_]+\s+|\s*[|\u00bb\u203a\uff5c]+\s*|:\s+|--+|\s-(?=\w)")
_FEED_WORDS = re.compile(r"(?i)[\s\[(]*\b(?:rss(?:\s*2\.0)?|atom)(?:\s+feeds?)?\b[\])]*|\s+feed$")
_GENERIC = frozenset(("www", "feeds", "feed", "rss", "news", "com", "net", "org", "co", "api", "blog", "feedburner"))
_LENGTH = 80


def outlet_name(title: str, urls: Iterable[str]) -> str:
    """The part of a feed's title that names the outlet: the one that a URL's host is named after, else all of it."""
    title = _FEED_WORDS.sub("", title).strip(" -|:\u2013\u2014") or title
    labels = {label for url in urls for label in _labels(url)}
    for part in _PARTS.split(title):
        squeezed = _squeezed(part)
        if any(label in squeezed or (len(squeezed) > 3 and squeezed in label) for label in labels):
            return part.strip()[:_LENGTH]
    return title[:_LENGTH]


def _labels(url: str) -> list[str]:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return []
    names = (_squeezed(label) for label in host.split("."))
    return [name for name in names if len(name) > 2 and name not in _GENERIC]


def _squeezed(text: str) -> str:
    """Letters and digits alone, without marks: "Tuổi Trẻ" -> "tuoitre"."""
    text = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(filter(str.isalnum, text))
