"""What matches and what does not: the rules that matter, each in both directions."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.text import fold
from bot.core.watch import Lexicon, TermIndex, explain
from tests.core.watch.lexica import TERMS, WORDS, entry, lexicon

LEXICON = lexicon()


def matches(term: str, title: str, summary: str = "", lexicon: Lexicon = LEXICON) -> bool:
    return bool(TermIndex((term,), lexicon).match(entry(title, summary)))


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("DeepSeek V4", "V4, from DeepSeek, is near"),
        ("DeepSeek V4", "DeepSeekV4 spotted"),
        ("Model S", "Tesla's Model S is gone"),
        ("S-400", "Ankara's S-400 missiles"),
        ("s-400", "an s-400 arrives"),
        ("S 400", "The S-400 arrives"),
        ("$100,000 fee", "A fee of $100,000"),
        ("Huawei chip", "The chip is Huawei 's own"),
        ("DeepSeek V4", "DeepSeek-V4Flash is free"),
        ("Moody's", "Moody's cuts its rating"),  # a name, and no possessive
        ("Moody's", "Moody’s cuts its rating"),
        ("穆迪", "Moody's cuts its rating"),
        ("DeepSeek V4", "deepseek v4 is out"),
        ("DeepSeek V4", "Deep Seek V.4 leaks"),
        ("DeepSeek V4", "DeepSeek V4.0 and V-4"),
        ("DeepSeek V4", "Depseek V4 rumours"),
        ("DeepSeek V4", "深度求索Ｖ４上线"),
        ("DeepSeek V4", "The DeepSeek rumour: a flagship model V4"),
        ("DeepSeek V3", "DeepSeek V3.2 is cheaper"),
        ("H20 export", "H-20 exporters wait"),
        ("H20 export", "Xuất khẩu chip H20 sang nước ngoài"),
        ("H20 export", "Xuat khau chip H20"),
        ("H20 export", "Nvidia sells H20s again"),
        ("GPT-5", "GPT5.4 arrives"),
        ("GPT 5", "GPT-5 arrives"),
        ("Switch 2", "The Switch2 sells out"),
        ("CVE-2026-12345", "cve 2026-12345: what to do"),
        ("910B", "The 910 B ships"),
        ("Huawei Ascend", "華為昇騰量產"),
        ("Huawei Ascend", "昇腾芯片发布"),
        ("Huawei Ascend", "华为升腾发布"),
        ("Nvidia Blackwell", "Blackwell ships early"),
        ("Nvidia Blackwell", "GB200 racks of Nvidia"),
        ("BIS", "The B.I.S. rule"),
        ("AMD", "超微AMD大涨"),
        ("chip ban", "Washington banned AI chips"),
        ("giấy phép", "GIẤY PHÉP mới"),
        ("Phạm Minh Chính", "PM Pham Minh Chinh visits"),
        ("Jensen Huang", "Huang, Jensen: a life"),
        ("Jensen Huang", "Jenson Huang speaks"),
        ("OpenAI", "Open AI sued"),
        ("Kimi K2", "Kimi-K2 tops charts"),
        ("AMD", "Why AMDs are cheap"),
        ("BIS", "All the BISs of the world"),
        ("玻璃基板", "新型玻璃基板量产"),
        ("thuỷ điện", "Nhà máy thủy điện mới"),
        ("Meta", "Meta to hire"),
        ("Altman", "奥特曼访华"),
        ("storm", "Bão số 3 vào Biển Đông"),
        ("bão", "A storm nears"),
        ("Huawei ban", "Huawei faces a ban"),
        ("chip", "A chip shortage"),
        ("chip ban", "H20 ban"),
        ("H20 chip", "H20 racks arrive"),
        ("H20 chip export", "H20 exports wait"),
        ("J-35", "歼35首飞"),
        ("J-35", "Two J-35A jets land"),
        ("歼-35", "The J-35 takes off"),
        ("G-7", "七国集团峰会"),
        ("7-Eleven", "Seven & i rejects the offer"),  # a firm's number tells it from no other of its family
        ("G20", "20国集团峰会"),
        ("Falcon 9", "猎鹰9号升空"),
        ("Dota 2", "刀塔新赛季"),
        ("泰勒·斯威夫特", "Taylor Swift sings"),
        ("三星SDI", "Samsung SDI recalls cells"),
        ("镓", "Gallium is scarce"),
        ("镓出口", "Exports of Gallium halted"),
        ("泰勒·斯威夫特芯片", "Taylor Swift buys a chip"),
        ("三星SDI出口", "Samsung SDI exports cells"),
    ],
)
def test_matches(term: str, text: str) -> None:
    assert matches(term, text), explain(term, {"title": text}, LEXICON).lines


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("DeepSeek V4", "DeepSeek V3.4 changelog"),
        ("DeepSeek V4", "DeepSeek V40 rack"),
        ("DeepSeek V4", "DeepSeek trails GLM V4"),
        ("DeepSeek V4", "DeepSeek app now in the Volvo V4"),
        ("DeepSeek V4", "Deep seek-and-rescue drone V4"),
        ("DeepSeek V4", "IPv4 and DeepSeek"),
        ("H20 export", "H200 exports approved"),
        ("H20 export", "H2O exports rise"),
        ("H20 export", "H20X exports"),
        ("H20 export", "H20 experts gather"),
        ("H20 export", "H20 report: weak"),
        ("GPT-5", "GPT-50 parody"),
        ("GPT-5", "5 ways in which GPT works"),
        ("A4", "A 4-day week"),
        ("CVE-2026-12345", "CVE-2026-123456"),
        ("Huawei Ascend", "Huawei staff ascended Everest"),
        ("Huawei Ascend", "华为提升腾讯云合作"),
        ("昇腾", "股价升腾"),
        ("Nvidia Blackwell", "AMD Blackwell parody"),
        ("B200", "GB200 racks"),
        ("BIS", "Rabatte von bis zu 50 Prozent"),
        ("ban", "bán chip"),
        ("chip ban", "Chip bank loans"),
        ("cấm", "cam kết"),
        ("Phạm Minh Chính", "Phạm Minh Chinh đoạt giải"),
        ("Jensen Huang", "Jensen Ackles returns"),
        ("OpenAI", "OpenAPI 4 published"),
        ("OpenAI", "Firms open AI labs"),
        ("Kimi K2", "Kimi Raikkonen climbs K2"),
        ("Meta", "a meta analysis"),
        ("giấy phép xuất khẩu", "Giấy phép nhập khẩu ô tô"),
        ("Altman", "奥特曼玩具热销"),
        ("storm", "Chất béo bão hòa và tim mạch"),
        ("bão", "Chất béo bão hòa và tim mạch"),
        ("Huawei ban", "Huawei ký với Ủy ban tỉnh Đắk Lắk"),
        ("chip", "H20 racks arrive"),
        ("H20 chip", "A new chip arrives"),
        ("J-35", "歼-36首飞"),
        ("J-35", "J-350 parody"),
        ("J-35A", "The J-35 takes off"),
        ("J-35A", "歼-35首飞"),
        ("Falcon 9", "猎鹰重型升空"),
        ("Qwen3", "千问发布"),
        ("UN", "Kim Jong-un speaks"),
        ("U.N.", "Kim Jong-un speaks"),
        ("Jack Ma", "Hugh Jackman sings"),
    ],
)
def test_does_not_match(term: str, text: str) -> None:
    assert not matches(term, text)


def test_a_summary_is_read_a_sentence_or_two_at_a_time_and_the_title_helps() -> None:
    far = "DeepSeek grows. It rains. The sun is out. A V4 engine was shown."
    assert not matches("DeepSeek V4", "News", far)
    assert matches("DeepSeek V4", "News", "DeepSeek grows. Its V4 is near. It rains.")
    assert matches("DeepSeek V4", "DeepSeek grows", "It rains. The sun is out. Model V4 was shown.")


def test_a_body_does_not_lean_on_the_title() -> None:
    index = TermIndex(("DeepSeek V4",), LEXICON)
    assert not index.match(entry("DeepSeek grows", body="It rains. A V4 was shown."))
    [found] = index.match(entry("News", body="It rains. DeepSeek showed V4."))
    assert {span.field for span in found.spans} == {"body"}


def test_scores_fall_with_looseness() -> None:
    index = TermIndex(("Huawei",), LEXICON)
    exact, typo = (index.match(entry(text))[0] for text in ("Huawei grows", "Huwaei grows"))
    assert (exact.score, exact.how) == (100, "exact")
    assert typo.how == "typo"
    assert 80 <= typo.score < 95


def test_the_narrowest_window_is_shown() -> None:
    [found] = TermIndex(("Huawei chip",), LEXICON).match(entry("Huawei and others: a new Huawei chip"))
    assert [(s.start, s.end) for s in found.spans] == [(25, 31), (32, 36)]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("深度求索Ｖ４上线", ["深度求索", "Ｖ４"]),
        ("𝐃eepSeek's V4 🎉", ["𝐃eepSeek", "V4"]),
        ("🎉Deep\u200bSeek‑V4", ["Deep\u200bSeek", "V4"]),
        ("DeepSeekV4", ["DeepSeek", "V4"]),
    ],
)
def test_spans_are_exact(text: str, shown: list[str]) -> None:
    [found] = TermIndex(("DeepSeek V4",), LEXICON).match(entry(text))
    assert [text[s.start : s.end] for s in found.spans] == shown


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=8), st.data())
def test_the_order_of_a_title_does_not_matter(words: list[str], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(words))
    terms = ("Huawei chip", "Nvidia export", "DeepSeek ban")
    index = TermIndex(terms, LEXICON)
    first, second = index.match(entry(" , ".join(words))), index.match(entry(" , ".join(shuffled)))
    assert {match.term for match in first} == {match.term for match in second}


@given(st.integers(0, 9999), st.integers(0, 9999), st.sampled_from(["H{}", "MI{}", "{}B", "GPT-{}", "CVE-2026-{}"]))
def test_no_number_is_another(watched: int, said: int, shape: str) -> None:
    assert matches(shape.format(watched), f"The {shape.format(said)} ships") == (watched == said)


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(), max_size=300), st.text(st.characters(), max_size=300))
def test_no_text_is_too_much(title: str, summary: str) -> None:
    for match in TermIndex(TERMS, LEXICON).match(entry(title, summary)):
        for span in match.spans:
            assert 0 <= span.start < span.end <= len(title if span.field == "title" else summary)


@pytest.mark.parametrize(
    "text",
    ["", "\ud800\udfff", "\u202eV4 \u200f DeepSeek", "a" * 100_000, "DeepSeek V4 " * 8_000, "中" * 50_000, "مرحبا H20"],
)
def test_bad_texts_are_read_all_the_same(text: str) -> None:
    TermIndex(TERMS, LEXICON).match(entry(text, text, text))


DRESS: dict[str, Callable[[str], str]] = {
    "plain": lambda text: text,
    "capitals": str.upper,
    "wide": lambda text: "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text),
    "bold": lambda text: "".join(
        chr(0x1D400 + ord(c) - 65) if "A" <= c <= "Z" else chr(0x1D41A + ord(c) - 97) if "a" <= c <= "z" else c
        for c in text
    ),
    "split": "\u200b".join,
    "turned": lambda text: f"\u202a{text}\u202c",
}
NOISE = st.sampled_from(["", "🎉", "ﬁnance ", "㎏ ", "½ ", "é", "İ ", "ß ", "한 ", "👩\u200d🚀", "…", "中 "])


@given(NOISE, st.sampled_from(sorted(DRESS)), NOISE, st.sampled_from(sorted(DRESS)), NOISE)
def test_the_raw_text_of_a_span_folds_to_what_was_watched(
    before: str, first: str, between: str, second: str, after: str
) -> None:
    """Through characters that fold to several, that fold away, and that are two units of UTF-16."""
    text = f"{before} {DRESS[first]('Huawei')} {between} {DRESS[second]('H20')} {after}"
    [found] = TermIndex(("Huawei H20",), LEXICON).match(entry("News", text))
    shown = [fold(text[span.start : span.end]) for span in found.spans]
    assert shown == ["huawei", "h20"]
    assert {span.field for span in found.spans} == {"summary"}
