"""What the core says of a term and of a near miss, in the chat's language: each sentence of it is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.alert import Policy, Watches
from bot.core.decision import Batch
from bot.core.exchange import Unreadable, read_toml
from bot.core.model import Feed, Reading, Watch
from bot.core.pipeline import decide
from bot.core.story import Grouping, Stories, sign
from bot.core.story.follow import new_fact
from bot.core.story.mark import mark_of
from bot.core.watch import QueryError, compile_query, explain
from bot.lexicon import load_lexicon
from bot.messages.answers.understanding import problem_of, script, translated, understood
from bot.messages.locale import LOCALES, Voice
from tests.core.watch.lexica import lexicon
from tests.store import made

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


def test_a_way_to_match_that_names_a_thing_twice_is_said_once() -> None:
    term, lexicon = "H20 xuất khẩu", load_lexicon()
    ways = [
        slot.name for way in compile_query(term, lexicon).alternatives for group in way.groups for slot in group.slots
    ]
    assert ways.count("xuất khẩu") > len(compile_query(term, lexicon).alternatives), "or this says nothing"
    assert not [line.text for line in understood(Voice("en"), term, lexicon) if line.text.count("xuất khẩu") > 1]


@pytest.mark.parametrize(
    ("text", "name"),
    [("Huawei", "latin"), ("华为", "han"), ("xuất khẩu", "marked"), ("ファーウェイ", "other"), ("Хуавей", "other")],
)
def test_scripts_are_told_apart(text: str, name: str) -> None:
    assert script(text) == name


def test_what_became_of_a_report_is_told_in_every_language() -> None:
    """As the core words it: by deciding, not from a list that could age."""
    watch = Watch(made.HERE, "chip exports", min_sources=2)
    told = set[str]()
    for first, watches in ((True, [watch]), (False, [watch]), (False, [replace(watch, min_sources=1)])):
        stories = Stories(Grouping())
        for at, title in enumerate(("Chip exports rise in spring", "Chip exports rise in spring again")):
            fresh = replace(made.entry(f"e{at}", title=title), published_at=made.NOW, seen_at=made.NOW)
            reading = Reading(fresh, sign(fresh, LEXICON), (made.MATCH,))
            batch = Batch(Feed(made.FEED), first, (reading,))
            decision = decide(batch, stories, Watches(watches), made.NOW, Policy(first_poll_max_age=timedelta(0)))
            stories.apply(decision)
            told.update(part for record in decision.records for part in record.reason.split("; "))
    assert len(told) >= 5, told
    for locale in LOCALES[1:]:
        assert {part for part in told if translated(Voice(locale), part).text == part} == set()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Apple launches cheaper iPhone in India", "Apple delays cheaper iPhone in India"),
        ("Intel plans to sell its Altera unit", "Intel sells its Altera unit"),
        ("Huawei accuses rival of copying its Ascend chip", "Court ruling clears rival in Huawei Ascend chip case"),
        ("OpenAI raises $40 billion from SoftBank", "OpenAI now raises $55 billion from SoftBank"),
        ("Nvidia shares at 5% of the index", "Nvidia shares at 12% of the index"),
    ],
)
def test_what_a_report_adds_is_told_in_every_language(old: str, new: str) -> None:
    signed = (sign(made.entry("e1", title=title), load_lexicon()) for title in (new, old))
    fact = new_fact(*(mark_of(signature, made.NOW) for signature in signed))
    assert fact
    for locale in LOCALES[1:]:
        assert translated(Voice(locale), fact).text != fact


@pytest.mark.parametrize(
    "reason",
    [
        "new story, follows story 3: new: ruling",
        "new story, follows story 3: another amount: 5e+09 after 4e+09",
        "new story, not story 12: another model: h20 is not h200",
        "new story, not story 12: the same words about others",
    ],
)
def test_a_reason_within_a_reason_is_told_whole(reason: str) -> None:
    said = translated(Voice("vi"), reason).text
    assert not any(word in said for word in ("story", "new", "another", "same", "after", "not"))


@pytest.mark.parametrize(
    "file",
    ['[[watches]]\nterm = ""', '[[watches]]\nterm = "a"\nthreshold = 900', f'[[feeds]]\nurl = "{"x" * 3000}"'],
)
def test_what_is_wrong_with_a_file_is_told_in_every_language(file: str) -> None:
    faults = read_toml(file).faults
    assert faults
    for locale in LOCALES[1:]:
        assert all(translated(Voice(locale), fault).text != fault for fault in faults)
    with pytest.raises(Unreadable) as raised:
        read_toml("[[")
    assert translated(Voice("vi"), str(raised.value)).text.startswith("không phải TOML")


def test_a_fault_of_a_term_in_a_file_is_told_whole() -> None:
    with pytest.raises(QueryError) as raised:
        compile_query("a AND OR", LEXICON)
    assert "第" in translated(Voice("zh-Hans"), f"a AND OR: {raised.value}").text
    assert "expected" not in translated(Voice("zh-Hans"), str(raised.value)).text
