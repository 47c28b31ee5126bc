"""Roman and Han numerals behind a name are its number; anywhere else they are letters and words."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.watch import Form, Lexicon, TermIndex, pack
from bot.core.watch.typed.numerals import han, of_han, of_roman, roman
from tests.core.watch.lexica import entry, item


@cache
def known() -> Lexicon:
    space = frozenset({"space"})
    return Lexicon(
        pack(
            [
                item("gta", "product", Form("GTA", case=True), "GTA VI", "侠盗猎车手"),
                item("final-fantasy", "product", "Final Fantasy", "最终幻想"),
                item("iphone", "product", "iPhone"),
                item("shenzhou", "product", "Shenzhou", Form("神舟", near=space), "神舟二十一", "tàu Thần Châu"),
                item(
                    "long-march",
                    "product",
                    Form("Long March", near=space),
                    "Long March 10",
                    Form("长征", near=space),
                    "长征十号",
                ),
                item("super-bowl", "event", "Super Bowl", "超级碗"),
                item("great-war", "event", Form("World War II", "en"), Form("二战", "zh"), Form("Thế chiến II", "vi")),
                item("civilization", "product", Form("Civilization VII", "en"), Form("文明7", "zh")),
                item("xi", "person", "Xi Jinping", "习近平"),
                item("huawei", "firm", "Huawei", "华为"),
                item("texas", "place", "Texas"),
                item("president", "concept", "president", "主席"),
                item("space", "concept", "space", "太空"),
            ]
        )
    )


def matches(term: str, title: str) -> bool:
    return bool(TermIndex((term,), known()).match(entry(title)))


@pytest.mark.parametrize(
    ("term", "title"),
    [
        ("GTA VI", "GTA 6 is late again"),
        ("GTA 6", "GTA VI is late again"),
        ("GTA6", "GTA VI is late again"),
        ("GTA VI", "侠盗猎车手6跳票"),
        ("GTA 5", "GTA V sells on"),
        ("GTA V", "GTA5 sells on"),
        ("Final Fantasy VII", "Final Fantasy 7 returns"),
        ("最终幻想7", "Final Fantasy VII returns"),
        ("Rocky IV", "Rocky 4 turns forty"),  # no pack knows Rocky
        ("Rocky 4", "Rocky IV turns forty"),
        ("Chapter VI", "Chapter VI begins"),
        ("Super Bowl LX", "Super Bowl 60 tickets"),
        ("超级碗 60", "Super Bowl LX tickets"),
        ("World War 2", "World War II bomb found"),
        ("二战", "World War II bomb found"),
        ("Thế chiến II", "二战炸弹"),
        ("Civilization 7", "Civilization VII is out"),
        ("Civilization VII", "文明7发售"),
        ("iPhone X", "iPhone X turns eight"),
        ("Malcolm X", "The life of Malcolm X"),
        ("president Xi", "President Xi speaks"),
        ("Texas IV fluids", "IV fluids run short in Texas"),  # a place has no number
        ("Shenzhou-21", "神舟二十一号发射成功"),
        ("tàu Thần Châu 21", "神舟二十一号发射成功"),
        ("神舟二十一号", "Shenzhou-21 docks"),
        ("神舟二十一号", "神舟21号返回"),
        ("神舟21号", "神舟二十一号返回"),
        ("神舟二十一", "神舟二十一乘组返回"),
        ("神舟二十一号返回", "神舟21号返回地球"),
        ("长征十号", "Long March 10 lifts off"),
        ("Long March 10", "长征十号首飞"),
        ("长征十号", "长征10号首飞"),
    ],
)
def test_it_is_the_same_number(term: str, title: str) -> None:
    assert matches(term, title)


@pytest.mark.parametrize(
    ("term", "title"),
    [
        ("GTA VI", "GTA V sells on"),
        ("GTA V", "GTA VI is late again"),
        ("GTA 6", "GTA VII is a dream"),
        ("Final Fantasy VII", "Final Fantasy VIII returns"),
        ("Super Bowl LX", "Super Bowl LIX ratings"),
        ("World War I", "World War II bomb found"),
        ("iPhone X", "iPhone 10 years on"),
        ("iPhone 10", "iPhone X turns eight"),
        ("Malcolm X", "Malcolm 10 years on"),
        ("president Xi", "President 11 years in office"),
        ("XI", "11 dead"),
        ("V", "5 dead"),
        ("I", "1 dead"),
        ("Rocky 4", "Rocky gave iv drips"),
        ("神舟二十号", "神舟二十一号返回"),
        ("神舟二十一号", "神舟二十号返回"),
        ("神舟二十", "神舟二十一乘组返回"),
        ("长征十号", "长征五号首飞"),
        ("长征 10", "长征十年"),
        ("Huawei 20", "华为二十年"),
    ],
)
def test_it_is_another_or_none(term: str, title: str) -> None:
    assert not matches(term, title)


@given(st.integers(1, 99))
def test_what_is_written_in_han_is_read_so(value: int) -> None:
    assert of_han(han(value) + "号") == (value, len(han(value)))


@given(st.integers(1, 99), st.integers(1, 99))
def test_two_numbers_are_never_one(one: int, other: int) -> None:
    assert (han(one) == han(other)) is (one == other)
    if roman(one) and roman(other):
        assert of_roman(roman(one)) == one
        assert (roman(one) == roman(other)) is (one == other)


@given(st.text(st.sampled_from("IVXLCM"), max_size=8))
def test_no_other_letters_are_a_number(letters: str) -> None:
    value = of_roman(letters)
    assert value == 0 or roman(value) == letters


@given(st.integers(11, 99), st.integers(11, 99))
def test_a_craft_has_one_number(typed: int, said: int) -> None:
    assert matches(f"神舟{han(typed)}号", f"神舟{said}号发射") is (typed == said)
    assert matches(f"Shenzhou {typed}", f"神舟{han(said)}号发射") is (typed == said)
