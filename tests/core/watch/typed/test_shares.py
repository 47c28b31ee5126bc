"""A share is the same in every language, and no other share."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.watch import TermIndex
from bot.core.watch.phrases import atoms
from bot.core.watch.typed.shares import Share, share, with_point
from tests.core.watch.lexica import entry, lexicon


def matches(term: str, title: str) -> bool:
    return bool(TermIndex((term,), lexicon()).match(entry(title)))


@pytest.mark.parametrize(
    ("term", "title"),
    [
        ("tax 25%", "25% tax on cars"),
        ("25% tax", "A tax of 25 percent"),
        ("25% tax", "A tax of 25 per cent"),
        ("25 percent", "25 % of all"),
        ("25%", "百分之二十五"),
        ("25%", "25 phần trăm"),
        ("25 phần trăm", "关税25%"),
        ("2.5%", "Lãi suất 2,5%"),
        ("2,5%", "A rate of 2.5%"),
        ("100%", "100%关税"),
        ("25％", "A 25% tax"),
    ],
)
def test_it_is_as_much(term: str, title: str) -> None:
    assert matches(term, title)


@pytest.mark.parametrize(
    ("term", "title"),
    [
        ("25%", "A 125% tax"),
        ("25%", "25 cars"),
        ("5%", "Lãi suất 2,5%"),
        ("5%", "A rate of 2.5%"),
        ("20%", "百分之二十五"),
        ("10%", "百分之十五"),
        ("25%", "25 basis points"),
    ],
)
def test_it_is_not(term: str, title: str) -> None:
    assert not matches(term, title)


@given(st.decimals(1, 999, places=1))
def test_what_is_written_is_read_so(value: Decimal) -> None:
    read = [share(atoms(with_point(way))) for way in Share(value, 1).ways() if not way.startswith("百")]
    assert read
    assert {found and found.value for found in read} == {value}
