"""Where a phrase stands in a text, exactly: side by side, in which script, with what around it.

Rules: only entries that the index found worth it come here. A place is folded characters [start, end) of one field;
the raw characters behind it are what a reader sees.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache
from itertools import islice, pairwise
from typing import Any, NamedTuple

import re2

from bot.core.text import Token, fold, fold_once, han_table, is_marked, is_vietnamese, marked, simplified_chars, tokens
from bot.core.watch.heard.spelling import mark_agrees, written
from bot.core.watch.heard.spoken import Spoken
from bot.core.watch.quantity import is_quantity
from bot.core.watch.query import Phrase
from bot.core.watch.words import Word, sign_behind

_SEAM = re.compile(r"(?:'s)?[\s\-_./·&'\"+》]{0,3}")
_SEAMS = {
    "hyphen": re.compile("-"),
    "bracket": re.compile(r"\("),
    "dash": re.compile(r"\s?[-–—]\s?"),
    "and": re.compile(r"\s?&\s?"),
}  # the others touch as words do
_INFLECTED = re.compile(r"[^a-z]|[a-z](?:s|es|d|ed|ing|ers?)?(?![a-z])")  # from the last character of a word on
_LETTER = re.compile("[a-z]")
_SENTENCE_END = re.compile(r"[。！？!?;；\n]+[\s\"')\]]*|\.[\"')\]]*\s+")
_ITEM_ENDS = (";", "[|丨]", "/")  # of a digest, by the outlet
# Behind a column's name, which a digest with slashes bears: names stand beside each other so too.
_COLUMN = re.compile("[|丨]")
_FEWEST_ITEMS, _SHORTEST_ITEM = 3, 6  # of that many characters: a list of names is no digest
_SUBJECT = re.compile("[^:|丨]*:")  # at the beginning: who all items are about, and not a column's name
_MOST_PLACES = 100
LOOSENESS = {how: n for n, how in enumerate(("exact", "alias", "concept", "member", "glued", "regex", "stem", "typo"))}
Near = Callable[[frozenset[str]], object]  # true where one of these ids is named in the same entry


class Place(NamedTuple):
    """A phrase found: folded characters [start, end), the way, the edits."""

    start: int
    end: int
    how: str
    distance: int = 0


class Passage:
    """One field of an entry, looked at closely."""

    def __init__(self, field: str, spoken: Spoken) -> None:
        self.field = field
        self._spoken = spoken
        self._places: dict[int, list[Place]] = {}
        self.folded = spoken.text
        self.ids = spoken.ids  # of all words that it may hold

    @cached_property
    def tokens(self) -> list[Token]:
        """All tokens, in order."""
        return tokens(self.folded.text)

    @cached_property
    def starts(self) -> list[int]:
        """Where each token starts."""
        return [token.start for token in self.tokens]

    def whole(self, place: Place) -> Place:
        """The place with all of its first token and of its last one."""
        first, last = (self.tokens[bisect_right(self.starts, at) - 1] for at in (place.start, place.end - 1))
        return place._replace(start=first.start, end=max(place.end, last.end))

    @cached_property
    def vietnamese(self) -> bool:
        """Whether it bears letters that only Vietnamese has."""
        return is_vietnamese(self.folded.raw)

    @cached_property
    def sentences(self) -> list[int]:
        """Where each sentence starts."""
        text = self.folded.text
        ends = [end.span() for end in _SENTENCE_END.finditer(text)]
        return [0] + [after for at, after in ends if text[at] != "." or not self._abbreviates(at, after)]

    def _abbreviates(self, dot: int, after: int) -> bool:
        """A full stop after a single letter, or before a small letter, ends no sentence."""
        text = self.folded.text
        return not text[max(0, dot - 2) : dot].isalnum() or self.folded.slice(after, after + 1).islower()

    def sentence(self, at: int) -> int:
        """Which sentence a character is in."""
        return bisect_right(self.sentences, at) - 1

    @cached_property
    def items(self) -> list[int]:
        """Where each item of a digest starts, [] where it is none."""
        text = self.folded.text
        for mark in _ITEM_ENDS if _COLUMN.search(text) else _ITEM_ENDS[:1]:
            starts = [0, *(end.end() for end in re.finditer(mark, text))]
            sizes = [after - at for at, after in pairwise([*starts, len(text)])]
            if len(starts) >= _FEWEST_ITEMS and min(sizes[1:]) >= _SHORTEST_ITEM:
                return starts
        return []

    def are_of_one_item(self, first: Place, last: Place) -> bool:
        """Whether two places of a digest are in the same item, or the first is in the subject of all."""
        subject = _SUBJECT.match(self.folded.text)
        if subject and first.end <= subject.end():
            return True
        return bisect_right(self.items, first.start) == bisect_right(self.items, last.start)

    def word_index(self, at: int) -> int:
        """How many tokens start at or before a character."""
        return bisect_right(self.starts, at)

    def raw(self, place: Place) -> str:
        """The raw text of a place."""
        return self.folded.slice(place.start, place.end)

    # ------------------------------------------------------------ phrases

    def find(self, phrase: Phrase, ids: tuple[int, ...], near: Near) -> list[Place]:
        """Every place where the phrase stands; ids: of its words."""
        first = self._word(phrase.words[0], ids[0])
        if not first:
            return []
        places = self._chains(phrase, ids, first) if len(ids) > 1 else first[:_MOST_PLACES]
        if not places or not self._admits(phrase, near):
            return []
        if phrase.how != "exact":
            places = [_said(place, phrase.how) for place in places]
        if phrase.words[-1].mark and phrase.words[-1].written and phrase.how != "concept":
            places = [place for place in places if not self._goes_on(place)]
        if phrase.before:
            places = [p for p in places if self._is_followed(p, phrase.before)]
        longer = [other for other in phrase.outside if fold_once(other) in self.folded.text]
        return [p for p in places if not any(self._within(p, other) for other in longer)] if longer else places

    def _is_followed(self, place: Place, words: tuple[str, ...]) -> bool:
        """Whether one of these stands right behind, as a word of its own where words have edges."""
        text, begin = self.folded.text, place.end
        ends = [begin + len(word) for word in words if text.startswith(word, begin)]
        return any(not (text[end - 1 : end + 1].isascii() and text[end : end + 1].isalnum()) for end in ends)

    def _chains(self, phrase: Phrase, ids: tuple[int, ...], first: list[Place]) -> list[Place]:
        """The words of a phrase side by side, from the places of the first one on."""
        chains: list[tuple[Place, ...]] = [(place,) for place in first]
        for word, id in zip(phrase.words[1:], ids[1:], strict=True):
            if not chains:
                return []
            following: dict[int, Place] = {}
            for place in self._word(word, id):
                following.setdefault(place.start, place)
            chains = [(*chain, after) for chain in chains for after in self._after(chain[-1], following, phrase.seam)]
        if phrase.seam == "capital":
            chains = [chain for chain in chains if all(map(self._begins_high, chain))]
        agreed = [chain for chain in chains if self._marks_agree(chain, phrase.words)]
        return [_whole(chain) for chain in agreed[:_MOST_PLACES]]

    def _admits(self, phrase: Phrase, near: Near) -> bool:
        """Whether the entry's language and what it names besides let the phrase count."""
        if (phrase.near and not near(phrase.near)) or (phrase.unless and near(phrase.unless)):
            return False
        return not (phrase.english and self.vietnamese)

    def _within(self, place: Place, longer: str) -> bool:
        """Whether a place is a part of a longer word, or of that inflected; Đức Merz is no Đức Mẹ, từ Pháp no tư
        pháp."""
        text, folded = self.folded.text, fold_once(longer)
        at = text.find(folded, max(0, place.end - len(folded)))
        if not 0 <= at <= place.start or not _INFLECTED.match(text, at + len(folded) - 1):
            return False
        if at and _LETTER.match(text, at - 1) and _LETTER.match(folded):
            return False  # "in stock" is no part of "Mountain stock"
        raw = self.folded.slice(at, at + len(folded))
        return not is_marked(raw) or not is_marked(longer) or _spelling(raw) == _spelling(longer)

    def _goes_on(self, place: Place) -> bool:
        """Whether a Vietnamese name goes on in a further syllable: in Mỹ Đình there is no Mỹ. Where All Words Begin so
        that tells nothing."""
        for after in () if self._is_all_high else self.tokens[self.word_index(place.end) :][:1]:
            raw = self.folded.slice(after.start, after.end)
            named = raw[:1].isupper() and not raw.isupper() and is_marked(raw)
            return named and self.folded.text[place.end : after.start] == " "
        return False

    @cached_property
    def _is_all_high(self) -> bool:
        """Whether every word begins with a capital, numbers aside."""
        firsts = [self.folded.slice(token.start, token.start + 1) for token in self.tokens]
        return not any(map(str.islower, firsts))

    def _begins_high(self, place: Place) -> bool:
        first = self.raw(place)[:1]
        return first.isupper() or first.isdigit()

    def find_pattern(self, expression: str) -> list[Place]:
        """Where an RE2 expression matches the raw text, case aside; at most a hundred places. Linear in the text."""
        found = pattern(expression).finditer(self.folded.raw.encode("utf-8", "replace").decode("utf-8"))
        spans = [match.span() for match in islice(found, _MOST_PLACES)]
        return [Place(self.folded.index(start), self.folded.index(end), "regex") for start, end in spans if end > start]

    def _after(self, place: Place, following: dict[int, Place], seam: str) -> Iterator[Place]:
        text = self.folded.text
        if seam == "quantity":
            yield from (after for start, after in following.items() if is_quantity(text, place.end, start))
        near = (following.get(start) for start in range(place.end, place.end + 6))
        yield from (after for after in near if after is not None and self._touch(place, after, seam))

    def _touch(self, place: Place, after: Place, seam: str) -> bool:
        text = self.folded.text
        between = text[place.end : after.start]
        if between == ",":  # of thousands
            return text[place.end - 1].isdigit() and text[after.start].isdigit()
        return _SEAMS.get(seam, _SEAM).fullmatch(between) is not None

    def _word(self, word: Word, id: int) -> list[Place]:
        """Where a word stands; worked out once, whatever phrases hold it."""
        found = self._places.get(id)
        if found is None:
            found = self._places[id] = [*(self._in_runs(word) if word.run else self._spelt(word.sign, id))]
        return found

    def _in_runs(self, word: Word) -> Iterator[Place]:
        size = len(word.text)
        for at in _all(word.text, self.folded.text):
            if same_han(word.written, self.folded.slice(at, at + size)):
                yield Place(at, at + size, "exact")

    def _spelt(self, sign: str, id: int) -> Iterator[Place]:
        """sign: that must stand right behind it, and belongs to it; "" for none."""
        for at, (_, how, start, end, distance) in self._spoken.senses_of(id):
            if not sign:
                yield Place(at + start, at + end, how, distance)
            elif (found := sign_behind(self.folded.text, at + end)).lstrip() == sign:
                yield Place(at + start, at + end + len(found), how, distance)

    def _marks_agree(self, chain: tuple[Place, ...], words: tuple[Word, ...]) -> bool:
        """Either every syllable bears the marks of the watch, or none bears any; in a text with marks only names lack
        them."""
        pairs = [(word.mark, written(self.raw(place))) for word, place in zip(words, chain, strict=True) if word.mark]
        if all(mark_agrees(mark, part) for mark, part in pairs):
            return True
        return all(part.bare for _, part in pairs) and not (self.vietnamese and any(p.raw.islower() for _, p in pairs))


def _spelling(raw: str) -> list[str]:
    """The words, each with its marks in one order."""
    return [marked(part) for part in raw.split()]


def _all(word: str, text: str) -> Iterator[int]:
    """Every place where a word begins within a text."""
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def _whole(chain: tuple[Place, ...]) -> Place:
    """The words of a phrase as one place."""
    loosest = max([place.how for place in chain], key=LOOSENESS.__getitem__)
    return Place(chain[0].start, chain[-1].end, loosest, sum([place.distance for place in chain]))


def _said(place: Place, how: str) -> Place:
    """A place of what a pack says. An idea's own words inflect: that is no looser."""
    if LOOSENESS[place.how] < LOOSENESS[how] or (how == "concept" and place.how == "stem"):
        return Place(place.start, place.end, how, place.distance)
    return place


@lru_cache(256)
def pattern(expression: str) -> Any:
    """A user's expression, compiled by RE2, case aside. Raises re2.error."""
    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = False
    return re2.compile(expression, options)


def same_han(written: str, raw: str) -> bool:
    """Whether two runs that fold alike are one word: 昇腾 (a name in simplified script) is not 升腾 (to rise)."""
    if written == raw:
        return True
    if len(written) != len(raw):
        return fold(written) == fold(raw)
    if not any(char in simplified_chars() for char in written):
        return True
    table = han_table()  # in simplified script a traditional character was meant as it stands
    return all(a == b or a not in table for a, b in zip(written, raw, strict=True))
