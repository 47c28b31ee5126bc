"""What resembles a word is it only as it is written: capitals, marks, seams."""

from __future__ import annotations

import pytest

from bot.core.text import marked
from bot.core.watch import Lexicon, TermIndex
from bot.core.watch.heard.spelling import agrees, seam_shows, written
from bot.core.watch.packs.packed import pack
from bot.core.watch.words import Word
from tests.core.watch.lexica import entry, item, lexicon

NAME = Word("digital", rule="capital")
SYLLABLE = Word("ban", mark=marked("bán"))
ONE_OF_SEVERAL = SYLLABLE._replace(bare=True)


@pytest.mark.parametrize(
    ("word", "how", "raw", "caseless"),
    [
        (NAME, "stem", "Digitals", False),
        (NAME, "stem", "digitals", True),
        (NAME, "exact", "digital", False),
        (SYLLABLE, "exact", "Bán", False),
        (ONE_OF_SEVERAL, "exact", "ban", False),
        (Word("hoa", mark=marked("hoà")), "exact", "hòa", False),  # a tone may be set on either vowel
        (Word("us", rule="upper"), "exact", "US", False),
        (Word("aws", rule="written", written="AWS"), "exact", "A.W.S", False),
        (Word("gpu", rule="upper"), "stem", "GPUs", False),
        (Word("openai", edits=1, rule="written", written="OpenAI"), "exact", "OPENAI", False),
    ],
)
def test_it_may_be_the_word(word: Word, how: str, raw: str, caseless: bool) -> None:
    assert agrees(word, how, written(raw), caseless)


@pytest.mark.parametrize(
    ("word", "how", "raw", "caseless"),
    [
        (NAME, "stem", "digitals", False),
        (NAME, "typo", "digitel", False),
        (SYLLABLE, "exact", "bàn", False),
        (SYLLABLE, "exact", "ban", False),
        (ONE_OF_SEVERAL, "exact", "bản", False),
        (Word("export"), "typo", "expỏrt", False),
        (Word("us", rule="upper"), "exact", "us", True),
        (Word("gpu", rule="upper"), "stem", "gpus", False),
        (Word("h20", rule="strict", written="H20"), "exact", "h20", False),
        (Word("openai", edits=1), "typo", "OpenAPI", False),
    ],
)
def test_it_is_another_word(word: Word, how: str, raw: str, caseless: bool) -> None:
    assert not agrees(word, how, written(raw), caseless)


def test_of_two_words_glued_together_the_second_shows_its_capital_or_a_digit() -> None:
    assert seam_shows("Ascend") and seam_shows("v4") and seam_shows("４")
    assert not seam_shows("ascend") and not seam_shows("")


def test_an_idea_may_be_told_by_two_syllables_that_only_their_marks_tell_apart() -> None:
    packs = Lexicon(*lexicon().packs, pack([item("trade", "concept", "bán", "bàn")]))
    index = TermIndex(("bán",), packs)
    assert index.match(entry("Huawei bàn giao")) and index.match(entry("Huawei bán chip"))
    assert not index.match(entry("Huawei ra bản mới"))
