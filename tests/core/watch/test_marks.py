"""Vietnamese marks: what bears them is another word than what bears others, and what lacks them is a name or a text
without any."""

from __future__ import annotations

from functools import cache

import pytest

from bot.core.text import is_syllable
from bot.core.watch import Form, Lexicon, TermIndex, pack
from tests.core.watch.lexica import entry, item


@cache
def known() -> Lexicon:
    return Lexicon(
        pack(
            [
                item("white-house", "agency", Form("White House", "en"), Form("Nhà Trắng", "vi"), "白宫"),
                item("nha-trang", "place", Form("Nha Trang", "en"), "芽庄"),
                item("hanoi", "place", Form("Ha Noi", "en"), Form("Hà Nội", "vi"), "河内"),
                item("hoa-phat", "firm", "Hoa Phat", "和发集团", Form("Hòa Phát", "vi")),
                item(
                    "france", "place", "France", Form("Pháp", "vi", case=True, outside=("tư pháp", "Pháp luật")), "法国"
                ),
                item("storm", "concept", Form("storm", "en"), Form("bão", "vi", outside=("bão hòa",)), "风暴"),
                item("purchase", "concept", Form("buy", "en"), Form("mua", "vi"), "购买"),
                item("tank", "concept", Form("tank", "en"), Form("xe tăng", "vi"), "坦克"),
            ]
        )
    )


def matches(term: str, title: str) -> bool:
    return bool(TermIndex((term,), known()).match(entry(title)))


@pytest.mark.parametrize(
    ("term", "title"),
    [
        ("Nhà Trắng", "Nhà Trắng thông báo"),
        ("Nhà Trắng", "White House says"),
        ("白宫", "Nhà Trắng thông báo"),
        ("Nha Trang", "Nha Trang đón khách du lịch"),
        ("nha trang", "芽庄迎客"),
        ("Hà Nội", "Ha Noi FC thắng đậm"),  # a name as it is written abroad
        ("ha noi", "Hà Nội mưa lớn"),
        ("河内", "Hà Nội mưa lớn"),
        ("Hòa Phát", "Tập đoàn Hoa Phat lãi lớn"),
        ("和发集团", "Hoa Phat lifts output"),
        ("xe tăng", "Nga mat 20 xe tang o Donetsk"),  # a text without any marks
        ("Lien Chieu", "Cảng Liên Chiểu đón tàu"),  # what no pack knows, typed without its marks
        ("quach dieu", "Kẹt xe trên đường Quách Điêu"),
        ("tank Lien Chieu", "Xe tăng tới Liên Chiểu"),
        ("Lien Chieu", "Lien Chieu port opens"),
        ("tank", "Xe tăng tiến vào thành phố"),
        ("Pháp", "Luật đến từ Pháp"),
        ("France", "Trở về từ Pháp"),
        ("法国", "Từ Pháp trở về"),
        ("France", "Tổng thống Pháp Emmanuel Macron"),
        ("France", "Tới Pháp, Đức dự hội nghị"),
        ("France", "TUYỂN PHÁP ĐÁ HAY"),
        ("storm", "Bão đổ bộ"),
        ("buying", "Firms buy chips"),
        ("buying", "Người dân mua vàng"),
        ("购买", "Buying gold"),
    ],
)
def test_it_is_the_word(term: str, title: str) -> None:
    assert matches(term, title)


@pytest.mark.parametrize(
    ("term", "title"),
    [
        ("Nhà Trắng", "Nha Trang đón khách du lịch"),
        ("White House", "Nha Trang welcomes tourists"),
        ("France", "Kẹt xe ở Pháp Vượng"),  # a name that goes on
        ("Pháp", "Kẹt xe ở Pháp Vượng"),
        ("白宫", "Nha Trang welcomes tourists"),
        ("Nha Trang", "Nhà Trắng thông báo"),
        ("nha trang", "White House says"),
        ("xe tăng", "Đoàn xe tang đưa tiễn cố nghệ sĩ"),
        ("tank", "Đoàn xe tang đưa tiễn cố nghệ sĩ"),
        ("tank", "Xe tang đưa tiễn cố nghệ sĩ"),  # the first word of a title is no name
        ("Pháp", "Bộ Tư Pháp họp"),
        ("Lien Chieu", "Liên tục có người tới từ chiều"),  # not side by side
        ("Long Vuong", "Trong lòng vương vấn"),  # a name is written as one
        ("和发集团", "Núi đồi bừng sáng, hoa phát lộc đầu năm"),  # in English Hoa Phat, which is Hòa Phát alone
        ("Liên Chiểu", "Ga Liên Chiếu"),  # with its marks, in these alone
        ("chieu", "Chiều nay mưa"),  # one syllable
        ("France", "Bộ Tư Pháp công bố"),
        ("France", "Bo Tu Phap cong bo"),
        ("France", "Pháp luật và đời sống"),
        ("storm", "Thị trường bão hòa"),
    ],
)
def test_it_is_another(term: str, title: str) -> None:
    assert not matches(term, title)


@pytest.mark.parametrize(
    "syllable",
    [
        "a",
        "nghieng",
        "khuyu",
        "ngoeo",
        "quyet",
        "gieng",
        "thuo",
        "cuoi",
        "yeu",
        "oai",
        "xoong",
        "huenh",
        "muou",
        "gin",
        "y",
    ],
)
def test_a_syllable_is_one(syllable: str) -> None:
    assert is_syllable(syllable)


@pytest.mark.parametrize("word", ["buying", "being", "team", "rain", "chain", "out", "boy", "lion", "export", "see"])
def test_an_english_word_is_none(word: str) -> None:
    assert not is_syllable(word)
