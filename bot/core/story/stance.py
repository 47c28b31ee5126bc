"""On which side of an event a title stands, by the concepts of the packs: what is launched is not what is delayed.

Rules: an axis has two sides; a title that names both stands on neither. "3+" and "3-" oppose each other.
"""

from __future__ import annotations

_AXES = tuple(
    (frozenset(f"@{id}" for id in one.split()), frozenset(f"@{id}" for id in other.split()))
    for one, other in (
        ("launch", "delay cancellation recall withdrawal leak"),
        ("approval lift-ban resumption licence", "ban rejection suspension stop-buying export-control"),
        ("price-cut", "price-rise"),
        ("stock-fall record-low", "stock-rise record-high"),
        ("hiring appointment", "layoff resignation dismissal"),
        ("profit", "loss"),
        ("shortage", "glut"),
        ("conviction", "acquittal"),
        ("ceasefire peace-deal", "airstrike invasion"),
        ("investment acquisition", "divestment"),
        ("lawsuit", "settlement ruling"),
        ("talks trade-talks leak", "deal contract approval"),
        ("criticism", "launch deal"),
    )
)


def stance(ids: frozenset[str], halted: bool = False) -> frozenset[str]:
    """The sides that a title with these concepts takes. halted: by its words, something was stopped; the packs need not
    know which kind of stopping it is."""
    ids = ids | {"@delay"} if halted else ids
    sides = ((n, bool(ids & one), bool(ids & other)) for n, (one, other) in enumerate(_AXES))
    return frozenset(f"{n}{'+' if first else '-'}" for n, first, second in sides if first != second)


def opposite(side: str) -> str:
    """The other side of its axis."""
    return side[:-1] + ("-" if side[-1] == "+" else "+")
