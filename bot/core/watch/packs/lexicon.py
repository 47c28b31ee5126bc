"""The packs, to be asked: which names and ideas stand for what, and what a text names.

Rules: a lexicon is made of packs as they were worked out (packed.py); each adds to those before. A form that several
entries claim names all of them. Nothing is read from disk here: bot/lexicon.py does that.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import chain
from typing import NamedTuple

from bot.core.text import fold, is_marked, is_syllable, marked, singular, stem
from bot.core.watch.heard.compact import Once, Rows, Table
from bot.core.watch.packs.items import WORD, Form, Item, Items, form_words, meant
from bot.core.watch.packs.packed import Packed, Place, key_of
from bot.core.watch.packs.relations import Company, Relations
from bot.core.watch.packs.spotting import Named, Spotter
from bot.core.watch.phrases import Atom, atoms
from bot.core.watch.query import Member, Phrase, Slot
from bot.core.watch.words import Word

Standing = tuple[frozenset[str], tuple[Member, ...]]  # the ids of items and of their members; these members
_REMEMBERED = 10_000  # slots
_LATE = 2_000  # forms whose claims are remembered
_MOST_WORDS = 200_000  # those of all forms are 50,000
_ASKED_AGAIN = 256  # texts; about 2 MB

_COMMON = 200  # words that are more frequent than all others


class Claim(NamedTuple):
    """That a form, made of these atoms, stands for an item."""

    item: Item
    form: Form
    atoms: list[Atom]


class Lexicon(Relations):
    """All items, found by any of their forms."""

    def __init__(self, *packs: Packed) -> None:
        """Ids are taken once in all packs."""
        items = Items()
        for pack in packs:
            items.add(pack.ids, Rows(pack.items))
        super().__init__(packs, items)
        self._rank = {word: at for at, word in enumerate(word for pack in packs for word in pack.common)}
        self._syllables = {word: at for at, word in enumerate(word for pack in packs for word in pack.syllables)}
        self.known = _union([pack.known for pack in packs])  # words and stems: nobody's typing error
        self._claims = [(pack.ids, Table[tuple[Place, ...]](pack.claims)) for pack in packs]  # by the number of an item
        self.longest = max([1, *(pack.longest for pack in packs)])  # atoms of the longest form
        self._starts = _union([pack.starts for pack in packs])
        self._run_starts = {start[:2] for start in self._starts}
        self._phrases: dict[str, tuple[tuple[Phrase, ...], ...]] = {}  # of each form
        self._of_late: dict[str, tuple[Claim, ...]] = {}
        self._words = Once[Word]()
        self._as_members: dict[tuple[str, bool], Member] = {}  # by whether some forms are left out
        self._made: dict[Hashable, Slot] = {}
        self._standing: dict[tuple[tuple[str, ...], Company], Standing] = {}
        self._entities = Once[frozenset[str]]()

    @classmethod
    def empty(cls) -> Lexicon:
        """No packs at all."""
        return cls()

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
        key = [atom.text for atom in found]
        claims = self._claimed(key_of(key))
        stems = [*map(stem, key)]
        if stems != key and (inflected := self._claimed(key_of(stems))):
            places = [(claim.item.id, claim.form) for claim in claims]
            more = [c for c in inflected if c.item.is_idea and (c.item.id, c.form) not in places]
            claims = (*claims, *more)
        if not claims:
            return []
        agreed = [c for c in claims if _marks_agree(found, c.atoms, bare=not c.form.marked)]
        return _outranking(_by_its_name(_in_so_many_words(agreed, key)), found)

    def _claimed(self, key: str) -> tuple[Claim, ...]:
        """What claims a form, its marks aside; remembered of late forms, since a term is cut in several ways."""
        found = self._of_late.get(key)
        if found is None:
            found = tuple([self._claim(place) for place in self._places(key)])
            if found:
                if len(self._of_late) >= _LATE:
                    self._of_late = {}
                self._of_late[key] = found
        return found

    def _places(self, key: str) -> list[tuple[str, int]]:
        """The ids of the items that claim a form, in any pack, and which of theirs it is."""
        return [(ids[at], form) for ids, table in self._claims for at, form in table.get(key, ())]

    def _claim(self, place: tuple[str, int]) -> Claim:
        item = self.items[place[0]]
        form = item.forms[place[1]]
        return Claim(item, form, atoms(form.text))

    def may_begin(self, atom: Atom) -> bool:
        """Whether some form begins with this atom, or with its stem."""
        return atom.text in self._starts or (not atom.run and stem(atom.text) in self._starts)

    def may_begin_run(self, text: str) -> bool:
        """Whether some form begins with these two characters, or is this one."""
        return text in self._run_starts

    def phrases_of(self, id: str) -> Iterator[tuple[Form, tuple[Phrase, ...]]]:
        """Every form of an item with its phrases; these are made once."""
        item, found = self.items[id], self._phrases.get(id)
        if found is None:
            found = self._phrases[id] = tuple([self._said(item, form) for form in item.forms])
        return zip(item.forms, found, strict=True)

    def _said(self, item: Item, form: Form) -> tuple[Phrase, ...]:
        return tuple([meant(item, form, self._once(words), seam) for words, seam in form_words(item, form)])

    def once(self, phrases: Iterable[Phrase]) -> list[Phrase]:
        """The phrases, their words as one object with those that are equal."""
        return [Phrase._make((self._once(phrase.words), *phrase[1:])) for phrase in phrases]

    def _once(self, words: tuple[Word, ...]) -> tuple[Word, ...]:
        """Of the words of all forms two of three are equal to another."""
        if len(self._words) >= _MOST_WORDS:
            self._words = Once()
        return tuple(map(self._words.__getitem__, words))

    def slot(self, key: Hashable, make: Callable[[], Slot]) -> Slot:
        """What was made for this key before; so watches that name the same thing share its phrases."""
        found = self._made.get(key)
        if found is None:
            if len(self._made) >= _REMEMBERED:
                self._made = {}
            found = self._made[key] = make()
        return found

    def member(self, id: str, beside: Company) -> Member:
        """An item as what may stand for another, in such company; made once. The loose words of a narrower idea stand
        for that alone: what is cheaper is no fall."""
        loose = bool(beside) and not self.items[id].is_idea
        key = id, not loose and any(form.beside for form in self.items[id].forms)
        found = self._as_members.get(key)
        if found is None:
            forms = [said for form, said in self.phrases_of(id) if loose or not form.beside]
            phrases = tuple(chain.from_iterable(forms))
            if not self.items[id].is_idea:
                phrases = tuple(phrase._replace(how="member") for phrase in phrases)
            found = self._as_members.setdefault(key, Member(id, phrases))  # one for all threads: it is told by identity
        return found

    def standing(self, ids: tuple[str, ...], beside: Company) -> Standing:
        """Some items, and what else may stand for one of them in such company; one object for all slots that ask for
        the same."""
        found = self._standing.get((ids, beside))
        if found is None:
            if len(self._standing) >= _REMEMBERED:
                self._standing, self._entities = {}, Once()
            others = dict.fromkeys(other for id in ids for other in sorted(self.members(id, beside)))
            members = tuple([self.member(other, beside) for other in others])
            entities = frozenset(others.keys() | set(ids))
            found = self._standing[ids, beside] = self._entities[entities], members
        return found

    def is_name(self, word: str) -> bool:
        """Whether one word alone may name a thing, short of ideas, in whatever company."""
        return any(not self.items[id].is_idea for id, _ in self._places(fold(word)))

    def says_what(self, word: str) -> bool:
        """Whether one folded word alone is an idea's, or its stem: the chip of H20 chip, the missiles of Patriot
        missiles."""
        return any(self.items[id].is_idea for id, _ in (*self._places(word), *self._places(stem(word))))

    def name_of(self, id: str) -> str:
        """What an item is called: by its first form."""
        item = self.items.get(id)
        return item.forms[0].text if item and item.forms else id

    def entities_in(self, text: str) -> frozenset[str]:
        """The ids of all items that a text names, whatever its language."""
        return self.named_in(text).all()

    def named_in(self, text: str) -> Named:
        """What a text names, to be asked about."""
        return self._named(text)

    def prepare(self) -> None:
        """Makes what the first question about a text would make."""
        self.named_in("")

    @cached_property
    def _named(self) -> Callable[[str], Named]:
        """The same; made when it is first asked for, and remembered of late texts: outlets take headlines over, and
        watches ask for the same words again and again."""
        return lru_cache(_ASKED_AGAIN)(Spotter(self.packs, self.items).read)


def _union(sets: list[frozenset[str]]) -> frozenset[str]:
    """All of them; the bot's own, where there is no other, are not copied."""
    return sets[0] if len(sets) == 1 else frozenset().union(*sets)


def _outranking(claims: list[Claim], found: Sequence[Atom]) -> list[Claim]:
    """Those that stand: what counts only beside something else gives way to all but its other half, and a plain
    word to a name or an idea, unless that is another word with its stem (booking is no book)."""
    claims = [claim for claim in claims if claim.form.both or not claim.form.beside] or claims
    texts = [atom.text for atom in found]
    exact = [claim for claim in claims if [atom.text for atom in claim.atoms] == texts]
    standing = exact if any(claim.item.kind == WORD for claim in exact) else claims
    if any(_is_sure(claim, found) for claim in standing):
        return [claim for claim in standing if claim.item.kind != WORD]
    return standing


def _is_sure(claim: Claim, found: Sequence[Atom]) -> bool:
    """Whether a name or an idea needs no plain word beside it: Windows is no window, but growth is more than that of an
    economy."""
    if claim.item.kind == WORD:
        return False
    if claim.form.case:
        return [atom.raw for atom in found] == [atom.raw for atom in claim.atoms]
    return claim.form.is_certain


def _in_so_many_words(claims: list[Claim], key: list[str]) -> list[Claim]:
    """Without the ideas that share no more than the stem, where another has the very word, in whatever number: a train
    is no training."""
    said = [*map(singular, key)]
    exact = [claim for claim in claims if [singular(atom.text) for atom in claim.atoms] == said]
    if not any(claim.item.kind == "concept" and claim.form.is_certain for claim in exact):
        return claims
    meant = {claim.item.id for claim in exact}
    return [claim for claim in claims if claim.item.id in meant or not claim.item.is_idea]


def _by_its_name(claims: list[Claim]) -> list[Claim]:
    """Without the ideas that have as one way among others what is another's own name: an exit poll is no election
    result, though a pack lists it there."""
    named = {claim.item.id for claim in claims if claim.item.kind == "concept" and _is_called_so(claim)}
    return [claim for claim in claims if claim.item.id in named or claim.item.kind != "concept"] if named else claims


def _is_called_so(claim: Claim) -> bool:
    """Whether a form is the first of its item in its language, and says it by itself."""
    first = next(form for form in claim.item.forms if form.language == claim.form.language)
    return first == claim.form and first.is_certain


def _marks_agree(typed: Sequence[Atom], form: Sequence[Atom], bare: bool) -> bool:
    """hà nội is Hà Nội, ha noi is too; cấm is not cam. bare: the form may lack its marks."""
    pairs = [(a, b) for a, b in zip(typed, form, strict=True) if not a.run and is_syllable(a.text)]
    if all(marked(a.raw) == marked(b.raw) for a, b in pairs):
        return True
    return bare and len(typed) > 1 and not any(is_marked(a.raw) for a, _ in pairs)
