"""Which story an entry belongs to: candidates by their rarest common keys, scored, vetoed; three answers.

    the same page, or the same title               -> that story
    surely the same                                -> that story
    in between                                     -> a new story, possibly the same as that one
    near, and it adds a fact that can be named     -> a new story that follows that one
    else, and for roundups and live blogs          -> a new story

Rules: pure; ties go to the greater score, then to the newer story, so that nothing hangs on the order of a set.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from typing import NamedTuple, Protocol

from bot.core.model import Answers, Reading, Signature, Story
from bot.core.story.follow import new_fact
from bot.core.story.judging import Verdict, judged
from bot.core.story.placement import Grouping, Placement
from bot.core.story.rarity import Rarity
from bot.core.story.score import Mark, alike, why
from bot.core.story.titles import ALONE
from bot.core.story.veto import veto

SAME_PIECE = timedelta(
    hours=18
)  # within which one outlet's same title is one piece; a column's title comes again next day
TITLE_WORDS = 3  # and numbers, of a title that tells enough to be trusted alone
NEWEST = 8  # stories that are looked at for one page or one title
NAMED = 3  # shared words that a reason names


class View(Protocol):
    """The live stories, as seen from a draft."""

    def __len__(self) -> int: ...
    def get(self, id: int) -> Story | None: ...
    def marks(self, id: int) -> tuple[Mark, ...]: ...
    def count(self, key: str) -> int: ...
    def newest(self, key: str, most: int) -> Sequence[int]: ...


class _Search(NamedTuple):
    """One entry among the live stories."""

    mine: Mark
    now: datetime
    view: View
    settings: Grouping
    rarity: Rarity


def place(reading: Reading, now: datetime, view: View, settings: Grouping, answers: Answers) -> Placement:
    """Where the entry belongs, by its words and by what a judge has answered."""
    search = _Search(Mark(reading.signature, reading.entry.at or now), now, view, settings, Rarity(view))
    exact = _exact(search)
    if exact is not None:
        return exact
    if ALONE in reading.signature.manner:
        return Placement(None, "new story, as every roundup is")
    judged_, doubts = judged(list(_verdicts(search)), reading, view, settings, answers)
    verdicts = sorted(judged_, key=lambda verdict: verdict[:2], reverse=True)
    decided = verdicts and verdicts[0].score >= min(settings.sure, settings.doubt)
    return replace(_answer(verdicts, search) if decided else _new(verdicts, search), doubts=doubts)


def _new(verdicts: Sequence[Verdict], search: _Search) -> Placement:
    """A story of its own; it may follow another."""
    for verdict in verdicts:
        fact = verdict.words >= search.settings.near and new_fact(search.mine.signature, verdict.nearest.signature)
        if fact:
            reason = f"new story, follows story {verdict.id}: {fact}"
            return Placement(None, reason, verdict.score, follows=_whole(verdict.id, search).id)
    if verdicts and verdicts[0].score >= 1:
        return Placement(None, f"new story, at most {_likeness(verdicts[0], search)}", verdicts[0].score)
    return Placement(None, "new story")


def _likeness(verdict: Verdict, search: _Search) -> str:
    shared = ", ".join(why(search.mine, verdict.nearest, search.rarity)[:NAMED])
    judge = "" if verdict.answer is None else f"; {verdict.answer:.0%} by the judge"
    return f"{verdict.score:.0f} % like story {verdict.id} ({shared}{judge})"


def _answer(verdicts: Sequence[Verdict], search: _Search) -> Placement:
    """Surely or possibly the same."""
    best = verdicts[0]
    alike_to = _likeness(best, search)
    if best.score >= search.settings.sure:
        return _joined(verdicts, search)
    return Placement(None, f"possibly the same as story {best.id}: {alike_to}", best.score, _whole(best.id, search).id)


def _joined(verdicts: Sequence[Verdict], search: _Search) -> Placement:
    """The story of the nearest. Where this report is surely two stories, of which one was opened in doubt whether it is
    the other, they are one from now on: the elder."""
    whole = {one.id: one for one in (_whole(v.id, search) for v in verdicts if v.score >= search.settings.sure)}
    nearest = _whole(verdicts[0].id, search)
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
    mine, view = search.mine, search.view
    signature = mine.signature
    if signature.url.count("/") > 3 or "?" in signature.url:  # a site's front page is the link of many entries
        for id in reversed(view.newest(url_key(signature.url), NEWEST)):
            if _open(id, search) and any(_same_page(signature, mark.signature) for mark in view.marks(id)):
                return Placement(_whole(id, search), f"same page as story {id}", 100.0)
    if len(signature.tokens | signature.numbers) >= TITLE_WORDS:
        for id in reversed(view.newest(title_key(signature.title), NEWEST)):
            if _open(id, search) and any(_same_piece(mine, mark) for mark in view.marks(id)):
                return Placement(_whole(id, search), f"same title as story {id}", 100.0)
    return None


def url_key(url: str) -> str:
    """What the index knows a page by."""
    return f"url {url}"


def title_key(title: str) -> str:
    """What the index knows a whole title by."""
    return f"title {title}"


def _same_page(a: Signature, b: Signature) -> bool:
    """One address, and titles that can be one entry edited: a feed may link all its entries to one page."""
    alike_enough = len(a.tokens & b.tokens) * 3 >= min(len(a.tokens), len(b.tokens))
    return a.url == b.url and (alike_enough or a.language != b.language)


def _same_piece(a: Mark, b: Mark) -> bool:
    """One title, and one event: a column's title comes every day."""
    column = ALONE in a.signature.manner or a.signature.family == b.signature.family
    return a.signature.title == b.signature.title and (not column or abs(a.at - b.at) <= SAME_PIECE)


def _open(id: int, search: _Search) -> bool:
    """Whether a story still takes reports."""
    story = search.view.get(id)
    return story is not None and search.now - story.last_seen_at <= search.settings.window


def _verdicts(search: _Search) -> Iterator[Verdict]:
    """How like each candidate it is: as like as the report that is nearest to it."""
    for id in islice((id for id in _candidates(search) if _open(id, search)), search.settings.candidates):
        scores = [(_score(mark, search), mark) for mark in search.view.marks(id) if ALONE not in mark.signature.manner]
        if scores:
            score, nearest = max(scores, key=lambda pair: pair[0])
            yield Verdict(score, id, nearest, words=score)


def _score(mark: Mark, search: _Search) -> float:
    """How like one report it is; 0 where something forbids that they are one event."""
    if mark.signature.title == search.mine.signature.title:
        return 0.0  # `_exact` refused it: a column of another day, or a title that tells too little
    score = alike(search.mine, mark, search.rarity)
    forbidden = score >= search.settings.doubt and veto(search.mine.signature, mark.signature)
    return 0.0 if forbidden else score


def _candidates(search: _Search) -> Iterable[int]:
    """The stories that share most with it by its rarest keys, best first."""
    view, settings, rarity = search.view, search.settings, search.rarity
    keys = [key for key in search_keys(search.mine.signature) if view.count(key)]
    weights: dict[int, float] = defaultdict(float)
    for key in sorted(keys, key=lambda key: (-rarity[key], key))[: settings.queried]:
        weight = rarity[key]
        for id in view.newest(key, settings.posting):
            weights[id] += weight
    return sorted(weights, key=lambda id: (-weights[id], -id))


def search_keys(signature: Signature) -> frozenset[str]:
    """What a report can be found by, short of its page and its whole title."""
    return signature.tokens | signature.numbers | signature.entities
