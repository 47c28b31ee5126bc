"""Words that say nothing of what is wanted are not asked for; those of a name are, and so is whatever is quoted."""

from __future__ import annotations

import pytest

from bot.core.watch import Lexicon, TermIndex, pack
from tests.core.watch.lexica import entry, item, lexicon


def matches(term: str, title: str, known: Lexicon | None = None) -> bool:
    return bool(TermIndex((term,), known or lexicon()).match(entry(title)))


@pytest.mark.parametrize(
    "term",
    [
        "DeepSeek news",
        "news about DeepSeek",
        "latest news on DeepSeek",
        "the DeepSeek",
        "tin tức DeepSeek",
        "tin mới nhất về DeepSeek",
        "thông tin về DeepSeek",
        "DeepSeek 最新消息",
        "DeepSeek新闻",
        "关于深度求索的新闻",
        "DeepSeek's",
        "DeepSeek’s",
        "DeepSeek Inc.",
        "DeepSeek, Inc",
        "new DeepSeek",
        "DeepSeek mới",
        "新DeepSeek",
        "Tell me about DeepSeek",
        "theo dõi DeepSeek",
        "帮我关注深度求索",
        "latest updates on DeepSeek",
        "updates about DeepSeek",
        "tình hình DeepSeek",
        "DeepSeek 最新情况",
    ],
)
def test_what_says_nothing_need_not_be_there(term: str) -> None:
    assert matches(term, "DeepSeek grows")
    assert not matches(term, "News about the latest grows")


def test_it_joins_what_it_stands_between() -> None:
    assert matches("the export of chips to Huawei", "Huawei chip export")
    assert matches("Huawei and DeepSeek", "DeepSeek, Huawei sign")
    assert not matches("Huawei and DeepSeek", "Huawei signs")
    assert matches("DeepSeek vs Huawei", "Huawei beats DeepSeek")


def test_what_says_nothing_is_no_part_of_a_list() -> None:
    assert not matches("DeepSeek, Inc.", "Zorblax Inc. grows")
    assert matches("DeepSeek, and Huawei", "Huawei grows")


def test_new_tells_something_of_what_is_no_product() -> None:
    assert not matches("new chip", "A chip")
    assert not matches("New DeepSeek", "DeepSeek grows")


def test_words_around_it_do_not_grow_together() -> None:
    assert matches("lúa của gạo", "gạo nhiều hơn lúa")


def test_nothing_else_is_asked_for_as_it_is() -> None:
    assert matches("tin tức", "Tin tức hôm nay")
    assert not matches("tin tức", "Hôm nay")


def test_a_name_keeps_its_words() -> None:
    known = Lexicon(pack([item("bofa", "firm", "Bank of America"), item("mcd", "firm", "McDonald's")]))
    assert matches("Bank of America", "Bank of America grows", known)
    assert not matches("Bank of America", "America's bank grows", known)
    assert not matches("McDonald's", "McDonald grows", known)
    club = Lexicon(pack([item("sams-club", "firm", "Sam's Club", "山姆超市")]))
    assert matches("Sam's Club", "Sam’s Club opens", club)
    assert matches("Sam's Club", "山姆超市开业", club)
    assert not matches("Sam's Club", "Sam joins a book club", club)


@pytest.mark.parametrize("term", ["The DeepSeek", '"the DeepSeek"', "the-DeepSeek"])
def test_a_capital_quotation_marks_and_hyphens_ask_for_it(term: str) -> None:
    assert not matches(term, "DeepSeek grows")
    assert matches(term, "The DeepSeek grows")


def test_updates_of_a_thing_are_asked_for() -> None:
    assert not matches("DeepSeek updates", "DeepSeek grows")
