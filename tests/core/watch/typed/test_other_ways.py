"""The further ways to say all of a watch, where what was typed may mean several things."""

from __future__ import annotations

import pytest

from bot.core.watch import Form, Lexicon, Links, TermIndex, pack
from bot.core.watch.packs.press import Press
from tests.core.watch.lexica import entry, item

PACKED = pack(
    [
        item("rocket", "concept", Form("rocket", "en")),
        item("launch", "concept", Form("launch", "en")),
        item(
            "lift-off",
            "concept",
            Form("lift-off", "en"),
            Form("launch", "en", near=frozenset({"rocket"})),
            broader=("rocket",),
        ),
        item("vietnam", "place", "Vietnam"),
        item("visit", "concept", Form("visit", "en"), Form("chuyến thăm", "vi"), Form("thăm", "vi", beside=True)),
        item("leader", "concept", Form("leader", "en"), Form("lãnh đạo", "vi")),
        item("energy", "concept", Form("energy", "en")),
        item(
            "wind-power", "concept", Form("wind power", "en"), Form("turbine", "en", beside=True), broader=("energy",)
        ),
    ],
    links=Links(press=(Press("vietnam", "vi", 1, ()),)),
)


def matches(term: str, title: str) -> bool:
    return bool(TermIndex((term,), Lexicon(PACKED)).match(entry(title)))


@pytest.mark.parametrize(
    ("term", "title"),
    [
        ("rocket lift-off", "A lift-off in the morning"),  # which is a rocket's
        ("rocket launch", "A rocket is launched"),
        ("Vietnam visit", "Chuyến thăm kết thúc"),
        ("Vietnam leader visit", "Lãnh đạo thăm trường học"),
        ("energy wind power", "Wind power for the north"),
        ("energy wind power visit", "A visit to the turbine"),
    ],
)
def test_what_is_said_in_another_word_need_not_be_said(term: str, title: str) -> None:
    assert matches(term, title)


@pytest.mark.parametrize(
    ("term", "title"),
    [
        ("rocket launch", "A launch of phones"),  # which only may be a rocket's
        ("Vietnam visit", "Ông ấy thăm nhà máy"),  # a loose word with nothing beside it
        ("energy wind power", "A turbine for the boat"),  # nor has it where its kind is left out
    ],
)
def test_what_may_mean_something_else_does_not_stand_for_it(term: str, title: str) -> None:
    assert not matches(term, title)
