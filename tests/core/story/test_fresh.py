"""What a title adds to former ones, as spans."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.story.fresh import MOST, fresh


def bold(title: str, *former: str, language: str = "en") -> list[str]:
    return [title[start:end] for start, end in fresh(title, language, former)]


@pytest.mark.parametrize(
    ("title", "former", "language", "shown"),
    [
        (
            "Court ruling clears Huawei in Ascend chip case",
            "Huawei is accused of copying Ascend chip",
            "en",
            ["Court", "ruling", "clears", "case"],
        ),
        ("OpenAI raises $55 billion from SoftBank", "OpenAI raises $40 billion from SoftBank", "en", ["$55 billion"]),
        ("英伟达否认停产H20芯片", "网传英伟达停产H20芯片", "zh", ["否认"]),
        ("英伟达停产H200芯片", "英伟达停产H20芯片", "zh", ["H200"]),
        ("VinFast hoãn bán nhà máy tại Mỹ", "VinFast bán nhà máy tại Mỹ", "vi", ["hoãn"]),
    ],
)
def test_what_is_new_is_found(title: str, former: str, language: str, shown: list[str]) -> None:
    assert bold(title, former, language=language) == shown


def test_what_every_title_says_is_not_new() -> None:
    assert bold("Huawei and the Ascend chip", "Huawei Ascend chip") == []
    assert bold("Huawei launches Ascend chip", "Huawei launches Ascend chip") == []


def test_in_another_language_only_numbers_can_be_told_apart() -> None:
    assert bold("Nvidia halts H200 chip", "英伟达停产H20芯片") == ["H200"]
    assert bold("Nvidia halts H20 chip", "英伟达停产H20芯片") == []


def test_where_all_is_new_only_numbers_and_names_are_shown() -> None:
    assert bold("Regulators fine Micron 40 million", "Samsung opens plant") == ["Micron", "40 million"]


@example(":A'A0", [""], "en")
@example("ÒÙ㐀𠀀𠀀", [], "en")  # Han in a text that is taken for Vietnamese
@given(st.text(max_size=80), st.lists(st.text(max_size=40), max_size=3), st.sampled_from(["en", "zh", "vi", ""]))
def test_spans_lie_apart_within_the_title(title: str, former: list[str], language: str) -> None:
    spans = fresh(title, language, former)
    assert len(spans) <= MOST
    assert all(0 <= start < end <= len(title) for start, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    assert fresh(title, language, [title]) == []
