"""Words that cannot stand side by side are not looked for as a phrase; where they may, they are.

Marks around a piece are no part of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.text import TOKEN, Folded, fold
from bot.core.watch.heard.spoken import Spoken
from bot.core.watch.heard.vocabulary import AROUND, Vocabulary
from bot.core.watch.words import Word


def spoken(vocabulary: Vocabulary, text: str) -> Spoken:
    [found] = vocabulary.hear([Folded(text)]).spoken
    return found


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("Deep Seek wins", True),
        ("Deep-Seek wins", True),
        ("DeepSeek wins", True),  # both in one piece
        ("Deep's Seek", True),
        ("Deep 's Seek", True),
        ("Deep – Seek", True),
        ("Seek Deep", False),
        ("Deep waters, seek", False),
        ("Seek and Deep, then Deep Seek", True),
    ],
)
def test_two_words_follow_each_other_or_do_not(text: str, may: bool) -> None:
    vocabulary = Vocabulary()
    ids = (vocabulary.add(Word("deep")), vocabulary.add(Word("seek")))
    assert spoken(vocabulary, text).may_follow(ids) is may


def test_of_a_word_of_a_script_without_spaces_nothing_is_asked() -> None:
    vocabulary = Vocabulary()
    ids = (vocabulary.add(Word("v4")), vocabulary.add(Word("发布", run=True)), vocabulary.add(Word("pro")))
    assert spoken(vocabulary, "v4 发布 pro").may_follow(ids)
    assert spoken(vocabulary, "pro").may_follow(ids[1:])
    assert not spoken(vocabulary, "pro 发布 v4").may_follow(ids)


MARKS = st.text(st.sampled_from(AROUND), max_size=3)


@given(MARKS, st.text(st.characters(exclude_categories=["Z", "C"]), max_size=6), MARKS)
def test_marks_at_the_ends_of_a_piece_belong_to_no_token(before: str, piece: str, after: str) -> None:
    assert TOKEN.findall(fold(before + piece + after)) == TOKEN.findall(fold(piece))


@given(MARKS, MARKS)
def test_a_word_between_marks_is_the_word_and_stands_where_it_stands(before: str, after: str) -> None:
    vocabulary = Vocabulary()
    id = vocabulary.add(Word("v4"))
    [(at, sense)] = spoken(vocabulary, f"It is {before}V4{after} now").senses_of(id)
    assert at + sense.start == len("It is ") + len(before)
