"""Clean feeds, read straight off expat: what feedparser would find in them, in a fifth of its time.

    text -> one pass; every element is one of those below, or says nothing to us -> what parse.py asks for
                      where that is not certain                                 -> None: feedparser is asked

Rules: feedparser is the definition (tests/sources/test_clean.py asks it about every document that is read here), and
reads all that is not certain: other kinds than RSS and Atom, XML that is broken or has a document type, a base or a
language of its own below the root, markup that is not escaped, an element where it is not usual. Names and depths are
feedparser's; its ways are followed as far as such a document leads along them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple
from xml.parsers import expat

from bot.sources.quicker import PREFIXES, cp1252, is_handled, is_whole, resolved, tag_of

_LANGUAGE, _BASE = (f"http://www.w3.org/XML/1998/namespace {name} xml" for name in ("lang", "base"))
_RSS = "backend.userland.com/rss"  # wherever a namespace holds it, feedparser takes it for RSS
_DECLARED = re.compile(r"<!(?:DOCTYPE|ENTITY)")
_TEXT = frozenset(("text", "plain", "text/plain", "html", "text/html"))  # types of what is text, or escaped to be
_HTML = frozenset(("html", "text/html", "xhtml", "application/xhtml+xml"))
_C1 = re.compile("[\x80-\x9f]")
_WIDE = re.compile("[^\x00-\xff]")  # no slip of encoding holds such
_MISTAKEN = frozenset(
    ("about", "base", "href", "ispermalink", "lang", "lastmod", "mode", "rel", "src", "type", "uri", "url")
)
_QUERY = re.compile("&([A-Za-z0-9_]+);")
_ASKED_FOR = frozenset(
    (
        *("content", "created", "created_parsed", "feedburner_origlink", "id", "language", "link", "links"),
        *("news_source", "published", "published_parsed", "source", "summary", "sy_updatefrequency"),
        *("sy_updateperiod", "title", "title_detail", "ttl", "updated", "updated_parsed"),
    )
)


_NONE: Mapping[str, str] = {}


class _UnsureError(Exception):
    """feedparser is to be asked."""


class Kind(NamedTuple):
    """What an element is: what may stand in it, what follows from its start, what from its text at its end."""

    inside: Mapping[str, Kind]
    begin: Callable[[Clean], None] | None = None
    end: Callable[[Clean, str], None] | None = None
    is_open: bool = False  # what says nothing to us may stand in it, too


@dataclass(slots=True)
class Clean:
    """A document in feedparser's shape, as far as it is asked for, and how far it is read."""

    base: str
    feed: dict[str, Any] = field(default_factory=dict)
    entries: list[dict[str, Any]] = field(default_factory=list)
    version: str = "clean"
    bozo: bool = False
    _here: dict[str, Any] = field(default_factory=dict)  # the feed, an item, or what is not asked for
    _kinds: list[Kind] = field(default_factory=list)  # of the open elements
    _depth: int = 0
    _attributes: Mapping[str, str] = field(default_factory=dict)  # of the element that was opened last
    _text: list[str] = field(default_factory=list)  # since then
    _language: str | None = None
    _spaces: dict[str, str] = field(default_factory=dict)  # by prefix
    _shorts: dict[str, str] = field(default_factory=dict)  # the other way round
    _depths: dict[str, int] = field(default_factory=dict)  # of the item's names: how deep they were found
    _title_depth: int = -1
    _has_content: bool = False

    def read(self, text: str) -> None:
        """Raises _UnsureError or ExpatError."""
        parser = expat.ParserCreate("utf-8", " ")
        parser.namespace_prefixes = True
        parser.buffer_text = True
        parser.StartNamespaceDeclHandler = self._declare
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text.append
        self._here, self._kinds = self.feed, [_DOCUMENT]
        parser.Parse(text.encode("utf-8", "replace"), True)

    # ------------------------------------------------------------ what expat calls

    def _declare(self, prefix: str | None, space: str | None) -> None:
        """A prefix means one thing in all of the document, and nothing that another one usually means; what feedparser
        does not know, it calls by one prefix."""
        short, space = (prefix or "").lower(), space or ""
        if self._spaces.setdefault(short, space) != space or not _is_usual(prefix, space):
            raise _UnsureError
        if tag_of(f"{space} x") is None and self._shorts.setdefault(space, short) != short:
            raise _UnsureError

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        outer = self._kinds[-1]
        kind = outer.inside.get(tag_of(name) or "")
        if kind is None:
            if not (outer.is_open and _says_nothing(name)):
                raise _UnsureError
            kind = _STRANGE
        self._attributes = self._named(attributes, kind) if attributes else _NONE
        self._depth += 1
        self._kinds.append(kind)
        self._text.clear()
        if kind.begin is not None:
            kind.begin(self)

    def _end(self, _: str) -> None:
        end = self._kinds.pop().end
        if end is not None:
            end(self, "".join(self._text).strip())
        self._depth -= 1

    def _named(self, attributes: dict[str, str], kind: Kind) -> dict[str, str]:
        """Attributes as feedparser names them. Those of all elements count at the root alone."""
        if not self._depth or kind.begin is Clean.prose:
            language, base = attributes.pop(_LANGUAGE, ""), attributes.pop(_BASE, "")
            if not self._depth:
                self._begin(language.replace("_", "-"), base)
        if any(part in _MISTAKEN for name in attributes if " " in name for part in name.lower().split()[1:2]):
            raise _UnsureError  # feedparser takes it for one of the element's own
        named = {name.lower(): value for name, value in attributes.items()}
        if "base" in named or "lang" in named:
            raise _UnsureError
        return named

    def _begin(self, language: str, base: str) -> None:
        """What the root says of all that follows."""
        if language:
            self._language = self.feed["language"] = language
        if base:
            self.base = base
            if not is_whole(base):
                raise _UnsureError

    # ------------------------------------------------------------ what elements do

    def bare(self) -> None:
        """With attributes, feedparser makes something else of it."""
        if self._attributes:
            raise _UnsureError

    def texts(self) -> None:
        """What its type may make markup of must be text, or escaped."""
        if self._attributes and (len(self._attributes) > 1 or self._attributes.get("type", "").lower() not in _TEXT):
            raise _UnsureError

    def prose(self) -> None:
        """The same, of what keeps neither language nor base."""
        self.texts()

    def item(self) -> None:
        if "href" in self._attributes or "lastmod" in self._attributes:
            raise _UnsureError
        self._here, self._depths, self._title_depth = {}, {}, -1
        self.entries.append(self._here)

    def item_end(self, _: str) -> None:
        self._here, self._has_content = self.feed, False

    def aside(self) -> None:
        """What it holds is not the feed's own."""
        self._here, self._title_depth = {}, -1

    def aside_end(self, _: str) -> None:
        self._here = self.feed

    def title(self, text: str) -> None:
        self.other_title(text)
        if text:
            self._title_depth = self._depth

    def other_title(self, text: str) -> None:
        """Counts where no title came before it, as deep as this or less."""
        if not -1 < self._title_depth <= self._depth:
            self.store("title", _mended(text))
            self._here["title_detail"] = {"language": self._language}

    def summary(self, text: str) -> None:
        """A second one is content."""
        if "summary" in self._here and not self._has_content:
            self.content(text)
        else:
            self.store("summary", _mended(text))

    def description(self, text: str) -> None:
        """A feed's is not asked for, unless it is a second one."""
        if self._here is not self.feed or "summary" in self.feed:
            self.summary(text)

    def content(self, text: str) -> None:
        self._has_content = True
        self._here.setdefault("content", []).append({"value": _mended(text)})
        self._here.setdefault("summary", _mended(text))

    def id(self, text: str) -> None:
        is_link = self._attributes.get("ispermalink", "true") == "true"
        named = _mended(resolved(self.base, text) if text and is_link else text)
        self.store("id", named)
        if is_link:
            self._here.setdefault("link", named)

    def source(self, text: str) -> None:
        self._here["source"] = {"title": _mended(text)}
        self._title_depth = -1

    def link(self, text: str) -> None:
        link = {"rel": "alternate", **self._attributes}
        if "url" in link or "uri" in link:
            raise _UnsureError
        rel = link["rel"] = link["rel"].lower()
        if "href" not in link:
            link["href"] = self._here["link"] = self._address(text)
        else:
            link["href"] = resolved(self.base, link["href"])
            if rel == "alternate" and link.get("type", "html").lower() in _HTML:
                self._here["link"] = link["href"]
        self._here.setdefault("links", []).append(link)

    def _address(self, text: str) -> str:
        address = _mended(resolved(self.base, text) if text else text)
        if "&" not in address:
            return address
        return _QUERY.sub(r"&\1", address if self._here is self.feed else address.replace("&amp;", "&"))

    def store(self, name: str, text: str) -> None:
        """Of an item, what lies deeper gives way to what does not; else the last one counts."""
        if self._here is self.feed or self._depth <= self._depths.get(name, self._depth):
            self._here[name], self._depths[name] = text, self._depth


def clean(text: str, url: str) -> Clean | None:
    """The feed of a document that came from there; None where feedparser is to be asked."""
    if not is_whole(url) or _DECLARED.search(text):
        return None
    found = Clean(url)
    try:
        found.read(text)
    except Exception:  # noqa: BLE001 - whatever it stumbles over, feedparser reads: no news is lost to a slip of ours
        return None
    return found


def _mended(text: str) -> str:
    """What is taken for a slip of encoding is put right."""
    if text.isascii():
        return text
    if not _WIDE.search(text):
        with suppress(UnicodeDecodeError):
            text = text.encode("iso-8859-1").decode("utf-8")
    return text if text.isprintable() or not _C1.search(text) else text.translate(cp1252)


@lru_cache(256)
def _is_usual(prefix: str | None, space: str) -> bool:
    """Whether a namespace bears a prefix that misleads nobody: feedparser goes by either."""
    tag = tag_of(f"{space} x")
    if tag is None:
        return _RSS not in space.lower() and " " not in space
    usual = tag.rpartition(":")[0]
    return usual != "xlink" and (prefix is None or prefix.lower() not in PREFIXES or prefix.lower() == usual.lower())


@lru_cache(1_024)
def _says_nothing(name: str) -> bool:
    """Whether feedparser keeps an element under a name of its own, which nobody asks for."""
    _, local, prefix = (*name.split(), "", "")[:3]
    tag = tag_of(name) or (f"{prefix}:{local}" if prefix else local).lower()
    key = tag.replace(":", "_", 1)
    return key not in _ASKED_FOR and not is_handled(key)


def _kept(*names: str) -> Callable[[Clean, str], None]:
    def keep(found: Clean, text: str) -> None:
        mended = _mended(text)
        for name in names:
            found.store(name, mended)

    return keep


def _table(names: str, kind: Kind) -> dict[str, Kind]:
    return dict.fromkeys(names.split(), kind)


_SILENT = Kind({})  # feedparser makes of it what nobody asks for
_STRANGE = Kind({}, is_open=True)  # feedparser does not know it
_PERSON = Kind(_table("name email uri url homepage", _SILENT))
_TITLE = Kind({}, Clean.texts, Clean.title)
_SUMMARY = Kind({}, Clean.prose, Clean.summary)
_DESCRIPTION = Kind({}, Clean.prose, Clean.description)
_CATEGORY: dict[str, Kind] = {}
_CATEGORY["itunes:category"] = Kind(_CATEGORY)
_EVERYWHERE = {
    **_table("author contributor", _PERSON),
    **_table("category cloud comments copyright dc:contributor dc:creator dc:publisher dc:rights dc:subject", _SILENT),
    **_table(
        "enclosure expirationdate feedburner:browserfriendly generator itunes:author itunes:block itunes:explicit",
        _SILENT,
    ),
    **_table("itunes:image itunes:keywords itunes:subtitle managingeditor rights subtitle webmaster", _SILENT),
    **_table("media:category media:credit media:keywords media:thumbnail", _SILENT),
    **_CATEGORY,
    **_table("title dc:title", _TITLE),
    **_table("guid id", Kind({}, None, Clean.id)),
    **_table("description dc:description", _DESCRIPTION),
    **_table("summary itunes:summary", _SUMMARY),
    "link": Kind({}, None, Clean.link),
}
_MEDIA = {
    **_table("media:category media:credit media:keywords media:thumbnail", _SILENT),
    "media:title": Kind({}, Clean.texts, Clean.other_title),
    "media:description": _DESCRIPTION,
}
_MEDIA |= _table("media:content media:group", Kind(_MEDIA, is_open=True))
_ITEM = {
    **_EVERYWHERE,
    **_MEDIA,
    **_table("published issued pubdate dcterms:issued", Kind({}, None, _kept("published", "published_parsed"))),
    **_table(
        "updated modified lastbuilddate dc:date dcterms:modified", Kind({}, None, _kept("updated", "updated_parsed"))
    ),
    **_table("created dcterms:created", Kind({}, None, _kept("created", "created_parsed"))),
    **_table("content content:encoded", Kind({}, Clean.prose, Clean.content)),
    "source": Kind({}, None, Clean.source),
    "feedburner:origlink": Kind({}, Clean.bare, _kept("feedburner_origlink")),
    "dc:language": _SILENT,
}
_CHANNEL = {
    **_EVERYWHERE,
    **_table("item entry", Kind(_ITEM, Clean.item, Clean.item_end, is_open=True)),
    **_table("updated modified lastbuilddate dc:date published pubdate tagline", _SILENT),
    **_table("language dc:language", Kind({}, None, _kept("language"))),
    "ttl": Kind({}, Clean.bare, _kept("ttl")),
    "sy:updateperiod": Kind({}, Clean.bare, _kept("sy_updateperiod")),
    "sy:updatefrequency": Kind({}, Clean.bare, _kept("sy_updatefrequency")),
    **_table("skiphours skipdays", _STRANGE),
    "itunes:owner": Kind(_table("itunes:name itunes:email", _SILENT)),
}
_ASIDE = {**_table("url link width height description name", _SILENT), "title": _TITLE}
_CHANNEL |= _table("image textinput", Kind(_ASIDE, Clean.aside, Clean.aside_end))
_DOCUMENT = Kind(
    {
        "rss": Kind({"channel": Kind(_CHANNEL, Clean.bare, is_open=True)}, is_open=True),
        "feed": Kind(_CHANNEL, is_open=True),
    }
)
