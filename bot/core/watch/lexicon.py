"""The packs, to be asked: which names and ideas stand for what, and what a text names.

Rules: a lexicon is made of packs as they were worked out (packed.py); each adds to those before. A form that several
entries claim names all of them. Nothing is read from disk here: bot/lexicon.py does that.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence, Set
from itertools import chain
from typing import Any, NamedTuple

from bot.core.text import Folded, fold, is_marked, is_syllable, marked, stem
from bot.core.watch.items import Form, Item, Told, form_phrases
from bot.core.watch.locate import Passage
from bot.core.watch.locate import Place as Stretch
from bot.core.watch.packed import Key, Packed, Place, Row, exactly
from bot.core.watch.pairs import NONE, Pairs
from bot.core.watch.phrases import Atom, atoms
from bot.core.watch.query import Phrase, Slot
from bot.core.watch.spoken import Heard
from bot.core.watch.vocabulary import Vocabulary
from bot.core.watch.words import Word

_NONE: frozenset[str] = frozenset()  # one for all: Python makes a new one each time
_REMEMBERED = 10_000  # slots

_COMMON = 200  # words that are more frequent than all others
_FormPhrases = tuple[tuple[Form, tuple[Phrase, ...]], ...]


class Claim(NamedTuple):
    """That a form, made of these atoms, stands for an item."""

    item: Item
    form: Form
    atoms: list[Atom]


class Lexicon:
    """All items, found by any of their forms."""

    def __init__(self, *packs: Packed) -> None:
        """Ids are taken once in all packs."""
        self.packs = packs
        self._rank = {word: at for at, word in enumerate(word for pack in packs for word in pack.common)}
        self._syllables = {word: at for at, word in enumerate(word for pack in packs for word in pack.syllables)}
        self.known = frozenset().union(*(pack.known for pack in packs))  # words and stems: nobody's typing error
        self.items: dict[str, Item] = {}
        self._claims: dict[Key, tuple[Place, ...]] = {}
        self._narrower: dict[str, list[str]] = {}
        self._members: set[str] = set()
        self._told: dict[str, list[Told]] = {}
        self._above: dict[str, list[str]] = {}
        for pack in packs:
            self._add(pack)
        self.longest = max(map(len, self._claims), default=1)  # atoms of the longest form
        self._starts = {key[0] for key in self._claims if key}  # first atoms: most words begin no form
        self._run_starts = {start[:2] for start in self._starts}
        self._phrases: dict[str, _FormPhrases] = {}
        self._made: dict[Hashable, Slot] = {}
        self._spotter: Spotter | None = None

    @classmethod
    def empty(cls) -> Lexicon:
        """No packs at all."""
        return cls()

    def _add(self, pack: Packed) -> None:
        for id, kind, forms, maker, broader in pack.items:
            self.items[id] = Item(id, kind, tuple(map(_form, forms)), maker, broader)
            for wide in broader:
                self._narrower.setdefault(wide, []).append(id)
        for concept, member in pack.members:
            self._members.add(member)
            self._narrower.setdefault(concept, []).append(member)
        for link in map(Told._make, pack.told):
            self._told.setdefault(link.idea, []).append(link)
        for who, whom in pack.stands:
            self._above.setdefault(who, []).append(whom)
        if not self._claims:
            self._claims = dict(pack.claims)
            return
        for key, places in pack.claims.items():
            self._claims[key] = (*self._claims.get(key, ()), *places)

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
        places = self._claims.get(key, ())
        stems = tuple(map(stem, key))
        if stems != key:
            inflected = (place for place in self._claims.get(stems, ()) if self.kind_of(place[0]) == "concept")
            places = tuple(dict.fromkeys((*places, *inflected)))
        return [c for c in map(self._claim, places) if _marks_agree(found, c.atoms, bare=not c.form.marked)]

    def _claim(self, place: Place) -> Claim:
        item = self.items[place[0]]
        form = item.forms[place[1]]
        return Claim(item, form, atoms(form.text))

    def may_begin(self, atom: Atom) -> bool:
        """Whether some form begins with this atom, or with its stem."""
        return atom.text in self._starts or (not atom.run and stem(atom.text) in self._starts)

    def may_begin_run(self, text: str) -> bool:
        """Whether some form begins with these two characters, or is this one."""
        return text in self._run_starts

    def phrases_of(self, id: str) -> _FormPhrases:
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
        return frozenset(self._reached(id, self._narrower)) if id in self.items else frozenset()

    def above(self, id: str) -> frozenset[str]:
        """Whom it acts, speaks or stands for, however far up: the maker of a product, the state of an office."""
        return frozenset(self._reached(id, self._above)) - {id} if id in self._above else frozenset()

    def _reached(self, id: str, ways: Mapping[str, Iterable[str]]) -> set[str]:
        found, open_ = {id}, [id]
        while open_:
            for further in ways.get(open_.pop(), ()):
                if further not in found and further in self.items:
                    found.add(further)
                    open_.append(further)
        return found

    def told(self, idea: str, about: str) -> list[Told]:
        """By what further ideas headlines tell an idea about a thing or a concept."""
        return [link for link in self._told.get(idea, ()) if about == link.about or self._overlap(about, link.about)]

    def _overlap(self, id: str, concept: str) -> bool:
        """Whether one of the two is a kind of the other."""
        return id in self.narrower(concept) or concept in self.narrower(id)

    def kind_of(self, id: str) -> str:
        """The kind of an item: firm, person, place, concept ..."""
        return self.items[id].kind

    def is_name(self, word: str) -> bool:
        """Whether one word alone may name a thing, short of ideas, in whatever company."""
        return any(self.kind_of(id) != "concept" for id, _ in self._claims.get((fold(word),), ()))

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
            self._spotter = Spotter(self.packs, self.phrases_of)
        return self._spotter.read(text)


def _form(plain: tuple[Any, ...]) -> Form:
    """A form as packs keep it."""
    text, language, case, near, unless, outside, before, marked = plain
    return Form(
        text,
        language,
        case,
        frozenset(near) if near else _NONE,
        frozenset(unless) if unless else _NONE,
        outside,
        before,
        marked,
    )


def _marks_agree(typed: Sequence[Atom], form: Sequence[Atom], bare: bool) -> bool:
    """hà nội is Hà Nội, ha noi is too; cấm is not cam. bare: the form may lack its marks."""
    pairs = [(a, b) for a, b in zip(typed, form, strict=True) if not a.run and is_syllable(a.text)]
    if all(marked(a.raw) == marked(b.raw) for a, b in pairs):
        return True
    return bare and len(typed) > 1 and not any(is_marked(a.raw) for a, _ in pairs)


_Said = tuple[Phrase, tuple[int, ...]]  # a phrase, the ids of its words


class _Phrases(dict[int, tuple[str, _Said]]):
    """Phrases by their numbers, each with the item that it names; made when it is first asked for: a text may name a
    few of the thousands."""

    def __init__(self, phrases_of: Callable[[str], _FormPhrases]) -> None:
        super().__init__()
        self._phrases_of = phrases_of
        self._rows: list[Row] = []
        self._ids: list[tuple[int, list[int]]] = []  # from which number on: the ids of the words that rows number

    def add(self, rows: Sequence[Row], ids: list[int]) -> int:
        """The number of the first of these phrases. ids: of the words that they number."""
        first = len(self._rows)
        self._ids.append((first, ids))
        self._rows.extend(rows)
        return first

    def __missing__(self, number: int) -> tuple[str, _Said]:
        id, form, at, _, _, words = self._rows[number]
        ids = next(ids for first, ids in reversed(self._ids) if first <= number)
        phrase = exactly(self._phrases_of(id)[form][1][at])
        made = self[number] = id, (phrase, tuple([ids[word] for word in words]))
        return made


class Spotter:
    """Finds the items of packs in texts."""

    def __init__(self, packs: Iterable[Packed], phrases_of: Callable[[str], _FormPhrases]) -> None:
        self._vocabulary = Vocabulary()
        self._phrases = _Phrases(phrases_of)
        self._pairs: Pairs[int] = Pairs()  # their numbers, by the two longest of their words
        for pack in packs:
            ids = [self._vocabulary.add(Word._make(word)) for word in pack.words]
            ids.append(NONE)  # which is -1, and so stands for itself
            begin = self._phrases.add(pack.phrases, ids)
            for number, (_, _, _, first, second, _) in enumerate(pack.phrases, begin):
                self._pairs.add(ids[first], ids[second], number)

    def read(self, text: str) -> Named:
        """What a text names, to be asked about."""
        heard = self._vocabulary.hear([Folded(text)])
        said: dict[str, list[_Said]] = {}
        for number in self._pairs.filled(heard.ids | {NONE}):
            id, phrase = self._phrases[number]
            said.setdefault(id, []).append(phrase)
        return Named(heard, said)


class Named:
    """The items that one text names; each is looked for when it is first asked about."""

    def __init__(self, heard: Heard, said: dict[str, list[_Said]]) -> None:
        """said: of each item that the text may name the phrases two of whose words it holds."""
        [self._spoken] = heard.spoken
        self._ids = heard.ids
        self._passage = Passage("title", self._spoken)
        self._said = said
        self._sure: dict[str, bool] = {}
        self._found: dict[str, bool] = {}

    def __contains__(self, id: str) -> bool:
        if id not in self._said:
            return False
        found = self._found.get(id)
        if found is None:
            found = self._found[id] = self._is_sure(id) or any(self._places(id, self._any_sure))
        return found

    def any_of(self, ids: Set[str]) -> bool:
        """Whether one of these is named."""
        return any(id in self for id in self._said.keys() & ids)

    def all(self) -> frozenset[str]:
        """Everything that is."""
        return frozenset(id for id in self._said if id in self)

    def where(self) -> dict[str, list[range]]:
        """Each with the raw characters that name it."""
        raw, admitted = self._spoken.text.raw_span, self._any_sure
        found: dict[str, list[range]] = {}
        for id in self.all():
            places = chain(self._places(id, None), self._places(id, admitted))
            found[id] = [range(*raw(place.start, place.end)) for place in places]
        return found

    def _is_sure(self, id: str) -> bool:
        """Whether it is named in a way that asks for no company."""
        sure = self._sure.get(id)
        if sure is None:
            sure = self._sure[id] = any(self._places(id, None))
        return sure

    def _any_sure(self, ids: frozenset[str]) -> bool:
        return any(self._is_sure(id) for id in self._said.keys() & ids)

    def _places(self, id: str, near: Callable[[frozenset[str]], bool] | None) -> Iterator[Stretch]:
        """Where its phrases stand in the text; near: says what company there is, None: only phrases that need none."""
        doubtful = near is not None
        for phrase, ids in self._said[id]:
            if bool(phrase.near or phrase.unless) == doubtful and self._may_stand(phrase, ids):
                yield from self._passage.find(phrase, ids, near or _nobody)

    def _may_stand(self, phrase: Phrase, ids: tuple[int, ...]) -> bool:
        """Whether the text holds all words of a phrase, maybe side by side."""
        if not self._ids.issuperset(ids):
            return False
        return len(ids) == 1 or phrase.seam == "quantity" or self._spoken.may_follow(ids)


def _nobody(ids: frozenset[str]) -> bool:
    return False
