"""Texts with marks add up, cut and fill without moving a mark."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages.text import Mark, Text, fill, join, mark

PIECES = st.lists(st.tuples(st.sampled_from(["bold", "code", ""]), st.text(max_size=8)), max_size=8)


def built(pieces: list[tuple[str, str]]) -> Text:
    return sum((mark(kind, word) if kind else Text(word) for kind, word in pieces), Text())


@given(PIECES)
def test_marks_cover_what_they_covered_before(pieces: list[tuple[str, str]]) -> None:
    text = built(pieces)
    assert text.text == "".join(word for _, word in pieces)
    assert [(m.kind, text.text[m.start : m.end]) for m in text.marks] == [(k, w) for k, w in pieces if k and w]


@given(PIECES, st.integers(0, 60))
def test_a_cut_text_is_short_enough_and_its_marks_stay_within(pieces: list[tuple[str, str]], length: int) -> None:
    cut = built(pieces).cut(length)
    assert len(cut) <= max(length, 1)
    assert all(0 <= m.start < m.end <= len(cut) for m in cut.marks)


def test_filling_puts_values_where_the_template_says() -> None:
    filled = fill("{b} and {a}", {"a": mark("bold", "A"), "b": "B"})
    assert filled == Text("B and A", (Mark("bold", 6, 7),))
    with pytest.raises(KeyError):
        fill("{c}", {})


def test_joining_leaves_out_what_is_empty() -> None:
    assert join(", ", ["", "a", Text(), mark("bold", "b")]).text == "a, b"
