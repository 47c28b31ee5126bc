"""Who reads what polls bring: this process, and a second one beside it while a start brings much (bot/second.py).

Rules: what an entry is read to be is the same whoever reads it. A question for the second process is one poll's; it is
asked for as long as it keeps up, and what it does not answer, or answered about other watches than there are by now, is
read here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence

from bot.core.model import Entry, Reading
from bot.core.pipeline import UNSIGNED, read
from bot.core.story import remembering, sign
from bot.core.watch import Lexicon, TermIndex
from bot.core.watch.heard.sightings import Sightings
from bot.second import Answer, Lesson, Second, fork

BREATH = 25  # entries read between two chances for the event loop: a first poll of 1,000 must not hold up a send
FEW = 5  # entries that are read here before they were sent and answered
AHEAD = 5_000  # entries that the second process has before it: half a second of work, and a few megabytes
MANY = 50  # whole documents that are worth it
MOST_TERMS = 1_000  # that it takes up: in half a second, and in a few megabytes


class Readers:
    """Reads entries for all that is watched, and learns from them. terms: those that are known so far."""

    def __init__(self, lexicon: Lexicon, terms: Iterable[str] = ()) -> None:
        self.sign = remembering(lambda entry: sign(entry, lexicon))
        self.lexicon = lexicon
        self._terms = TermIndex(terms, lexicon)
        self._lessons: list[Lesson] = []  # that the second process was not told yet
        self.second: Second | None = None

    @property
    def sightings(self) -> Sightings:
        """What was learnt of spelling; to be kept over a restart."""
        return self._terms.sightings

    # ------------------------------------------------------------ reading

    async def read(self, entries: Sequence[Entry]) -> list[Reading]:
        """What each is about."""
        second = self.second
        if second is None or not second.is_at_work or second.behind > AHEAD or len(entries) < FEW:
            return await self._read(entries)
        lessons, self._lessons = self._lessons, []
        answers = await second.ask(lessons, entries)
        if answers is None or second is not self.second:
            return await self._read(entries)
        return list(map(_told, entries, answers))

    async def _read(self, entries: Sequence[Entry]) -> list[Reading]:
        readings = []
        for number, entry in enumerate(entries):
            if number % BREATH == BREATH - 1:
                await asyncio.sleep(0)
            readings.append(read(entry, self._terms, self.sign))
        return readings

    def learn(self, readings: Iterable[Reading]) -> None:
        """Takes in how entries that were committed spell things, for those to come."""
        lessons = [reading.teaches for reading in readings if reading.teaches]
        for lesson in lessons:
            self._terms.learn(lesson)
        if self.second is not None and self.second.is_at_work:
            self._lessons += lessons

    # ------------------------------------------------------------ the second process

    def fork(self) -> None:
        """Has a second process from now on, asleep, where there can be one. Before there is a thread."""
        self.second = fork(self._terms, self.lexicon)

    async def expect(self, documents: int) -> None:
        """So many whole documents are about to come: a second process begins to read, or is let go of."""
        terms = self._terms.terms
        if self.second is not None and documents >= MANY and len(terms) <= MOST_TERMS:
            self._lessons = []  # the counts hold what was learnt so far
            await self.second.begin(sorted(terms), self.sightings.counts())
            if self._terms.terms == terms:
                return
        await self.be_alone()  # also where other terms are watched by now

    async def be_alone(self) -> None:
        """What comes is read here."""
        second, self.second, self._lessons = self.second, None, []
        if second is not None:
            await second.end()

    # ------------------------------------------------------------ what is watched

    @property
    def terms(self) -> frozenset[str]:
        """All that is looked for."""
        return self._terms.terms

    async def watch(self, terms: Iterable[str], dropped: Iterable[str]) -> None:
        """Looks for these terms from now on, and for those no more."""
        terms, dropped = list(terms), list(dropped)
        for term in terms:
            self._terms.add(term)
        for term in dropped:
            self._terms.drop(term)
        if self.second is not None and self.second.is_at_work and (terms or dropped):
            await self.be_alone()


def _told(entry: Entry, answer: Answer) -> Reading:
    if answer is None:
        return Reading(entry, UNSIGNED)
    signature, matches, teaches = answer
    return Reading(entry, signature if matches else UNSIGNED, matches, teaches)
