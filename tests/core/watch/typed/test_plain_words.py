"""A plain word is known across languages where a watch asks for it, and gives way to names and ideas elsewhere."""

from __future__ import annotations

from functools import cache

import pytest

from bot.core.watch import Form, Lexicon, TermIndex, pack
from tests.core.watch.lexica import entry, item


@cache
def lexicon() -> Lexicon:
    japan = frozenset({"japan"})
    return Lexicon(
        pack(
            [
                item("japan", "place", "Japan", "日本"),
                item("takaichi", "person", "Takaichi", Form("高市", "zh", near=japan)),
                item("note-9", "product", Form("Note 9", "en")),
                item("target", "firm", Form("Target", case=True)),
                item("data-breach", "concept", "data breach", "数据泄露", "lộ dữ liệu"),
                item("expansion", "concept", "expansion", "扩张", "mở rộng"),
                item("book", "concept", "book", "图书", "cuốn sách"),
                item("word-booking", "word", Form("booking", "en"), Form("预订", "zh"), Form("đặt phòng", "vi")),
                item("word-data", "word", Form("data", "en"), Form("数据", "zh"), Form("dữ liệu", "vi")),
                item("word-breach", "word", Form("breach", "en"), Form("违反", "zh"), Form("vi phạm", "vi")),
                item("word-note", "word", Form("note", "en"), Form("笔记", "zh"), Form("ghi chú", "vi")),
                item("word-stone", "word", Form("stone", "en"), Form("石头", "zh"), Form("viên đá", "vi")),
                item("word-target", "word", Form("target", "en"), Form("目标", "zh"), Form("mục tiêu", "vi")),
                item("word-municipal", "word", Form("municipal", "en"), Form("市政", "zh"), Form("đô thị", "vi")),
                item("word-expand", "word", Form("expand", "en"), Form("扩张", "zh"), Form("mở rộng", "vi")),
                item("word-write", "word", *(Form(way, "en") for way in ("write", "wrote")), Form("写作", "zh")),
            ]
        )
    )


def matches(term: str, title: str) -> bool:
    return bool(TermIndex((term,), lexicon()).match(entry(title)))


@pytest.mark.parametrize(
    ("term", "title"),
    [
        ("Japan data", "日本的数据"),
        ("data in Japan", "Dữ liệu của Japan"),
        ("dữ liệu Japan", "Japan's data"),
        ("数据 日本", "Data of Japan"),
        ("Japan writes", "Japan wrote"),
        ("Japan expands", "日本扩张"),
        ("expand", "扩张"),
        ("Japan booking", "日本预订"),  # no book
        ("Japan books", "日本图书"),
        ("Japan target", "日本的目标"),  # though a firm has that name
        ("日本数据", "Data of Japan"),  # typed as one run: all that a name leaves of it is a word
        ("Data Japan", "日本数据"),  # a capital beside a name that is known
    ],
)
def test_a_plain_word_is_met_in_every_language(term: str, title: str) -> None:
    assert matches(term, title)


@pytest.mark.parametrize(
    ("term", "title"),
    [
        ("Japan data", "日本的石头"),
        ("Japan booking", "日本图书"),
        ("Japan book", "日本预订"),
        ("Target", "日本的目标"),  # written as the firm is
        ("Renee Stone", "Renee 石头"),  # a name that nobody knows
        ("data breach", "违反规定的数据"),  # one idea: its words do not count apart
        ("数据石头", "Data and a stone"),  # one run, as typed
        ("扩张", "Firms expand"),  # an idea, whatever plain words say the same
    ],
)
def test_it_gives_way(term: str, title: str) -> None:
    assert not matches(term, title)


def test_texts_are_not_searched_for_plain_words() -> None:
    assert lexicon().entities_in("Data of Japan: 数据, 市政") == {"japan"}


def test_no_plain_word_takes_a_character_of_a_name() -> None:
    assert matches("Takaichi", "日本高市政权")  # 市政 is none here


def test_a_plain_word_before_a_number_may_be_part_of_a_name() -> None:
    assert matches("Note 9", "The Note9") and not matches("Note 9", "笔记 9")


@pytest.mark.parametrize(
    ("term", "title", "met"),
    [
        ("Acme Opus 4.5", "Opus 4.5 is out", True),
        ("Acme Opus 4.5", "acme的opus4.5发布", True),
        ("Acme Opus 4.5", "Opus 4.6 is out", False),
        ("Acme Opus 4", "Beethoven's Opus 4", False),  # many a work has a plain number
        ("Acme Opus 4", "Acme rolls out Opus 4", True),
        ("Acme Bank 4.5", "Bank 4.5 opens", False),  # a firm has no releases
    ],
)
def test_a_product_with_the_number_of_a_release_needs_no_company(term: str, title: str, met: bool) -> None:
    acme = frozenset({"acme"})
    items = [
        item("acme", "firm", "Acme"),
        item("opus", "product", Form("Acme Opus", "en"), Form("Opus", "en", case=True, near=acme)),
        item("bank", "firm", Form("Acme Bank", "en"), Form("Bank", "en", case=True, near=acme)),
    ]
    assert bool(TermIndex((term,), Lexicon(pack(items))).match(entry(title))) is met
