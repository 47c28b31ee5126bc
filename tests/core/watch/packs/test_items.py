"""What a form of a pack means: what is written so, and never what its base alone says."""

from __future__ import annotations

import pytest

from bot.core.watch import Form, Lexicon, pack
from tests.core.watch.lexica import item


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
