"""Search feeds: what a watch asks of news search engines, as feeds of its own, one for each engine and language. Pure.

A template is an address with {query} and, where the engine wants them, {language} (vi), {locale} (vi-VN), {country}
(VN) and {edition} (VN:vi, as Google News names it). An edition is asked in its language, with the names that the packs
know: Huawei Ascend is 华为 昇腾 in Chinese, 華為 昇騰 in Taiwan.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from urllib.parse import quote_plus

from bot.core.model import Feed
from bot.core.watch import Form, Item, Lexicon
from bot.core.watch.phrases import Atom, atoms

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
_PARTS = re.compile(r'("[^"]*")|(\bOR\b|[()|])')
_LONG = 200  # characters of a query: engines cut longer ones off
_LONGEST_NAME = 8  # characters of Han
_CHOICE = re.compile(r"\{([^}|]*)[^}]*\}")


Say = Callable[[str, str], str]  # (words, language) -> the words in that language


def search_feeds(
    term: str,
    engines: Iterable[str],
    languages: Iterable[str],
    templates: Mapping[str, str],
    say: Say = lambda words, language: words,
) -> Iterator[Feed]:
    """The feeds that a watch brings. None where the term holds no word that an engine could look for. say: how an
    edition's language has the words (`spoken`); an engine without editions is asked for them as they are."""
    words = search_words(term)
    languages = tuple(languages)
    for name in engines if words else ():
        template = templates[name]
        editions = re.search(r"\{(language|locale|country|edition)\}", template) is not None
        for language in languages if editions else languages[:1]:
            locale, country, edition = _LOCALES[language]
            url = template
            query = quote_plus(say(words, language) if editions else words)
            values = {"query": query, "language": language, "locale": locale, "country": country}
            for key, value in {**values, "edition": edition}.items():
                url = url.replace(f"{{{key}}}", value)
            yield Feed(url, title=f"{name}: {term}", language=language if editions and len(languages) > 1 else "")


def search_words(term: str) -> str:
    """A watch's term as search engines understand it: its words, quotes and ORs; no exclusions, patterns, operators."""
    text = _PATTERN.sub(" ", term)
    text = _NOT.sub(" ", text)
    text = _CHOICE.sub(r"\1", _FIELD.sub(" ", text))
    text = re.sub(r"\bAND\b|(?<!\w)[=+]|\*", " ", text)
    return " ".join(text.split())


def spoken(words: str, language: str, lexicon: Lexicon) -> str:
    """The words of a search with every name and idea that the packs know as that language has it first; what they do
    not know, or have no form for, stays as it is. So does all where it would become too long."""
    ids = frozenset(item.id for part in _pieces(words) for item, _ in _named(part, lexicon) if item is not None)
    said = " ".join(filter(None, (_said(part, language, lexicon, ids) for part in _pieces(words))))
    if language == "zh-Hant":
        said = _traditional(said)
    return said if 0 < len(said) <= _LONG else words


def _pieces(words: str) -> list[str]:
    """Phrases in quotes, signs, and what stands between them."""
    return [part for part in _PARTS.split(words) if part and part.strip()]


def _said(part: str, language: str, lexicon: Lexicon, ids: frozenset[str]) -> str:
    named = list(_named(part, lexicon))
    if part.startswith('"'):  # word by word, a phrase would say what nobody writes
        return f'"{_form(*named[0], language, ids)}"' if len(named) == 1 else part
    return part.strip() if _PARTS.fullmatch(part) else " ".join(_form(*name, language, ids) for name in named)


def _form(item: Item | None, text: str, language: str, ids: frozenset[str]) -> str:
    """The item's first form in the language that counts beside the other items; the text where there is none, or
    where that only adds to it: H20 is asked for as such, not as “chip H20”."""
    wanted = language.partition("-")[0]
    forms: Sequence[Form] = item.forms if item is not None else ()
    fit = (form.text for form in forms if form.language == wanted and (form.is_certain or form.near & ids))
    form = next(fit, text)
    return text if text.casefold() in form.casefold() else form


def _named(part: str, lexicon: Lexicon) -> Iterator[tuple[Item | None, str]]:
    """The items that a text names one after the other, the longest first, each with its text; None: unknown words."""
    found = list(chain.from_iterable(map(_cut, atoms(part))))
    at = 0
    while at < len(found):
        longest = _LONGEST_NAME if found[at].run else lexicon.longest
        for end in range(min(len(found), at + longest), at, -1):
            claims = lexicon.claims(_joined(found[at:end]))
            if claims or end == at + 1:
                text = ("" if found[at].run else " ").join(atom.raw for atom in found[at:end])
                yield (claims[0].item if claims else None), text
                at = end
                break


def _cut(atom: Atom) -> list[Atom]:
    """A run of Han by its characters, as names in it are not set apart."""
    return [Atom(raw, text, True) for raw, text in zip(atom.raw, atom.text, strict=False)] if atom.run else [atom]


def _joined(found: Sequence[Atom]) -> list[Atom]:
    """Characters of Han as one run again."""
    if not all(atom.run for atom in found):
        return list(found)
    return [Atom("".join(atom.raw for atom in found), "".join(atom.text for atom in found), True)]


def _traditional(text: str) -> str:
    import opencc  # here, as in core/text.py: only Han text needs it

    return str(opencc.OpenCC("s2twp").convert(text))
