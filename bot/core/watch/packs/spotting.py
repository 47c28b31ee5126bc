"""Which items of the packs a text names.

Rules: a text is heard once; an item is looked for when it is first asked about, and what asks for company (an idea that
must stand beside it) only where the company is there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from itertools import chain

from bot.core.text import Folded
from bot.core.watch.heard.compact import Made, Rows
from bot.core.watch.heard.pairs import NONE, PackedPairs, Pairs
from bot.core.watch.heard.spoken import Heard
from bot.core.watch.heard.vocabulary import Vocabulary
from bot.core.watch.locate import Passage
from bot.core.watch.locate import Place as Stretch
from bot.core.watch.packs.items import Item, meant
from bot.core.watch.packs.packed import Packed
from bot.core.watch.query import Phrase
from bot.core.watch.words import Word

_Said = tuple[Phrase, tuple[int, ...]]  # a phrase, the ids of its words
_Part = tuple[int, Rows, Sequence[str], Sequence[int]]  # from which number on: phrases of a pack, its items, its words


class _Phrases(dict[int, tuple[str, _Said]]):
    """Phrases by their numbers, each with the item that it names; made when it is first asked for: a text may name a
    few of the thousands."""

    def __init__(self, items: Mapping[str, Item], vocabulary: Vocabulary) -> None:
        super().__init__()
        self._items, self._vocabulary = items, vocabulary
        self._parts: list[_Part] = []
        self._size = 0

    def add(self, packed: Packed, words: Sequence[int]) -> int:
        """The number of the first phrase of a pack. words: the ids of those that it numbers."""
        first, rows = self._size, Rows(packed.phrases)
        self._parts.append((first, rows, packed.ids, words))
        self._size += len(rows)
        return first

    def __missing__(self, number: int) -> tuple[str, _Said]:
        first, rows, ids, words = next(part for part in reversed(self._parts) if part[0] <= number)
        at, form, seam, *numbers = rows[number - first]
        own = tuple([words[word] for word in numbers])
        id = ids[at]
        item = self._items[id]
        phrase = meant(item, item.forms[form], tuple([self._vocabulary[word] for word in own]), seam)
        made = self[number] = id, (phrase, own)
        return made


class Spotter:
    """Finds the items of packs in texts."""

    def __init__(self, packs: Sequence[Packed], items: Mapping[str, Item]) -> None:
        """The tables of a single pack, the bot's own, are used as they are; several are put together. items: of all
        packs, by their ids."""
        self._pairs: Pairs[int] | PackedPairs  # the numbers of phrases, by the two longest of their words
        if len(packs) == 1:
            [packed] = packs
            words = Rows(packed.words)
            self._vocabulary = Vocabulary.of(Made(words, Word), packed.heard)
            self._pairs = PackedPairs(packed.pairs)
            self._phrases = _Phrases(items, self._vocabulary)
            self._phrases.add(packed, range(len(words)))
            return
        self._vocabulary, self._pairs = Vocabulary(), Pairs()
        self._phrases = _Phrases(items, self._vocabulary)
        for packed in packs:
            self._add(packed, self._pairs)

    def _add(self, packed: Packed, pairs: Pairs[int]) -> None:
        ids = [self._vocabulary.add(Word(*word)) for word in Rows(packed.words)]
        ids.append(NONE)  # which is -1, and so stands for itself
        begin = self._phrases.add(packed, ids)
        for first, second, number in PackedPairs(packed.pairs):
            pairs.add(ids[first], ids[second], begin + number)

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
        self._stretches: dict[int, list[Stretch]] = {}  # of phrases, by identity
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

    def _places(self, item: str, near: Callable[[frozenset[str]], bool] | None) -> Iterator[Stretch]:
        """Where its phrases stand in the text; near: says what company there is, None: only phrases that need none."""
        doubtful = near is not None
        for phrase, ids in self._said[item]:
            if bool(phrase.near or phrase.unless) == doubtful:
                found = self._stretches.get(id(phrase))
                if found is None:
                    stands = self._may_stand(phrase, ids)
                    found = self._passage.find(phrase, ids, near or _nobody) if stands else []
                    self._stretches[id(phrase)] = found
                yield from found

    def _may_stand(self, phrase: Phrase, ids: tuple[int, ...]) -> bool:
        """Whether the text holds all words of a phrase, maybe side by side."""
        if not self._ids.issuperset(ids):
            return False
        return len(ids) == 1 or phrase.seam == "quantity" or self._spoken.may_follow(ids)


def _nobody(ids: frozenset[str]) -> bool:
    return False
