"""The article behind a search engine's own link, where the link holds it. Pure.

    bing.com/news/apiclick.aspx?...&url=https%3a%2f%2f...      the parameter
    news.google.com/rss/articles/CBMi...                       base64 around the address, in links of the older form

Rules: what cannot be unwrapped stays as it is: it still opens the article.
"""

from __future__ import annotations

import base64
import binascii
import re
from urllib.parse import parse_qs, urlsplit

_ENGINES = ("bing.com", "news.google.com")
_ADDRESS = re.compile(rb"https?://[\x21-\x7e]{4,2000}")


def unwrapped(link: str) -> str:
    """The address of the article itself, as far as the link tells."""
    small = link.lower()
    if not any(engine in small for engine in _ENGINES):
        return link
    try:
        parts = urlsplit(link)
        host = parts.hostname or ""
    except ValueError:
        return link
    if host.endswith("bing.com") and parts.path.lower().endswith("/apiclick.aspx"):
        target = parse_qs(parts.query).get("url", [""])[0]
        return target if target.startswith(("http://", "https://")) else link
    if host == "news.google.com" and "/articles/" in parts.path:
        return _in_base64(parts.path.rpartition("/articles/")[2]) or link
    return link


def _in_base64(text: str) -> str:
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return ""
    found = _ADDRESS.search(data)
    if found is None:
        return ""
    at = found.start()
    stated = data[at - 1] if at else 0  # protobuf: the length before the text; two bytes where it is long
    length = stated if stated < 128 else 0
    if at > 1 and data[at - 2] >= 128:
        length = (data[at - 2] & 0x7F) | stated << 7
    end = at + length if 8 <= length <= len(data) - at else found.end()
    return data[at:end].decode("ascii", "ignore")
