"""The packed deletion neighbourhood guesses every word within reach."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from bot.core.watch.heard.misspellings import Misspellings

LETTERS = st.text("abcde", min_size=4, max_size=12)


FIRST = st.sampled_from("aw")  # the first letter of a word, which nobody gets wrong


@given(st.lists(st.tuples(FIRST, LETTERS, st.integers(1, 2)), max_size=30), FIRST, LETTERS)
def test_no_word_within_reach_is_missed(words: list[tuple[str, str, int]], first: str, tail: str) -> None:
    misspellings = Misspellings()
    for id, (letter, word, edits) in enumerate(words):
        misspellings.add(id, letter + word, edits)
    token = first + tail
    within = {
        id
        for id, (letter, word, edits) in enumerate(words)
        if letter == first and OSA.distance(letter + word, token) <= edits
    }
    assert within <= misspellings.guesses(token)


def test_a_full_table_grows() -> None:
    misspellings = Misspellings()
    for id in range(5_000):
        misspellings.add(id, f"word{chr(97 + id % 26)}{chr(97 + id // 26 % 26)}{chr(97 + id // 676)}", 1)
    assert {0, 4_999} <= misspellings.guesses("wordaaa") | misspellings.guesses("wordhkh")
    assert not misspellings.guesses("nothing")
