"""A slash between two things of one kind offers either; any other asks for both, or is a part of the name."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.watch import Lexicon, TermIndex, pack
from bot.core.watch.typed.slashes import ways
from tests.core.watch.lexica import entry, item


@cache
def known() -> Lexicon:
    return Lexicon(
        pack(
            [
                item("nvidia", "firm", "Nvidia", "英伟达"),
                item("amd", "firm", "AMD", "超威"),
                item("deepseek", "firm", "DeepSeek", "深度求索"),
                item("h20", "product", "H20", maker="nvidia"),
                item("iphone", "product", "iPhone"),
                item("us", "place", "US", "美国", "Mỹ"),
                item("china", "place", "China", "中国", "Trung Quốc"),
                item("trump", "person", "Trump", "特朗普"),
                item("putin", "person", "Putin", "普京"),
                item("acdc", "org", "AC/DC"),
                item("washington", "place", "DC"),
                item("tariff", "concept", "tariff", "关税", "thuế quan"),
                item("sanction", "concept", "sanction", "制裁", "trừng phạt"),
            ]
        )
    )


def matches(term: str, title: str) -> bool:
    return bool(TermIndex((term,), known()).match(entry(title)))


@pytest.mark.parametrize(
    ("term", "titles"),
    [
        ("H20/MI308", ["H20 sales resume", "MI308 sales resume"]),
        ("DeepSeek V4/R2", ["DeepSeek V4 is out", "DeepSeek R2 is out", "深度求索R2发布"]),
        ("Nvidia/AMD", ["Nvidia grows", "AMD grows", "英伟达增长"]),
        ("英伟达/AMD", ["Nvidia grows", "超威增长"]),
        ("DeepSeek/深度求索", ["DeepSeek grows", "深度求索发布"]),
        ("Nvidia/AMD tariffs", ["Tariffs hit AMD", "关税冲击英伟达"]),
        ("tariffs/sanctions", ["A tariff", "Sanctions on oil"]),
        ("关税/制裁", ["Thuế quan mới", "Lệnh trừng phạt mới"]),
        ("thép tariff/sanction", ["Thuế quan thép", "Lệnh trừng phạt thép"]),
        ("iPhone 17/18", ["iPhone 17 sells", "iPhone 18 leaks"]),
        ("F-35/F-22", ["An F-35", "An F22"]),
        ("5G/6G", ["5G grows", "6G trials"]),
    ],
)
def test_either_will_do(term: str, titles: list[str]) -> None:
    assert [title for title in titles if not matches(term, title)] == []


@pytest.mark.parametrize(
    ("term", "title"),
    [
        ("H20/MI308", "H200 sales resume"),
        ("DeepSeek V4/R2", "DeepSeek V3 is out"),
        ("DeepSeek V4/R2", "DeepSeek grows"),
        ("iPhone 17/18", "iPhone 16 sells"),
        ("US/China", "US grows"),
        ("US/China tariffs", "China grows"),
        ("Mỹ/Trung Quốc", "Mỹ tăng trưởng"),
        ("Trump/Putin", "Trump speaks"),
        ("Nvidia/H20", "Nvidia grows"),  # a maker, and its product
        ("24/7", "24 hours, 7 days"),
        ("24/7", "7 dead"),
        ("TCP/IP", "IP flaw"),
        ("km/h", "120 km"),
        ("AC/DC", "DC protests"),
    ],
)
def test_one_alone_will_not(term: str, title: str) -> None:
    assert not matches(term, title)


@pytest.mark.parametrize("term", ["24/7", "TCP/IP", "km/h", "AC/DC", "US/China", "Trump/Putin", "I/O", "9/11"])
def test_what_stands_together_is_found_together(term: str) -> None:
    assert ways(term, known()) == [term]
    assert matches(term, f"So {term} again")


@given(st.text(st.sampled_from("aH2 /"), max_size=80))
def test_any_slashes_have_a_few_readings(text: str) -> None:
    assert 0 < len(ways(text, known())) <= 16
