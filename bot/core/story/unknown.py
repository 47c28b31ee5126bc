"""Which words of a title may be names that no pack knows: "Ruritania bans phones" is of another land than "France ...".

    capitals tell            a word that begins with one
    capitals tell nothing    any word (Every Word Has One, or none has)
    no spaces between words  any pair of characters that are in no word that is known
    Vietnamese               also a pair of such syllables: one syllable alone is seldom rare

Rules: pure. What a pack finds in the title is known. So is what one headline in 500 holds, unless packs call somebody
so in other company: what is in that many and is a name is in a pack. Rather one word too many than one too few: a name
that is missed may hide an event.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from itertools import pairwise

from bot.core.story.frequency import FREQUENCIES, SIZE
from bot.core.story.words import DENSE, RUN, stem
from bot.core.text import fold

COMMON = SIZE / 500
TITLE_CASE = 0.6  # of the words; from here on a capital tells nothing
_GRAMMAR = frozenset("的了将已被在对与和及或为称说据从向把让给再又也还就于并仍要是")  # Han that is a word by itself


def unknown(title: str, language: str, known: Iterable[range], is_name: Callable[[str], bool]) -> Iterator[str]:
    """Tokens of the words that may be such names. known: the characters by which packs find something; is_name: whether
    packs call anybody so."""
    lower = title.casefold() if language == "vi" else fold(title)
    if len(lower) != len(title):  # a letter folds to several, and nothing stands where it stood
        title, known = lower, ()
    told = {at for places in known for at in places}
    spaced: list[re.Match[str]] = []
    for run in RUN.finditer(lower):
        if re.match(f"[{DENSE}]", run[0]):
            yield from _pairs(run, told, is_name)
        else:
            spaced.append(run)
    capitals = _capitals_tell(title, spaced)
    strange = [told.isdisjoint(range(*run.span())) and (title[run.start()].isupper() or not capitals) for run in spaced]
    yield from (stem(run[0]) for run, may in zip(spaced, strange, strict=True) if may and not _common(run[0], is_name))
    if language == "vi":
        pairs = (f"{a[0]} {b[0]}" for (a, b), may in zip(pairwise(spaced), pairwise(strange), strict=True) if all(may))
        yield from (pair for pair in pairs if not _common(pair, is_name))


def _capitals_tell(title: str, runs: Sequence[re.Match[str]]) -> bool:
    """Whether some words have a capital and enough have none."""
    capital = sum(title[run.start()].isupper() for run in runs)
    return 0 < capital <= TITLE_CASE * len(runs)


def _pairs(run: re.Match[str], told: Set[int], is_name: Callable[[str], bool]) -> Iterator[str]:
    """Pairs of characters that are in nothing that is known; of a single such one both pairs with its neighbours."""
    word, start = run[0], run.start()
    pairs = [word[n : n + 2] for n in range(len(word) - 1)]
    known = {n for n, char in enumerate(word) if start + n in told or char in _GRAMMAR}
    known.update(at for n, pair in enumerate(pairs) if _common(pair, is_name) for at in (n, n + 1))
    known.update((-1, len(word)))
    single = {n for n in range(len(word)) if n not in known and {n - 1, n + 1} <= known}
    yield from (
        pair for n, pair in enumerate(pairs) if known.isdisjoint((n, n + 1)) or not single.isdisjoint((n, n + 1))
    )


def _common(word: str, is_name: Callable[[str], bool]) -> bool:
    return FREQUENCIES.get(stem(word), 0.0) >= COMMON and not is_name(word)
