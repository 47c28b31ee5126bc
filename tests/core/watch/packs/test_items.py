"""What a form of a pack means: what is written so, and never what its base alone says."""

from __future__ import annotations

import pytest

from bot.core.watch import Form, Lexicon, TermIndex, pack
from tests.core.watch.lexica import entry, item


@pytest.mark.parametrize(
    ("form", "says", "says_not"),
    [
        ("caning", "Court orders caning", "You can boot it"),
        ("boxing", "Two boxings in a night", "A box of parts"),
        ("singles", "More singles than couples", "A single server"),
    ],
)
def test_a_form_of_a_pack_that_bears_an_ending_is_not_met_by_its_base(form: str, says: str, says_not: str) -> None:
    known = Lexicon(pack([item("idea", "concept", Form(form, "en"))]))
    assert known.named_in(says).all() == {"idea"}
    assert known.named_in(says_not).all() == frozenset()


@pytest.mark.parametrize("form", ["ban", "banned"])
def test_an_english_word_is_not_met_by_a_vietnamese_syllable_that_is_its_stem(form: str) -> None:
    known = Lexicon(pack([item("ban", "concept", Form(form, "en"))]))
    assert known.named_in("TikTok ban nears").all() == {"ban"}
    assert known.named_in("Ban lãnh đạo TikTok họp").all() == frozenset()


def test_who_types_the_name_of_an_idea_means_that_one() -> None:
    items = [
        item("poll", "concept", Form("exit poll", "en"), Form("出口民调", "zh")),
        item("result", "concept", Form("election result", "en"), Form("exit poll", "en"), Form("选举结果", "zh")),
        item("terminal", "concept", Form("gas terminal", "en"), Form("gas port", "en"), Form("接收站", "zh")),
        item("gas", "concept", Form("gas", "en"), Form("gas port", "en"), Form("天然气", "zh")),
    ]
    index = TermIndex(["exit poll", "election result", "gas port"], Lexicon(pack(items)))
    met = {title: {found.term for found in index.match(entry(title))} for title in ("出口民调", "选举结果", "天然气")}
    assert met["出口民调"] == {"exit poll"}
    assert met["选举结果"] == {"election result"}
    assert met["天然气"] == {"gas port"}  # the name of neither
    assert {found.term for found in index.match(entry("An exit poll"))} == {"exit poll", "election result"}
