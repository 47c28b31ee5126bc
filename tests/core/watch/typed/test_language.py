"""The query language: what each form asks for, and where errors point."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.watch import QueryError, TermIndex, compile_query, describe
from tests.core.watch.lexica import entry, lexicon

LEXICON = lexicon()


def matches(term: str, title: str, summary: str = "", **rest: str) -> bool:
    return bool(TermIndex((term,), LEXICON).match(entry(title, summary, **rest)))


@pytest.mark.parametrize(
    ("term", "yes", "no"),
    [
        ('"red tape"', "More red tape", "Tape in red"),
        ('"red tape"', "More red-tape", "More red tapes"),
        ('"red tape"~3', "Tape that is red", "Tape of a length that nobody calls red"),
        ("red NEAR/2 tape", "tape is very red", "tape is not so very red"),
        ("Huawei OR DeepSeek", "DeepSeek grows", "Nvidia grows"),
        ("Huawei or DeepSeek", "DeepSeek grows", "Nvidia grows"),
        ("Huawei hoặc DeepSeek", "DeepSeek grows", "Nvidia grows"),
        ("Huawei 或 DeepSeek", "DeepSeek grows", "Nvidia grows"),
        ('Huawei "or" DeepSeek', "Huawei or DeepSeek", "DeepSeek grows"),
        ("Huawei, DeepSeek", "DeepSeek grows", "Nvidia grows"),
        ("Huawei; DeepSeek;", "Huawei grows", "Nvidia grows"),
        ("Huawei hoặc", "Huawei grows", "Nvidia grows"),
        ("or Huawei", "Huawei grows", "Nvidia grows"),
        ("华为、深度求索", "DeepSeek grows", "Nvidia grows"),
        ("Huawei | DeepSeek", "DeepSeek grows", "Nvidia grows"),
        ("(Huawei, DeepSeek) chip", "A DeepSeek chip", "A chip"),
        ("{export, import}", "An import", "A sale"),
        ("$1,000 chip", "A chip for $1,000", "A chip for $1"),
        ("Huawei —ban", "Huawei grows", "Huawei ban"),
        ("Huawei -ban", "Huawei grows", "Huawei ban"),
        ("Huawei NOT (ban OR sale)", "Huawei grows", "Huawei sells"),
        ("(Huawei OR DeepSeek) chip", "A DeepSeek chip", "A chip"),
        ("expor*", "exportable", "expo"),
        ("=export", "an export", "exports"),
        ("=GPT-5", "GPT-5 is here", "GPT-5.5 is here"),
        ("=Huawei", "Huawei", "华为"),
        ("Huawei~0", "Huawei", "Huwaei"),
        ("Huawei~2", "Hwuaei", "Hi"),
        ("!BIS", "The BIS", "The Bis"),
        ("{export|出口|“xuất khẩu”}", "出口", "sale"),
        ("{export|出口|“xuất khẩu”}", "Xuất khẩu", "xuat"),
        ("@export-ban", "An export ban", "An export"),
        ("@export", "An export ban", "A sale"),
        ("re:/h[0-9]{3}\\b/", "The H200", "The H20"),
        ("re:/h[0-9]{3}/ chip", "The H200 chip", "The H200"),
        ("Huawei @ban", "Huawei 禁令", "Huawei 出口"),
    ],
)
def test_forms(term: str, yes: str, no: str) -> None:
    assert matches(term, yes)
    assert not matches(term, no)


def test_words_side_by_side_stand_together_and_and_asks_for_less() -> None:
    summary = "Huawei grows. It rains. The sun is out. A ban was shown."
    assert not matches("Huawei ban", "News", summary)
    assert matches("Huawei AND ban", "News", summary)


def test_title_site_and_language() -> None:
    assert not matches("title:Huawei", "News", "Huawei grows")
    assert matches("title:Huawei", "Huawei", "grows")
    assert matches("Huawei site:example.com", "Huawei", url="https://news.example.com/1")
    assert not matches("Huawei site:example.com", "Huawei", url="https://badexample.com/1")
    assert not matches("Huawei -site:example.com", "Huawei", url="https://example.com/1")
    assert matches("Huawei lang:vi", "Huawei", language="vi-VN")
    assert not matches("Huawei lang:vi", "Huawei", language="en")


@pytest.mark.parametrize(
    ("term", "column", "expected"),
    [
        ("", 1, "a word"),
        ("   ", 1, "a word"),
        ("...", 1, "letters or digits"),
        ('Huawei "red tape', 8, "a second one"),
        ("(Huawei", 8, "“)”"),
        ("Huawei)", 7, "a word or the end"),
        ("{a1|b1", 7, "“}”"),
        ("{a1|}", 5, "words or a quoted phrase"),
        ("Huawei OR", 10, "a word"),
        ("OR Huawei", 1, "a word before and after it"),
        ("@nothing", 1, "the id of an entry of a pack"),
        ("ex*", 1, "one word of 4 letters or more before *"),
        ("export~3", 1, "one word and ~0 to ~2"),
        ("re:/(/", 1, "an RE2 expression"),
        ("re:/x*/", 1, "one that asks for a character"),
        ("re:/e/", 1, "one that asks for more characters"),
        ("Huawei -Huawei", 1, "other words behind -"),
        ("华为 NOT (华为 OR ban)", 1, "other words behind -"),
        ("{a1|{b1}}", 5, "words or a quoted phrase"),
        ("🎉", 1, "letters or digits"),
        ("NOT Huawei", 1, "a word that must be there"),
        ("lang:en", 1, "a word that must be there"),
        ("the of", 1, "a word that tells something"),
        ("site:", 6, "a host"),
        ("(a1 OR b1) NEAR/3 (c1 AND d1)", 2, "a word or phrase on both sides"),
        ("x" * 2_001, 2_001, "at most 2000 characters"),
    ],
)
def test_errors_point_at_the_column_and_say_what_was_expected(term: str, column: int, expected: str) -> None:
    with pytest.raises(QueryError) as error:
        compile_query(term, LEXICON)
    assert (error.value.column, error.value.expected) == (column, expected)
    assert f"column {column}" in str(error.value)
    assert expected in str(error.value)


@pytest.mark.parametrize(
    "term",
    [
        "(" * 1_000 + "a1" + ")" * 1_000,
        " ".join(["(a1 OR b1)"] * 12),
        "x" * 10_000,
        "((((" * 200,
        "{" * 1_900,
        "title:" * 300 + "a1",
        " NEAR/1 ".join(["a1"] * 200),
    ],
)
def test_monstrous_queries_are_refused(term: str) -> None:
    with pytest.raises(QueryError):
        compile_query(term, LEXICON)


PARTS = st.sampled_from(
    [
        "Huawei",
        "(",
        ")",
        '"',
        "OR",
        "AND",
        "NOT",
        "-",
        "NEAR/2",
        "~1",
        "*",
        "{",
        "|",
        "}",
        "@",
        "=",
        "!",
        "re:/",
        "/",
        "title:",
    ]
)


@given(st.lists(PARTS | st.text(max_size=3), max_size=10).map(" ".join))
def test_any_query_is_understood_or_refused(term: str) -> None:
    try:
        compile_query(term, LEXICON)
    except QueryError as error:
        assert 1 <= error.column <= len(term) + 1


@given(st.text("㍾㋿㈱㌀ﷺ华为昇腾明ゃァ 5a", min_size=1, max_size=12))
def test_characters_that_stand_for_several_are_understood(term: str) -> None:
    """A sign such as ㍾ folds to two characters: what is cut must be cut alike."""
    try:
        query = compile_query(term, LEXICON)
    except QueryError:
        return
    names = [slot.name for alternative in query.alternatives for group in alternative.groups for slot in group.slots]
    assert all(names)


def test_a_description_names_what_must_be_there_and_its_other_names() -> None:
    lines = describe("Huawei ban -chip lang:en", LEXICON)
    assert lines[0] == "Huawei: also 华为; or of it Ascend"
    assert "not: chip" in lines
    assert "only in en" in lines


@pytest.mark.parametrize(
    "term",
    [
        "\ud800 Huawei",
        "\u202eHuawei\u202c",
        "Hua\u200bwei",
        "Huawei \U0001f389",
        "-" * 900 + "Huawei",
        "Huawei " + "\u0301" * 500,
    ],
)
def test_tricks_of_unicode_change_nothing(term: str) -> None:
    assert matches(term, "Huawei grows") or "\ud800" in term


def test_a_script_from_right_to_left_is_read_like_any_other() -> None:
    assert matches("هواوي", "شركة هواوي تنمو")
    assert not matches("هواوي", "شركة تنمو")


@pytest.mark.parametrize("term", ["x", "report"])
def test_what_will_match_often_is_warned_of(term: str) -> None:
    assert compile_query(term, LEXICON).warnings


def test_what_is_rare_is_not_warned_of() -> None:
    assert compile_query("Huawei OR (x Nvidia)", LEXICON).warnings == ()
