"""What was typed as one and says two things, as both: 中美 is China and the United States, 对华出口 China and exports.

Rules: what packs say of both (Form.both); and ideas some forms of which name a place, a firm, a person or a product
that the idea itself is not of, since a headline that says so surely tells of it: that name is asked for, and the idea.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from bot.core.text import fold
from bot.core.watch.packs.items import Item
from bot.core.watch.packs.lexicon import Claim, Lexicon
from bot.core.watch.phrases import Atom
from bot.core.watch.typed.segments import Segment, made_of

_NAMED = ("firm", "person", "place", "product")  # an agency does what it is named for: ICE raids
_SHORTEST = 2  # characters of Han


def parted(piece: Segment, lexicon: Lexicon) -> list[Segment]:
    """The things that a piece says, each as a segment; the piece itself where it says one."""
    said = {claim.item.id: claim for claim in piece.claims if claim.form.both}
    if len(said) > 1:
        return [replace(piece, claims=[claim]) for claim in said.values()]
    return max(_names_and_ideas(piece, lexicon), key=_size_of_name, default=[piece])


def _size_of_name(two: list[Segment]) -> int:
    return sum(len(part.text) for part in two if part.is_name)


def _names_and_ideas(piece: Segment, lexicon: Lexicon) -> Iterator[list[Segment]]:
    """Each way to take it for a name and what is left, where that says the idea of the whole or a wider one."""
    ideas = [claim for claim in piece.claims if claim.item.kind == "concept"]
    if not ideas or len(ideas) < len(piece.claims):
        return
    for name, rest, leads in _cuts(piece.atoms):
        names = [claim for claim in lexicon.claims(name) if claim.item.kind in _NAMED]
        wider = lexicon.claims(rest) if names else []
        meant = [idea for idea in ideas if _is_kind_of(idea.item, wider, lexicon)]
        if meant and not any(_is_of(idea.item, names) for idea in ideas):
            both = [made_of(name, names), made_of(rest, _with(wider, meant))]
            yield both if leads else both[::-1]


def _cuts(whole: Sequence[Atom]) -> Iterator[tuple[Sequence[Atom], Sequence[Atom], bool]]:
    """Each stretch of some words (Nga in "UAV Nga tấn công"), what is left around it, and whether it leads. A run is
    cut in two only: in its midst two words that meet may look like a name (火车撞上汽车)."""
    if len(whole) > 1 or not whole[0].run:
        for start, end in combinations(range(len(whole) + 1), 2):
            if end - start < len(whole):
                yield whole[start:end], [*whole[:start], *whole[end:]], not start
        return
    [run] = whole
    for at in range(_SHORTEST, len(run.text) - _SHORTEST + 1):
        left, right = [Atom(run.raw[:at], run.text[:at], True)], [Atom(run.raw[at:], run.text[at:], True)]
        yield left, right, True
        yield right, left, False


def _is_kind_of(idea: Item, claims: Sequence[Claim], lexicon: Lexicon) -> bool:
    return any(claim.item.kind == "concept" and idea.id in lexicon.kinds(claim.item.id) for claim in claims)


def _is_of(idea: Item, names: Sequence[Claim]) -> bool:
    """Whether an idea bears the name in its own, in some language: US stocks are of the United States."""
    own = [fold(next(form for form in idea.forms if form.language == tongue).text) for tongue in _tongues(idea)]
    return any(fold(form.text) in first for first in own for claim in names for form in claim.item.forms)


def _tongues(idea: Item) -> list[str]:
    return [*dict.fromkeys(form.language for form in idea.forms)]


def _with(claims: Sequence[Claim], others: Sequence[Claim]) -> list[Claim]:
    """All of them, each item once."""
    return [*{claim.item.id: claim for claim in (*others, *claims)}.values()]
