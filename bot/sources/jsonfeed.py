"""JSON Feed 1.0 and 1.1 (jsonfeed.org) to what feedparser would have made of the same feed. Pure.

Rules: the entries are made as those of XML are (parse.py), from the same names; a value of another kind than it should
be counts as absent.
"""

from __future__ import annotations

import json
from typing import Any

_SPACE = " \t\r\n"


def is_json(text: str) -> bool:
    """Whether a document is JSON of any sort."""
    return text.lstrip(_SPACE).startswith(("{", "["))


def as_parsed(text: str) -> Any | None:
    """The feed in feedparser's shape, as plain dictionaries; None where it is no JSON Feed."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict) or not isinstance(document.get("items"), list):
        return None
    if "jsonfeed.org" not in _text(document, "version") and "title" not in document:
        return None
    return {"feed": _about(document), "entries": [_item(item) for item in document["items"] if isinstance(item, dict)]}


def _about(document: dict[str, Any]) -> dict[str, Any]:
    hubs = [hub for hub in document.get("hubs") or () if isinstance(hub, dict) and _text(hub, "type") == "WebSub"]
    links = [{"rel": "hub", "href": _text(hub, "url")} for hub in hubs]
    links.append({"rel": "self", "href": _text(document, "feed_url")})
    links.append({"rel": "next", "href": _text(document, "next_url")})
    return {
        "title": _text(document, "title"),
        "link": _text(document, "home_page_url"),
        "language": _text(document, "language"),
        "links": [link for link in links if link["href"]],
    }


def _item(item: dict[str, Any]) -> dict[str, Any]:
    id = item.get("id")
    html, text = _text(item, "content_html"), _text(item, "content_text")
    dates = {"published": _text(item, "date_published"), "updated": _text(item, "date_modified")}
    return {
        "id": str(id) if isinstance(id, str | int | float) else "",
        "title": _escaped(_text(item, "title")),
        "link": _text(item, "url") or _text(item, "external_url"),
        "summary": _escaped(_text(item, "summary")),
        "content": [{"value": value} for value in (html, _escaped(text)) if value],
        "title_detail": {"language": _text(item, "language")},
        **{name: date for name, date in dates.items() if date},
    }


def _escaped(text: str) -> str:
    """Plain text as markup: a "<" in it is a "<"."""
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _text(mapping: dict[str, Any], name: str) -> str:
    value = mapping.get(name)
    return value if isinstance(value, str) else ""
