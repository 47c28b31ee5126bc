"""What forbids a join, however alike two titles are: another model, another score, another name in the same words."""

from __future__ import annotations

from bot.core.story.mark import Mark
from bot.core.story.titles import AHEAD
from bot.core.story.words import kind

DIFFERENT_WORDS = 3  # that two titles of one template may each have for themselves
DIFFERENT_PAIRS = 7  # the same where a name of four characters changes five or six pairs of neighbours
PAIRED = frozenset({"zh", "ja", "vi"})


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


def _template(a: Mark, b: Mark) -> str:
    """Titles alike but for a few numbers or names."""
    mine, theirs = a.tokens - b.tokens, b.tokens - a.tokens
    most = DIFFERENT_PAIRS if a.language in PAIRED and b.language in PAIRED else DIFFERENT_WORDS
    if max(len(mine), len(theirs)) > most or len(a.tokens & b.tokens) < 3:
        return ""
    if a.numbers - b.numbers and b.numbers - a.numbers:
        return "the same words with other numbers"
    if mine and theirs and (a.named - b.named or b.named - a.named):
        return "the same words about others"
    if a.entities - b.entities and b.entities - a.entities:
        return "the same words about others"
    if mine and theirs and mine <= a.names and theirs <= b.names:
        return "the same words about others"
    return ""
