"""Every watch at once: the words of an entry lead to the few queries that it may match; no query is looked at in vain.

    tokens of the entry -> words (resolved once a token, remembered) -> the rare slots that they may fill
        -> alternatives that hang on those, where the other slots may be filled too -> judge

Rules: stage one handles ids only. An alternative hangs on its rarest slot, then on its second. Adding and dropping
touch what they must, no more: equal slots of all watches are one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.core.model import Entry, Match
from bot.core.text import fold
from bot.core.watch.compiling import compile_query
from bot.core.watch.judge import Reader, judge
from bot.core.watch.lexicon import Lexicon
from bot.core.watch.live import LiveAlternative, LiveGroup, LiveSlot
from bot.core.watch.query import Alternative, Slot
from bot.core.watch.words import Vocabulary

_ALONE = -1  # the second slot of an alternative that has one only


class TermIndex:
    """A ports.Matcher over any number of terms."""

    def __init__(self, terms: Iterable[str], lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._vocabulary = Vocabulary(lexicon.known)
        self._terms: dict[str, tuple[LiveAlternative, ...]] = {}
        self._slots: dict[Slot, LiveSlot] = {}
        self._by_id: dict[int, LiveSlot] = {}
        self._next = 0
        self._filled: dict[
            int, list[tuple[frozenset[int], LiveSlot]]
        ] = {}  # word -> what else it needs, to fill which slot
        self._always: list[LiveAlternative] = []  # alternatives that hang on no word
        for term in terms:
            self.add(term)

    def __len__(self) -> int:
        return len(self._terms)

    def __contains__(self, term: str) -> bool:
        return term in self._terms

    # ------------------------------------------------------------ matching

    def alternatives(self, term: str) -> tuple[LiveAlternative, ...]:
        """The ways in which a watched term may match."""
        return self._terms[term]

    def reader(self, entry: Entry) -> Reader:
        """An entry to be looked at closely for anything that is watched."""
        return Reader(entry, self._words_of(entry), self._vocabulary, self._lexicon)

    def _words_of(self, entry: Entry) -> set[int]:
        return self._vocabulary.words_in(fold("\n".join((entry.title, entry.summary, entry.body))))

    def match(self, entry: Entry) -> tuple[Match, ...]:
        """Every term that the entry matches, best first."""
        words = self._words_of(entry)
        candidates: dict[str, set[LiveAlternative]] = {}
        for live in self._candidates(words):
            candidates.setdefault(live.term, set()).add(live)
        if not candidates:
            return ()
        wanted = words.intersection(id for lives in candidates.values() for live in lives for id in live.words)
        reader = Reader(entry, wanted, self._vocabulary, self._lexicon)
        found: list[Match] = []
        for (
            term,
            some,
        ) in candidates.items():  # in the order of the query: of two that match equally well the first is shown
            match = judge([live for live in self._terms[term] if live in some], reader)
            if match is not None:
                found.append(match)
        found.sort(key=lambda match: (-match.score, match.term))
        return tuple(found)

    def _in_order(self, term: str, lives: list[LiveAlternative]) -> list[LiveAlternative]:
        """Some of a term's alternatives as its query has them: of two that do equally well the first is told."""
        return lives if len(lives) == 1 else [live for live in self._terms[term] if live in lives]

    def _candidates(self, words: set[int]) -> Iterator[LiveAlternative]:
        """The alternatives whose slots may all be filled by these words."""
        yield from self._always
        rare: set[LiveSlot] = set()
        for word in self._filled.keys() & words:
            rare.update(slot for others, slot in self._filled[word] if others <= words)
        can: dict[int, bool] = {}
        for slot in rare:
            for second, hung in slot.hung.items():
                if second == _ALONE:
                    yield from hung
                    continue
                other = self._by_id[second]
                if not other.key_set.isdisjoint(words) and _fillable(other, words, can):
                    for live in hung:
                        if all(_fillable(other, words, can) for other in live.others):
                            yield live

    # ------------------------------------------------------------ adding and dropping

    def add(self, term: str) -> None:
        """Watches a term from now on. Raises QueryError where it cannot be understood; once is enough."""
        if term in self._terms:
            return
        query = compile_query(term, self._lexicon)
        self._terms[term] = tuple(self._enliven(term, alternative) for alternative in query.alternatives)
        for live in self._terms[term]:
            self._hang(live)

    def drop(self, term: str) -> None:
        """Watches a term no longer. A term that is not watched is no error."""
        for live in self._terms.pop(term, ()):
            self._unhang(live)
            for slot in live.all_slots():
                self._release(slot)

    def _enliven(self, term: str, alternative: Alternative) -> LiveAlternative:
        groups = tuple(LiveGroup(group, tuple(map(self._use, group.slots))) for group in alternative.groups)
        none_of = tuple(self._enliven(term, other) for other in alternative.none_of)
        return LiveAlternative.of(term, alternative, groups, none_of)

    def _hang(self, live: LiveAlternative) -> None:
        first, second = live.first, live.second
        if first is None:
            self._always.append(live)
            return
        if not first.hung:
            for word, others in first.fillings():
                self._filled.setdefault(word, []).append((others, first))
        first.hung.setdefault(_ALONE if second is None else second.id, []).append(live)

    def _unhang(self, live: LiveAlternative) -> None:
        first, second = live.first, live.second
        if first is None:
            self._always.remove(live)
            return
        key = _ALONE if second is None else second.id
        first.hung[key].remove(live)
        if not first.hung[key]:
            del first.hung[key]
        if first.hung:
            return
        for word, others in first.fillings():
            self._filled[word].remove((others, first))
            if not self._filled[word]:
                del self._filled[word]

    def _use(self, slot: Slot) -> LiveSlot:
        live = self._slots.get(slot)
        if live is None:
            live = self._slots[slot] = self._by_id[self._next] = self._made(slot)
            self._next += 1
        live.uses += 1
        return live

    def _made(self, slot: Slot) -> LiveSlot:
        rarity = self._lexicon.frequency
        phrases = tuple((phrase, tuple(map(self._vocabulary.add, phrase.words))) for phrase in slot.phrases)
        keys = tuple(min(zip(map(rarity, phrase.words), ids, strict=True))[1] for phrase, ids in phrases)
        frequency = sum(min(map(rarity, phrase.words)) for phrase in slot.phrases)
        return LiveSlot(self._next, slot, phrases, keys, frozenset(keys), frequency)

    def _release(self, live: LiveSlot) -> None:
        live.uses -= 1
        if live.uses:
            return
        del self._slots[live.slot], self._by_id[live.id]
        for _, words in live.phrases:
            for word in words:
                self._vocabulary.drop(word)


def _fillable(slot: LiveSlot, words: set[int], can: dict[int, bool]) -> bool:
    """Whether these words can fill a slot; remembered in `can`."""
    found = can.get(slot.id)
    if found is None:
        found = can[slot.id] = any(words.issuperset(ids) for _, ids in slot.phrases)
    return found
