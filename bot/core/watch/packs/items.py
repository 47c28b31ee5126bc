"""What the packs hold, as values: names of one thing across languages, the words for one concept, and plain words.

Rules: a form counts as written where `case` is set, only near another named thing where `near` is, and not beside one
where `unless` is. All of them are tuples, so that thousands are made of rows in no time (packed.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

from bot.core.text import fold, is_syllable, singular, stem
from bot.core.watch.heard.compact import Rows
from bot.core.watch.packs.press import Press
from bot.core.watch.phrases import Manner, phrases
from bot.core.watch.query import Phrase
from bot.core.watch.words import Word

WORD = "word"  # the kind of a plain word
_REMEMBERED = 3_000  # items; some 6 MB
_NONE: frozenset[str] = frozenset()  # one for all: Python makes a new one each time


class Form(NamedTuple):
    """One spelling. case: only as written; near: ids of which one must be named nearby; unless: of which none may;
    outside: longer words that hold it and are none of it; before: only right before one of these; beside: only for
    watches that ask for more than this, since alone it says too little (bán); both: it says something else as well, and
    who types it asks for both (访华 is a visit, and China); marked: its marks, or that it has none, tell it from
    another name (packed.py finds that out)."""

    text: str
    language: str = ""
    case: bool = False
    near: frozenset[str] = frozenset()
    unless: frozenset[str] = frozenset()
    outside: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    beside: bool = False
    both: bool = False
    marked: bool = False

    @property
    def is_certain(self) -> bool:
        """Whether it means its item in whatever company."""
        return not (self.near or self.beside)


class Item(NamedTuple):
    """A thing or (kinds "concept" and "word") an idea with its spellings. maker: the firm behind a product; broader:
    wider concepts. Texts are searched for a word only where a watch asks for it: it tells no story from another."""

    id: str
    kind: str
    forms: tuple[Form, ...]
    maker: str = ""
    broader: tuple[str, ...] = ()

    @property
    def is_idea(self) -> bool:
        """Whether it is no thing with a name."""
        return self.kind in ("concept", WORD)


class Items(Mapping[str, Item]):
    """Items by their ids, of rows as packs keep them; each is made when it is first asked for: a run meets a few of the
    thousands."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._packs: list[tuple[int, Rows]] = []  # from which number on: rows
        self._made: dict[str, Item] = {}

    def add(self, ids: Sequence[str], rows: Rows) -> None:
        """Those of another pack, whose ids are new."""
        first = len(self._numbers)
        self._packs.append((first, rows))
        self._numbers.update(zip(ids, range(first, first + len(ids)), strict=True))

    def __getitem__(self, id: str) -> Item:
        made = self._made.get(id)
        if made is None:
            number = self._numbers[id]
            first, rows = next(pack for pack in reversed(self._packs) if pack[0] <= number)
            kind, forms, maker, broader = rows[number - first]
            if len(self._made) >= _REMEMBERED:
                self._made = {}
            made = self._made[id] = Item(id, kind, tuple(map(_form, forms)), maker, broader)
        return made

    def __contains__(self, id: object) -> bool:
        return id in self._numbers

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)


def _form(plain: tuple[Any, ...]) -> Form:
    """A form as packs keep it."""
    text, *rest = plain
    if rest:
        rest[0] = _once(rest[0])
    form = Form(text, *rest)
    if len(plain) <= Form._fields.index("near"):
        return form
    return form._replace(near=_company(tuple(form.near)), unless=_company(tuple(form.unless)))


@lru_cache(100)
def _once(language: str) -> str:
    """One object for all forms of a language."""
    return language


@lru_cache(1_000)
def _company(ids: tuple[str, ...]) -> frozenset[str]:
    """One set for all forms that ask for the same."""
    return frozenset(ids) or _NONE


class Told(NamedTuple):
    """That headlines tell an idea, when it is about one of some things, by other ideas too; beside: where one of these
    is named."""

    idea: str
    about: str
    by: tuple[str, ...]
    beside: tuple[str, ...] = ()


class Joint(NamedTuple):
    """Short names by item, any two of which, with `by` between them, name both; before: what must follow ("": all)."""

    language: str
    names: tuple[tuple[str, str], ...]
    by: str = ""
    before: tuple[str, ...] = ()


class Links(NamedTuple):
    """What the words of items do not say. members: (a kind, a region or a state; id of one of it, or of what lies in
    it); stands: (id, whom it acts or speaks for); joints: short names that count side by side; deeds: ideas that states
    do, so that who leads one stands for it; homes: (firm or person, its state); corporate: ideas that are news of a
    state when they befall its firms; press: what the papers of a state leave unsaid; abroad: ideas that are no sign of
    it; alone: kinds for which what is of them stands whatever else is asked for; between: (an idea that passes between
    two parties, another that tells of it)."""

    members: tuple[tuple[str, str], ...] = ()
    told: tuple[Told, ...] = ()
    stands: tuple[tuple[str, str], ...] = ()
    joints: tuple[Joint, ...] = ()
    deeds: tuple[str, ...] = ()
    homes: tuple[tuple[str, str], ...] = ()
    corporate: tuple[str, ...] = ()
    press: tuple[Press, ...] = ()
    abroad: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()
    between: tuple[tuple[str, str], ...] = ()


_SEAMS = {" # ": "quantity", "–": "dash"}  # what a form may hold between words, and how these touch then


def form_phrases(item: Item, form: Form) -> tuple[Phrase, ...]:
    """The phrases of a form, as a pack means it."""
    return tuple([meant(item, form, words, seam) for words, seam in form_words(item, form)])


def form_words(item: Item, form: Form) -> list[tuple[tuple[Word, ...], str]]:
    """Of each of these phrases the words, and how they touch."""
    inflected = item.is_idea and is_inflected(form.text)
    if item.is_idea:
        manner = Manner(stems=not (form.case or inflected), capitals=True, written=form.case, unmarked=False)
    else:
        manner = Manner(written=form.case, typos=not form.case and not form.near, releases=True, capitals=True)
    if form.marked:
        manner = replace(manner, unmarked=False, bare=False)
    ways = [(phrase.words, phrase.seam) for phrase in phrases(form.text, manner)]
    if inflected and form.text.endswith("ing"):
        ways += [(phrase.words, phrase.seam) for phrase in phrases(f"{form.text}s", manner)]
    for joint, seam in _SEAMS.items():
        if ways and joint in form.text:
            ways = [(ways[0][0], seam)]
    return ways


def is_inflected(text: str) -> bool:
    """Whether a form is one English word that bears an ending: it means what is written so, and not what its base says
    (caning is no "can", boxing no box, and who is missing is no Miss)."""
    word = fold(text)
    return word.isascii() and word.isalpha() and (word.endswith("ing") or singular(word) != word)


def meant(item: Item, form: Form, words: tuple[Word, ...], seam: str) -> Phrase:
    """A phrase of a form, as a pack means it."""
    how, english = "concept" if item.is_idea else "alias", is_english(item, form)
    return Phrase(words, how, form.near, form.unless, form.outside, form.before, english, seam, form.text)


def is_english(item: Item, form: Form) -> bool:
    """Whether a word for an idea is English, and a Vietnamese syllable without marks as well, itself or without its
    ending: ban, die, banned."""
    word = fold(form.text)
    return item.is_idea and form.language == "en" and not form.case and (is_syllable(word) or is_syllable(stem(word)))
