"""How we speak to a chat: its language, its way to write numbers, and the time where it lives.

Rules: the English text in the code is the key of its translations in catalogues/<locale>.po, which are read once a
process; a text that a catalogue lacks is said in English. Values are filled into named places, `{name}`, and keep their
marks.
"""

from __future__ import annotations

import gettext
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_skeleton, format_timedelta
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

from bot.core.model import Chat
from bot.messages.text import Text, fill, join

LOCALES = ("en", "vi", "zh-Hans", "zh-Hant")
CATALOGUES = Path(__file__).parent / "catalogues"

Value = Text | str | int


def pick_locale(code: str | None) -> str:
    """The locale that serves a client's language code best: "zh-TW" -> "zh-Hant", "zh" -> "zh-Hans", "fr" -> "en"."""
    parts = (code or "en").replace("_", "-").lower().split("-")
    if parts[0] == "zh":
        return "zh-Hant" if {"hant", "tw", "hk", "mo"} & set(parts) else "zh-Hans"
    return "vi" if parts[0] == "vi" else "en"


def msgid(text: str) -> str:
    """Marks a text that is said elsewhere, so that the catalogues must hold it."""
    return text


@dataclass(frozen=True, slots=True)
class Voice:
    """One way to speak."""

    locale: str = "en"  # one of LOCALES
    timezone: str = "UTC"  # IANA

    def say(self, text: str, /, **values: Value) -> Text:
        """The text in this language with its places filled."""
        return fill(_catalogue(self.locale).get(text, (text,))[0], self._filling(values))

    def say_n(self, one: str, many: str, n: int, /, **values: Value) -> Text:
        """The form for n things; {n} is the number."""
        forms = _catalogue(self.locale).get(one, (one, many))
        form = forms[min(_plural(self.locale)(n), len(forms) - 1)]
        return fill(form, self._filling({"n": n, **values}))

    def list(self, items: Iterable[Text | str]) -> Text:
        """Items one after the other, as the language separates them."""
        return join(self.say(", "), items)

    def sentences(self, *sentences: Text) -> Text:
        """One after the other, with a space where the language sets one."""
        return join("" if self.locale.startswith("zh") else " ", sentences)

    def number(self, value: float) -> str:
        """1234.5 -> "1,234.5"."""
        return format_decimal(value, locale=_locale(self.locale))

    def percent(self, share: float) -> str:
        """0.8 -> "80%"."""
        return format_percent(share, locale=_locale(self.locale))

    def clock(self, at: datetime, now: datetime) -> str:
        """When that was, for somebody who reads it now: the day only where it is another one. UTC is named, a chat's
        own zone is not."""
        zone = zone_of(self.timezone)
        local = at.astimezone(zone)
        locale = _locale(self.locale)
        time = format_skeleton("Hm", local, tzinfo=zone, locale=locale)
        if zone.key == "UTC":
            time += " UTC"
        if local.date() == now.astimezone(zone).date():
            return time
        return f"{format_skeleton('MMMd', local, tzinfo=zone, locale=locale)} {time}"

    def span(self, length: timedelta) -> str:
        """About how long: "5 minutes"."""
        return format_timedelta(length, granularity="second", locale=_locale(self.locale))

    def language(self, tag: str) -> str:
        """The name of a language: "vi" -> "Vietnamese"; "" for a tag that nobody knows."""
        try:
            found = Locale.parse(tag.split("-", maxsplit=1)[0].lower())
        except (UnknownLocaleError, ValueError):
            return ""
        return (found.get_language_name(_locale(self.locale)) or "").strip()

    def _filling(self, values: dict[str, Value]) -> dict[str, Text | str]:
        return {name: self.number(value) if isinstance(value, int) else value for name, value in values.items()}


def voice_of(chat: Chat) -> Voice:
    """How a chat wants to be spoken to."""
    return Voice(pick_locale(chat.language), chat.timezone)


@cache
def _catalogue(locale: str) -> dict[str, tuple[str, ...]]:
    """English text -> its forms; what is not translated is left out."""
    with (CATALOGUES / f"{locale}.po").open("rb") as file:
        messages = read_po(file, locale=locale.replace("-", "_"))
    forms: dict[str, tuple[str, ...]] = {}
    for message in messages:
        key: str = message.id if isinstance(message.id, str) else message.id[0]
        strings = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
        if key and all(strings):
            forms[key] = strings
    return forms


@cache
def _plural(locale: str) -> Callable[[int], int]:
    with (CATALOGUES / f"{locale}.po").open("rb") as file:
        rule = read_po(file, locale=locale.replace("-", "_")).plural_expr
    return gettext.c2py(rule)


@cache
def _locale(locale: str) -> Locale:
    return Locale.parse(locale, sep="-")


@cache
def zone_of(name: str) -> ZoneInfo:
    """The zone; UTC where there is none of that name."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # ZoneInfoNotFoundError is a KeyError; a folder's name is an OSError
        return ZoneInfo("UTC")
