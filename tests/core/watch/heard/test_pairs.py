"""The first stage loses nothing: what looks closely finds no match that the ids of words and slots had ruled out."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.core.watch import TermIndex
from bot.core.watch.heard.pairs import NONE, Pairs
from bot.core.watch.judge import judge
from tests.core.watch.lexica import entry, lexicon

LEXICON = lexicon()
TERMS = (
    *(
        "export ban",
        "Moody's report",
        "xuất khẩu chip",
        "Jensen Huang",
        "Advanced Micro Devices",
        "giấy phép H20",
        "Deep Seek V4",
    ),
    *('"trade war talks"', "Hà Nội mới", "GPT-5 launch", "U.S. report", "{export licence|giấy phép xuất khẩu} chip"),
)
PARTS = [part for term in TERMS for part in term.replace('"', "").replace("|", " ").strip("{}").split()]
WORDS = st.sampled_from(
    [
        *PARTS,
        "exports",
        "Exported",
        "bans",
        "Jenson",
        "Huang's",
        "Moody’s",
        "Xuat",
        "khau",
        "giay",
        "phep",
        "GPUs",
        "gpt5.4",
        "v4.0",
    ]
)
SEAMS = st.sampled_from([" ", " ", "-", ". ", ".", "'s ", ", ", "", "... ", " s ", "/", "\n"])
INDEX = TermIndex(TERMS, LEXICON)
IDS = st.integers(0, 6)
ROWS = st.lists(st.tuples(IDS, IDS | st.just(NONE), st.sampled_from("abc") | IDS), max_size=20)


@settings(max_examples=400)
@example([("launch", " ")], [("GPT-5", ""), ("GPT-5", " ")])  # a half in another spelling beside one in its own
@given(st.lists(st.tuples(WORDS, SEAMS), min_size=1, max_size=9), st.lists(st.tuples(WORDS, SEAMS), max_size=9))
def test_the_first_stage_loses_nothing(title: list[tuple[str, str]], summary: list[tuple[str, str]]) -> None:
    text = entry(*("".join(word + seam for word, seam in part) for part in (title, summary)))
    reader = INDEX.reader(text)
    closely = {term for term in TERMS if judge(INDEX.alternatives(term), reader) is not None}
    assert {match.term for match in INDEX.match(text)} == closely


@given(ROWS, st.sets(IDS))
def test_what_hangs_on_two_ids_is_found_where_both_are_filled(
    rows: list[tuple[int, int, str | int]], ids: set[int]
) -> None:
    pairs: Pairs[str | int] = Pairs()
    for row in rows:
        pairs.add(*row)
    filled = ids | {NONE}
    assert pairs.filled(filled) == {thing for first, second, thing in rows if first in filled and second in filled}
    for row in rows[1:]:
        pairs.drop(*row)
    left = rows[:1]
    assert pairs.filled(filled) == {thing for first, second, thing in left if first in filled and second in filled}


def test_a_row_is_not_copied_for_what_is_added_and_is_left_as_it_was_for_who_reads_it() -> None:
    pairs: Pairs[str] = Pairs()
    pairs.add(1, 2, "a")
    row = pairs._rows[1]
    pairs.add(1, 3, "b")
    assert pairs._rows[1] is row
    pairs.drop(1, 2, "a")
    assert (row, pairs._rows[1]) == ([2, "a", 3, "b"], [3, "b"])
