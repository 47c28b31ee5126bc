"""Products that bear one name and differ by a word: Claude Opus is no other way to say Claude Sonnet, though a pack has
both under Claude.

Rules: of products alone, and only where the name that they share is listed too, or is two words and more (Galaxy Z
Flip). A word that says what a thing is (H20 chip) tells it from no other. Not where a number is part of the name, since
what follows is its other name (C-130 Hercules), unless it is a word for variants (737 MAX, Gemini Nano), which always
tells; nor in languages that put the kind before the name.
"""

from __future__ import annotations

from functools import lru_cache

from bot.core.text import fold, has_digit
from bot.core.watch.packs.items import Form, Item
from bot.core.watch.packs.lexicon import Lexicon
from bot.core.watch.phrases import atoms

Words = tuple[str, ...]
_WRITTEN_OUT = frozenset(("en", "any", ""))
_VARIANTS = frozenset(
    ("air", "fe", "flash", "lite", "max", "mini", "nano", "plus", "pro", "se", "super", "ti", "turbo", "ultra", "xl")
)
_SHARED = 2  # words at the beginning that are a name, where no pack lists it


def telling(item: Item, form: Form, lexicon: Lexicon) -> frozenset[str]:
    """The words by which a form is no other of its family (opus); none where it has no siblings."""
    if item.kind != "product" or form.language not in _WRITTEN_OUT:
        return frozenset()
    typed, listed = words_in(form.text), [words_in(other.text) for other in item.forms]
    if variant := _VARIANTS.intersection(typed[1:]):
        return frozenset() if all(map(variant.issubset, listed)) else variant
    shared = max((_shared(typed, other, listed) for other in listed), default=0)
    own = frozenset(typed[shared:])
    siblings = [other for other in listed if other[:shared] == typed[:shared] and len(other) > shared]
    apart = shared and any(own.isdisjoint(other[shared:]) for other in siblings)
    if not apart or any(map(has_digit, typed)) or any(map(lexicon.says_what, own)):
        return frozenset()
    return own


def is_other(form: Form, own: frozenset[str]) -> bool:
    """Whether a form is a sibling's, or the family's, for one that these words tell. In Han a name shows no words, and
    may be its own, unless a part of it is in Latin (波音737)."""
    if not own:
        return False
    shows = form.language in _WRITTEN_OUT or any(map(str.isascii, words_in(form.text)))
    return shows and not all(word in fold(form.text) for word in own)  # maybe written together: iPadPro


def _shared(typed: Words, other: Words, listed: list[Words]) -> int:
    """How many words at the beginning of two forms are the name that both bear; 0 where one is no more than that."""
    size = next((n for n, (a, b) in enumerate(zip(typed, other, strict=False)) if a != b), 0)
    return size if size >= _SHARED or typed[:size] in listed else 0


@lru_cache(1_000)
def words_in(text: str) -> Words:
    """The folded words of a form."""
    return tuple(atom.text for atom in atoms(text))
