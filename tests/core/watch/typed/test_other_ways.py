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
        item("us", "place", "US", "Mỹ"),
        item("fda", "agency", Form("FDA", case=True)),
        item("rubio", "person", "Rubio"),
        item("energy", "concept", Form("energy", "en")),
        item(
            "wind-power", "concept", Form("wind power", "en"), Form("turbine", "en", beside=True), broader=("energy",)
        ),
    ],
    links=Links(stands=(("fda", "us"), ("rubio", "us")), press=(Press("vietnam", "vi", 1, ()),)),
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
        ("US FDA", "FDA clears a drug"),  # an office is its state's
        ("US FDA visit", "FDA inspectors visit a plant"),
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
        ("Vietnam FDA", "FDA clears a drug"),  # the office of another state
        ("US Rubio", "Rubio sleeps"),  # who is no office
        ("Vietnam visit", "Ông ấy thăm nhà máy"),  # a loose word with nothing beside it
        ("energy wind power", "A turbine for the boat"),  # nor has it where its kind is left out
    ],
)
def test_what_may_mean_something_else_does_not_stand_for_it(term: str, title: str) -> None:
    assert not matches(term, title)


AFFAIRS = pack(
    [
        item("nissan", "firm", "Nissan"),
        item("honda", "firm", "Honda"),
        item("musk", "person", "Elon Musk"),
        item("japan", "place", "Japan"),
        item("china", "place", "China"),
        item("merger", "concept", Form("merger", "en")),
        item("talks", "concept", Form("talks", "en"), Form("chat", "en", beside=True)),
        item("lawsuit", "concept", Form("lawsuit", "en")),
        item("trial", "concept", Form("trial", "en")),
    ],
    links=Links(between=(("merger", "talks"), ("lawsuit", "trial"))),
)


@pytest.mark.parametrize(
    ("term", "title", "told"),
    [
        ("Nissan Honda merger", "Honda ends talks with Nissan", True),
        ("merger of Honda and Nissan", "Honda ends talks with Nissan", True),
        ("Elon Musk Nissan lawsuit", "Elon Musk testifies as Nissan trial opens", True),
        ("Nissan Honda merger", "Honda and Nissan chat", False),  # too loose a word
        ("Nissan Honda talks", "Honda and Nissan plan a merger", False),  # not the other way round, unless listed
        ("Nissan merger", "Nissan in talks", False),  # with nobody
        ("China Japan merger", "China and Japan hold talks", False),  # states have more to talk about
        ("Nissan Honda merger", "Nissan in talks", False),
    ],
)
def test_what_passes_between_two_is_told_by_its_steps(term: str, title: str, told: bool) -> None:
    assert bool(TermIndex((term,), Lexicon(AFFAIRS)).match(entry(title))) == told
