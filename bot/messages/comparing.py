"""Why two reports are one story or are not, in lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.core.model import Entry, Reading
from bot.core.story.explanation import Comparison, compare
from bot.core.story.signature import Entities

LONGEST = 100  # characters of a title


def nearest(new: Reading, others: Iterable[Entry], lexicon: Entities) -> tuple[Comparison, Entry] | None:
    """Of the others that which the new one is most like, and how; None where there is none."""
    compared = [(compare(new, other, lexicon), other) for other in others if _id(other) != _id(new.entry)]
    return max(compared, key=lambda pair: pair[0].score, default=None)


def comparison_lines(new: Reading, others: Iterable[Entry], lexicon: Entities) -> Iterator[str]:
    """The report beside that of the others which it is most like; nothing where there is none."""
    found = nearest(new, others, lexicon)
    if found is not None:
        comparison, other = found
        yield f"beside “{other.title[:LONGEST]}” ({other.outlet or other.feed}):"
        yield from (f"  {line}" for line in described(comparison))


def described(comparison: Comparison) -> Iterator[str]:
    """What both hold, what sets them apart."""
    yield f"{comparison.score:.0f} % like it, by these two alone"
    for name, values in (("words", comparison.words), ("names", comparison.names), ("numbers", comparison.numbers)):
        if values:
            yield f"both hold the {name} {', '.join(values)}"
    if comparison.veto:
        yield f"cannot be one event: {comparison.veto}"
    for line in comparison.apart:
        yield f"against it: {line}"
    if comparison.fact:
        yield f"it adds: {comparison.fact}"


def _id(entry: Entry) -> tuple[str, str]:
    return entry.feed, entry.key
