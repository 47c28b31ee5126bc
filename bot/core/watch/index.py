"""Every watch at once: the words of an entry lead to the few queries that it may match; no query is looked at in vain.

    pieces of the entry -> words and slots that they fill (resolved once a piece, remembered)
        -> terms whose two rarest slots are filled -> judge

Rules: the first stage handles ids only. An alternative hangs on its rarest slot, then on its second; a slot that one
word fills is that word. Queries are kept for the terms met of late and compiled again for the rest, so that a million
terms fit into memory. What is added becomes visible last and what is dropped disappears first, so that readers in other
threads need no lock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bot.core.model import Entry, Match
from bot.core.text import Folded
from bot.core.watch.compiling import compile_query
from bot.core.watch.heard.live import LiveAlternative, Lives, LiveSlot, enliven
from bot.core.watch.heard.pairs import NONE, Pairs
from bot.core.watch.heard.sightings import Sightings
from bot.core.watch.heard.slots import Slots
from bot.core.watch.heard.spoken import Heard
from bot.core.watch.heard.vocabulary import Vocabulary
from bot.core.watch.judge import Reader, judge
from bot.core.watch.packs.lexicon import Lexicon
from bot.core.watch.query import Slot

_REMEMBERED = 20_000  # terms met of late whose queries are kept; some 60 MB
_FEW = 5_000  # so many terms are kept before they are met


class TermIndex:
    """A ports.Matcher over any number of terms."""

    def __init__(self, terms: Iterable[str], lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._vocabulary = Vocabulary(lexicon.known)
        self._slots = Slots(self._vocabulary, lexicon.frequency)
        self._terms: set[str] = set()
        self._lives: dict[str, Lives] = {}
        self._pairs: Pairs[str] = Pairs()  # the two rarest slots -> terms
        self._always: dict[str, int] = {}  # terms with alternatives that hang on no word, and how many
        for term in terms:
            self.add(term)

    def __len__(self) -> int:
        return len(self._terms)

    def __contains__(self, term: str) -> bool:
        return term in self._terms

    @property
    def terms(self) -> frozenset[str]:
        """All that are watched."""
        return frozenset(self._terms)

    # ------------------------------------------------------------ matching

    def alternatives(self, term: str) -> Lives:
        """The ways in which a watched term may match. Raises KeyError."""
        if term not in self._terms:
            raise KeyError(term)
        lives = self._lives.get(term)
        return self._remember(term, self._live(term, self._slots.find)) if lives is None else lives

    def reader(self, entry: Entry) -> Reader:
        """An entry to be looked at closely for anything that is watched."""
        fields, heard = self._hear(entry)
        return Reader(entry, fields, heard, self._lexicon)

    def _hear(self, entry: Entry) -> tuple[list[str], Heard]:
        """The fields of an entry that say something, and what they hold of the words and slots."""
        texts = (("title", entry.title), ("summary", entry.summary), ("body", entry.body))
        said = [(field, Folded(text)) for field, text in texts if text]
        heard = self._vocabulary.hear([text for _, text in said])
        for spoken in heard.spoken:
            self._slots.widen(spoken.ids)
        heard.ids.add(NONE)
        return [field for field, _ in said], heard

    def match(self, entry: Entry) -> tuple[Match, ...]:
        """Every term that the entry matches, best first."""
        return self.look(entry)[0]

    def look(self, entry: Entry) -> tuple[tuple[Match, ...], frozenset[str]]:
        """The same, and what the entry teaches of spelling."""
        fields, heard = self._hear(entry)
        terms = self._candidates(heard.ids)
        if not terms:
            return (), heard.teaches
        reader = Reader(entry, fields, heard, self._lexicon)
        found = [match for term in terms if (match := self._judge(term, reader)) is not None]
        found.sort(key=lambda match: (-match.score, match.term))
        return tuple(found), heard.teaches

    def _candidates(self, ids: set[int]) -> set[str]:
        """The terms whose first and second slots are filled."""
        terms = self._pairs.filled(ids)
        terms.update(self._always)
        return terms

    def _judge(self, term: str, reader: Reader) -> Match | None:
        """The term's match; of two alternatives that match equally well the first is shown."""
        try:
            alternatives = self.alternatives(term)
        except KeyError:  # dropped meanwhile
            return None
        ids = reader.heard.ids
        some = [live for live in alternatives if live.needed <= ids and reader.may_name(live)]
        return judge(some, reader) if some else None

    # ------------------------------------------------------------ learning

    @property
    def sightings(self) -> Sightings:
        """What was learnt of spelling; to be kept over a restart."""
        return self._vocabulary.sightings

    def learn(self, teaches: frozenset[str]) -> None:
        """Takes in how an entry of the stream spells things, for the entries to come. teaches: as its look told."""
        if teaches:
            self._vocabulary.learn(teaches)

    # ------------------------------------------------------------ adding and dropping

    def add(self, term: str) -> None:
        """Watches a term from now on. Raises QueryError where it cannot be understood; once is enough."""
        if term in self._terms:
            return
        lives = self._live(term, self._slots.take)
        self._terms.add(term)
        if len(self._terms) <= _FEW:
            self._lives[term] = lives
        for live in lives:
            self._hang(live)

    def drop(self, term: str) -> None:
        """Watches a term no longer. A term that is not watched is no error."""
        if term not in self._terms:
            return
        lives = self.alternatives(term)
        self._terms.discard(term)
        self._lives.pop(term, None)
        for live in lives:
            self._unhang(live)
            for slot in live.all_slots():
                self._slots.release(slot)

    def _live(self, term: str, live: Callable[[Slot], LiveSlot]) -> Lives:
        return enliven(term, compile_query(term, self._lexicon).alternatives, live)

    def _remember(self, term: str, lives: Lives) -> Lives:
        if len(self._lives) >= _REMEMBERED:
            self._lives = {}
        self._lives[term] = lives
        return lives

    def _hang(self, live: LiveAlternative) -> None:
        if not live.needed:
            self._always[live.term] = self._always.get(live.term, 0) + 1
            return
        self._pairs.add(*self._slots.rarest(live), live.term)

    def _unhang(self, live: LiveAlternative) -> None:
        if not live.needed:
            self._always[live.term] -= 1
            if not self._always[live.term]:
                del self._always[live.term]
            return
        self._pairs.drop(*self._slots.rarest(live), live.term)
