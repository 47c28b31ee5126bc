"""What a country's press leaves unsaid: a Vietnamese headline on floods that names no other place is one on floods in
Vietnam, for who watches these; never one that speaks of elsewhere, and never where a watch rules something out."""

from __future__ import annotations

import pytest

from bot.core.model import Entry
from bot.core.watch import Form, Lexicon, Links, Press, TermIndex, describe, explain, pack
from tests.core.watch.lexica import item

VIETNAM = Press("vietnam", "vi", 1, ("Anh", "nước ngoài", "thế giới"))
CHINA = Press("china", "zh", 2, ("海外",))
LEXICON = Lexicon(
    pack(
        [
            item("vietnam", "place", "Vietnam", Form("Việt Nam", "vi")),
            item("vn-weather", "agency", Form("Đài khí tượng", "vi")),
            item("china", "place", "China", Form("中国", "zh")),
            item("japan", "place", "Japan", Form("Nhật Bản", "vi"), Form("日本", "zh")),
            item("acme", "firm", Form("Hãng Sao Mai", "vi"), Form("晨星", "zh")),
            item("flood", "concept", Form("flood", "en"), Form("lũ", "vi"), Form("洪水", "zh")),
            item("relief", "concept", Form("relief", "en"), Form("cứu trợ", "vi"), Form("救灾", "zh")),
            item("football", "concept", Form("football", "en"), Form("bóng đá", "vi")),
            item("derby", "concept", Form("derby", "en"), Form("trận derby", "vi"), broader=("football",)),
            item("tariff", "concept", Form("tariff", "en"), Form("thuế quan", "vi")),
        ],
        links=Links(
            stands=(("vn-weather", "vietnam"),),
            deeds=("tariff", "relief"),
            press=(VIETNAM, CHINA),
            abroad=("football", "tariff"),
        ),
    )
)


def matches(term: str, title: str, language: str = "", summary: str = "") -> bool:
    entry = Entry("feed", "1", title, summary=summary, language=language)
    return bool(TermIndex((term,), LEXICON).match(entry))


@pytest.mark.parametrize(
    ("term", "title"),
    [
        ("Vietnam flood", "Lũ dâng cao, nhiều thôn bị cô lập"),
        ("lũ Việt Nam", "Lũ dâng cao, nhiều thôn bị cô lập"),
        ("Vietnam flood", "Đài khí tượng: Lũ trên sông đang lên"),  # what acts for it says nothing else
        ("Vietnam flood relief", "Cứu trợ bà con vùng lũ"),
        ("Vietnam flood", "Lũ dâng cao, anh nông dân cứu cả thôn"),  # which is a word in small letters
        ("Vietnam flood", "Video lũ dâng cao, nhiều thôn bị cô lập"),
        ("Vietnam flood", "UBND tỉnh họp về lũ"),  # capitals alone are no foreign name
        ("China flood relief", "洪水之后，救灾物资已经送到"),
    ],
)
def test_home_need_not_be_named(term: str, title: str) -> None:
    assert matches(term, title)


@pytest.mark.parametrize(
    ("term", "title"),
    [
        ("Vietnam flood", "Lũ dâng cao ở Nhật Bản, nhiều thôn bị cô lập"),  # another place
        ("Vietnam flood", "Hãng Sao Mai quyên góp sau lũ, người dân cảm ơn"),  # somebody whose home is not known
        ("Vietnam flood", "Lũ dâng cao, ông Fletcher được cứu khỏi nóc nhà"),  # a foreign name
        ("Vietnam flood", "Những trận lũ lớn trên thế giới"),
        ("Vietnam flood", "Lũ lớn tại Pa-ki-xtan, nhiều thôn bị cô lập"),  # foreign names as papers spell them out
        ("Vietnam flood", "Uttarkashi chìm trong lũ, nhiều thôn bị cô lập"),
        ("Vietnam flood", "DHARALI tan hoang sau lũ"),
        ("(Vietnam flood) NEAR/5 relief", "Lũ ở Nhật Bản: cứu trợ đã tới"),
        ("Vietnam flood", "Lũ dâng cao ở Anh, nhiều thôn bị cô lập"),  # a short name that packs do not know alone
        ("Vietnam flood", "Flood waters rise, villages cut off"),  # not of this press
        ("Vietnam flood", "洪水来袭，村庄被困"),
        ("China flood", "洪水来袭，村庄被困"),  # one thing beside: too little in a language of several countries
        ("China flood relief", "洪水之後，救災物資已經送到"),  # in the script of others
        ("China flood relief", "海外洪水之后的救灾"),
        ("China flood relief", "洪水之后，约翰·史密斯谈救灾"),
        ("China flood relief", "洪水之后，晨星参与救灾"),
        ("Vietnam football", "Mê bóng đá từ thuở nhỏ, nay mở lớp dạy"),  # told everywhere
        ("Vietnam derby", "Trận derby đêm nay có gì hấp dẫn?"),  # and so are its kinds
        ("Vietnam tariff", "Thuế quan tăng từ tháng sau"),  # what states do with each other
        ("Vietnam Acme", "Hãng Sao Mai mở thêm cửa hàng"),
        ("Vietnam", "Lũ dâng cao, nhiều thôn bị cô lập"),
    ],
)
def test_what_is_told_of_elsewhere_or_says_too_little(term: str, title: str) -> None:
    assert not matches(term, title)


@pytest.mark.parametrize(("firms", "at_home"), [(0, True), (1, True), (7, True), (8, False)])
def test_what_many_firms_make_is_told_of_them(firms: int, at_home: bool) -> None:
    makers = [item(f"maker-{n}", "firm", f"Maker{n} Corp") for n in range(firms)]
    packed = pack(
        [
            item("vietnam", "place", "Vietnam", Form("Việt Nam", "vi")),
            item("vehicle", "concept", Form("vehicle", "en"), Form("phương tiện", "vi")),
            item("car", "concept", Form("car", "en"), Form("xe hơi", "vi"), broader=("vehicle",)),
            *makers,
        ],
        links=Links(press=(VIETNAM,), members=tuple(("car", maker.id) for maker in makers)),
    )
    index = TermIndex(("Vietnam car", "Vietnam vehicle"), Lexicon(packed))
    told = {match.term for match in index.match(Entry("feed", "1", "Xe hơi kẹt cứng trên đèo cả đêm"))}
    assert ("Vietnam car" in told) == at_home
    assert "Vietnam vehicle" in told  # what is wider is more than theirs


def test_an_entry_of_another_region_is_not_at_home() -> None:
    assert matches("China flood relief", "洪水之后，救灾物资已经送到", "zh-CN")
    assert not matches("China flood relief", "洪水之后，救灾物资已经送到", "zh-Hans-SG")
    assert not matches("China flood relief", "洪水之后，救灾物资已经送到", "zh-TW")


def test_a_summary_alone_says_too_little() -> None:
    assert not matches("Vietnam flood", "Chuyện hôm nay của làng tôi", summary="Lũ dâng cao, nhiều thôn bị cô lập.")


def test_a_place_that_the_summary_names_counts() -> None:
    assert not matches("Vietnam flood", "Lũ dâng cao, nhiều thôn bị cô lập", summary="Mưa lớn ở Nhật Bản ba ngày liền.")


def test_nothing_is_ruled_out_by_what_is_not_said() -> None:
    title = "Lũ dâng cao, bà con chờ cứu trợ"
    assert matches("relief -(Vietnam flood)", title)
    assert not matches("relief -flood", title)


def test_what_is_ruled_out_is_not_left_unsaid() -> None:
    assert not matches("Vietnam flood -Vietnam", "Lũ dâng cao, nhiều thôn bị cô lập")
    assert matches("Vietnam flood -relief", "Lũ dâng cao, nhiều thôn bị cô lập")


def test_typed_words_are_met_as_they_are() -> None:
    assert not matches('"Vietnam" flood', "Lũ dâng cao, nhiều thôn bị cô lập")


def test_it_is_explained() -> None:
    lines = explain("Vietnam flood", {"title": "Lũ dâng cao, nhiều thôn bị cô lập"}, LEXICON).lines
    assert lines[-1] == "Vietnam: not named, but its own press writes this and names no other place"
    assert not any("press" in line for line in explain("Vietnam flood", {"title": "Lũ ở Việt Nam"}, LEXICON).lines)
    refused = explain("Vietnam flood", {"title": "Lũ dâng cao ở Nhật Bản"}, LEXICON)
    assert refused.lines == ("Vietnam: not named", "flood: “Lũ” in the title")
    assert describe("Vietnam flood", LEXICON)[-1] == "or: flood, where the press of Vietnam writes it"
