"""OPML 2.0 in and out: lists of feeds as every feed reader reads and writes them. Folders are a feed's tags.

Rules: no entity of a list is expanded and none may be declared; outlines nest at most DEPTH deep; what is no http(s)
address is left out, and whoever reads a list says so. Import after export changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

from bot.core.model import Feed
from bot.errors import UsageError

DEPTH = 20


@dataclass(frozen=True, slots=True)
class Listed:
    """A feed of a list."""

    url: str
    title: str = ""
    language: str = ""
    tags: tuple[str, ...] = ()


def read_opml(text: str, name: str) -> list[Listed]:
    """The feeds of a list, each once, with the folders of all its places; `name` names the file in errors.

    Raises UsageError.
    """
    if "<!DOCTYPE" in text[:4096] or "<!ENTITY" in text:
        raise UsageError(f"{name} declares entities of its own (<!DOCTYPE …>). Take that line out.")
    try:
        body = ElementTree.fromstring(text).find("body")
    except ElementTree.ParseError as error:
        raise UsageError(f"{name} is no well-formed OPML: {error}. Export it anew.") from error
    if body is None:
        raise UsageError(f"{name} is no OPML: it has no <body>. Export the list of feeds as OPML.")
    found: dict[str, Listed] = {}
    for feed in _outlines(body, ()):
        known = found.get(feed.url)
        title = (known and known.title) or feed.title
        language = (known and known.language) or feed.language
        tags = (*known.tags, *feed.tags) if known else feed.tags
        found[feed.url] = Listed(feed.url, title, language, tuple(dict.fromkeys(tags)))
    return list(found.values())


def odd_addresses(text: str) -> list[str]:
    """What a list that can be read names and is no web address."""
    named = (value for outline in ElementTree.fromstring(text).iter("outline") for value in _named(outline))
    return [address for address in dict.fromkeys(named) if not _is_web(address)]


def _named(outline: ElementTree.Element) -> Iterator[str]:
    return (value.strip() for key, value in outline.attrib.items() if key.lower() == "xmlurl" and value.strip())


def _is_web(url: str) -> bool:
    return url.lower().startswith(("http://", "https://"))


def _outlines(parent: ElementTree.Element, folders: tuple[str, ...]) -> Iterator[Listed]:
    for outline in parent.findall("outline"):
        about = {key.lower(): value.strip() for key, value in outline.attrib.items()}
        title, url = about.get("title") or about.get("text", ""), about.get("xmlurl", "")
        if _is_web(url):
            yield Listed(url, title, about.get("language", ""), folders)
        elif len(folders) < DEPTH:
            yield from _outlines(outline, (*folders, title) if title else folders)


def write_opml(feeds: Iterable[Feed]) -> str:
    """The list as a document: a folder a tag; a feed without tags on top, one of several in each."""
    feeds = sorted(feeds, key=lambda feed: feed.url)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<opml version="2.0">', "<head><title>Newsbell</title></head>"]
    lines += ["<body>", *(_outline(feed) for feed in feeds if not feed.tags)]
    for tag in sorted({tag for feed in feeds for tag in feed.tags}):
        lines.append(f"<outline text={quoteattr(tag)}>")
        lines += [_outline(feed) for feed in feeds if tag in feed.tags]
        lines.append("</outline>")
    return "\n".join([*lines, "</body>", "</opml>", ""])


def _outline(feed: Feed) -> str:
    language = f" language={quoteattr(feed.language)}" if feed.language else ""
    title = quoteattr(feed.title or feed.url)
    return f'<outline type="rss" text={title} title={title} xmlUrl={quoteattr(feed.url)}{language}/>'
