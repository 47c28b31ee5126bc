"""Why it matched, what it came close to, why that was refused."""

from __future__ import annotations

import pytest

from bot.core.watch import explain
from tests.core.watch.lexica import lexicon

LEXICON = lexicon()


def test_a_match_says_what_stands_where_and_how() -> None:
    found = explain("DeepSeek V4", {"title": "News", "summary": "深度求索 and V.4"}, LEXICON)
    assert found.match is not None
    assert found.lines == (
        "DeepSeek: “深度求索” in the summary, another name of it",
        "V4: “V.4” in the summary, as typed",
    )
    assert "1 typing error" in explain("Huawei", {"title": "Hauwei"}, LEXICON).lines[0]


@pytest.mark.parametrize(
    ("term", "title", "said"),
    [
        ("H20 export", "H200 exports approved", "“H200” is not H20: numbers are exact"),
        ("H20 export", "H20 experts gather", "“experts” is a word of its own, no misspelt “export”"),
        ("DeepSeek V4", "DeepSeek V3", "“V3” is not V4: numbers are exact"),
        ("BIS", "bis zu 50 Prozent", "“bis” counts only with its capitals, or beside other names"),
        ("cấm", "cam kết", "not named"),
        ("Huawei -ban", "Huawei ban", "it names what the watch rules out, or its words do not stand together"),
        ("DeepSeek V4", "GLM V4 beats DeepSeek", "the version or product belongs to another name"),
    ],
)
def test_a_refusal_says_what_it_came_close_to(term: str, title: str, said: str) -> None:
    found = explain(term, {"title": title}, LEXICON)
    assert found.match is None
    assert any(said in line for line in found.lines), found.lines


def test_words_too_far_apart_are_said_to_be() -> None:
    found = explain("Huawei ban", {"title": "", "summary": "Huawei grows. It rains. The sun is out. A ban."}, LEXICON)
    assert found.lines[-1] == "the words are there, but not together in the title or in a sentence or two"
