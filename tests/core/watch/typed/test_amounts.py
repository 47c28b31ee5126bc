"""An amount with a scale is the same in every language, and no other amount."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.watch import TermIndex
from bot.core.watch.phrases import atoms
from bot.core.watch.typed.amounts import Amount, amount
from tests.core.watch.lexica import entry, lexicon


def matches(term: str, title: str) -> bool:
    return bool(TermIndex((term,), lexicon()).match(entry(title)))


@pytest.mark.parametrize(
    ("term", "title"),
    [
        ("5 trillion", "Nvidia hits $5 trillion"),
        ("5 trillion", "英伟达市值突破5万亿美元"),
        ("5 trillion", "Nvidia đạt 5 nghìn tỷ USD"),
        ("$5 trillion", "The first $5tn firm"),
        ("$5 trillion", "The first $5T firm"),
        ("5万亿", "Nvidia hits $5 trillion"),
        ("5 nghìn tỷ", "市值5万亿"),
        ("Nvidia 5万亿美元", "Nvidia is worth $5 trillion"),
        ("$5 billion", "A $5bn deal"),
        ("5bn", "Thương vụ 5 tỷ USD"),
        ("5 bln USD", "A $5bn deal"),
        ("5bln", "A $5bn deal"),
        ("$5bn", "A $5 bn deal"),
        ("$1.2bn", "A $1.2 bn deal"),
        ("1.2 billion", "A $1.2 bn deal"),
        ("$4.5tn", "Worth $4.5 tn"),
        ("3.2 million", "A fine of €3.2 mn"),
        ("5 ngàn tỉ", "市值5万亿"),
        ("5 billion dollars", "投资50亿美元"),
        ("50亿美元", "A $5 billion deal"),
        ("5 tỷ USD", "A 5-billion-dollar deal"),
        ("5 tỷ USD", "50亿美元投资"),
        ("1.5 trillion", "1,5 nghìn tỷ USD"),
        ("1.5 trillion", "1.5万亿美元"),
        ("100 million", "1亿用户"),
        ("1亿", "100 triệu người dùng"),
        ("5 million", "500万辆"),
        ("50亿元", "营收50亿元"),
        ("A 5t truck", "A 5t truck"),
    ],
)
def test_it_is_as_much(term: str, title: str) -> None:
    assert matches(term, title)


@pytest.mark.parametrize(
    ("term", "title"),
    [
        ("5 trillion", "市值15万亿"),
        ("5 trillion", "A $5 billion deal"),
        ("5万", "5万亿"),
        ("5 billion", "A $1.5 billion deal"),
        ("5 billion", "50,5 billion of 7"),
        ("5 tỷ USD", "Thương vụ 1,5 tỷ USD"),
        ("5 tỷ USD", "Phạt 5 tỷ đồng"),
        ("50亿美元", "营收50亿元"),
        ("5 billion", "5 tỷ phú giàu nhất"),
        ("5 million", "5万辆"),
        ("5 million", "5 trillion"),
        ("5 million", "5 bn"),
        ("5 billion", "A $1.5 bn deal"),
        ("500 million", "1,500 million"),
    ],
)
def test_it_is_not(term: str, title: str) -> None:
    assert not matches(term, title)


@given(st.integers(1, 999), st.sampled_from([10**6, 10**9, 10**12]))
def test_what_is_written_is_read_so(number: int, scale: int) -> None:
    value = Decimal(number * scale)
    read = [found.value for way in Amount(value, 1).ways() if (found := amount(atoms(way)))]
    assert read
    assert set(read) == {value}


@given(st.integers(1, 999), st.integers(1, 999))
def test_two_amounts_are_never_one(one: int, other: int) -> None:
    assert matches(f"{one} billion", f"共{other * 10}亿美元") is (one == other)
    assert matches(f"{one} trillion", f"tới {other} nghìn tỷ") is (one == other)


@given(st.text(st.sampled_from("5.0 亿万千t ỷbn,"), min_size=1, max_size=12))
def test_any_text_is_read(text: str) -> None:
    found = atoms(text)
    if found and (read := amount(found)):
        assert 0 < read.size <= len(found)
