"""What forbids a join, however alike two titles are: another model, another score, another name in the same words."""

from __future__ import annotations

from bot.core.story.mark import Keys, Mark
from bot.core.story.titles import AHEAD
from bot.core.story.words import kind

SHARED_WORDS = 3  # that two titles of one template have at least
DIFFERENT_WORDS = 3  # that two titles of one template may each have for themselves
# The same where words are pairs of neighbours: a name of four characters changes five or six of them, one of four
# syllables five, and itself.
DIFFERENT_PAIRS = {"zh": 7, "ja": 7, "vi": 9}


def veto(a: Mark, b: Mark) -> str:
    """Why the two cannot be one event, in words; "" where they can."""
    for name in ("model", "score"):
        mine = {figure for figure in a.figures if kind(figure) == name}
        theirs = {figure for figure in b.figures if kind(figure) == name}
        if mine and theirs and not mine & theirs:
            return f"another {name}: {', '.join(sorted(mine))} is not {', '.join(sorted(theirs))}"
    if _previews(a, b) or _previews(b, a):
        return "what is to come is not its result"
    return _template(a, b)


def _previews(a: Mark, b: Mark) -> bool:
    """Whether one speaks of what is to come and the other tells how it ended."""
    return AHEAD in a.manner and AHEAD not in b.manner and any(kind(figure) == "score" for figure in b.figures)


def uncertain(a: Mark, b: Mark) -> bool:
    """Whether two titles are alike but for a name in whose place the other has none, or one that stands for it: one
    event, unless it is Musk that sues and not Tesla."""
    if not _alike(a, b):
        return False
    if a.named - b.named and b.named - a.named:
        return True
    another = a.tokens - b.tokens and b.tokens - a.tokens  # a name that is only added stands in no other's place
    return bool(another and (_apart(a, b, b.named) or _apart(b, a, a.named)))


def _template(a: Mark, b: Mark) -> str:
    """Titles alike but for a few numbers or names."""
    if not _alike(a, b):
        return ""
    if a.numbers - b.numbers and b.numbers - a.numbers:
        return "the same words with other numbers"
    return "the same words about others" if _swapped(a, b) or _strangers(a, b) else ""


def _alike(a: Mark, b: Mark) -> bool:
    """Whether they are the same words but for a few."""
    most = min(DIFFERENT_PAIRS.get(each.language, DIFFERENT_WORDS) for each in (a, b))
    shared = len(a.tokens & b.tokens)
    return shared >= SHARED_WORDS and max(len(a.tokens), len(b.tokens)) - shared <= most


def _swapped(a: Mark, b: Mark) -> bool:
    """Whether each names somebody, or has an idea, in the place of the other's."""
    if _apart(a, b, b.named - a.named) and _apart(b, a, a.named - b.named):
        return True
    ideas = a.entities - a.named, b.entities - b.named
    return bool(ideas[0] - ideas[1] and ideas[1] - ideas[0])


def _apart(a: Mark, b: Mark, others: Keys) -> Keys:
    """The names that only the first title holds, short of those that act for one of these others or for which one of
    them acts."""
    return a.named - b.named - {who for who, whom in a.stands if whom in others} - _behind(a, b, others)


def _behind(a: Mark, b: Mark, others: Keys) -> Keys:
    """For whom these others act, by what either title names."""
    return frozenset([whom for who, whom in a.stands | b.stands if who in others])


def _strangers(a: Mark, b: Mark) -> bool:
    """Whether one may name somebody whom no pack knows, in the place of a name that the other holds; or both do, as far
    as capitals tell."""
    mine, theirs = a.tokens - b.tokens, b.tokens - a.tokens
    strange, stranger = mine & a.unknown, theirs & b.unknown
    if stranger and a.named - b.named - _behind(a, b, b.named):
        return True
    if strange and b.named - a.named - _behind(b, a, a.named):
        return True
    written_so = bool(mine and theirs) and mine <= a.names and theirs <= b.names
    return written_so and (a.named == b.named or bool(strange and stranger))
