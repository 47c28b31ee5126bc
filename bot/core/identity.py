"""Which entries are the same entry: canonical URLs, keys within a feed, and what a feed shows for the first time.

Rules: an entry is its guid, else its canonical URL, else its title and date. Feeds break all three: guids change when a
site moves to https or edits a title (feedbin#515), and some feeds give every entry the same guid. So an entry is also
known by its fingerprint (canonical URL and title), and a known guid under another URL *and* another title is another
entry.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from bot.core.model import Entry

_TRACKING = re.compile(
    r"(?i)^(utm_\w+|at_\w+|mc_[ce]id|fbclid|[gy]clid|gclsrc|dclid|msclkid|igshid|_hs\w+|vero_\w+|oly_\w+|ns_\w+|cmpid|"
    r"smid|spm|share_token|partner|ito|src|ref|ref_src|rss|feed|ftag|ncid|xtor|wt_mc|guccounter|guce_\w+|taid|sref|srnd|mod|traffic_source)$"
)
_HOST_PREFIX = re.compile(r"^(?:(?:www\d?|m|mobile|amp|wap)\.(?=[^.]+\.[^.]))+")
_ASKED_AGAIN = 4_096  # entries: of one that is new, the store and the core ask half a dozen times
_PLAIN = re.compile(r"https?://([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(/[^\s?#]*)?")  # most addresses: host and path
_PATH_END = re.compile(r"(?:/amp(?:\.html)?|\.amp|/index\.(?:html?|php)|/)\Z")


@lru_cache(_ASKED_AGAIN)
def canonical_url(url: str) -> str:
    """One form for all the addresses of a page: https, no www, mobile or AMP host, no tracking parameters, no fragment.

    Anything that is not an http(s) URL comes back stripped, otherwise unchanged. Meant for comparing, not for opening.
    A canonical URL is its own canonical URL.
    """
    url = url.strip()
    if plain := _PLAIN.fullmatch(url):  # the same as below, in a fifth of the time
        return f"https://{_host(plain[1], None)}{_path(plain[2] or '')}"
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").strip("."), parts.port
        if parts.scheme.lower() not in ("http", "https") or not host:
            return url
        query = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.match(k)]
        return urlunsplit(("https", _host(host, port), _path(parts.path), urlencode(sorted(query)), ""))
    except ValueError:  # a port that is no number, half a bracket, half a character
        return url


def _host(name: str, port: int | None) -> str:
    name = f"[{name}]" if ":" in name else _HOST_PREFIX.sub("", name)
    return name if port in (None, 80, 443) else f"{name}:{port}"


def _path(path: str) -> str:
    """Without what only says which form of the page it is, however often."""
    while end := _PATH_END.search(path):
        path = path[: end.start()].rstrip("/")
    return path


def entry_key(guid: str, url: str, title: str, published_at: datetime | None) -> str:
    """An entry's identity within its feed: guid, else canonical URL, else a hash of title and date."""
    if guid.strip():
        return guid.strip()[:500]
    if url.strip():
        return canonical_url(url)[:500]
    day = published_at.date().isoformat() if published_at else ""
    return "title:" + _digest(title, day)


def fingerprint(entry: Entry) -> str:
    """What stays when a guid changes: 16 hex digits of the canonical URL and the title, case and spacing aside."""
    return _mark(entry.url, entry.title)


@lru_cache(_ASKED_AGAIN)
def _mark(url: str, title: str) -> str:
    return _digest(canonical_url(url), " ".join(title.casefold().split()))


def novel(entries: Iterable[Entry], known: Mapping[str, tuple[str, str]], prints: set[str]) -> list[Entry]:
    """The entries that a feed never showed before, in their order, each once.

    known: key -> (canonical URL, title) as first seen; prints: fingerprints seen. Both may hold more than is asked for.
    An entry under a reused guid comes back with a key of its own.
    """
    fresh: list[Entry] = []
    known, prints = dict(known), set(prints)
    for entry in entries:
        mark = fingerprint(entry)
        if mark in prints:
            continue
        prints.add(mark)
        here = (canonical_url(entry.url), entry.title)
        before = known.get(entry.key)
        if before is not None:
            if before[0] == here[0] or before[1] == here[1]:
                continue  # the same entry, its title or its address edited
            entry = replace(entry, key=reused_key(entry))
            if entry.key in known:
                continue
        known[entry.key] = here
        fresh.append(entry)
    return fresh


def reused_key(entry: Entry) -> str:
    """The key of an entry whose guid another entry of the feed bears."""
    return f"{entry.key}#{fingerprint(entry)}"


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
