"""Search feeds: what a watch asks of news search engines, as feeds of its own, one for each engine and language. Pure.

A template is an address with {query} and, where the engine wants them, {language} (vi), {locale} (vi-VN), {country}
(VN) and {edition} (VN:vi, as Google News names it).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote_plus

from bot.core.model import Feed

ENGINES: Mapping[str, str] = {
    "google-news": "https://news.google.com/rss/search?q={query}+when:1d&hl={locale}&gl={country}&ceid={edition}",
    "bing-news": "https://www.bing.com/news/search?q={query}&format=rss&mkt={locale}&qft=sortbydate%3d%221%22",
    "hacker-news": "https://hnrss.org/newest?q={query}",
}
_LOCALES = {"en": ("en-US", "US", "US:en"), "vi": ("vi-VN", "VN", "VN:vi")}
_LOCALES |= {"zh-Hans": ("zh-CN", "CN", "CN:zh-Hans"), "zh-Hant": ("zh-TW", "TW", "TW:zh-Hant")}
LANGUAGES = tuple(_LOCALES)

_PATTERN = re.compile(r"re:/(?:[^/\\]|\\.)*/\w*|re:\S+")
_NOT = re.compile(r"(?:(?<=\s)|^)(?:-|NOT\s+)(?:\"[^\"]*\"|\{[^}]*\}|\([^)]*\)|\S+)")
_FIELD = re.compile(r"\b(?:site|lang|language|title|within):\S*|~\d+")
_CHOICE = re.compile(r"\{([^}|]*)[^}]*\}")


def search_feeds(
    term: str, engines: Iterable[str], languages: Iterable[str], templates: Mapping[str, str]
) -> Iterator[Feed]:
    """The feeds that a watch brings. None where the term holds no word that an engine could look for."""
    words = search_words(term)
    languages = tuple(languages)
    for name in engines if words else ():
        template = templates[name]
        spoken = languages if re.search(r"\{(language|locale|country|edition)\}", template) else languages[:1]
        for language in spoken:
            locale, country, edition = _LOCALES[language]
            url = template
            values = {"query": quote_plus(words), "language": language, "locale": locale, "country": country}
            for key, value in {**values, "edition": edition}.items():
                url = url.replace(f"{{{key}}}", value)
            yield Feed(url, title=f"{name}: {term}", language=language if len(spoken) > 1 else "")


def search_words(term: str) -> str:
    """A watch's term as search engines understand it: its words, quotes and ORs; no exclusions, patterns, operators."""
    text = _PATTERN.sub(" ", term)
    text = _NOT.sub(" ", text)
    text = _CHOICE.sub(r"\1", _FIELD.sub(" ", text))
    text = re.sub(r"\bAND\b|(?<!\w)[=+]|\*", " ", text)
    return " ".join(text.split())
