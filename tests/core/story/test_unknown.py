"""Words of a title that may be names which no pack knows: rather one too many than one too few."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.story.unknown import unknown
from bot.core.text import fold
from tests.core.story.newsroom import entry, signed


@pytest.mark.parametrize(
    ("title", "strange", "known"),
    [
        ("Nvidia opens design centre in Velden", {"velden"}, {"nvidia", "open", "centr"}),
        ("Nvidia Opens Design Centre in Velden", {"velden", "centr"}, {"nvidia", "open"}),  # capitals tell nothing
        ("nvidia opens centre in velden", {"velden", "centr"}, {"nvidia", "open"}),
        ("Report says Nvidia opens centre", set(), {"report", "say"}),  # in many a headline
        ("Claude is down", {"claud"}, set()),  # packs know it in other company: here it may be anybody
        ("Claude, the AI of Anthropic, is down", set(), {"claud"}),
        ("凯峰芯在慕尼黑发布数据中心", {"凯峰", "峰芯"}, {"芯在", "慕尼", "发布", "数据"}),
        ("英伟达已在慕尼黑发布数据中心", set(), {"英伟", "达已", "已在"}),
        ("和硕在慕尼黑发布数据中心", {"和硕", "硕在"}, {"在慕"}),  # one character is left of what is known
        ("Kestrel在慕尼黑发布数据中心", {"kestrel"}, {"在慕"}),
        ("Bình Minh mở trung tâm thiết kế tại Munich", {"bình minh"}, {"trung", "munich"}),
        ("Nvidia mở trung tâm thiết kế tại Munich", set(), {"nvidia", "mở", "trung", "munich"}),
    ],
)
def test_what_may_be_a_name(title: str, strange: set[str], known: set[str]) -> None:
    signature = signed(entry(title))
    assert strange <= signature.unknown <= signature.tokens
    assert known.isdisjoint(signature.unknown)


@given(st.text(max_size=60), st.sampled_from(["", "en", "zh", "vi"]), st.integers(0, 60), st.integers(0, 60))
def test_no_text_is_too_strange(title: str, language: str, start: int, end: int) -> None:
    assert all(unknown(title, language, [range(start, end)], lambda _: False))


@given(st.text(max_size=60), st.sampled_from(["", "en", "zh", "vi"]))
def test_what_packs_know_is_no_such_name(title: str, language: str) -> None:
    whole = range(len(title))
    if len(fold(title)) == len(title.casefold()) == len(title):
        assert list(unknown(title, language, [whole], lambda _: False)) == []
