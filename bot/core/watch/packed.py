"""The packs, worked out: what a lexicon would have to find out of every form before its first question.

Rules: plain values alone (strings, numbers, tuples, frozensets and dictionaries of them, no class of ours), so that
the shell can keep them for the next process (bot/kept.py). A lexicon is made of these and of nothing else: of what was
kept it is the same as of what was worked out just now.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from bot.core.text import RUN, fold, has_digit, stem
from bot.core.watch.items import WORD, Form, Item, Links, form_phrases
from bot.core.watch.pairs import NONE, Pairs, PairTables
from bot.core.watch.phrases import atoms
from bot.core.watch.query import Phrase
from bot.core.watch.vocabulary import Tables, Vocabulary
from bot.core.watch.words import Word

Key = tuple[str, ...]  # the atoms of a form
Place = tuple[str, int]  # the id of an item, and which of its forms
Row = tuple[str, int, str, int, int, tuple[int, ...]]
# Of a phrase that texts are searched for: item, form, seam; the two words that tell most, the second NONE where there
# is one; all words. Words are numbers in Packed.words.


class Packed(NamedTuple):
    """Items, and what follows from them."""

    items: tuple[tuple[Any, ...], ...]  # Item
    common: tuple[str, ...]  # words of the news, folded, the most frequent first
    syllables: tuple[str, ...]  # the same of Vietnamese
    members: tuple[tuple[str, str], ...]  # (concept, id of one of what it names)
    told: tuple[tuple[Any, ...], ...]  # Told
    stands: tuple[tuple[str, str], ...]  # (id, whom it acts, speaks or stands for); of a product who makes it
    deeds: tuple[str, ...]  # ideas that states do
    homes: tuple[tuple[str, str], ...]  # (firm, its state)
    claims: dict[Key, tuple[Place, ...]]
    known: frozenset[str]  # words and stems that are nobody's typing error: the common ones, and those of all forms
    words: tuple[tuple[Any, ...], ...]  # Word, without room for typing errors: those of the phrases
    phrases: tuple[Row, ...]
    heard: Tables  # by which texts are searched for the words
    pairs: PairTables[int]  # by which these lead to the phrases


_NO_LINKS = Links()


def pack(
    items: Iterable[Item],
    common: Iterable[str] = (),
    links: Links = _NO_LINKS,
    syllables: Iterable[str] = (),
) -> Packed:
    """Works them out."""
    items, common = _told_apart(tuple(items)), tuple(common)
    claims, listening = _claims(items), _Listening(items)
    return Packed(
        tuple((item.id, item.kind, tuple(map(_plain, item.forms)), item.maker, item.broader) for item in items),
        common,
        tuple(syllables),
        links.members,
        tuple(map(tuple, links.told)),
        (*links.stands, *((item.id, item.maker) for item in items if item.maker)),
        links.deeds,
        links.homes,
        claims,
        _known(claims, common),
        tuple(map(tuple, listening.words)),
        tuple(listening.phrases),
        *listening.tables(),
    )


def _told_apart(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """The items; names that marks alone tell apart say so: Nha Trang is no Nhà Trắng."""
    spelt: dict[str, dict[str, str]] = {}  # names of several syllables, without marks: each way, and of what it is one
    for item in items:
        for form in item.forms if item.kind != "concept" else ():
            if " " in form.text and not RUN.search(form.text):
                spelt.setdefault(fold(form.text), {})[form.text.casefold()] = item.id
    alike = {folded for folded, ways in spelt.items() if folded in ways and len(set(ways.values())) > 1}
    return tuple(item._replace(forms=tuple(_marked(form, alike) for form in item.forms)) for item in items)


def _marked(form: Form, alike: set[str]) -> Form:
    return form._replace(marked=True) if fold(form.text) in alike else form


def _plain(form: Form) -> tuple[Any, ...]:
    """A form without sets, and without what it leaves out at its end, as nearly all do: the sets and blanks of sixty
    thousand forms take 20 MB."""
    values = [*form._replace(near=tuple(sorted(form.near)), unless=tuple(sorted(form.unless)))]  # type: ignore[arg-type]
    while not values[-1]:
        values.pop()
    return tuple(values)


def _exactly(phrase: Phrase) -> tuple[Word, ...]:
    """Its words without room for typing errors."""
    return tuple(word._replace(edits=0) for word in phrase.words)


def _claims(items: Iterable[Item]) -> dict[Key, tuple[Place, ...]]:
    found: dict[Key, tuple[Place, ...]] = {}
    for item in items:
        for number, form in enumerate(item.forms):
            key = tuple(atom.text for atom in atoms(form.text))
            stems = tuple(map(stem, key)) if item.is_idea else key
            for way in dict.fromkeys((key, stems)):
                found[way] = (*found.get(way, ()), (item.id, number))
    return found


def _known(claims: Iterable[Key], common: Iterable[str]) -> frozenset[str]:
    words = {text for key in claims for text in key if len(text) > 3}.union(common)
    return frozenset(words.union(map(stem, words)))


class _Listening:
    """The phrases by which items are found in texts, and their words, each once."""

    def __init__(self, items: Iterable[Item]) -> None:
        self.words: dict[Word, int] = {}
        self.phrases = [
            (item.id, number, phrase.seam, *self._numbered(_exactly(phrase)))
            for item in items
            if item.kind != WORD
            for number, form in enumerate(item.forms)
            if not form.beside
            for phrase in form_phrases(item, form)
        ]

    def tables(self) -> tuple[Tables, PairTables[int]]:
        """By which texts are searched for the words, and these lead to the phrases."""
        vocabulary, pairs = Vocabulary(), Pairs[int]()
        for word in self.words:
            vocabulary.add(word)
        for number, (_, _, _, first, second, _) in enumerate(self.phrases):
            pairs.add(first, second, number)
        return vocabulary.tables(), pairs.tables()

    def _numbered(self, words: tuple[Word, ...]) -> tuple[int, int, tuple[int, ...]]:
        ids = tuple(self.words.setdefault(word, len(self.words)) for word in words)
        lengths = [len(word.text) + 9 * has_digit(word.text) for word in words]
        (_, first), (_, second), *_ = (*sorted(zip(lengths, ids, strict=True), reverse=True), (0, NONE))
        return first, second, ids
