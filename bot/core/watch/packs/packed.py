"""The packs, worked out: what a lexicon would have to find out of every form before its first question.

Rules: plain values alone (strings, bytes, numbers, tuples, frozensets and dictionaries of them, no class of ours), so
that the shell can keep them for the next process (bot/kept.py). What a run asks for rarely is packed (compact.py); what
every text asks for is as it is used. A lexicon is made of these and of nothing else: of what was kept it is the same as
of what was worked out just now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from bot.core.text import RUN, fold, has_digit, stem
from bot.core.watch.heard.compact import Once, PlainRows, PlainTable, packed_rows, packed_table
from bot.core.watch.heard.pairs import NONE, PlainPairs, packed_pairs
from bot.core.watch.heard.vocabulary import Tables, Vocabulary
from bot.core.watch.packs.items import WORD, Form, Item, Links, form_phrases
from bot.core.watch.phrases import atoms
from bot.core.watch.query import Phrase
from bot.core.watch.words import Word

Place = tuple[int, int]  # the number of an item in Packed.ids, and which of its forms


class Packed(NamedTuple):
    """Items, and what follows from them."""

    ids: tuple[str, ...]  # of the items
    items: PlainRows  # the rest of each Item, in that order
    broader: tuple[tuple[str, str], ...]  # (concept, id of what is of its kind)
    common: tuple[str, ...]  # words of the news, folded, the most frequent first
    syllables: tuple[str, ...]  # the same of Vietnamese
    members: tuple[tuple[str, str], ...]  # (concept, id of one of what it names)
    told: tuple[tuple[Any, ...], ...]  # Told
    stands: tuple[tuple[str, str], ...]  # (id, whom it acts, speaks or stands for); of a product who makes it
    deeds: tuple[str, ...]  # ideas that states do
    homes: tuple[tuple[str, str], ...]  # (firm or person, its state)
    corporate: tuple[str, ...]  # ideas that are news of a state when they befall its firms
    press: tuple[tuple[Any, ...], ...]  # Press
    abroad: tuple[str, ...]  # ideas that tell as much from other countries
    alone: tuple[str, ...]  # kinds for which what is of them stands whatever else is asked for
    between: tuple[tuple[str, str], ...]  # (idea that passes between two parties, another that tells of it)
    claims: PlainTable  # key of a form (key_of) -> tuple of Place
    longest: int  # atoms of the longest form
    starts: frozenset[str]  # first atoms: most words begin no form
    known: frozenset[str]  # words and stems that are nobody's typing error: the common ones, and those of all forms
    words: PlainRows  # Word, without room for typing errors: those of the phrases
    phrases: PlainRows  # what texts are searched for: (*Place, seam, *words, by their numbers)
    heard: Tables  # by which texts are searched for the words
    pairs: PlainPairs  # the two words that tell most (the second NONE where there is one) -> numbers of phrases


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
    keys, once = [key.split() for key in claims], Once[str]().__getitem__
    return Packed(
        tuple(item.id for item in items),
        packed_rows((item.kind, tuple(map(_plain, item.forms)), item.maker, item.broader) for item in items),
        tuple((wide, item.id) for item in items for wide in item.broader),
        tuple(map(once, common)),
        tuple(syllables),
        links.members,
        tuple(map(tuple, links.told)),
        (*links.stands, *((item.id, item.maker) for item in items if item.maker)),
        links.deeds,
        links.homes,
        links.corporate,
        tuple(map(tuple, links.press)),
        links.abroad,
        links.alone,
        links.between,
        packed_table(claims),
        max(map(len, keys), default=0),
        frozenset(once(key[0]) for key in keys if key),
        frozenset(map(once, _known(keys, common))),
        packed_rows(map(_short, listening.words)),
        packed_rows(listening.phrases),
        listening.heard(once),
        packed_pairs(listening.pairs, len(listening.words)),
    )


def key_of(texts: Iterable[str]) -> str:
    """Under which a form is claimed: its atoms, which hold no blank."""
    return " ".join(texts)


def _told_apart(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """The items; names that are written with marks and without say so: Nha Trang is no Nhà Trắng, and Hoa
    Phat, which is Hòa Phát, no hoa phát (a flower opens)."""
    spelt: dict[str, set[str]] = {}  # names of several syllables, without marks: each way
    for item in items:
        for form in item.forms if item.kind != "concept" else ():
            if " " in form.text and not RUN.search(form.text):
                spelt.setdefault(fold(form.text), set()).add(form.text.casefold())
    alike = {folded for folded, ways in spelt.items() if folded in ways and len(ways) > 1}
    return tuple(item._replace(forms=tuple(_marked(form, alike) for form in item.forms)) for item in items)


def _marked(form: Form, alike: set[str]) -> Form:
    return form._replace(marked=True) if fold(form.text) in alike else form


def _plain(form: Form) -> tuple[Any, ...]:
    """A form without sets, and without what it leaves out at its end, as nearly all do: the sets and blanks of sixty
    thousand forms take 20 MB."""
    return _short(form._replace(near=tuple(sorted(form.near)), unless=tuple(sorted(form.unless))))  # type: ignore[arg-type]


def _short(row: Iterable[Any]) -> tuple[Any, ...]:
    """Without the blanks at its end."""
    values = [*row]
    while values and not values[-1]:
        values.pop()
    return tuple(values)


def _exactly(phrase: Phrase) -> tuple[Word, ...]:
    """Its words without room for typing errors."""
    return tuple(word._replace(edits=0) for word in phrase.words)


def _claims(items: Iterable[Item]) -> dict[str, tuple[Place, ...]]:
    found: dict[str, tuple[Place, ...]] = {}
    for at, item in enumerate(items):
        for number, form in enumerate(item.forms):
            key = tuple(atom.text for atom in atoms(form.text))
            stems = tuple(map(stem, key)) if item.is_idea else key
            for way in dict.fromkeys((key_of(key), key_of(stems))):
                found[way] = (*found.get(way, ()), (at, number))
    return found


def _known(keys: Iterable[Iterable[str]], common: Iterable[str]) -> set[str]:
    words = {text for key in keys for text in key if len(text) > 3}.union(common)
    return words.union(map(stem, words))


class _Listening:
    """The phrases by which items are found in texts, and their words, each once."""

    def __init__(self, items: Iterable[Item]) -> None:
        self.words: dict[Word, int] = {}
        self.pairs: list[tuple[int, int]] = []  # of each phrase
        self.phrases = [
            (at, number, phrase.seam, *self._numbered(_exactly(phrase)))
            for at, item in enumerate(items)
            if item.kind != WORD
            for number, form in enumerate(item.forms)
            if not form.beside
            for phrase in form_phrases(item, form)
        ]

    def heard(self, once: Callable[[str], str]) -> Tables:
        """By which texts are searched for the words. once: makes equal strings one object."""
        vocabulary = Vocabulary()
        for word in self.words:
            vocabulary.add(word)
        (exact, stems, prefixes), (runs, lengths, single) = vocabulary.tables()
        rows = Once[tuple[int, ...]]()  # a word is mostly alone with its form, and with its stem
        exact, stems, prefixes, runs = (
            {once(key): rows[row] for key, row in table.items()} for table in (exact, stems, prefixes, runs)
        )
        return (exact, stems, prefixes), (runs, lengths, single)

    def _numbered(self, words: tuple[Word, ...]) -> tuple[int, ...]:
        ids = tuple(self.words.setdefault(word, len(self.words)) for word in words)
        lengths = [len(word.text) + 9 * has_digit(word.text) for word in words]
        (_, first), (_, second), *_ = (*sorted(zip(lengths, ids, strict=True), reverse=True), (0, NONE))
        self.pairs.append((first, second))
        return ids
