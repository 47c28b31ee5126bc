"""What says too little alone counts for watches that ask for more than it."""

from __future__ import annotations

import pytest

from bot.core.watch import Form, Lexicon, TermIndex, pack
from tests.core.watch.lexica import entry, item

PACKED = pack(
    [
        item("nvidia", "firm", "Nvidia", "英伟达"),
        item("sale", "concept", "sale", Form("bán", "vi", beside=True, outside=("bán dẫn",)), Form("出售", "zh")),
        item("trade", "concept", "trade", Form("出售", "zh", beside=True)),
        item("clearance", "concept", "clearance", Form("hạ giá", "vi", beside=True), broader=("sale",)),
        item("visit", "concept", "visit", Form("thăm", "vi", before=(" nhat",)), Form("thăm", "vi", beside=True)),
    ]
)


def matches(term: str, title: str) -> bool:
    return bool(TermIndex((term,), Lexicon(PACKED)).match(entry(title)))


@pytest.mark.parametrize(
    ("term", "title"),
    [
        ("Nvidia sale", "Nvidia bán chip cho Trung Quốc"),
        ("Nvidia bán", "A Nvidia sale of chips"),
        ("sale", "A sale of chips"),
        ("Nvidia trade", "英伟达出售芯片"),
    ],
)
def test_it_counts_beside_another_slot(term: str, title: str) -> None:
    assert matches(term, title)


@pytest.mark.parametrize(
    ("term", "title"),
    [
        ("sale", "Bán nhà giá tốt"),
        ("Nvidia sale", "Nvidia và ngành bán dẫn"),
        ("Nvidia sale", "Ông ấy bán nhà"),
    ],
)
def test_it_does_not_alone(term: str, title: str) -> None:
    assert not matches(term, title)


def test_what_loosely_says_a_narrower_idea_does_not_say_the_wider_one() -> None:
    assert matches("Nvidia clearance", "Nvidia hạ giá chip")
    assert not matches("Nvidia sale", "Nvidia hạ giá chip")
    assert matches("Nvidia sale", "Nvidia clearance begins")


def test_a_form_that_needs_a_follower_counts_without_it_too() -> None:
    assert matches("visit", "Ông ấy thăm Nhật")
    assert not matches("visit", "Ông ấy thăm nhà máy")
    assert not matches("visit", "Ông ấy thăm nhậtthực")
    assert matches("Nvidia visit", "Nvidia thăm nhà máy")


def test_who_types_it_means_what_it_surely_is() -> None:
    assert not matches("Nvidia 出售", "A Nvidia trade")
    assert matches("Nvidia 出售", "A Nvidia sale")


def test_texts_are_not_searched_for_it() -> None:
    assert Lexicon(PACKED).entities_in("Nvidia bán chip") == {"nvidia"}
