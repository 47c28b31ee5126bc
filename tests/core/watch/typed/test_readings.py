"""What is typed in two ways is one thing, asked for once; two things stay two."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.watch import Form, Lexicon, TermIndex, pack
from tests.core.watch.lexica import entry, item, lexicon


def matches(term: str, title: str, known: Lexicon | None = None) -> bool:
    return bool(TermIndex((term,), known or lexicon()).match(entry(title)))


@pytest.mark.parametrize(
    ("term", "titles"),
    [
        ("DeepSeek 深度求索", ["DeepSeek grows", "深度求索发布新模型"]),
        ("深度求索 DeepSeek V4", ["DeepSeek V4 is out", "深度求索V4发布"]),
        ("DeepSeek V4 深度求索", ["DeepSeek V4 is out", "深度求索V4发布"]),
        ("DeepSeek V4 深度求索 V4", ["DeepSeek V4 is out", "深度求索V4发布"]),
        ("Huawei 华为 Ascend 昇腾", ["Huawei's Ascend", "华为昇腾"]),
        ("AMD Advanced Micro Devices", ["AMD grows", "Advanced Micro Devices grows"]),
        ("Jensen Huang 黄仁勋", ["Jensen Huang speaks", "黄仁勋演讲", "Huang, Jensen"]),
        ("chip 芯片 export 出口", ["Chip exports fall", "芯片出口下降"]),
        ("ban cấm", ["A ban", "Lệnh cấm"]),
    ],
)
def test_one_thing_typed_twice_is_asked_for_once(term: str, titles: list[str]) -> None:
    assert [matches(term, title) for title in titles] == [True] * len(titles)


@pytest.mark.parametrize("typed", ["泰勒·斯威夫特", "《泰勒·斯威夫特》", "《泰勒》斯威夫特"])
@pytest.mark.parametrize("written", ["泰勒·斯威夫特", "泰勒斯威夫特", "《泰勒》斯威夫特", "Taylor Swift"])
def test_a_name_of_several_runs_is_met_however_they_are_parted(typed: str, written: str) -> None:
    assert matches(typed, f"{written} 来了")


@pytest.mark.parametrize(
    ("term", "title"),
    [
        ("DeepSeek Huawei", "DeepSeek grows"),
        ("DeepSeek V4 深度求索 V3", "DeepSeek V4 is out"),  # two versions were asked for
        ("Huawei 昇腾", "Huawei grows"),  # a firm, and its product
        ("Blackwell B200", "Blackwell sells"),  # a family, and one of it
        ("sale sell", "A sale"),  # two words of one language are meant to stand together
        ("DeepSeek 深度求索 V4", "DeepSeek V3 is out"),
        ("export 出口 ban", "Exports grow"),
    ],
)
def test_two_things_are_asked_for_both(term: str, title: str) -> None:
    assert not matches(term, title)


@pytest.mark.parametrize(
    ("term", "title", "rings"),
    [
        ("death penalty", "A penalty after a death", True),
        ("death penalty", "A penalty, and he dies", False),  # two loose words, and the idea is neither
        ("death penalty Acme", "Acme: a penalty, and he dies", True),
        ("car crash", "A car hits a wall", True),  # which is a crash
        ("Acme death", "He dies at Acme", True),  # beside a name
    ],
)
def test_of_half_an_idea_no_loose_word_counts_where_that_is_all(term: str, title: str, rings: bool) -> None:
    known = Lexicon(
        pack(
            [
                item("death", "concept", Form("death", "en"), Form("dies", "en", beside=True)),
                item("penalty", "concept", Form("penalty", "en")),
                item("death-penalty", "concept", Form("death penalty", "en")),
                item("car", "concept", Form("car", "en")),
                item("crash", "concept", Form("crash", "en"), Form("hits", "en", beside=True)),
                item("car-crash", "concept", Form("car crash", "en"), broader=("crash",)),
                item("acme", "firm", "Acme"),
                item("acme-death", "concept", Form("Acme death", "en")),
            ]
        )
    )
    assert matches(term, title, known) == rings


def test_a_doubtful_name_means_what_both_ways_mean() -> None:
    bank = frozenset({"money"})
    known = Lexicon(
        pack(
            [
                item("bureau", "agency", Form("BIS", case=True), "工业与安全局"),
                item("settlements", "org", Form("BIS", case=True, near=bank), "国际清算银行"),
                item("money", "concept", "money"),
            ]
        )
    )
    assert matches("BIS 国际清算银行", "国际清算银行报告", known)
    assert not matches("BIS 国际清算银行", "工业与安全局报告", known)


def test_a_word_for_two_things_is_not_one_of_them() -> None:
    known = Lexicon(pack([item("russia", "place", "Russia", "俄乌"), item("ukraine", "place", "Ukraine", "俄乌")]))
    assert not matches("俄乌 Ukraine", "Ukraine votes", known)


@given(st.permutations(["DeepSeek", "深度求索", "Huawei", "华为", "export", "出口"]))
def test_in_whatever_order(words: list[str]) -> None:
    term = " ".join(words)
    assert matches(term, "Huawei exports with DeepSeek")
    assert matches(term, "华为与深度求索出口")
    assert not matches(term, "华为出口")


@pytest.mark.parametrize("term", ["DeepSeekV4", "deepseekv4", "DeepSeek V4", "DeepSeek-V4"])
def test_a_name_and_its_number_typed_as_one_are_two(term: str) -> None:
    assert matches(term, "深度求索V4发布")
    assert matches(term, "DeepSeek gives Huawei its V4")
    assert not matches(term, "DeepSeek V3 is out")


def test_what_a_pack_knows_as_one_stays_one() -> None:
    known = Lexicon(pack([item("arm", "firm", "Arm"), item("armv9", "product", "Armv9")]))
    assert not matches("Armv9", "Arm v9", known)
    assert matches("Armv9", "Armv9 is out", known)


def test_a_number_leads_to_the_name_that_has_it() -> None:
    console = item("console", "product", "PlayStation", "PlayStation 5", "PS5", "PS4")
    known = Lexicon(pack([console]))
    assert matches("PlayStation 5", "The PS5 sells", known)
    assert matches("PS5", "The PlayStation 5 sells", known)
    assert not matches("PS5", "The PlayStation 4 sells", known)
    assert not matches("PlayStation 5", "The PS4 sells", known)


def test_an_idea_with_a_number_is_said_in_all_its_ways() -> None:
    node = item("node-3nm", "concept", Form("3nm", "en"), Form("3-nanometer", "en"), Form("3纳米", "zh"))
    known = Lexicon(pack([node]))
    assert matches("3nm", "台积电3纳米", known)
    assert not matches("3nm", "台积电5纳米", known)


@pytest.mark.parametrize(
    ("term", "title"),
    [
        ("EV price war", "电动车打响价格战"),  # where "EV price" is an idea too
        ("EV price war", "A war over the EV price"),
        ("Huawei EV price war", "华为电动车价格战"),
        ("数据 泄露", "Data breach at Huawei"),
        ("数据 泄露", "泄露华为数据"),  # word by word as well
        ("华为 数据 泄露", "Huawei's data breach"),
        ("华 为", "Huawei grows"),  # a name with a space in it
    ],
)
def test_words_are_cut_in_every_way_that_makes_sense(term: str, title: str) -> None:
    assert matches(term, title, _trade())


@pytest.mark.parametrize(
    ("term", "title"),
    [
        ("EV price war", "价格战"),
        ("EV price war", "电动车价格"),
        ("数据 泄露", "数据"),
        ("数据 芯片", "Data breach"),
    ],
)
def test_and_in_no_other(term: str, title: str) -> None:
    assert not matches(term, title, _trade())


@cache
def _trade() -> Lexicon:
    return Lexicon(
        pack(
            [
                item("huawei", "firm", "Huawei", "华为"),
                item("ev", "concept", Form("EV", "en"), "电动车"),
                item("ev-price", "concept", Form("EV price", "en"), "电动车价格"),
                item("price-war", "concept", Form("price war", "en"), "价格战"),
                item("war", "concept", Form("war", "en"), "战争"),
                item("data-breach", "concept", Form("data breach", "en"), "数据泄露"),
            ]
        )
    )


def test_the_end_of_a_name_begins_the_next_idea_where_the_maker_is_left() -> None:
    meta_ai = item("meta-ai", "product", "Meta AI", maker="meta")
    talent = item("talent", "concept", Form("talent", "en"), "人才")
    ai_talent = item("ai-talent", "concept", Form("AI talent", "en"), "AI领域专家")
    red_ai = item("red-ai", "product", "Red AI")
    firms = item("meta", "firm", "Meta"), item("red", "firm", "Red")
    known = Lexicon(pack([*firms, meta_ai, red_ai, talent, ai_talent]))
    assert matches("Meta AI talent", "Meta 抢夺AI领域专家", known)
    assert not matches("Red AI talent", "Red 抢夺AI领域专家", known)  # nobody of that name makes it


def test_what_says_that_a_name_is_told_of_need_not_be_there() -> None:
    tin = item("tin", "concept", Form("tin", "en"), "thiếc")
    known = Lexicon(pack([item("vinfast", "firm", "VinFast"), item("indonesia", "place", "Indonesia"), tin]))
    assert matches("tin VinFast", "VinFast lãi lớn", known)
    assert not matches("tin Indonesia", "A quake in Indonesia", known)  # where it is mined
    assert not matches("tin price", "A price for VinFast", known)
    assert matches("tin price", "Giá thiếc (tin price) tăng", known)


@pytest.mark.parametrize(
    ("term", "yes", "no"),
    [
        ("tỷ phú Thái Lan", "A billionaire in Thailand", "A quake in Thailand"),
        ("bóng đá Thái", "Football in Thailand", "A quake in Thailand"),
        ("sao Thái Lan", "A sao of Thailand", "A quake in Thailand"),  # a word that no pack knows
    ],
)
def test_who_names_something_of_a_state_asks_for_both(term: str, yes: str, no: str) -> None:
    thai = [
        Form(f"{what} Thái", "vi") for what in ("tỷ phú", "bóng đá", "sao")
    ]  # how texts tell the syllable's meaning
    known = Lexicon(
        pack(
            [
                item("thailand", "place", "Thailand", "Thái Lan", Form("Thái", "vi", case=True, beside=True), *thai),
                item("billionaire", "concept", Form("billionaire", "en"), Form("tỷ phú", "vi")),
                item("football", "concept", Form("football", "en"), Form("bóng đá", "vi")),
                item("nvidia", "firm", "Nvidia"),
            ]
        )
    )
    assert matches(term, yes, known)
    assert not matches(term, no, known)


def test_a_word_that_an_idea_has_is_no_other_idea_of_that_stem() -> None:
    train, training = (
        item("train", "concept", Form("train", "en"), "火车"),
        item("training", "concept", "training", "培训"),
    )
    known = Lexicon(pack([train, training]))
    assert matches("train", "火车", known)
    assert not matches("train", "培训", known)
    assert matches("training", "培训", known)
    assert not matches("training", "火车", known)
    assert matches("trains", "火车", known)


def test_an_idea_is_read_in_halves_where_it_surely_is_that_one() -> None:
    car = frozenset({"car"})
    known = Lexicon(
        pack(
            [
                item("car", "concept", Form("car", "en"), Form("汽车", "zh")),
                item("crash", "concept", Form("crash", "en"), Form("plunge", "en")),
                item("car-crash", "concept", Form("car crash", "en"), Form("车祸", "zh"), Form("事故", "zh", near=car)),
            ]
        )
    )
    assert matches("车祸", "A car, and a crash", known)
    assert not matches("事故", "Car sales plunge", known)  # any accident


def test_an_idea_is_not_read_in_halves_that_mean_the_same() -> None:
    tourism = item(
        "tourism", "concept", Form("tourism", "en"), Form("du lịch", "vi"), Form("khách du lịch", "vi"),
        Form("khách", "vi", beside=True), Form("tham quan", "vi", beside=True),
    )  # fmt: skip
    known = Lexicon(pack([tourism]))
    assert matches("khách du lịch", "Du lịch hồi phục", known)
    assert not matches("khách du lịch", "Mời tham quan", known)  # it would be company for itself


def test_an_idea_is_not_read_in_halves_that_both_need_company() -> None:
    rise = frozenset({"rise"})
    known = Lexicon(
        pack(
            [
                item("price", "concept", Form("price", "en"), Form("giá", "vi", near=rise)),
                item("power", "concept", Form("power", "en"), Form("điện", "vi", near=rise)),
                item("coffee", "concept", Form("coffee", "en"), Form("cà phê", "vi")),
                item("power-price", "concept", Form("power price", "en"), Form("giá điện", "vi")),
                item("coffee-price", "concept", Form("coffee price", "en"), Form("giá cà phê", "vi")),
            ]
        )
    )
    assert not matches("giá điện", "Xe điện nhỏ nhất có giá từ 300 triệu", known)
    assert matches("giá điện", "Power price to rise", known)
    assert matches("giá cà phê", "Cà phê lại tăng giá", known)


def test_the_halves_of_an_idea_stand_close_together() -> None:
    known = Lexicon(
        pack(
            [
                item("price", "concept", Form("price", "en")),
                item("coffee", "concept", Form("coffee", "en")),
                item("coffee-price", "concept", Form("coffee price", "en")),
                item("rice", "concept", Form("rice", "en")),
                item("rice-price", "concept", Form("rice price", "en")),
            ]
        )
    )
    far = "Coffee with friends was what she had missed most in all of those long years, whatever its price"
    [told] = TermIndex(("coffee price",), known).match(entry("What the price of a cup of coffee says"))
    assert sorted(hit.slot for hit in told.hits) == ["coffee", "price"]  # each once
    assert not matches("coffee price", far, known)
    assert not matches("coffee price", "Coffee shop opens; The price of fame; Rain in the north", known)  # of two items
    assert matches('"coffee" "price"', far, known)
    assert matches("coffee price rice price", f"Coffee and its price, {'and so on ' * 5} the price of rice", known)
