"""Which story an entry belongs to: candidates by their rarest common keys, scored, vetoed; three answers.

    the same page, or the same title               -> that story
    surely the same                                -> that story
    in between, and it turns what that one told    -> a new story that follows that one
    in between                                     -> a new story, possibly the same as that one
    near, and it adds a fact that can be named     -> a new story that follows that one
    else, and for roundups and live blogs          -> a new story

Rules: pure; ties go to the greater score, then to the newer story, so that nothing hangs on the order of a set.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from heapq import nlargest
from itertools import islice
from typing import NamedTuple, Protocol

from bot.core.decision import Story
from bot.core.model import Answers, Reading, Signature
from bot.core.story.bound import Bound, odds_of, score_of
from bot.core.story.follow import new_fact, turned
from bot.core.story.judging import Asking, Verdict, judged
from bot.core.story.mark import Mark, Packed, ticks, unpack
from bot.core.story.placement import UNSURE, Grouping, Placement
from bot.core.story.rarity import Commonness, Rarity
from bot.core.story.score import HOUR, Mine, alike, why
from bot.core.story.titles import ALONE
from bot.core.story.veto import uncertain, veto

SAME_PIECE = 18 * HOUR  # within which one outlet's same title is one piece; a column's title comes again next day
TITLE_WORDS = 3  # and numbers, of a title that tells enough to be trusted alone
NEWEST = 8  # stories that are looked at for one page or one title
JUDGED = 4  # times as many candidates where a judge is asked: it finds the right one among more
JUDGED_KEYS = 2  # times as many rarest tokens by which these are found
SAID = 5  # of 100, from which on a reason says that something is like it
NAMED = 3  # shared words that a reason names
_PAGE = re.compile(r"\?|://[^/]+/[^?]*[\d/]")  # of an entry: a front page or a section is the link of many


class View(Protocol):
    """The live stories, as seen from a draft."""

    @property
    def settings(self) -> Grouping: ...
    def __len__(self) -> int: ...
    def get(self, id: int) -> Story | None: ...
    def marks(self, id: int) -> tuple[Mark, ...]: ...
    def packed(self, id: int) -> tuple[Packed, ...]: ...
    def seen(self, id: int) -> int | None: ...
    @property
    def commonness(self) -> Commonness: ...
    def newest(self, key: int, most: int) -> Sequence[int]: ...


class _Search(NamedTuple):
    """One entry among the live stories."""

    mine: Mine
    oldest: int  # ticks: a story that was last reported before takes nothing more
    view: View
    settings: Grouping


def place(reading: Reading, mark: Mark, now: datetime, view: View, answers: Answers) -> Placement:
    """Where the entry, which has this mark, belongs: by its words and by what a judge has answered."""
    settings = view.settings
    search = _search(reading.signature, mark, now, view)
    exact = _exact(search)
    if exact is not None:
        return exact
    if ALONE in reading.signature.manner:
        return Placement(None, "new story, as every roundup is")
    verdicts, doubts = judged(_verdicts(search), Asking(reading.entry, mark, view, settings, answers))
    verdicts.sort(key=lambda verdict: verdict[:2], reverse=True)
    decided = verdicts and verdicts[0].score >= min(settings.sure, settings.doubt)
    placement = _answer(verdicts, search) if decided else _new(verdicts, search)
    return replace(placement, doubts=doubts) if doubts else placement


def _search(signature: Signature, mark: Mark, now: datetime, view: View) -> _Search:
    mine = Mine(signature, mark, Rarity(view), view.settings.models)
    return _Search(mine, ticks(now - view.settings.window), view, view.settings)


def compared(reading: Reading, mark: Mark, now: datetime, view: View) -> Iterator[tuple[Mine, Mark]]:
    """The pairs that a model is asked about to place the entry: what the models are fitted on."""
    search = _search(reading.signature, mark, now, view)
    for id in _candidates(search):
        yield from ((search.mine, other) for other in view.marks(id) if _comparable(other, search))


def _new(verdicts: Sequence[Verdict], search: _Search) -> Placement:
    """A story of its own; it may follow another."""
    for verdict in verdicts:
        added = turned if verdict.veto else new_fact
        fact = verdict.words >= search.settings.near and added(search.mine.mark, verdict.nearest)
        if fact:
            return _following(verdict, fact, search)
    if verdicts and verdicts[0].veto:
        return Placement(None, f"new story, not story {verdicts[0].id}: {verdicts[0].veto}")
    if verdicts and verdicts[0].score >= SAID:
        return Placement(None, f"new story, at most {_likeness(verdicts[0], search)}", verdicts[0].score)
    return Placement(None, "new story")


def _following(verdict: Verdict, fact: str, search: _Search) -> Placement:
    reason = f"new story, follows story {verdict.id}: {fact}"
    return Placement(None, reason, verdict.score, follows=_whole(verdict.id, search).id)


def _likeness(verdict: Verdict, search: _Search) -> str:
    shared = ", ".join(why(search.mine, verdict.nearest)[:NAMED])
    judge = "" if verdict.answer is None else f"; {verdict.answer:.0%} by the judge"
    return f"{verdict.score:.0f} % like story {verdict.id} ({shared}{judge})"


def _answer(verdicts: Sequence[Verdict], search: _Search) -> Placement:
    """Surely or possibly the same, or so much the same that what it adds is plain."""
    best = verdicts[0]
    alike_to = _likeness(best, search)
    if best.score >= search.settings.sure:
        return _joined(verdicts, search)
    if fact := turned(search.mine.mark, best.nearest):
        return _following(best, fact, search)
    return Placement(None, f"possibly the same as story {best.id}: {alike_to}", best.score, _whole(best.id, search).id)


def _joined(verdicts: Sequence[Verdict], search: _Search) -> Placement:
    """The story of the nearest. Where this report is surely two stories, of which one was opened in doubt whether it is
    the other, they are one from now on: the elder."""
    found = [_whole(verdict.id, search) for verdict in verdicts if verdict.score >= search.settings.sure]
    whole, nearest = {one.id: one for one in found}, found[0]
    linked = sorted(id for id, one in whole.items() if nearest.id in (id, one.maybe) or id == nearest.maybe)
    reason = _likeness(verdicts[0], search) + "".join(f"; story {id} is one with it" for id in linked[1:])
    return Placement(whole[linked[0]], reason, verdicts[0].score, merged=tuple(linked[1:]))


def _whole(id: int, search: _Search) -> Story:
    """The live story, or the one that it was merged into."""
    story = search.view.get(id)
    assert story is not None  # what is found by a key is live
    while story.merged_into is not None and (whole := search.view.get(story.merged_into)) is not None:
        story = whole
    return story


def _exact(search: _Search) -> Placement | None:
    """By the address of the page, or by the whole title."""
    mine, url = search.mine.mark, search.mine.signature.url
    if _PAGE.search(url):
        for id in _bearing(mine.url, search):
            if any(_same_page(mine, mark) for mark in search.view.marks(id)):
                return Placement(_whole(id, search), f"same page as story {id}", 100.0)
    if len(mine.tokens | mine.numbers) >= TITLE_WORDS:
        for id in _bearing(mine.title, search):
            if any(_same_piece(mine, mark) for mark in search.view.marks(id)):
                return Placement(_whole(id, search), f"same title as story {id}", 100.0)
    return None


def _bearing(key: int, search: _Search) -> Iterator[int]:
    """The newest open stories with a key, newest first."""
    return (id for id in reversed(search.view.newest(key, NEWEST)) if _open(id, search))


def _same_page(a: Mark, b: Mark) -> bool:
    """One address, and titles that can be one entry edited: a feed may link all its entries to one page."""
    alike_enough = len(a.tokens & b.tokens) * 3 >= min(len(a.tokens), len(b.tokens))
    return a.url == b.url and (alike_enough or a.language != b.language)


def _same_piece(a: Mark, b: Mark) -> bool:
    """One title, and one event: a column's title comes every day."""
    column = ALONE in a.manner or a.family == b.family
    return a.title == b.title and (not column or abs(a.at - b.at) <= SAME_PIECE)


def _open(id: int, search: _Search) -> bool:
    """Whether a story still takes reports."""
    seen = search.view.seen(id)
    return seen is not None and seen >= search.oldest


def _verdicts(search: _Search) -> list[Verdict]:
    """How like each candidate it is, as far as anything follows from it: as like as the report that is nearest to it.
    Else of the candidate that shares most with it."""
    settings = search.settings
    matters = min(settings.near, settings.doubt, settings.sure, settings.ask_from if settings.asked else 100.0)
    bound, best, telling = Bound(search.mine), _Best(), list[Verdict]()
    for id in _candidates(search):
        nearest = _nearest(id, matters, bound, best, search)
        if nearest is not None and nearest.score >= matters:
            telling.append(nearest)
            matters = max(matters, _settled(nearest.score, settings))
    return telling or best.verdict(search)


def _settled(score: float, settings: Grouping) -> float:
    """The score below which another candidate changes nothing, once one has this score: of what is in doubt only the
    nearest matters, of what is sure all that are sure too."""
    decided = score >= min(settings.sure, settings.doubt) and not settings.asked
    return min(score, settings.sure) if decided else 0.0


class _Best:
    """Of the reports from which nothing follows, the one that a reason names: what a veto forbids, else the one that is
    least surely another event."""

    def __init__(self) -> None:
        self.odds = -math.inf
        self.id = 0
        self.place = 0
        self.forbidden: Verdict | None = None

    def see(self, odds: float, id: int, place: int) -> None:
        """One that can have these odds at most."""
        if odds > self.odds:
            self.odds, self.id, self.place = odds, id, place

    def verdict(self, search: _Search) -> list[Verdict]:
        """What is known of it, if there is one."""
        if self.forbidden is not None:
            return [self.forbidden._replace(score=0.0)]
        if not self.id:
            return []
        mark = unpack(search.view.packed(self.id)[self.place])
        score = score_of(self.odds)
        return [Verdict(score, self.id, mark, self.place, words=score)] if _comparable(mark, search) else []


def _nearest(id: int, least: float, bound: Bound, best: _Best, search: _Search) -> Verdict | None:
    """The report of a story that is nearest, of those that may score `least`; of one that does not it is any score up
    to it."""
    nearest, bar = None, odds_of(least)
    for place, packed in enumerate(search.view.packed(id)):
        most = bound.most(packed, bar)
        if most < bar:
            best.see(most, id, place)
        elif _comparable(mark := unpack(packed), search):
            verdict = _judge(Verdict(alike(search.mine, mark), id, mark, place, 0.0), best, search)
            if nearest is None or verdict.score > nearest.score:
                nearest, least = verdict, max(least, verdict.score)
                bar = odds_of(least)
    return nearest


def _judge(verdict: Verdict, best: _Best, search: _Search) -> Verdict:
    """The score is 0 where something forbids that they are one event. In doubt at most is the other side of an event,
    which is a new fact, and a title alike but for who is named."""
    mine, settings, score, mark = search.mine, search.settings, verdict.score, verdict.nearest
    if score >= settings.doubt and (why_not := veto(mine.mark, mark)):
        verdict = verdict._replace(veto=why_not, words=score)
        if best.forbidden is None or score > best.forbidden.score:
            best.forbidden = verdict
        return verdict._replace(score=0.0)
    if not mine.opposed.isdisjoint(mark.stance) or (score >= settings.sure and uncertain(mine.mark, mark)):
        score = min(score, UNSURE * settings.sure)
    best.see(odds_of(score), verdict.id, verdict.place)
    return verdict._replace(score=score, words=score)


def _comparable(mark: Mark, search: _Search) -> bool:
    """Not a roundup; nor a title that `_exact` refused: a column of another day, or one that tells too little."""
    return ALONE not in mark.manner and mark.title != search.mine.mark.title


def _candidates(search: _Search) -> Iterator[int]:
    """The open stories that share most with it by its rarest keys, best first."""
    view, settings, mine = search.view, search.settings, search.mine
    keys = sorted([(-rarity, mine.spelled[key], key) for key, rarity in mine.rarities.items()])
    borne = ((-rarity, ids) for rarity, _, key in keys if (ids := view.newest(key, settings.posting)))
    most, queried = settings.candidates, settings.queried
    if settings.asked:
        most, queried = most * JUDGED, queried * JUDGED_KEYS
    weights: dict[int, float] = {}
    for rarity, ids in islice(borne, queried):
        for id in ids:
            weights[id] = weights[id] + rarity if id in weights else rarity
    return islice((id for id in _ranked(weights, most) if _open(id, search)), most)


def _ranked(weights: Mapping[int, float], first: int) -> Iterator[int]:
    """Best first, of two that share alike the newer one first; the first so many apart, since others seldom matter."""
    least = min(nlargest(first, weights.values()), default=0.0)
    for ids in (
        [id for id, weight in weights.items() if weight >= least],
        (id for id, weight in weights.items() if weight < least),
    ):
        ranked = sorted(ids, reverse=True)
        ranked.sort(key=weights.__getitem__, reverse=True)
        yield from ranked
