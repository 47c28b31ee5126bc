"""Plain words are cut where packs know names, the longest first, unless that tears the next one."""

from __future__ import annotations

import pytest

from bot.core.watch import Form, Lexicon, pack
from bot.core.watch.typed.cutting import segments
from tests.core.watch.lexica import item

LEXICON = Lexicon(
    pack(
        [
            item("thailand", "place", Form("Thái Lan", "vi"), Form("Campuchia Thái", "vi")),
            item("cambodia", "place", Form("Campuchia", "vi")),
            item("times", "org", "New York Times"),
            item("new-york", "place", "New York"),
            item("times-square", "place", "Times Square"),
            item("square", "concept", "square"),
        ]
    )
)


@pytest.mark.parametrize(
    ("typed", "cut"),
    [
        ("Campuchia Thái Lan", ["Campuchia", "Thái Lan"]),
        ("Campuchia Thái", ["Campuchia Thái"]),
        ("Campuchia Thái biên giới", ["Campuchia Thái", "biên giới"]),
        ("New York Times", ["New York Times"]),
        ("New York Times Square", ["New York Times", "Square"]),  # what is left is known: the longest stands
    ],
)
def test_a_name_is_cut_where_the_next_begins(typed: str, cut: list[str]) -> None:
    assert [segment.text for segment in segments(typed, LEXICON)] == cut
