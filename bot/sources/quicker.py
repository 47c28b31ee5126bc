"""feedparser, in two thirds of its time: the same results by shorter ways, put in where it is imported from here.

    addresses    whole ones are what they are; others are joined with their base once, not for each tag
    dates        read by who asks for them (`read_date`): of most, parse.py knows the form
    mappings     old names and warnings only for the names that have them
    texts        characters that are to stay are looked up once; what is copied are values, not objects
    tags         without attributes, the way of those without attributes

Rules: feedparser decides what a document holds; here is only how fast. What is put in place of its own gives, for every
input, what its own gives (tests/sources/test_quicker.py asks feedparser itself).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import deepcopy
from functools import lru_cache
from types import NoneType, SimpleNamespace
from typing import Any
from urllib.parse import urljoin
from xml.sax.expatreader import ExpatParser

import feedparser
import feedparser.api
import feedparser.mixin
import feedparser.namespaces._base
from feedparser.datetimes import _parse_date as read_date

__all__ = ["PREFIXES", "cp1252", "feedparser", "is_handled", "is_whole", "joined", "read_date", "resolved", "tag_of"]

_WHOLE = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]+)?/[^\s?#;]*(?:\?[^\s#]+)?")
_CHARACTERS = 30_000  # that are remembered: all that is written anywhere, not all that a hostile document may hold
_ATOMS = frozenset((str, int, NoneType))
_OLD = frozenset((*feedparser.FeedParserDict.keymap, "category", "enclosures", "license", "updated", "updated_parsed"))


def joined(base: str, link: str) -> str:
    """urljoin, but for an address that it would take to pieces and put together again. Raises ValueError."""
    return link if _WHOLE.fullmatch(link) else urljoin(base, link)


def is_whole(link: str) -> bool:
    """Whether an address stays as it is, whatever it is joined with."""
    return _WHOLE.fullmatch(link) is not None


def resolved(base: str, link: str) -> str:
    """The address as feedparser joins it."""
    address: str = feedparser.mixin._urljoin(base, link)
    return address


def is_handled(key: str) -> bool:
    """Whether feedparser does something of its own with an element, which it calls so."""
    return any(hasattr(feedparser.api.StrictFeedParser, f"_{when}_{key}") for when in ("start", "end"))


class _Mapping(feedparser.FeedParserDict):  # type: ignore[misc]  # feedparser has no types
    """What a FeedParserDict does, straight for the names that mean what they say."""

    def __getitem__(self, name: str) -> Any:
        return _itself["__getitem__"](self, name) if name in _OLD else dict.__getitem__(self, name)

    def get(self, name: str, default: Any = None) -> Any:
        return _itself["get"](self, name, default) if name in _OLD else dict.get(self, name, default)

    def __contains__(self, name: object) -> bool:
        return _itself["__contains__"](self, name) if name in _OLD else dict.__contains__(self, name)

    def __setitem__(self, name: str, value: Any) -> None:
        (_itself["__setitem__"] if name in _OLD else dict.__setitem__)(self, name, value)

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        return type(self)({name: v if type(v) in _ATOMS else deepcopy(v, memo) for name, v in self.items()})


class _Kept(dict[int, Any]):
    """A table for str.translate that remembers what stays as it is: Python raises and catches an error for each."""

    def __missing__(self, code: int) -> int:
        if len(self) < _CHARACTERS:
            self[code] = code
        return code


class _Reader(ExpatParser):
    """Python's own reader of XML. Of a tag without attributes only the name is to be worked out."""

    _cont_handler: Any  # feedparser's

    def start_element_ns(self, name: str, attrs: Mapping[str, str]) -> None:
        tag = None if attrs or self._cont_handler.decls else tag_of(name)
        if tag is None:
            super().start_element_ns(name, attrs)
        else:
            self._cont_handler.unknown_starttag(tag, [])

    def end_element_ns(self, name: str) -> None:
        tag = tag_of(name)
        if tag is None:
            super().end_element_ns(name)
        else:
            self._cont_handler.unknown_endtag(tag)


def create_parser() -> ExpatParser:
    """By this name xml.sax.make_parser looks for it."""
    return _Reader()


@lru_cache(1024)
def tag_of(name: str) -> str | None:
    """What feedparser calls a tag that expat names by namespace, local name and prefix, as far as it has them; None
    where that takes more than a look at the namespace."""
    parts = name.split()
    space, local = ("", name) if len(parts) == 1 else (parts[0], parts[1])
    prefix = _SPACES.get(space.lower())
    if prefix is None or len(parts) > 3:
        return None
    return f"{prefix}:{local}".lower() if prefix else local.lower()


_SPACES = {space.lower(): prefix for space, prefix in feedparser.mixin._FeedParserMixin.namespaces.items()}
PREFIXES = frozenset(prefix.lower() for prefix in _SPACES.values()) - {""}  # feedparser knows them by these
cp1252 = _Kept(feedparser.mixin._cp1252)
_itself = {
    name: getattr(feedparser.FeedParserDict, name) for name in ("__getitem__", "get", "__contains__", "__setitem__")
}


def _put_in() -> None:
    for name in (*_itself, "__deepcopy__"):
        setattr(feedparser.FeedParserDict, name, vars(_Mapping)[name])
    mixin: Any = feedparser.mixin
    mixin.make_safe_absolute_uri = lru_cache(256)(mixin.make_safe_absolute_uri)
    whole, other = _WHOLE.fullmatch, lru_cache(256)(mixin._urljoin)
    mixin._urljoin = lambda base, link: link if whole(link) else other(base, link)
    mixin._cp1252 = cp1252
    mixin.copy = SimpleNamespace(deepcopy=lambda value: value.__deepcopy__({}))
    feedparser.namespaces._base._parse_date = lambda text: text
    feedparser.api.PREFERRED_XML_PARSERS[:] = [__name__]  # and none of Python 2's is looked for


_put_in()
