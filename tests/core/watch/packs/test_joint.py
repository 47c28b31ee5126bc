"""Short names count side by side, and name both; nowhere else."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.watch import Form, Joint, Lexicon, TermIndex, explain, joined, pack
from tests.core.watch.lexica import entry, item

HAN = Joint("zh", (("us", "美"), ("china", "中"), ("japan", "日")), before=("贸易", "關係"))
VIETNAMESE = Joint("vi", (("us", "Mỹ"), ("china", "Trung"), ("uk", "Anh")), by="–")


@cache
def lexicon() -> Lexicon:
    items = [
        item("us", "place", Form("US", "en", case=True), "美国", Form("Mỹ", "vi", case=True)),
        item("china", "place", "China", "中国", "Trung Quốc"),
        item("japan", "place", "Japan", "日本"),
        item("uk", "place", "UK"),
        item("trade-war", "concept", "trade war", "贸易战", "thương chiến"),
        item("visit", "concept", "visit", "访华"),
    ]
    return Lexicon(pack(joined(items, [HAN, VIETNAMESE])))


def matches(term: str, title: str) -> bool:
    return bool(TermIndex((term,), lexicon()).match(entry(title)))


@pytest.mark.parametrize(
    ("term", "title"),
    [
        ("US China", "中美贸易下降"),
        ("US China", "美中贸易下降"),
        ("China", "中美關係緊張"),
        ("US China trade war", "中美贸易战升级"),
        ("Japan China", "中日关系"),
        ("US China", "Đàm phán Mỹ - Trung"),
        ("US China", "Đàm phán Trung-Mỹ"),
        ("US China trade war", "Thương chiến Mỹ – Trung"),
        ("Mỹ Trung Quốc", "US and China to talk"),  # the second name is whole: it is not cut into
        ("thương chiến Mỹ Trung", "US and China in a trade war"),
    ],
)
def test_two_states_in_one_word_are_both_named(term: str, title: str) -> None:
    assert matches(term, title)


@pytest.mark.parametrize(
    ("term", "title"),
    [
        ("US China", "其中美国队"),
        ("China", "空中美食"),
        ("US China", "中美"),  # nothing says what the two have with each other
        ("US Japan", "中美贸易"),
        ("US China", "Ông Mỹ Trung đến Hà Nội"),  # a person
        ("China UK", "Trung Anh đoạt giải"),
        ("US China", "mỹ - trung bình"),
    ],
)
def test_they_are_not_elsewhere(term: str, title: str) -> None:
    assert not matches(term, title)


@pytest.mark.parametrize(
    ("term", "titles"),
    [
        ("中美贸易战", ["US-China trade war escalates", "美国与中国贸易战", "Thương chiến Mỹ - Trung"]),
        ("中美", ["US and China to talk", "美中贸易下降"]),
        ("Mỹ-Trung", ["US and China to talk"]),
        ("中美餐", ["中美餐"]),  # as it was typed, whatever follows
        ("日中 China", ["Japan and China"]),  # one of the two typed twice
    ],
)
def test_who_types_the_word_asks_for_both(term: str, titles: list[str]) -> None:
    assert [matches(term, title) for title in titles] == [True] * len(titles)


@pytest.mark.parametrize(
    ("term", "title"),
    [
        ("中美贸易战", "US in a trade war"),
        ("中美贸易战", "中国回应贸易战"),
        ("中美", "China grows"),
        ("Mỹ Trung", "US votes"),
        ("日中 China", "China grows"),
    ],
)
def test_one_of_them_is_not_enough(term: str, title: str) -> None:
    assert not matches(term, title)


def test_an_idea_and_a_place_in_one_word_are_both_asked_for() -> None:
    visit = item("visit", "concept", Form("visit", "en"), Form("访美", "zh", both=True))
    place = item("us", "place", Form("US", "en", case=True), Form("访美", "zh", beside=True, both=True))
    index = TermIndex(["访美"], Lexicon(pack([visit, place])))
    titles = ("Modi visits the US", "莫迪访美", "Modi visits Japan", "US votes")
    assert [bool(index.match(entry(title))) for title in titles] == [True, True, False, False]


def test_one_word_is_shown_for_both() -> None:
    found = explain("US China", {"title": "中美贸易下降"}, lexicon()).match
    assert found is not None
    assert [(hit.slot, hit.span.start, hit.span.end) for hit in found.hits] == [("US", 0, 2), ("China", 0, 2)]


def test_one_word_is_no_two_of_one_thing() -> None:
    assert not matches("visit 访问 visits", "访华")


def test_a_form_that_an_item_has_is_not_made_again() -> None:
    own = item("us", "place", "美中")
    [us, china] = joined([own, item("china", "place", "China")], [HAN])
    assert [form.text for form in us.forms].count("美中") == 1
    assert "美中" in {form.text for form in china.forms}


@given(st.lists(st.sampled_from("美中空其"), max_size=6), st.sampled_from(["贸易", "关系", "餐", ""]))
def test_the_index_finds_what_the_rule_says(chars: list[str], after: str) -> None:
    text = "".join(chars)
    named = text[-2:] in ("美中", "中美") and after in ("贸易", "关系")
    assert matches("US China", text + after) is named
