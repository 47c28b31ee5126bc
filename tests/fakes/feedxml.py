"""Feed documents as publishers write them: RSS 2.0, Atom 1.0 and RSS 1.0 (RDF) of the same items."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape, quoteattr


@dataclass(frozen=True, slots=True)
class Item:
    """An item. link and guid: None makes one up from the title; "" leaves the element out."""

    title: str
    link: str | None = None
    guid: str | None = None
    summary: str = ""
    body: str = ""  # content:encoded, Atom content
    outlet: str = ""  # <source>
    published: datetime | None = None
    language: str = ""  # xml:lang

    @property
    def address(self) -> str:
        """Its link, made up from the title where none was given."""
        if self.link is not None:
            return self.link
        return f"https://news.example/{hashlib.sha256(self.title.encode()).hexdigest()[:12]}"

    @property
    def identity(self) -> str:
        """Its guid: the link where none was given."""
        return self.address if self.guid is None else self.guid


def render(
    items: Iterable[Item], form: str = "rss", title: str = "Example Times", language: str = "en", ttl: int = 0
) -> bytes:
    """The document in UTF-8. form: "rss" | "atom" | "rdf"; ttl in minutes, 0 states none."""
    if form == "atom":
        return _atom(items, title, language).encode()
    if form == "rdf":
        return _rdf(items, title, language).encode()
    return _rss(items, title, language, ttl).encode()


def _rss(items: Iterable[Item], title: str, language: str, ttl: int) -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        f"<channel>{_tag('title', title)}<link>https://news.example/</link>{_tag('language', language)}"
        f"{_tag('ttl', str(ttl) if ttl else '')}\n{''.join(map(_rss_item, items))}</channel></rss>"
    )


def _rss_item(item: Item) -> str:
    source = f'<source url="https://outlet.example/">{escape(item.outlet)}</source>' if item.outlet else ""
    date = format_datetime(item.published.astimezone(UTC), usegmt=True) if item.published else ""
    return (
        f"<item{_lang(item)}>{_tag('title', item.title)}{_tag('link', item.address)}{_tag('guid', item.identity)}"
        f"{_tag('description', item.summary)}{_tag('content:encoded', item.body)}"
        f"{_tag('pubDate', date)}{source}</item>\n"
    )


def _atom(items: Iterable[Item], title: str, language: str) -> str:
    lang = f" xml:lang={quoteattr(language)}" if language else ""
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"{lang}>'
        f'{_tag("title", title)}<link href="https://news.example/"/>\n{"".join(map(_atom_entry, items))}</feed>'
    )


def _atom_entry(item: Item) -> str:
    source = f"<source>{_tag('title', item.outlet)}</source>" if item.outlet else ""
    link = f"<link href={quoteattr(item.address)}/>" if item.address else ""
    content = f'<content type="html">{escape(item.body)}</content>' if item.body else ""
    return (
        f"<entry{_lang(item)}>{_tag('title', item.title)}{link}{_tag('id', item.identity)}"
        f"{_tag('summary', item.summary)}{content}{_tag('published', _iso(item.published))}{source}</entry>\n"
    )


def _rdf(items: Iterable[Item], title: str, language: str) -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<channel rdf:about="https://news.example/">{_tag("title", title)}<link>https://news.example/</link>'
        f"{_tag('dc:language', language)}</channel>\n{''.join(map(_rdf_item, items))}</rdf:RDF>"
    )


def _rdf_item(item: Item) -> str:
    return (
        f"<item rdf:about={quoteattr(item.identity)}>{_tag('title', item.title)}{_tag('link', item.address)}"
        f"{_tag('description', item.summary)}{_tag('dc:date', _iso(item.published))}</item>\n"
    )


def _tag(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>" if text else ""


def _lang(item: Item) -> str:
    return f" xml:lang={quoteattr(item.language)}" if item.language else ""


def _iso(at: datetime | None) -> str:
    return at.astimezone(UTC).isoformat() if at else ""
