"""How else a watch could be put: proposals that are understood, never the same again, never of what is known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.refine import (
    LONGEST,
    Draft,
    frequent,
    is_plain,
    narrower,
    nearest_name,
    same_meaning,
    variants,
    wider,
    without,
)
from bot.core.watch import QueryError, TermIndex, compile_query
from tests.core.watch.lexica import entry, lexicon

LEXICON = lexicon()
WORDS = st.sampled_from(
    ["DeepSeek", "V4", "Huawai", "export", "ban", "chip", '"Huawei"', "=Ascend", "OR", "-gaming", "(", "深度求索"]
)
TERMS = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)
HEADLINES = st.lists(st.sampled_from(["Nvidia gaming rigs", "Gaming with Nvidia", "Nvidia and trade"]), max_size=5)


@given(TERMS, HEADLINES, st.integers(1, 3))
def test_what_is_proposed_can_be_kept_and_is_something_else(term: str, headlines: list[str], outlets: int) -> None:
    draft = Draft(term, min_sources=outlets)
    try:
        compile_query(term, LEXICON)
    except QueryError:
        return
    for proposal in (*narrower(draft, headlines, LEXICON), *wider(draft, LEXICON), *variants(draft, LEXICON)):
        assert proposal.draft != draft
        assert len(proposal.draft.term) <= LONGEST
        compile_query(proposal.draft.term, LEXICON)


@given(TERMS)
def test_a_variant_finds_all_that_the_watch_found(term: str) -> None:
    texts = [
        entry(text) for text in ("Huawei DeepSeek V4 export ban chip", "深度求索 V4", "Huawai chip", "华为 Ascend")
    ]
    try:
        found = TermIndex((term,), LEXICON)
        others = variants(Draft(term), LEXICON)
    except QueryError:
        return
    for proposal in others:
        wide = TermIndex((proposal.draft.term,), LEXICON)
        assert all(wide.match(text) for text in texts if found.match(text))


def test_a_draft_has_a_short_name_of_its_own() -> None:
    drafts = [Draft("a"), Draft("b"), Draft("a", 90.0), Draft("a", min_sources=2)]
    assert len({draft.id for draft in drafts}) == 4
    assert Draft("a").id == Draft("a").id
    assert all(len(draft.id) == 12 for draft in drafts)


@pytest.mark.parametrize(
    ("term", "added"),
    [
        ("Deepsek V4", ["Deepsek V4 OR DeepSeek V4"]),  # a word that nobody knows, and the name it is like
        ("=DeepSeek V4", ["=DeepSeek V4 OR 深度求索 V4"]),  # asked for as written: its other names
        ('"Huawei" chip', ['"Huawei" chip OR 华为 chip']),
        ("DeepSeek V4", []),  # the packs know it: nothing to add
        ("expert", []),  # a word of its own
        ("V4", []),
    ],
)
def test_names_that_could_be_meant_as_well(term: str, added: list[str]) -> None:
    assert [proposal.draft.term for proposal in variants(Draft(term), LEXICON)] == added


def test_words_of_many_headlines_can_be_ruled_out() -> None:
    headlines = ["Nvidia gaming rigs", "New gaming cards of Nvidia", "Nvidia sells to China"]
    assert frequent("Nvidia", headlines) == ["gaming"]
    assert frequent("Nvidia gaming", headlines) == []
    assert without(Draft("a OR b"), "gaming").term == "(a OR b) -gaming"
    assert without(Draft("a b"), "gaming").term == "a b -gaming"


@pytest.mark.parametrize(
    ("term", "other"),
    [
        ("V4 DeepSeek", "DeepSeek V4"),
        ("deepseek v4", "DeepSeek V4"),
        ("深度求索 V4", "DeepSeek V4"),
        ("DeepSeek V3", None),
        ('"DeepSeek V4"', None),
        ("title:DeepSeek", None),
        ("DeepSeek V4 -gaming", None),
    ],
)
def test_two_terms_that_ask_for_the_same(term: str, other: str | None) -> None:
    assert same_meaning(term, ["Huawei", "DeepSeek V4", "DeepSeek"], LEXICON) == other


def test_a_name_is_near_or_none_is() -> None:
    assert nearest_name("Huawai", LEXICON) == "Huawei"
    assert nearest_name("Tencnt", LEXICON) == "Tencent"
    assert nearest_name("report", LEXICON) == ""
    assert nearest_name("xyzzyqq", LEXICON) == ""


def test_plain_words_are_told_from_the_query_language() -> None:
    assert is_plain("DeepSeek V4")
    assert not is_plain("DeepSeek -gaming")
    assert not is_plain('"export ban"')
