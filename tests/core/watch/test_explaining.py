"""Why it matched, what it came close to, why that was refused."""

from __future__ import annotations

import pytest

from bot.core.watch import describe, explain
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
        ("cấm", "cam kết", "“cam” is another word than “cấm”: its marks differ"),
        ("Altman", "奥特曼玩具", "“奥特曼” means something else beside toy"),
        ("Kimi K2", "Kimi climbs K2", "“Kimi” has other meanings and counts only beside moonshot"),
        ("Huawei ban", "Huawei, Đắk Lắk: Ủy ban", "“ban” is a Vietnamese word here"),
        ("storm", "Chất béo bão hòa", "“bão” is a part of a longer word here"),
        ("export ban", "export rules", "“export”"),
        ('"red tape"', "red tapes", "of “red tape” the text has “red” and “tapes”, not the whole"),
        ("Huawei lang:vi", "Huawei grows", "the watch wants entries in vi; this one is in no language that is told"),
        ("Huawei site:a.com", "Huawei grows", "the watch wants entries from a.com; this one is from elsewhere"),
        ("Nvidia Blackwell", "AMD Blackwell", "“Blackwell” stands behind “AMD”"),
        ("Huawei -ban", "Huawei ban", "it names what the watch rules out: “ban”"),
        ("DeepSeek V4", "GLM V4 beats DeepSeek", "“V4” stands behind “GLM”: it is not the V4 that is meant"),
    ],
)
def test_a_refusal_says_what_it_came_close_to(term: str, title: str, said: str) -> None:
    found = explain(term, {"title": title}, LEXICON)
    assert found.match is None
    assert any(said in line for line in found.lines), found.lines


def test_words_too_far_apart_are_said_to_be() -> None:
    found = explain("Huawei ban", {"title": "", "summary": "Huawei grows. It rains. The sun is out. A ban."}, LEXICON)
    assert (
        found.lines[-1]
        == "the words are there, but not together in the title (or one item of it) or in a sentence or two"
    )


def test_a_part_of_a_longer_word_is_said_to_be_one() -> None:
    told = explain('Zorb "Flash sale"', {"title": "ZorbFlash beside a Flash sale"}, LEXICON)
    assert told.match is None
    assert told.lines[-1] == "“Zorb” is a part of “ZorbFlash”, and the watch names nothing of the rest"


@pytest.mark.parametrize("term", ["Zorblax.com", "Node.js", "J.Crew", "Q&Z", "Zorb-Lax"])
def test_a_compound_is_shown_with_the_mark_that_was_typed(term: str) -> None:
    assert describe(term, LEXICON) == (term,)


@pytest.mark.parametrize("said", ["Zorblax.com", "Zorblax com", "Zorblax-com"])
def test_the_mark_shown_is_no_other_thing_asked_for(said: str) -> None:
    found = explain("Zorblax.com", {"title": f"{said} grows"}, LEXICON).match
    assert found is not None
    assert [hit.slot for hit in found.hits] == ["Zorblax.com"]
