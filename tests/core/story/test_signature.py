"""What an entry looks like: titles, words, numbers, publishers."""

from __future__ import annotations

import pickle
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.model import Entry
from bot.core.story import family, sign
from bot.core.story.stance import opposite, stance
from bot.core.story.titles import AHEAD, ALONE, ANSWERED, MARKET, OPINION, clean, manner
from bot.core.story.words import kind, language_of, numbers, words
from bot.core.watch import Lexicon
from tests.core.story.newsroom import entry, signed


@pytest.mark.parametrize(
    ("title", "outlet", "cleaned"),
    [
        ("Chip rule delayed again - Reuters", "", "Chip rule delayed again"),
        ("Chip rule delayed again | The Daily Wafer", "The Daily Wafer", "Chip rule delayed again"),
        ("Chip rule delayed again - The Motley Fool", "", "Chip rule delayed again"),
        ("Chip rule delayed again | MarketWatch", "", "Chip rule delayed again"),
        ("Chip rule delayed again - wafer.example.com", "", "Chip rule delayed again"),
        ("UPDATE 2-Chip rule delayed again", "", "Chip rule delayed again"),
        ("Exclusive: Chip rule delayed again #chips #trade", "", "Chip rule delayed again"),
        ("【快讯】芯片规则再次推迟_新浪", "", "芯片规则再次推迟"),
        ("快讯：芯片规则再次推迟", "", "芯片规则再次推迟"),
        ("Cập nhật: Quy định chip lại hoãn | Báo Mới", "", "Quy định chip lại hoãn"),
        ("Chip rule delayed - and nobody is happy with that", "", "Chip rule delayed - and nobody is happy with that"),
        ("Reuters", "Reuters", "Reuters"),
    ],
)
def test_what_outlets_hang_on_a_title_comes_off(title: str, outlet: str, cleaned: str) -> None:
    assert clean(Entry("feed", "1", title, outlet=outlet)) == cleaned


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("nvidia h20 and h200", {"h20", "h200"}),
        ("gpt-5.5 beats v4", {"gpt5.5", "v4"}),
        ("a 3-1 win", {"3-1"}),
        ("$1.5bn", {"1.5e+09"}),
        ("15亿美元", {"1.5e+09"}),
        ("1,5 tỉ usd", {"1.5e+09"}),
        ("up 10%", {"10%"}),
        ("tăng 10 phần trăm", {"10%"}),
        ("1,000 jobs", {"1000"}),
        ("10 best phones", {"10"}),
        ("发布v4模型", {"v4"}),
        ("裁员500人 升至2.1%", {"500", "2.1%"}),
        ("1月7日战况", {"7/1"}),
        ("ngày 7 tháng 1", {"7/1"}),
        ("giá vàng 7/1", {"7/1"}),
        ("up 10 per cent", {"10%"}),
        ("up 10 pct", {"10%"}),
        ("百分之十", {"10%"}),
        ("百分之二点五", {"2.5%"}),
        ("百分之三点零五", {"3.05%"}),
        ("下跌三成", {"30%"}),
        ("营收六百亿美元", {"6e+10"}),
        ("两亿欧元", {"2e+08"}),
        ("三万亿", {"3e+12"}),
        ("3千亿", {"3e+11"}),
        ("3百億美元", {"3e+10"}),
        ("2千万辆", {"2e+07"}),
        ("5 ngàn tỷ đồng", {"5e+12"}),
        ("一成不变 三成为 万一 千万别", set()),
        ("第四季度 营收q4 quý iv fourth-quarter", {"q4"}),
        ("第二财季 二季度 quý 2 second quarter", {"q2"}),
        ("四季 a quarter", set()),
    ],
)
def test_numbers_are_whole_and_alike_in_all_languages(text: str, found: set[str]) -> None:
    assert set(numbers(text)) == found


def test_kinds_of_numbers() -> None:
    assert [kind(number) for number in ("h20", "18a", "3-1", "10%", "1.5e+09", "7", "7/1", "q4", "10x", "3gw")] == [
        "model",
        "model",
        "score",
        "percent",
        "amount",
        "count",
        "date",
        "date",
        "measure",
        "measure",
    ]


def test_words_of_each_script() -> None:
    assert set(words("chips halted in h20 row", "en")) == {"chip", "halt", "in", "row"}
    assert list(words("停产芯片", "zh")) == ["停产", "产芯", "芯片"]
    assert "xuất khẩu" in set(words("cấm xuất khẩu chip", "vi"))


@pytest.mark.parametrize(
    ("text", "declared", "language"),
    [
        ("停产 H20", "", "zh"),
        ("ngừng xuất khẩu", "en", "vi"),
        ("halt", "en-GB", "en"),
        ("チップ停止", "", "ja"),
        ("x", "", ""),
    ],
)
def test_language(text: str, declared: str, language: str) -> None:
    assert language_of(text, declared) == language


def test_how_a_title_speaks() -> None:
    assert manner("Morning briefing: chips, tariffs, rain") >= {ALONE}
    assert manner("Bản tin tối 3/3") >= {ALONE}
    assert manner("Wafer Corp $WAFR shares sold by Acme Advisors LLC") >= {ALONE}
    assert manner("Acme LLC buys 900 shares of Wafer Corp $WAFR") >= {ALONE}
    assert ALONE not in manner("Wafer Corp ($WAFR) shares plunge after deliveries miss estimates")
    assert ALONE not in manner("Wafer Corp shares fall after it loses a $5 billion order")
    assert manner("Should you buy the chip maker now?") >= {OPINION}
    assert manner("Ministry set to approve the sale") == {AHEAD}
    assert manner("Nasdaq closes higher") == {MARKET}
    assert manner("Ministry denies the sale") == {ANSWERED}
    assert manner("Ministry hits back") == manner("部长回应") == manner("Bộ trưởng bác bỏ") == {ANSWERED}
    assert manner("Reactor starts up") == frozenset()
    assert manner("Ministry approves the sale") == frozenset()


def test_sides_of_an_event() -> None:
    (dearer,), (cheaper,) = stance(frozenset({"@price-rise"})), stance(frozenset({"@price-cut"}))
    assert opposite(dearer) == cheaper
    assert opposite(cheaper) == dearer
    assert stance(frozenset({"@price-rise", "@price-cut"})) == frozenset()


OUT, STOPPED = "0+", "0-"


@pytest.mark.parametrize(
    ("title", "side"),
    [
        ("DeepSeek V4 is out", OUT),
        ("DeepSeek V4 is now available to all", OUT),
        ("DeepSeek V4来了", OUT),
        ("DeepSeek V4 đã có mặt", OUT),
        ("DeepSeek V4 launch is postponed", STOPPED),
        ("DeepSeek delays launch of V4", STOPPED),
        ("DeepSeek V4推迟发布", STOPPED),
        ("DeepSeek lùi ngày ra mắt V4", STOPPED),
        ("DeepSeek V4 launches after months of delay", OUT),
        ("After a delay, DeepSeek launches V4", OUT),
        ("DeepSeek V4推迟数月后发布", OUT),
        ("DeepSeek ra mắt V4 sau nhiều lần hoãn", OUT),
        ("Nvidia halts H20 output after Beijing warning", STOPPED),
        ("Nvidia shares fall after it halts H20 output", STOPPED),
    ],
)
def test_a_halted_launch_is_none_and_a_belated_one_is_one(title: str, side: str) -> None:
    found = signed(entry(title))
    assert found.stance & {OUT, STOPPED} == {side}
    assert ("@launch" in found.entities) == (side == OUT)


def test_what_is_out_of_something_is_not_out() -> None:
    assert OUT not in signed(entry("Intel is out of the running for the Ohio deal")).stance


@pytest.mark.parametrize(
    ("url", "outlet", "publisher"),
    [
        ("https://www.wafer.example/a", "Wafer", "wafer.example"),
        ("https://m.news.wafer.co.uk/a", "", "wafer.co.uk"),
        ("https://finance.yahoo.com/a", "Reuters", "reuters"),
        ("https://news.google.com/rss/articles/x", "The Daily Wafer", "daily wafer"),
        ("", "The Daily Wafer", "daily wafer"),
        ("", "", "https://feed.example"),
        ("http://[broken", "Wafer", "wafer"),
    ],
)
def test_publishers_count_once_whatever_their_hosts(url: str, outlet: str, publisher: str) -> None:
    assert family(Entry("https://feed.example", "1", "t", url, outlet=outlet)) == publisher


def test_a_signature_pickles() -> None:
    signature = signed(entry("Nvidia halts H20 exports to China"))
    assert pickle.loads(pickle.dumps(signature)) == signature
    assert {"@nvidia", "@china"} <= signature.entities


@given(st.text(max_size=200), st.text(max_size=200), st.text(max_size=30))
def test_any_text_can_be_signed_and_always_alike(title: str, summary: str, url: str) -> None:
    one = replace(entry("x"), title=title, summary=summary, url=url)
    assert signed(one) == signed(one)


@given(
    st.sampled_from(
        ["Ministry approves chip sale to Gulf states", "芯片出口规则再次推迟", "Quy định xuất khẩu chip lại hoãn"]
    )
)
def test_case_and_outlet_suffix_change_no_title(title: str) -> None:
    plain = signed(entry(title))
    assert signed(entry(title.upper())).title == plain.title
    assert signed(entry(f"{title} - Reuters")).title == plain.title
    assert signed(entry(f"  {title} | wafer.example.com ")).title == plain.title


@pytest.mark.parametrize(
    "title", ["", " ", "\ud800", "a" * 100_000, "；" * 10_000, "1-" * 10_000, "中" * 10_000, "- | _ -"]
)
def test_monstrous_titles_are_signed(title: str) -> None:
    assert len(signed(entry(title)).tokens) < 1000


def test_a_launch_is_read_without_any_pack() -> None:
    launched = sign(Entry("feed", "1", "Quarkel V4 is out"), Lexicon.empty())
    assert "0+" in launched.stance and launched.named == frozenset()


def test_an_idea_within_a_word_of_a_name_is_none() -> None:
    assert signed(entry("SoftBank backs OpenAI")).entities == {"@softbank", "@openai"}
    assert "@chip" in signed(entry("Nvidia halts H20 chip")).entities


def test_who_lifts_a_ban_names_it_and_stands_on_the_other_side() -> None:
    ban, lifted = (signed(entry(title)) for title in ("Ministry bans chips", "Ministry lifts ban on chips"))
    assert {side[:-1] for side in ban.stance} == {side[:-1] for side in lifted.stance} != set()
    assert ban.stance.isdisjoint(lifted.stance)


@pytest.mark.parametrize(
    ("title", "lead"),
    [
        ("In China, Nvidia halts H20 chip", "@nvidia"),  # a place is no party
        ("H20 chip of Nvidia halted", "@h20"),
        ("Storm floods a town", ""),
    ],
)
def test_the_lead_is_the_party_or_product_that_a_title_names_first(title: str, lead: str) -> None:
    assert signed(entry(title)).lead == lead


@pytest.mark.parametrize(
    ("title", "things"),
    [
        ("DeepSeek V4 is out", {"@deepseek": "@deepseek-v", "deepsee": "@deepseek-v", "v4": "@deepseek-v"}),
        ("Huawei praises DeepSeek", {"huawei": "@huawei", "deepsee": "@deepseek"}),
        ("华为称赞深度求索", {}),  # Han is the same in no other language that packs are written in
        ("İstanbul hosts Huawei", {"huawei": "@huawei"}),  # one letter that folds to two shifts no other
        ("Huawei to invest up to $40 billion in a chip plant", {"invest": "@investment", "4e+10": None}),  # how much
    ],
)
def test_what_lies_over_each_other_in_a_title_is_one_thing(title: str, things: dict[str, str | None]) -> None:
    parts = dict(signed(entry(title)).parts)
    assert {key: parts.get(key) for key in things} == things
    assert things or not parts
