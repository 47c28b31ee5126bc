"""One report in parts: headline, byline, summary; what matched is bold, exactly where it stands.

Rules: spans count the raw field, so a field is only ever cut at its ends, and its marks move with it. Every part is
bounded.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable
from datetime import datetime
from urllib.parse import urlsplit

from bot.core.decision import Story
from bot.core.model import Entry, Reading
from bot.core.story.fresh import fresh
from bot.messages.locale import Voice, msgid
from bot.messages.text import Mark, Text, join, mark

HEADLINE = 400  # code points
SUMMARY = 600
LEAD = 120  # of the summary, kept before a first match that stands deep in it
NAME = 60  # of an outlet or a term
SPANS = 20  # bold places in one field


def headline(reading: Reading, terms: Collection[str]) -> Text:
    """The title, linked, with what matched in bold."""
    entry = reading.entry
    title = _marked(entry.title, "title", reading, terms) or Text(entry.url or entry.feed)
    return linked(title.cut(HEADLINE), entry.url)


def news(entry: Entry, former: Story) -> Text:
    """The title, linked, with what the former story's reports did not say in bold; nothing where that is not told."""
    spans = fresh(entry.title, entry.language, [report.title for report in former.reports])
    if not spans:
        return Text()
    return linked(Text(entry.title, tuple(Mark("bold", start, end) for start, end in spans)).cut(HEADLINE), entry.url)


def byline(voice: Voice, entry: Entry, now: datetime) -> Text:
    """Outlet · time · language, as far as they are known."""
    at = voice.clock(entry.at, now) if entry.at else ""
    return join(" · ", [Text(outlet(entry)), at, voice.language(entry.language) if entry.language else ""])


def summary(reading: Reading, terms: Collection[str]) -> Text:
    """The summary around its first match, to be unfolded; nothing where it only repeats the title."""
    entry = reading.entry
    if not entry.summary or _plain(entry.summary) in _plain(f"{entry.title} {outlet(entry)}"):
        return Text()
    marked = _marked(entry.summary, "summary", reading, terms)
    first = min((m.start for m in marked.marks), default=0)
    return mark("expandable_blockquote", _from(marked, first - LEAD if first > SUMMARY - LEAD else 0).cut(SUMMARY))


def outlet(entry: Entry) -> str:
    """Who publishes it, in a word: the outlet, else the host."""
    if entry.outlet:
        return Text(entry.outlet).cut(NAME).text
    return Text(_host(entry.url) or _host(entry.feed)).cut(NAME).text


def lost_topic(voice: Voice, thread: int, chat: str, why: str) -> Text:
    """To the admins: where a topic's alerts go from now on. why: Telegram's own words."""
    said = msgid("The topic {n} of {chat} is gone ({why}). Its alerts go to the main thread now.")
    return voice.say(said, n=str(thread), chat=chat, why=why)


def linked(text: Text | str, url: str) -> Text:
    """The text as a link, where the address is one that can be opened."""
    return mark("text_link", text, url) if url.startswith(("https://", "http://")) else Text() + text


def _marked(raw: str, field: str, reading: Reading, terms: Collection[str]) -> Text:
    places = (s for match in reading.matches if match.term in terms for s in match.spans if s.field == field)
    spans = _union((s.start, min(s.end, len(raw))) for s in places if 0 <= s.start < min(s.end, len(raw)))
    return Text(raw, tuple(Mark("bold", start, end) for start, end in spans[:SPANS]))


def _union(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans that touch nothing: those of two terms may overlap."""
    apart: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if apart and start < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return apart


def _from(text: Text, start: int) -> Text:
    """The text from the first word at or after `start`, behind an ellipsis; whole for 0."""
    if start <= 0:
        return text
    space = text.text.find(" ", start, start + LEAD // 2)  # none in a run of Han
    start = start if space < 0 else space + 1
    kept = tuple(Mark(m.kind, m.start - start, m.end - start, m.url) for m in text.marks if m.start >= start)
    return "…" + Text(text.text[start:], kept)


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _plain(text: str) -> str:
    """Letters and digits alone: enough to see that one text repeats another."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())
