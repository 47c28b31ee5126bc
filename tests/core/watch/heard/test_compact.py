"""What goes into rows and tables of bytes comes out as it was, and nothing else is found."""

from __future__ import annotations

from typing import Any
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.watch.heard.compact import Made, Rows, Table, packed_rows, packed_table
from bot.core.watch.heard.pairs import NONE, PackedPairs, packed_pairs

VALUES = st.recursive(
    st.text(max_size=5) | st.integers(-(2**40), 2**40) | st.booleans(),
    lambda inner: st.lists(inner, max_size=3).map(tuple),
    max_leaves=6,
)
ROWS = st.lists(st.lists(VALUES, max_size=4).map(tuple), max_size=8)
KEYS = st.text(max_size=3) | st.text("ab", max_size=3)
IDS = st.integers(0, 6)


@given(ROWS)
def test_rows_are_what_was_packed(rows: list[tuple[Any, ...]]) -> None:
    packed = Rows(packed_rows(rows))
    assert (list(packed), len(packed)) == (rows, len(rows))
    assert [packed[number] for number in range(len(rows))] == rows
    with pytest.raises(IndexError):
        packed[len(rows)]


@given(st.dictionaries(KEYS, VALUES), st.lists(KEYS))
def test_a_table_says_what_was_packed(values: dict[str, Any], others: list[str]) -> None:
    table: Table[Any] = Table(packed_table(values))
    for key in (*values, *others):
        assert table.get(key, "none") == values.get(key, "none")


def test_keys_of_the_same_hash_are_told_apart() -> None:
    one, other, third = "plumless", "buckeroo", "zorblax"
    assert crc32(one.encode()) == crc32(other.encode())
    assert [Table[int](packed_table({one: 1, third: 3})).get(key, 0) for key in (one, other, third)] == [1, 0, 3]
    assert [Table[int](packed_table({one: 1, other: 2})).get(key, 0) for key in (one, other)] == [1, 2]


@given(st.dictionaries(KEYS, VALUES, max_size=5))
def test_the_same_values_make_the_same_bytes(values: dict[str, Any]) -> None:
    shared = {key: (value, value, key) for key, value in values.items()}  # one object, referred to thrice
    turned = {key + "": (value, value, "".join(key)) for key, value in reversed(values.items())}
    assert packed_table(shared) == packed_table(turned)


def test_what_is_made_of_a_row_is_made_once() -> None:
    made = Made(Rows(packed_rows([("a", 1), ("b",)])), lambda *row: [*row])
    assert (made[1], made[0]) == (["b"], ["a", 1]) and made[1] is made[1]
    with pytest.raises(IndexError):
        made[2]


@given(st.lists(st.tuples(IDS, IDS | st.just(NONE)), max_size=20), st.sets(IDS))
def test_numbers_are_found_where_both_ids_are_filled(pairs: list[tuple[int, int]], ids: set[int]) -> None:
    packed, filled = PackedPairs(packed_pairs(pairs, 7)), ids | {NONE}
    assert packed.filled(filled) == {
        number for number, (first, second) in enumerate(pairs) if {first, second} <= filled
    }
    assert sorted((number, first, second) for first, second, number in packed) == [
        (number, *pair) for number, pair in enumerate(pairs)
    ]
