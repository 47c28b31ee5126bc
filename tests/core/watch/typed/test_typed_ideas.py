"""Ideas whose words mean something else as well, by the packs of the bot: what stands beside them tells."""

from __future__ import annotations

import pytest

from bot.core.watch import WORD, Form, Lexicon, TermIndex, pack
from bot.lexicon import load_lexicon
from tests.core.watch.lexica import entry, item


def matches(term: str, title: str) -> bool:
    return bool(TermIndex((term,), load_lexicon()).match(entry(title)))


@pytest.mark.parametrize(
    ("term", "title"),
    [
        ("DeepSeek V4 launch", "DeepSeek V4 is out"),
        ("DeepSeek V4 发布", "DeepSeek V4 is finally here"),
        ("ra mắt iPhone 18", "iPhone 18 is now available"),
        ("DeepSeek V4 launch", "DeepSeek V4 đã ra mắt"),
        ("PM Modi", "Prime Minister Modi visits Japan"),
        ("Prime Minister Modi", "PM Modi visits Japan"),
        ("India prime minister", "India PM visits Japan"),
        ("日本首相", "Japan PM Takaichi speaks"),
        ("Japan PM", "日本首相高市早苗访美"),
        ("Thủ tướng Nhật Bản", "Japan PM Takaichi speaks"),
        ("Tesla stock", "Tesla shares fall 5%"),
        ("特斯拉股价", "Tesla shares slip"),
        ("Tesla shares", "Cổ phiếu Tesla giảm"),
        ("Nvidia Q3 earnings", "Nvidia reports third-quarter earnings"),
        ("Nvidia Q3", "英伟达第三季度营收创新高"),
        ("英伟达三季度", "Nvidia Q3 revenue jumps"),
        ("GDP quý III", "China's GDP grows in the third quarter"),
        ("GDP Q3", "GDP quý 3 tăng"),
    ],
)
def test_it_is_meant(term: str, title: str) -> None:
    assert matches(term, title)


@pytest.mark.parametrize(
    ("term", "title"),
    [
        ("iPhone 18 launch", "iPhone 18 is out of stock"),
        ("DeepSeek V4 launch", "DeepSeek V4 is here to stay"),
        ("Messi launch", "Messi is out"),
        ("prime minister", "Meeting at 3 PM"),
        ("India prime minister", "India match starts at 3:30 PM"),
        ("India prime minister", "India PM 2.5 levels rise"),
        ("首相", "A PM in the software industry"),
        ("Tesla stock", "Tesla shares photos of its car"),
        ("Tesla stock", "Musk shares his vision for Tesla"),
        ("Meta 股价", "Meta shares user data"),
        ("cổ phiếu Apple", "Apple shared a film"),
        ("Q3", "Q4 earnings"),
        ("第三季度", "前三季度营收"),
        ("quý III", "quý II lãi lớn"),
        ("quý 3", "Three quarters of voters"),
    ],
)
def test_it_is_not(term: str, title: str) -> None:
    assert not matches(term, title)


@pytest.mark.parametrize(
    ("term", "title"),
    [
        ("military parade", "Troops and tanks of the military roll past in a parade"),
        ("prisoner exchange", "Both sides exchange 200 prisoners of war"),
        ("AI image", "图片由AI生成"),
        ("AI 课程", "大学将开设百门AI领域课程"),
    ],
)
def test_an_idea_may_be_said_apart_though_half_of_it_is_a_plain_word(term: str, title: str) -> None:
    assert matches(term, title)


@pytest.mark.parametrize(
    ("term", "title", "met"),
    [
        ("clearance pilot", "Pilot wins clearance", True),
        ("clearance pilot", "Pilot loses his security clearance", False),
        ("pilot security clearance", "Pilot loses his security clearance", True),
        ("security  Clearances pilot", "Pilot loses his security clearance", True),
        ("clearance pilot security", "Pilot loses his security clearance", False),
        ("clearance pilot", "Pilot gains biosecurity clearance", True),  # in the middle of a word it does not begin
    ],
)
def test_who_asks_for_the_longer_word_means_it(term: str, title: str, met: bool) -> None:
    clearance = Form("clearance", "en", outside=("security clearance",))
    lexicon = Lexicon(pack([item("clearance", "concept", clearance), item("pilot", "concept", Form("pilot", "en"))]))
    assert bool(TermIndex((term,), lexicon).match(entry(title))) is met


def test_a_wider_ideas_english_is_not_cut_where_half_of_it_is_a_plain_word() -> None:
    """汽车业 is the "auto industry" of its pack, and leads no industry."""
    assert not matches("汽车业", "行业领先的新汽车")


def test_half_of_an_idea_means_what_the_whole_is_a_kind_of() -> None:
    """A car crash is a crash on the road, and none of shares."""
    packed = pack(
        [
            item("car", "concept", Form("car", "en"), Form("汽车", "zh")),
            item("collision", "concept", Form("crash", "en"), Form("相撞", "zh")),
            item("plunge", "concept", Form("crash", "en"), Form("暴跌", "zh")),
            item("car-crash", "concept", Form("car crash", "en"), broader=("collision",)),
        ]
    )
    index = TermIndex(("car crash",), Lexicon(packed))
    assert index.match(entry("两辆汽车相撞"))
    assert not index.match(entry("汽车股暴跌"))


def test_a_word_in_ing_that_packs_list_is_no_form_of_its_stem() -> None:
    packed = pack(
        [
            item("training", "concept", Form("training", "en"), Form("培训", "zh")),
            item("train", "concept", Form("train", "en"), Form("火车", "zh")),
            item("sail", "concept", Form("sail", "en"), Form("航行", "zh")),
        ]
    )
    index = TermIndex(("training", "train", "sailing"), Lexicon(packed))
    assert {match.term for match in index.match(entry("教师培训"))} == {"training"}
    assert {match.term for match in index.match(entry("火车晚点"))} == {"train"}
    assert {match.term for match in index.match(entry("航行"))} == {"sailing"}


def test_a_plain_word_may_be_one_in_capitals() -> None:
    packed = pack([item("technologist", WORD, Form("CTO", "en", case=True), Form("技术总监", "zh"))])
    assert TermIndex(("CTO",), Lexicon(packed)).match(entry("技术总监离职"))


def test_what_one_meaning_is_not_does_not_bind_the_other() -> None:
    """A premium of insurance is none in "YouTube Premium", but who types the word may mean that."""
    packed = pack(
        [
            item("premium", "concept", Form("premium", "en", near=frozenset({"cover"}), outside=("youtube premium",))),
            item("cover", "concept", "cover"),
            item("fine", WORD, Form("premium", "en"), Form("高端", "zh")),
        ]
    )
    index = TermIndex(("YouTube Premium",), Lexicon(packed))
    assert index.match(entry("YouTube Premium costs more"))


def test_who_types_what_an_idea_is_not_means_that() -> None:
    """Houses are no housing in a headline, but who types them asks for them."""
    packed = pack([item("housing", "concept", Form("housing", "en", outside=("house", "houses")))])
    index = TermIndex(("Italy houses", "Italy housing"), Lexicon(packed))
    assert {match.term for match in index.match(entry("Italy sells houses for a euro"))} == {"Italy houses"}
    assert {match.term for match in index.match(entry("Italy builds housing"))} == {"Italy houses", "Italy housing"}


@pytest.mark.parametrize(
    ("term", "title", "met"),
    [
        ("Vietnam prime minister", "Vietnam's prime minister visits Laos", True),
        ("Vietnam prime minister", "Vietnam's deputy prime minister visits Laos", False),
        ("越南总理", "越南副总理访问老挝", False),
        ("Thủ tướng Việt Nam", "Phó Thủ tướng Việt Nam thăm Lào", False),
        ("埃及总统", "埃及副总统访问老挝", False),
        ("副总统", "埃及副总统访问老挝", True),
    ],
)
def test_a_deputy_does_not_hold_the_office(term: str, title: str, met: bool) -> None:
    assert matches(term, title) is met
