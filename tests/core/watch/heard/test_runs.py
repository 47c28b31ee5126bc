"""Words of scripts without spaces: all that stand in a text are found, whatever came and went before."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.core.watch.heard.runs import Runs

WORDS = st.text("华为昇腾芯片出口", min_size=1, max_size=6)


@given(st.lists(WORDS, max_size=12), st.lists(st.integers(0, 11)), st.text("华为昇腾芯片出口 a，", max_size=40))
def test_every_word_in_a_text_is_found(words: list[str], dropped: list[int], text: str) -> None:
    runs = Runs()
    for id, word in enumerate(words):
        runs.add(id, word)
    gone = {id for id in dropped if id < len(words)}
    for id in gone:
        runs.drop(id, words[id])
    assert runs.ids_in(text) == {id for id, word in enumerate(words) if id not in gone and word in text}


@given(st.lists(WORDS, max_size=12))
def test_nothing_is_left_when_all_are_dropped(words: list[str]) -> None:
    runs = Runs()
    for id, word in enumerate(words):
        runs.add(id, word)
    for id, word in enumerate(words):
        runs.drop(id, word)
    assert all(not part for part in vars(runs).values())
