"""What a judge is asked about one entry, and what its answers change.

    the best score is above ask_to          nothing is asked: the words are sure
    scores from ask_from on                 a question each, about the nearest report, for the `asked` best stories
    an answer                               the odds by the words times the odds by the answer
    a story that it is likely to join then  a second question, about the report that its readers were told
    one answer yes and one no               in doubt; another event where the words find that, too
    yes, but reason to doubt it             in doubt at most: the words find it unlikely, it comes late, or the only
                                            outlet that told the story tells again
    no answer                               the words alone

Rules: pure. What a veto forbids is never asked: another model, score or name makes another event, whatever a judge
thinks. What joins is told by no message of its own, so a judge alone does not hide it while anything speaks against it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from bot.core.decision import Story
from bot.core.model import Answers, Entry, Pair
from bot.core.story.mark import Mark
from bot.core.story.placement import FIRST_KEPT, UNSURE, Grouping
from bot.core.story.publisher import is_carrier
from bot.core.story.score import HOUR
from bot.core.story.veto import veto

CERTAIN = 0.999  # the most that an answer can say, and the least is its opposite: neither side is ever infinitely sure
YES, NO = 0.9, 0.1  # from which on an answer is one, and not a mere hint
UNLIKELY = 15.0  # of 100, below which words say that it is another event
LATE = 36 * HOUR  # after the report that is nearest: the next day but one, also where only dates are known


class View(Protocol):
    """The live stories, as far as a question needs them."""

    def get(self, id: int) -> Story | None: ...
    def marks(self, id: int) -> tuple[Mark, ...]: ...


class Verdict(NamedTuple):
    """How like a story an entry is, 0..100: by the nearest of its reports."""

    score: float
    id: int
    nearest: Mark
    place: int  # of the nearest among the story's marks
    words: float  # the score by words alone
    answer: float | None = None  # a judge's, 0..1, where it is part of the score
    veto: str = ""  # what forbids that they are one event, in words


class Asking(NamedTuple):
    """The report that a judge may be asked about, and what it is compared with."""

    entry: Entry
    mark: Mark
    view: View
    settings: Grouping
    answers: Answers


def judged(verdicts: Sequence[Verdict], asking: Asking) -> tuple[list[Verdict], tuple[Pair, ...]]:
    """The verdicts with what was answered, and the pairs that nobody has answered yet, most alike first."""
    settings = asking.settings
    ranked = sorted(verdicts, key=lambda verdict: verdict[:2], reverse=True)
    if not ranked or ranked[0].score > settings.ask_to:
        return ranked, ()
    doubts: list[Pair] = []
    for n, verdict in enumerate(ranked[: settings.asked]):
        if verdict.score < settings.ask_from:
            break
        if not veto(asking.mark, verdict.nearest):
            ranked[n], open_ = _heard(verdict, asking)
            doubts += open_
    return ranked, tuple(doubts)


def _heard(verdict: Verdict, asking: Asking) -> tuple[Verdict, list[Pair]]:
    """The verdict with what was answered, and the pair that is asked about next. Whom one answer would let in, a second
    one confirms: a reader was told of the story by another report, and a judge errs."""
    said: list[float] = []
    heard, open_ = verdict, list[Pair]()
    for report in _reports(verdict, asking.view):
        pair = Pair(report, asking.entry, verdict.words)
        answer = asking.answers.get(pair.key)
        if answer is None:
            open_ = [pair]
            break
        said.append(answer)
        both = answer if heard.answer is None else together(100.0 * heard.answer, answer) / 100.0
        heard = heard._replace(score=together(heard.score, answer), answer=both)
        if heard.score < asking.settings.doubt:
            break
    return _weighed(heard, said, asking), open_


def _weighed(verdict: Verdict, said: Sequence[float], asking: Asking) -> Verdict:
    """What was answered, as far as words let it count: they are a witness, too, and so is the manner of the report."""
    settings, words = asking.settings, verdict.words
    if said and min(said) <= NO and max(said) >= YES:
        return verdict._replace(score=words if words < UNLIKELY else _in_doubt(words, settings))
    if words < settings.sure <= verdict.score and _doubtful(verdict, asking):
        return verdict._replace(score=_in_doubt(verdict.score, settings))
    return verdict


def _doubtful(verdict: Verdict, asking: Asking) -> bool:
    """Whether anything speaks against what a judge holds for the same: words do; an outlet that alone told a story
    seldom tells it again without a new fact; and what comes late is mostly a sequel."""
    mine, nearest, story = asking.mark, verdict.nearest, asking.view.get(verdict.id)
    alone = story is not None and len(story.reports) == 1
    again = alone and mine.family == nearest.family and not is_carrier(mine.family)
    return verdict.words < UNLIKELY or again or abs(mine.at - nearest.at) >= LATE


def _in_doubt(score: float, settings: Grouping) -> float:
    """A score between the bounds of doubt, in the order of the scores: the likeliest story is the one that is named."""
    return min(settings.doubt + (settings.sure - settings.doubt) * score / 100.0, UNSURE * settings.sure)


def together(words: float, answer: float) -> float:
    """What words (0..100) and an answer (0..1) say as two witnesses that do not know of each other, 0..100."""
    answer = min(max(answer, 1.0 - CERTAIN), CERTAIN)
    same, another = words * answer, (100.0 - words) * (1.0 - answer)
    return 100.0 * same / (same + another)


def _reports(verdict: Verdict, view: View) -> list[Entry]:
    """What the entry may be the same as: the nearest report, and the one that readers were told, or the latest where
    that is the nearest. Marks are of a story's first reports and its latest."""
    story, count = view.get(verdict.id), len(view.marks(verdict.id))
    assert story is not None  # it is a candidate
    nearest = story.reports[verdict.place if verdict.place < FIRST_KEPT else verdict.place - count]
    others = [one for one in (story.reports[0], story.reports[-1]) if one is not nearest]
    return [nearest, *others[:1]]
