"""What stands right beside a place, and whether it makes the place somebody else's.

“GLM V4” beside DeepSeek is no DeepSeek V4; “AMD Blackwell” is not Nvidia's; 提升腾讯 holds no 升腾.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from bot.core.text import RUN
from bot.core.watch.locate import Passage, Place
from bot.core.watch.packs.items import WORD
from bot.core.watch.packs.lexicon import Lexicon
from bot.core.watch.phrases import Atom
from bot.core.watch.words import NUMBERED, VERSIONED

_SMALL = frozenset(("the", "and", "for", "with", "from", "into", "over"))  # small even in headlines of capitals
_MOST = 0.6
PARTS = frozenset(("glued", "stem", "typo"))  # ways of places some of whose words may be parts of tokens
_LONGEST = 3  # tokens of a maker's name that are looked at
_LONGEST_RUN = 4


def is_rival(place: Place, passage: Passage, makers: frozenset[str], lexicon: Lexicon) -> bool:
    """Whether another maker's name stands right before a product."""
    found = _makers_before(place, passage, lexicon)
    return bool(found) and found.isdisjoint(makers)


def is_foreign(place: Place, passage: Passage, own: frozenset[str], taken: set[int], lexicon: Lexicon) -> bool:
    """Whether a version stands right behind a name that is not the watch's. own: its entities; taken: where its words
    end."""
    before = _before(place, passage, 1)
    if not before or _end_of_last(place, passage) in taken:
        return False
    makers = _makers_before(place, passage, lexicon)
    if makers:
        return makers.isdisjoint(own)
    return _looks_like_a_name(before[0], place, passage, lexicon)


def is_torn(place: Place, passage: Passage, beside: Sequence[Place]) -> bool:
    """Whether a place is a part of a token whose rest is nothing of the watch: QuakeCon is no quake. beside: the places
    of all that the watch names. Behind a name its version may stand (Qwen3.5), behind a number anything (V4Flash)."""
    if place.how not in PARTS:
        return False
    whole = passage.whole(place)
    if whole.start < place.start and not any(other.end == place.start for other in beside):
        return True
    if place.end == whole.end or any(other.start == place.end for other in beside):
        return False
    text = passage.folded.text
    number = NUMBERED.match(text, place.start, whole.end)
    versioned = VERSIONED.fullmatch(text, place.start, whole.end)
    return not (number and number.end() == place.end) and not (versioned and versioned.end(1) == place.end)


def name_before(place: Place, passage: Passage) -> str:
    """The word right before a place, as written; "" where there is none."""
    return "".join(atom.raw for atom in _before(place, passage, 1))


def is_straddled(place: Place, passage: Passage, lexicon: Lexicon) -> bool:
    """Whether the last character of a name in a script without spaces begins another name or idea."""
    text, last = passage.folded.text, place.end - 1
    parts = (text[last : last + size] for size in range(2, _LONGEST_RUN + 1))
    claims = chain.from_iterable(lexicon.claims([Atom(part, part, True)]) for part in parts if RUN.fullmatch(part))
    return any(claim.item.kind != WORD for claim in claims)


def _looks_like_a_name(atom: Atom, place: Place, passage: Passage, lexicon: Lexicon) -> bool:
    """A capital within a sentence, where capitals mean something, on no common word."""
    if not atom.raw[:1].isupper() or len(atom.raw) < 3 or atom.text in lexicon.known:
        return False
    begins = _end_of_last(place, passage) - len(atom.text)
    return begins not in passage.sentences and not _is_headline_case(passage)


def _is_headline_case(passage: Passage) -> bool:
    """Most Words of It Begin With a Capital: then a capital marks no name."""
    words = [t for t in passage.tokens if t.end - t.start > 2 and t.text.isalpha() and t.text not in _SMALL]
    return sum(passage.folded.slice(t.start, t.start + 1).isupper() for t in words) > _MOST * len(words)


def _end_of_last(place: Place, passage: Passage) -> int:
    """Where the text before a place ends, spaces and hyphens aside."""
    return len(passage.folded.text[: place.start].rstrip(" -"))


def _before(place: Place, passage: Passage, count: int) -> list[Atom]:
    """Up to `count` tokens right before a place, with nothing but spaces and hyphens between."""
    text, at = passage.folded.text, place.start
    found: list[Atom] = []
    for token in reversed(passage.tokens[: passage.word_index(place.start - 1)] if place.start else []):
        if token.run or token.end > at or text[token.end : at].strip(" -") or len(found) == count:
            break
        found.append(Atom(passage.folded.slice(token.start, token.end), token.text, token.run))
        at = token.start
    return found[::-1]


def _makers_before(place: Place, passage: Passage, lexicon: Lexicon) -> frozenset[str]:
    """The firm or product, and its maker, that is named right before a place."""
    before = _before(place, passage, _LONGEST)
    for at in range(len(before)):
        items = [claim.item for claim in lexicon.claims(before[at:]) if claim.item.kind in ("firm", "product")]
        if items:
            return frozenset(item.id for item in items) | frozenset(item.maker for item in items if item.maker)
    return frozenset()
