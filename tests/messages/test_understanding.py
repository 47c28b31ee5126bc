"""What the core says of a term and of a near miss, in the chat's language: each sentence of it is known."""

from __future__ import annotations

import pytest

from bot.core.watch import QueryError, compile_query, explain
from bot.messages.answers.understanding import problem_of, script, translated, understood
from bot.messages.locale import LOCALES, Voice
from tests.core.watch.lexica import lexicon

LEXICON = lexicon()
WRONG = (
    "Huawei AND (",
    "AND a",
    "a AND OR",
    ")",
    '"a',
    "site:",
    "lang:",
    "@",
    "{a|}",
    "-gaming",
    "!!!",
    "the",
    "a NEAR/3 (b AND c)",
    "ab*",
    "word~7",
    "@huawai",
    "@xyz",
    "re:/(a/",
    "re:/a*/",
)
MISSES = (
    ("DeepSeek V4", "DeepSeek V3 gets cheaper"),
    ("DeepSeek V4", "Weather"),
    ("Huawei", "hawaii"),
    ("expert", "export rules"),
    ("GLM", "glm in lower case"),
    ("Huawei -gaming", "Huawei gaming"),
)


@pytest.mark.parametrize("term", WRONG)
def test_what_was_expected_is_said_in_every_language(term: str) -> None:
    with pytest.raises(QueryError) as raised:
        compile_query(term, LEXICON)
    error = raised.value
    assert problem_of(str(error), error.expected)
    for locale in LOCALES[1:]:
        assert translated(Voice(locale), error.expected).text != error.expected


@pytest.mark.parametrize(("term", "title"), MISSES)
def test_a_near_miss_is_told_in_every_language(term: str, title: str) -> None:
    lines = explain(term, {"title": title}, LEXICON).lines
    assert lines
    for locale in LOCALES[1:]:
        assert all(translated(Voice(locale), line).text != line for line in lines)


def test_what_is_not_known_is_said_as_it_is() -> None:
    assert translated(Voice("vi"), "something new").text == "something new"


def test_a_term_is_told_with_its_names_and_what_is_strict() -> None:
    lines = [line.text for line in understood(Voice("en"), "DeepSeek V4 -gaming", LEXICON)]
    assert lines == ["• DeepSeek: also 深度求索", "• V4: exactly this number", "• not: gaming"]
    assert understood(Voice("zh-Hans"), "DeepSeek", LEXICON)[0].text == "• DeepSeek：也包括 深度求索"


@pytest.mark.parametrize(
    ("text", "name"),
    [("Huawei", "latin"), ("华为", "han"), ("xuất khẩu", "marked"), ("ファーウェイ", "other"), ("Хуавей", "other")],
)
def test_scripts_are_told_apart(text: str, name: str) -> None:
    assert script(text) == name
