"""A feed document, as bytes, to entries: RSS, RDF and Atom through feedparser, JSON Feed and news sitemaps. Pure.

    bytes -> text (charset) -> is it a feed at all? -> at most 1,000 items -> clean.py or feedparser -> plain text
          -> entries

Rules: never raises; what is no feed says what it is and what to do; broken XML gives what can be read of it. Imports
only what a child process needs, since every child pays for it in memory.
"""

from __future__ import annotations

import calendar
import io
import re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.core.identity import entry_key
from bot.core.model import Entry
from bot.sources.charset import to_text
from bot.sources.clean import clean
from bot.sources.dates import stated_date
from bot.sources.discover import feeds_of
from bot.sources.document import MAX_ITEMS, Document, Parsed
from bot.sources.kinds import Feedlike, beginning, capped, ends, not_a_feed, other_kind, root_of
from bot.sources.outlet import outlet_name
from bot.sources.plain import plain
from bot.sources.quicker import feedparser, joined, read_date
from bot.sources.unwrap import unwrapped

TITLE, SUMMARY, BODY = 500, 2_000, 20_000  # characters that are kept
_URL = 2_000  # characters; a longer address opens nowhere
_HEADLINE = 120  # characters of the text that stand in for a title
_NOW = timedelta(minutes=2)  # dates this close to the time of fetching, all of them, are the time of fetching
_OLDER = ("prev-archive", "next")  # RFC 5005 4 and 3: an archived feed's former document, a paged feed's next page
_OLDEST = datetime(1990, 1, 1, tzinfo=UTC)  # what claims to be older is a default of some software
_UPDATE_PERIODS = {"hourly": 1, "daily": 24, "weekly": 168, "monthly": 720, "yearly": 8_760}  # hours
_LONGEST_HINT = timedelta(minutes=15)  # WordPress states "hourly" for every blog, whoever writes it
_ITEM = re.compile(r"<(?:[a-z]+:)?(?:item|entry)[\s>]", re.I)
_SKIPS = re.compile("<[sS][kK][iI][pP]")
_SKIPPED_HOURS = re.compile(r"<skipHours>([^<]*+(?:<(?!/skipHours)[^<]{0,20}+){0,60})</skipHours", re.I)
_SKIPPED_DAYS = re.compile(r"<skipDays>([^<]*+(?:<(?!/skipDays)[^<]{0,20}+){0,20})</skipDays", re.I)
_SKIPPED = re.compile(r"<(?:hour|day)>\s*([0-9]{1,2}|[a-z]{6,9})\s*</", re.I)
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}\Z")


def read_document(document: Document) -> Parsed:
    """Everything of a document that the bot uses. Never raises."""
    text = to_text(document.body, document.content_type)
    text = text[beginning(text) :]
    root = root_of(text)
    other = other_kind(text, root)
    if other is not None:
        return _gathered(Feedlike(other["feed"], other["entries"]), document)
    error = not_a_feed(text, root)
    if error:
        return Parsed(error=error, feeds=feeds_of(text, document.url))
    try:
        shorter = capped(text, root)
        parsed = clean(shorter, document.url) or _feedparser(shorter, document.url)
        if not parsed.version and not parsed.entries:
            return Parsed(error="It is not a feed that can be read. Open the address in a browser and check it.")
        gathered = _gathered(parsed, document)
        if (
            parsed.bozo and not gathered.entries and (_ITEM.search(text) or not ends(text, root))
        ):  # taken for empty, its news would be skipped
            return Parsed(error="Its XML is too damaged to be read. Tell the site; it is tried again later.")
        return replace(gathered, rests=_rests(text))
    except Exception as error:  # noqa: BLE001  # feedparser raises what it likes (#599, #591)
        return Parsed(error=f"It cannot be parsed ({type(error).__name__}: {str(error)[:100]}). Tell the site.")


def _feedparser(text: str, url: str) -> Any:
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of feedparser's own mapping of old names
        # A stream: a string would be taken for an address or a file name first.
        return feedparser.parse(
            io.BytesIO(text.encode("utf-8", "replace")),
            response_headers=headers,
            sanitize_html=False,
            resolve_relative_uris=False,
        )


# ---------------------------------------------------------------- entries


def _gathered(parsed: Any, document: Document) -> Parsed:
    about = parsed.feed
    title = plain(_text(about, "title"), TITLE)
    stated = _language(_text(about, "language"))
    language = stated or document.language
    outlet = outlet_name(title, (_text(about, "link"), document.feed))
    items = (_entry(item, document, outlet, language) for item in parsed.entries[:MAX_ITEMS])
    entries = _with_honest_dates([entry for entry in items if entry is not None], document.now)
    links = {rel: _related(parsed, rel, document.url) for rel in ("hub", "self")}
    older = next(filter(None, (_related(parsed, rel, document.url) for rel in _OLDER)), "")
    sound = not parsed.bozo
    return Parsed(title, stated, tuple(entries), _asked_wait(about), sound, older, links["hub"], links["self"])


def _related(parsed: Any, rel: str, base: str) -> str:
    """The feed's link of that relation, absolute; "" where there is none."""
    for link in parsed.feed.get("links") or ():
        if rel in _text(link, "rel").lower().split():
            return _absolute(_text(link, "href"), base)
    return ""


def _entry(item: Any, document: Document, outlet: str, language: str) -> Entry | None:
    """One item as an entry; None where it says nothing at all."""
    named = _text(item.get("source") or {}, "title") or _text(item, "news_source")  # Bing's is News:Source
    publisher = plain(named, TITLE)
    title = _title(item, publisher)
    body = plain(_content(item), BODY)
    summary = plain(_text(item, "summary"), SUMMARY)
    if body == summary:
        body = ""
    if summary in (title, f"{title} {publisher}"):  # Google News: the title again, as a link, and the outlet
        summary = ""
    title = title or _headline(summary or body)
    if not title:
        return None
    url = _link(item, document.url)
    published = _date(item)
    return Entry(
        feed=document.feed,
        key=entry_key(plain(_text(item, "id"), TITLE), url, title, published),
        title=title,
        url=url,
        summary=summary,
        body=body,
        outlet=publisher or outlet,
        language=_language(_text(item.get("title_detail") or {}, "language")) or language,
        published_at=published,
        seen_at=document.now,
    )


def _title(item: Any, publisher: str) -> str:
    """The title; Google News appends the outlet that <source> names."""
    title = plain(_text(item, "title"), TITLE)
    return title.removesuffix(f" - {publisher}") if publisher else title


def _headline(text: str) -> str:
    """What stands in for a title: the text's first words."""
    if len(text) <= _HEADLINE:
        return text
    return text[:_HEADLINE].rpartition(" ")[0].rstrip(" ,;:") + "…" if " " in text[:_HEADLINE] else text[:_HEADLINE]


def _content(item: Any) -> str:
    """Full content, the longest where there are several."""
    return max((_text(part, "value") for part in item.get("content") or ()), key=len, default="")


def _link(item: Any, base: str) -> str:
    """Absolute; "" where there is none that can be opened. FeedBurner keeps the publisher's own beside its own."""
    link = _text(item, "feedburner_origlink") or _text(item, "link")
    return unwrapped(_absolute(link, base))


def _absolute(link: str, base: str) -> str:
    """The address that a link means; "" for what cannot be opened."""
    if not link:
        return ""
    try:
        link = joined(base, link.strip())
    except ValueError:
        return ""
    return link if link.lower().startswith(("http://", "https://")) and len(link) <= _URL else ""


def _date(item: Any) -> datetime | None:
    """Published, else updated; None where neither makes sense."""
    for name in ("published", "updated", "created"):
        at = stated_date(dict.get(item, name) or "") or _other_date(dict.get(item, f"{name}_parsed"))
        if at is not None:  # dict.get, since item.get takes one date for another
            return at if at >= _OLDEST else None
    return None


def _other_date(stated: str | None) -> datetime | None:
    """feedparser's reading: UTC."""
    parts = read_date(stated)
    try:
        return datetime.fromtimestamp(calendar.timegm(parts), UTC) if parts else None
    except (OverflowError, ValueError, OSError):
        return None


def _with_honest_dates(entries: list[Entry], now: datetime) -> list[Entry]:
    """No date in the future; none at all where every one of several is the time of fetching (Tuổi Trẻ)."""
    dates = [entry.published_at for entry in entries if entry.published_at is not None]
    if len(dates) > 2 and all(abs(date - now) <= _NOW for date in dates):
        return [replace(entry, published_at=None) for entry in entries]
    return [replace(entry, published_at=now) if _is_future(entry, now) else entry for entry in entries]


def _is_future(entry: Entry, now: datetime) -> bool:
    return entry.published_at is not None and entry.published_at > now


# ---------------------------------------------------------------- the feed's own words


def _asked_wait(about: Any) -> timedelta | None:
    """<ttl> in minutes and the update period of RSS 1.0's syndication module, whichever is longer."""
    waits = [timedelta(minutes=minutes) for minutes in _numbers(about, "ttl") if minutes <= 100_000]
    hours = _UPDATE_PERIODS.get(_text(about, "sy_updateperiod").strip().lower())
    if hours is not None:
        frequency = next(_numbers(about, "sy_updatefrequency"), 1) or 1
        waits.append(min(timedelta(hours=hours) / frequency, _LONGEST_HINT))
    return max(waits, default=None)


def _rests(text: str) -> frozenset[int]:
    """The hours of the week that a feed skips: each of its hours every day, and the whole of its days. GMT, as the
    specification has it. feedparser keeps only the last of each."""
    if not _SKIPS.search(text):  # in a fifth of the time that either name takes, whose letters may be of any size
        return frozenset()
    hours = {int(hour) % 24 for hour in _skipped(_SKIPPED_HOURS, text) if hour.isdigit() and int(hour) <= 24}
    days = {_DAYS.index(day.lower()) for day in _skipped(_SKIPPED_DAYS, text) if day.lower() in _DAYS}
    cells = frozenset(24 * day + hour for day in range(7) for hour in range(24) if day in days or hour in hours)
    return cells if len(cells) < 7 * 24 else frozenset()  # who never wants to be asked did not mean it


def _skipped(where: re.Pattern[str], text: str) -> list[str]:
    found = where.search(text)
    return _SKIPPED.findall(found[1]) if found else []


def _numbers(about: Any, name: str) -> Iterator[int]:
    text = _text(about, name).strip()
    if text.isascii() and text.isdigit() and len(text) < 10:
        yield int(text)


def _language(tag: str) -> str:
    """A BCP 47 tag in its usual case; "" for what is none."""
    if not _LANGUAGE.match(tag.strip()):
        return ""
    first, *rest = tag.strip().replace("_", "-").split("-")
    return "-".join((first.lower(), *_cased(rest)))


def _cased(subtags: Iterable[str]) -> Iterator[str]:
    for tag in subtags:
        yield tag.upper() if len(tag) == 2 else tag.title() if len(tag) == 4 else tag.lower()


def _text(mapping: Any, name: str) -> str:
    """A value of feedparser's as text; "" for what is absent or of another kind."""
    value = mapping.get(name)
    return value if isinstance(value, str) else ""
