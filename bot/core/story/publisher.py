"""Who publishes an entry, whatever hosts and names it uses: one publisher counts once, however many feeds carry it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from bot.core.identity import canonical_url
from bot.core.model import Entry

_SECOND_LEVEL = frozenset({"co", "com", "net", "org", "gov", "edu", "ac", "or", "ne", "go"})
_CARRIERS = frozenset(  # hosts that show what others publish: there the outlet's own name tells who it is
    {
        "yahoo.com",
        "msn.com",
        "google.com",
        "biztoc.com",
        "techmeme.com",
        "slashdot.org",
        "newsbreak.com",
        "flipboard.com",
    }
    | {"smartnews.com", "reddit.com", "twitter.com", "x.com", "youtube.com", "medium.com", "substack.com"}
    | {"toutiao.com", "163.com", "sohu.com", "qq.com", "36kr.com", "juejin.cn", "zhihu.com", "weibo.com", "baomoi.com"}
)
_COMMON = re.compile(r"(?i)\b(?:the|news|online|newspaper|rss|feed)\b")


def family(entry: Entry) -> str:
    """The publisher of an entry: the registrable part of its host, or the outlet's folded name where that is a carrier.

    Where neither is known it is the feed, so that entries of unknown origin do not count as one publisher.
    """
    host = _site(entry.url)
    outlet = _plain(entry.outlet)
    if outlet and (not host or host in _CARRIERS):
        return outlet
    return host or outlet or entry.feed


def is_carrier(family: str) -> bool:
    """Whether a family is a site that shows what many others publish."""
    return family in _CARRIERS


def _site(url: str) -> str:
    """example.co.uk of https://news.example.co.uk/page; "" where there is no host."""
    try:
        host = urlsplit(canonical_url(url)).hostname or ""
    except ValueError:
        return ""
    labels = host.split(".")
    if len(labels) <= 2 or host.replace(".", "").isdigit():
        return host
    keep = 3 if labels[-2] in _SECOND_LEVEL and len(labels[-1]) == 2 else 2
    return ".".join(labels[-keep:])


def _plain(outlet: str) -> str:
    """An outlet's name as it compares: "The Verge" and "theverge.com" differ only in dress."""
    if re.fullmatch(r"(?i)(?:[\w-]+\.)+[a-z]{2,6}", outlet.strip()):
        return _site(f"https://{outlet.strip()}")
    name = _COMMON.sub(" ", outlet.casefold().split(" - ")[0])
    return " ".join(re.findall(r"\w+", name)) or " ".join(outlet.casefold().split())
