"""What an entry looks like, for grouping: stateless, so that any process may sign, and picklable.

Rules: deterministic; the body is not looked at, since it is not stored and a restart must sign alike; never raises on
any text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, filterfalse
from sys import intern
from typing import Protocol

from bot.core.identity import canonical_url
from bot.core.model import Entry, Signature
from bot.core.story.publisher import family
from bot.core.story.stance import outcome, stance
from bot.core.story.titles import clean, manner
from bot.core.story.unknown import unknown
from bot.core.story.words import DENSE, RUN, kind, language_of, numbers, words
from bot.core.text import fold

TITLE_LENGTH = 400  # characters; what is beyond is no headline
SUMMARY_LENGTH = 400
OFFICE, IDEA = "agency", "concept"
PARTIES = frozenset({"firm", "person", "agency", "org"})
LEADS = PARTIES | {"product"}
SPOKEN = frozenset({"", "en", "vi", "zh"})  # in others packs miss names that are inflected, and who leads tells little

_DENSE = re.compile(f"[{DENSE}]")  # written on to a capital: it has none itself
_GLUED_MODEL = re.compile(r"(?<=[a-z])(?=[A-Z]\d)")


class Named(Protocol):
    """What a text names."""

    def all(self) -> frozenset[str]:
        """The ids."""
        ...

    def where(self) -> Mapping[str, Sequence[range]]:
        """Each id with the characters that name it."""
        ...


class Entities(Protocol):
    """What grouping needs of a lexicon."""

    def named_in(self, text: str) -> Named:
        """The entities and concepts that a text names, the same in every language."""
        ...

    def kind_of(self, id: str) -> str:
        """What sort of thing an id names: "firm", "person", "place", "concept" ..."""
        ...

    def is_name(self, word: str) -> bool:
        """Whether one word alone may name a thing, in whatever company."""
        ...

    def above(self, id: str) -> frozenset[str]:
        """Whom an id acts or stands for: the maker of a product, the state of an office."""
        ...


def sign(entry: Entry, lexicon: Entities) -> Signature:
    """The signature of an entry."""
    title = clean(entry)[:TITLE_LENGTH]
    language = language_of(title, entry.language)
    folded = _fold(title, language)
    tokens = frozenset(map(intern, words(folded, language)))  # a word is held once, however many stories it stands in
    figures = frozenset(map(intern, numbers(folded)))
    speaks = manner(entry.title)
    found = lexicon.named_in(title).where()
    ids = _named(found, title, lexicon)
    entities = outcome(ids, speaks)
    return Signature(
        url=canonical_url(entry.url) if entry.url else "",
        title=_normal(folded),
        tokens=tokens,
        numbers=figures,
        entities=entities,
        family=family(entry),
        language=language,
        names=tokens & frozenset(_names(title, language)),
        unknown=tokens.intersection(unknown(title, language, chain(*found.values()), lexicon.is_name)),
        summary=_keys(lexicon.named_in(entry.summary[:SUMMARY_LENGTH]).all()) - entities,
        manner=speaks,
        named=frozenset(id for id in ids if lexicon.kind_of(id[1:]) != IDEA),
        parties=frozenset(id for id in ids if lexicon.kind_of(id[1:]) in PARTIES),
        lead=_lead(found, lexicon) if language in SPOKEN else "",
        stands=frozenset((id, f"@{whom}") for id in ids for whom in lexicon.above(id[1:])),
        stance=stance(entities, speaks),
        parts=_parts({id: found[id[1:]][0] for id in ids if id[1:] in found}, title, language),
    )


def _named(found: Mapping[str, Sequence[range]], title: str, lexicon: Entities) -> frozenset[str]:
    """What a title names, as keys. An idea that stands only within a word of it is none: the bank in SoftBank. An
    office of a state is the state, whether or not it is said: "Commerce Department" is the US one."""
    ids = {id for id, places in found.items() if lexicon.kind_of(id) != IDEA or any(_whole(title, at) for at in places)}
    return _keys(ids.union(*(lexicon.above(id) for id in ids if lexicon.kind_of(id) == OFFICE)))


def _lead(found: Mapping[str, Sequence[range]], lexicon: Entities) -> str:
    """The party or product that a title names first, of two in one place the longer; "" where it names none."""
    places = [
        (place.start, -place.stop, id) for id, where in found.items() if lexicon.kind_of(id) in LEADS for place in where
    ]
    return intern(f"@{min(places)[2]}") if places else ""


def _parts(places: Mapping[str, range], title: str, language: str) -> tuple[tuple[str, str], ...]:
    """What is one thing, said once: a firm in the name of its model, and the words that are the name. Each key but the
    first with the first; a key that stands twice, where it stands first. How much is told beside what it is told of:
    of "invests $40 billion in" the amount is evidence of its own."""
    parts: dict[str, str] = {}
    first, end = "", -1
    for key, place in sorted(places.items(), key=lambda item: (item[1].start, -item[1].stop, item[0])):
        first, end = (key, place.stop) if place.start >= end else (first, max(end, place.stop))
        parts.setdefault(key, first)
        if not _DENSE.match(title, place.start):  # words of Han are shared with no other language that packs know
            said = _fold(title[place.start : place.stop], language)
            for part in chain(words(said, language), filterfalse(_is_amount, numbers(said))):
                parts.setdefault(part, first)
    return tuple((part, first) for part, first in parts.items() if part != first)


def _is_amount(number: str) -> bool:
    return kind(number) == "amount"


def _whole(title: str, place: range) -> bool:
    """Whether it is cut out of no word of letters that have cases."""
    return not any(_cased(title[at - 1 : at]) and _cased(title[at : at + 1]) for at in (place.start, place.stop))


def _cased(letter: str) -> bool:
    return letter.islower() or letter.isupper()


def _keys(ids: Iterable[str]) -> frozenset[str]:
    """Pack ids as keys of the index: "@huawei" is not the word "huawei"."""
    return frozenset([intern(f"@{id}") for id in ids])


def _fold(text: str, language: str) -> str:
    """Folded; Vietnamese keeps its marks, which tell its words apart, and "DeepSeekV4" is two words."""
    text = _GLUED_MODEL.sub(" ", text)
    return unicodedata.normalize("NFC", text).casefold() if language == "vi" else fold(text)


def _normal(folded: str) -> str:
    """Letters and digits only, so that punctuation and spacing do not tell titles apart; a dot between digits stays."""
    kept = (
        character
        if character.isalnum()
        or (character in ".,-" and folded[n - 1 : n].isdigit() and folded[n + 1 : n + 2].isdigit())
        else " "
        for n, character in enumerate(folded)
    )
    return " ".join("".join(kept).split())


def _names(title: str, language: str) -> list[str]:
    """Tokens of the words that a capital marks as names; where Every Word Has One, of those that are all capitals."""
    latin = [word.strip("\"'“”‘’.,:;!?()") for word in title.split()]
    capital = [word for word in latin if word[:1].isupper() and len(word) > 1]
    if language not in ("zh", "ja") and len(capital) > 0.6 * len(latin):
        capital = [
            word
            for word in capital
            if word.isupper() and len(word) <= 6 and len(capital) > sum(map(str.isupper, latin))
        ]
    names = [token for word in capital for token in words(_fold(word, language), language) if not _DENSE.match(token)]
    if language == "vi":
        spoken = {run for word in capital for run in RUN.findall(_fold(word, language))}
        names += [token for token in words(_fold(title, language), language) if not spoken.isdisjoint(token.split())]
    return names
