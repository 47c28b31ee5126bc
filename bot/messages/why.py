"""Why a report rang: each word that was found, and how it stands for the word that is watched."""

from __future__ import annotations

from collections.abc import Iterable

from bot.core.model import Hit, Match, Reading
from bot.messages.locale import Voice
from bot.messages.text import Text, join

LONGEST = 60  # code points of one quoted word
MOST = 8  # words that one line explains


def why(voice: Voice, reading: Reading, terms: Iterable[str]) -> Text:
    """“V4”, “DeepSeek” as typed; “华为” is Huawei. Empty where no hit can be shown."""
    wanted = set(terms)
    found = _found(reading, [match for match in reading.matches if match.term in wanted])
    literal = [word for word, hit in found if _is_typed(word, hit)]
    parts = [_literal(voice, literal)] if literal else []
    parts += [_loose(voice, word, hit) for word, hit in found if not _is_typed(word, hit)]
    return join(voice.say("; "), parts)


def _is_typed(word: str, hit: Hit) -> bool:
    """Also the Qwen of Qwen3.5."""
    return hit.how == "exact" or (hit.how == "glued" and word.casefold() == hit.slot.casefold())


def quoted(voice: Voice, word: str) -> Text:
    """The word in the language's quotation marks, cut where it is long."""
    return voice.say("“{word}”", word=Text(word).cut(LONGEST))


def _found(reading: Reading, matches: list[Match]) -> list[tuple[str, Hit]]:
    """Each word found, as it stands in the report, once."""
    words: dict[tuple[str, str], tuple[str, Hit]] = {}
    for hit in sorted((hit for match in matches for hit in match.hits), key=_place):
        raw = getattr(reading.entry, hit.span.field, "")[hit.span.start : hit.span.end]
        if raw:  # the body is not stored, so that what stood there can be lost
            words.setdefault((raw.casefold(), hit.how), (raw, hit))
    return list(words.values())[:MOST]


def _place(hit: Hit) -> tuple[int, int]:
    order = {"title": 0, "summary": 1}
    return order.get(hit.span.field, 2), hit.span.start


def _literal(voice: Voice, words: list[str]) -> Text:
    return voice.say("{words} as typed", words=voice.list(quoted(voice, word) for word in words))


def _loose(voice: Voice, word: str, hit: Hit) -> Text:
    found, slot = quoted(voice, word), Text(hit.slot).cut(LONGEST)
    if hit.how == "alias":
        return voice.say("{found} is {name}", found=found, name=slot)
    wanted = quoted(voice, hit.slot)
    if hit.how == "stem":
        return voice.say("{found} is a form of {wanted}", found=found, wanted=wanted)
    if hit.how == "typo":
        return voice.say_n(
            "{found} is {n} letter away from {wanted}",
            "{found} is {n} letters away from {wanted}",
            max(1, hit.distance),
            found=found,
            wanted=wanted,
        )
    if hit.how == "glued":
        return voice.say("{found} is {wanted} written as one", found=found, wanted=wanted)
    if hit.how == "regex":
        return voice.say("{found} fits the pattern", found=found)
    return voice.say("{found} counts as {wanted}", found=found, wanted=wanted)
