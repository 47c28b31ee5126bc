"""Signatures: titles without trimmings, numbers whole, names the same in every language, publishers as families."""

from __future__ import annotations

import pickle

import pytest

from bot.core.model import Entry
from bot.core.story import family, sign
from bot.core.story.titles import ALONE, clean, manner
from tests.core.story.makers import LEXICON, report


@pytest.mark.parametrize(
    ("title", "outlet", "left"),
    [
        ("Intel names a chief - Harbour Wire", "Harbour Wire", "Intel names a chief"),
        ("UPDATE 2-Intel names a chief", "", "Intel names a chief"),
        ("Exclusive: Intel names a chief", "", "Intel names a chief"),
        ("快讯：英特尔任命新掌门", "", "英特尔任命新掌门"),
        ("Cập nhật: Intel có giám đốc mới", "", "Intel có giám đốc mới"),
        ("Intel names a chief | VnExpress", "VnExpress", "Intel names a chief"),
        ("China - US talks resume", "Harbour Wire", "China - US talks resume"),
        ("Update", "", "Update"),
    ],
)
def test_trimmings_are_taken_off_and_something_is_left(title: str, outlet: str, left: str) -> None:
    assert clean(report(title, outlet)) == left


def test_names_and_ideas_are_the_same_in_every_language() -> None:
    titles = [
        "Commerce Department pauses Nvidia H20 exports to China",
        "美国商务部暂停英伟达 H20 对华出口",
        "美國商務部暫停輝達 H20 對華出口",
        "Bộ Thương mại Mỹ tạm dừng xuất khẩu chip H20 của Nvidia sang Trung Quốc",
    ]
    signed = [sign(report(title), LEXICON) for title in titles]
    common = frozenset.intersection(*(signature.entities for signature in signed))
    assert {"@nvidia", "@export"} <= common
    assert len({signature.numbers for signature in signed}) == 1
    assert [signature.language for signature in signed] == ["", "zh", "zh", "vi"]  # "": Latin script


def test_a_signature_pickles_and_does_not_hang_on_the_body() -> None:
    entry = report("Intel names a chief", summary="From outside.")
    longer = Entry(entry.feed, entry.key, entry.title, summary=entry.summary, body="x" * 1000, outlet=entry.outlet)
    assert pickle.loads(pickle.dumps(sign(entry, LEXICON))) == sign(longer, LEXICON)


@pytest.mark.parametrize(
    ("url", "outlet", "publisher"),
    [
        ("https://www.example.com/a", "Example", "example.com"),
        ("https://amp.example.com/a", "", "example.com"),
        ("https://news.example.co.uk/a", "", "example.co.uk"),
        ("https://finance.yahoo.com/a", "Reuters", "reuters"),
        ("", "Harbour Wire", "harbour wire"),
    ],
)
def test_a_publisher_is_one_family_whatever_carries_it(url: str, outlet: str, publisher: str) -> None:
    assert family(report("t", outlet, url=url) if outlet else Entry("f", "k", "t", url)) == publisher


@pytest.mark.parametrize("title", ["Morning briefing: all of it", "晚报：三件事", "Điểm tin sáng nay"])
def test_a_roundup_is_recognised(title: str) -> None:
    assert ALONE in manner(title)
    assert ALONE not in manner("Intel names a chief")
