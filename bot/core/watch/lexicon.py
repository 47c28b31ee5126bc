"""The packs, as values: names of one thing across languages, and the words for one concept.

Rules: a form counts as written where `case` is set, only near another named thing where `near` is, and not beside one
where `unless` is. A form that several entries claim names all of them. Nothing is
read from disk here: bot/lexicon.py does that.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.core.text import Folded, fold, has_digit, is_marked, is_syllable, marked, stem
from bot.core.watch.locate import Passage
from bot.core.watch.pairs import NONE, Pairs
from bot.core.watch.phrases import Atom, Manner, atoms, phrases
from bot.core.watch.query import Phrase, Slot
from bot.core.watch.vocabulary import Vocabulary
from bot.core.watch.words import Word

_REMEMBERED = 10_000  # slots

_COMMON = 200  # words that are more frequent than all others


@dataclass(frozen=True, slots=True)
class Form:
    """One spelling. case: only as written; near: ids of which one must be named nearby; unless: of which none may;
    outside: longer words that hold it and are none of it."""

    text: str
    language: str = ""
    case: bool = False
    near: frozenset[str] = frozenset()
    unless: frozenset[str] = frozenset()
    outside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """A thing or (kind "concept") an idea with its spellings. maker: the firm behind a product; broader: wider
    concepts."""

    id: str
    kind: str
    forms: tuple[Form, ...]
    maker: str = ""
    broader: tuple[str, ...] = ()


class Told(NamedTuple):
    """That headlines tell an idea, when it is about one of some things, by other ideas too; beside: where one of these
    is named."""

    idea: str
    about: str
    by: tuple[str, ...]
    beside: tuple[str, ...] = ()


class Claim(NamedTuple):
    """That a form, made of these atoms, stands for an item."""

    item: Item
    form: Form
    atoms: list[Atom]


class Lexicon:
    """All items, found by any of their forms."""

    def __init__(
        self,
        items: Iterable[Item] = (),
        common: Iterable[str] = (),
        members: Iterable[tuple[str, str]] = (),
        told: Iterable[Told] = (),
        syllables: Iterable[str] = (),
    ) -> None:
        """common: words of the news, folded, the most frequent first; syllables: the same of Vietnamese; members:
        (concept, id of one of what it names)."""
        self.items = {item.id: item for item in items}
        self.longest = 1  # atoms of the longest form
        self._rank = {word: at for at, word in enumerate(common)}
        self._syllables = {word: at for at, word in enumerate(syllables)}
        self._claims: dict[tuple[str, ...], list[Claim]] = {}
        self._narrower: dict[str, list[str]] = {}
        self._phrases: dict[str, tuple[tuple[Form, tuple[Phrase, ...]], ...]] = {}
        self._made: dict[Hashable, Slot] = {}
        self._spotter: Spotter | None = None
        self._told: dict[str, list[Told]] = {}
        for link in told:
            self._told.setdefault(link.idea, []).append(link)
        self._members: set[str] = set()
        for concept, member in members:
            self._members.add(member)
            self._narrower.setdefault(concept, []).append(member)
        for item in self.items.values():
            for wide in item.broader:
                self._narrower.setdefault(wide, []).append(item.id)
            for form in item.forms:
                self._claim(Claim(item, form, atoms(form.text)))
        self._starts = {key[0] for key in self._claims if key}  # first atoms: most words begin no form
        self._run_starts = {start[:2] for start in self._starts}
        self.known = self._known()

    @classmethod
    def empty(cls) -> Lexicon:
        """No packs at all."""
        return cls()

    def _claim(self, claim: Claim) -> None:
        key = tuple(atom.text for atom in claim.atoms)
        self.longest = max(self.longest, len(key))
        self._claims.setdefault(key, []).append(claim)
        if claim.item.kind == "concept":
            stems = tuple(map(stem, key))
            if stems != key:
                self._claims.setdefault(stems, []).append(claim)

    def _known(self) -> frozenset[str]:
        """Words and stems that are nobody's typing error: the common ones, and those of all forms."""
        words = {text for key in self._claims for text in key if len(text) > 3} | self._rank.keys()
        return frozenset(words | set(map(stem, words)))

    def frequency(self, word: Word) -> float:
        """How likely a text of the news is to hold a word, roughly; for choosing what is rare."""
        if word.run:
            return (0.1, 0.03, 0.003, 0.0005)[min(len(word.text), 4) - 1]
        likely = 0.05 if len(word.text) < 3 else 0.0003
        rank = self._rank.get(word.text, self._rank.get(word.stem))
        if rank is not None:
            likely = 2 / (rank + 10)
        syllable = self._syllables.get(word.text)
        return likely if syllable is None else max(likely, 3 / (syllable + 20))

    def is_common(self, word: Word) -> bool:
        """Whether one headline in a hundred, or more, holds a word."""
        return not word.run and self._rank.get(word.text, _COMMON) < _COMMON

    def claims(self, found: Sequence[Atom]) -> list[Claim]:
        """The items that claim exactly these atoms as a form; Vietnamese marks must agree where both sides bear any."""
        if not self.may_begin(found[0]):
            return []
        key = tuple([atom.text for atom in found])
        claims = list(self._claims.get(key, ()))
        stems = tuple(map(stem, key))
        if stems != key:
            claims += [c for c in self._claims.get(stems, ()) if c.item.kind == "concept" and c not in claims]
        return [claim for claim in claims if _marks_agree(found, claim.atoms)]

    def may_begin(self, atom: Atom) -> bool:
        """Whether some form begins with this atom, or with its stem."""
        return atom.text in self._starts or (not atom.run and stem(atom.text) in self._starts)

    def may_begin_run(self, text: str) -> bool:
        """Whether some form begins with these two characters."""
        return text in self._run_starts

    def phrases_of(self, id: str) -> tuple[tuple[Form, tuple[Phrase, ...]], ...]:
        """Every form of an item with its phrases; made once."""
        found = self._phrases.get(id)
        if found is None:
            item = self.items[id]
            found = self._phrases[id] = tuple((form, form_phrases(item, form)) for form in item.forms)
        return found

    def kinds(self, id: str) -> frozenset[str]:
        """The item and its kinds, without the things that are of them: chips and AI chips, not the H200."""
        return frozenset(narrow for narrow in self.narrower(id) if narrow == id or narrow not in self._members)

    def slot(self, key: Hashable, make: Callable[[], Slot]) -> Slot:
        """What was made for this key before; so watches that name the same thing share its phrases."""
        found = self._made.get(key)
        if found is None:
            if len(self._made) >= _REMEMBERED:
                self._made = {}
            found = self._made[key] = make()
        return found

    def narrower(self, id: str) -> frozenset[str]:
        """The item and all that name it as broader, or are members of it, however far down."""
        if id not in self.items:
            return frozenset()
        found, open_ = {id}, [id]
        while open_:
            for narrow in self._narrower.get(open_.pop(), ()):
                if narrow not in found and narrow in self.items:
                    found.add(narrow)
                    open_.append(narrow)
        return frozenset(found)

    def told(self, idea: str, about: str) -> list[Told]:
        """By what further ideas headlines tell an idea about a thing or a concept."""
        return [link for link in self._told.get(idea, ()) if about == link.about or self._overlap(about, link.about)]

    def _overlap(self, id: str, concept: str) -> bool:
        """Whether one of the two is a kind of the other."""
        return id in self.narrower(concept) or concept in self.narrower(id)

    def kind_of(self, id: str) -> str:
        """The kind of an item: firm, person, place, concept ..."""
        return self.items[id].kind

    def name_of(self, id: str) -> str:
        """What an item is called: by its first form."""
        item = self.items.get(id)
        return item.forms[0].text if item and item.forms else id

    def entities_in(self, text: str) -> frozenset[str]:
        """The ids of all items that a text names, whatever its language."""
        return self.named_in(text).all()

    def named_in(self, text: str) -> Named:
        """What a text names, to be asked about."""
        if self._spotter is None:
            self._spotter = Spotter(self.items.values())
        return self._spotter.read(text)


def form_phrases(item: Item, form: Form) -> tuple[Phrase, ...]:
    """The phrases of a form, as a pack means it."""
    how = "concept" if item.kind == "concept" else "alias"
    if item.kind == "concept":
        manner = Manner(stems=not form.case, capitals=True, written=form.case, unmarked=False)
    else:
        manner = Manner(written=form.case, typos=not form.case and not form.near, releases=True, capitals=True)
    outside, english = tuple(map(fold, form.outside)), is_english(item, form)
    return tuple(
        phrase._replace(near=form.near, unless=form.unless, outside=outside, english=english)
        for phrase in phrases(form.text, manner, how)
    )


def is_english(item: Item, form: Form) -> bool:
    """Whether a word for an idea is English, and a Vietnamese syllable without marks as well: ban, die, song."""
    return item.kind == "concept" and form.language == "en" and not form.case and is_syllable(fold(form.text))


def _marks_agree(typed: Sequence[Atom], form: Sequence[Atom]) -> bool:
    """hà nội is Hà Nội, ha noi is too; cấm is not cam."""
    pairs = [(a, b) for a, b in zip(typed, form, strict=True) if not a.run and is_syllable(a.text)]
    if all(marked(a.raw) == marked(b.raw) for a, b in pairs):
        return True
    return len(typed) > 1 and not any(is_marked(a.raw) for a, _ in pairs)


_Said = tuple[Phrase, tuple[int, ...]]  # a phrase, the ids of its words


class Spotter:
    """Finds the items of a lexicon in texts."""

    def __init__(self, items: Iterable[Item]) -> None:
        self._vocabulary = Vocabulary()
        self._phrases: list[tuple[str, _Said]] = []  # each with the item that it names
        self._pairs: Pairs[int] = Pairs()  # their numbers, by the two longest of their words
        for item in items:
            for form in item.forms:
                for phrase in form_phrases(item, form):
                    self._add(item.id, _exactly(phrase))

    def _add(self, id: str, phrase: Phrase) -> None:
        ids = tuple(map(self._vocabulary.add, phrase.words))
        lengths = [len(word.text) + 9 * has_digit(word.text) for word in phrase.words]
        (_, first), (_, second), *_ = (*sorted(zip(lengths, ids, strict=True), reverse=True), (0, NONE))
        self._pairs.add(first, second, len(self._phrases))
        self._phrases.append((id, (phrase, ids)))

    def read(self, text: str) -> Named:
        """What a text names, to be asked about."""
        heard = self._vocabulary.hear([Folded(text)])
        said: dict[str, list[_Said]] = {}
        for number in self._pairs.filled(heard.ids | {NONE}):
            id, phrase = self._phrases[number]
            if heard.ids.issuperset(phrase[1]) and (len(phrase[1]) == 1 or heard.may_follow(phrase[1])):
                said.setdefault(id, []).append(phrase)
        return Named(Passage("title", heard.spoken[0]), said)


class Named:
    """The items that one text names; each is looked for when it is first asked about."""

    def __init__(self, passage: Passage, said: dict[str, list[_Said]]) -> None:
        """said: of each item that the text may name the phrases whose words it holds."""
        self._passage = passage
        self._said = said
        self._sure: dict[str, bool] = {}
        self._found: dict[str, bool] = {}

    def __contains__(self, id: str) -> bool:
        if id not in self._said:
            return False
        found = self._found.get(id)
        if found is None:
            found = self._found[id] = self._is_sure(id) or self._stands(id, self._any_sure)
        return found

    def any_of(self, ids: Iterable[str]) -> bool:
        """Whether one of these is named."""
        return any(id in self for id in ids)

    def all(self) -> frozenset[str]:
        """Everything that is."""
        return frozenset(id for id in self._said if id in self)

    def _is_sure(self, id: str) -> bool:
        """Whether it is named in a way that asks for no company."""
        sure = self._sure.get(id)
        if sure is None:
            sure = self._sure[id] = self._stands(id, None)
        return sure

    def _any_sure(self, ids: frozenset[str]) -> bool:
        return any(id in self._said and self._is_sure(id) for id in ids)

    def _stands(self, id: str, near: Callable[[frozenset[str]], bool] | None) -> bool:
        """Whether one of its phrases stands in the text; near: says what company there is, None: only phrases that need
        none."""
        doubtful = near is not None
        return any(
            self._passage.find(phrase, ids, near or _nobody)
            for phrase, ids in self._said[id]
            if bool(phrase.near or phrase.unless) == doubtful
        )


def _nobody(ids: frozenset[str]) -> bool:
    return False


def _exactly(phrase: Phrase) -> Phrase:
    """The phrase without room for typing errors."""
    return phrase._replace(words=tuple(word._replace(edits=0) for word in phrase.words))
