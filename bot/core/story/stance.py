"""On which side of an event a title stands, by the concepts of the packs: what is launched is not what is delayed.

Rules: an axis has two sides; a title that names both stands on neither. But a launch that is halted is none, and one
that comes after a delay is one; and who lifts a ban must name it. "3+" and "3-" oppose each other.
"""

from __future__ import annotations

from bot.core.story.titles import BELATED, HALTED, LAUNCHED

_LAUNCH = "@launch"
_BAN, _LIFTED = "@ban", "@lift-ban"
STOPPED = "0-"  # the other side of a launch: what is stopped, put off or taken back

_AXES = tuple(
    (frozenset(f"@{id}" for id in one.split()), frozenset(f"@{id}" for id in other.split()))
    for one, other in (
        ("launch", "delay cancellation recall withdrawal leak"),
        ("approval lift-ban resumption licence", "ban rejection suspension stop-buying export-control"),
        ("price-cut", "price-rise"),
        ("stock-fall record-low", "stock-rise record-high"),
        ("hiring appointment", "layoff resignation dismissal"),
        ("profit", "loss"),
        ("forecast-beaten", "forecast-missed"),
        ("shortage", "glut"),
        ("conviction", "acquittal"),
        ("ceasefire peace-deal", "airstrike invasion"),
        ("investment acquisition", "divestment"),
        ("lawsuit", "settlement ruling"),
        ("talks trade-talks leak", "deal contract approval"),
        ("criticism", "launch deal"),
    )
)


def outcome(ids: frozenset[str], manner: frozenset[str]) -> frozenset[str]:
    """The concepts of a title that speaks so, as far as launches go: what is out was launched, what is halted was not,
    whether or not the packs know the words."""
    ids = ids | {_LAUNCH} if LAUNCHED in manner else ids
    return ids - {_LAUNCH} if HALTED in manner and BELATED not in manner else ids


def stance(ids: frozenset[str], manner: frozenset[str] = frozenset()) -> frozenset[str]:
    """The sides that a title with these concepts takes, which speaks so: any stopping is a delay, unless it is over."""
    if BELATED in manner and _LAUNCH in ids:
        ids -= _AXES[0][1]
    elif HALTED in manner:
        ids |= {"@delay"}
    if _LIFTED in ids:
        ids -= {_BAN}
    sides = ((n, bool(ids & one), bool(ids & other)) for n, (one, other) in enumerate(_AXES))
    return frozenset(f"{n}{'+' if first else '-'}" for n, first, second in sides if first != second)


def opposite(side: str) -> str:
    """The other side of its axis."""
    return side[:-1] + ("-" if side[-1] == "+" else "+")
