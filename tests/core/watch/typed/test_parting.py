"""What was typed as one and says a name and an idea asks for both; what an idea is called stays one."""

from __future__ import annotations

import pytest

from bot.core.watch import Form, Lexicon, TermIndex, pack
from bot.core.watch.typed.readings import readings
from tests.core.watch.lexica import entry, item

LEXICON = Lexicon(
    pack(
        [
            item("china", "place", "China", Form("Chinese", "en"), Form("对华", "zh", beside=True), "中国"),
            item("ukraine", "place", "Ukraine", "乌克兰"),
            item("acme", "firm", "Acme", "顶峰", Form("顶峰发布会", "zh", both=True)),
            item("acme-cloud", "product", Form("Acme Cloud", "en"), Form("顶峰云", "zh"), maker="acme"),
            item("agency", "agency", Form("NIX", "en", case=True)),
            item("launch", "concept", Form("launch event", "en"), "发布会", Form("顶峰发布会", "zh", both=True)),
            item("export", "concept", Form("export", "en"), Form("出口", "zh"), Form("对华出口", "zh")),
            item("outage", "concept", Form("outage", "en"), Form("故障", "zh")),
            item(
                "cloud-outage", "concept", Form("cloud outage", "en"), Form("云故障", "zh"), Form("顶峰云故障", "zh"),
                broader=("outage",),
            ),
            item("drone-attack", "concept", Form("drone attack", "en"), Form("drone Ukraine attack", "en")),
            item("raid", "concept", Form("raid", "en"), Form("NIX raid", "en")),
            item("chinese-opera", "concept", Form("Chinese opera", "en"), Form("戏曲", "zh"), broader=("opera",)),
            item("opera", "concept", Form("opera", "en"), Form("歌剧", "zh")),
            item("measles", "concept", Form("measles", "en"), Form("麻疹", "zh")),
            item("rubella", "concept", Form("rubella", "en"), Form("风疹", "zh"), Form("乌克兰麻疹", "zh")),
        ]
    )
)  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("对华出口", [["china"], ["export"]]),
        ("顶峰云故障", [["acme-cloud"], ["cloud-outage", "outage"]]),  # the longest name
        ("顶峰发布会", [["acme"], ["launch"]]),
        ("drone Ukraine attack", [["drone-attack"], ["ukraine"]]),  # the name in the midst of it
        ("NIX raid", [["raid"]]),  # an agency does what it is named for
        ("Chinese opera", [["chinese-opera"]]),  # it is called so
        ("乌克兰麻疹", [["rubella"]]),  # no measles
        ("cloud outage", [["cloud-outage"]]),
    ],
)
def test_what_a_word_asks_for(typed: str, asked: list[list[str]]) -> None:
    first = next(readings(typed, LEXICON))
    assert [[claim.item.id for claim in part.claims] for part in first] == asked


@pytest.mark.parametrize(
    ("term", "title", "met"),
    [
        ("对华出口", "对华出口下降", True),
        ("对华出口", "Exports to China fall", True),
        ("对华出口", "Exports fall", False),
        ("对华出口", "China votes", False),
        ("export", "对华出口下降", True),  # in a text it says the idea
        ("顶峰云故障", "Acme Cloud outage spreads", True),
        ("顶峰云故障", "Cloud outage spreads", False),
        ("顶峰发布会", "顶峰发布会", True),
        ("顶峰发布会", "Acme: launch event in May", True),
        ("顶峰发布会", "顶峰财报", False),
        ("Acme launch event", "顶峰发布会", True),
    ],
)
def test_both_must_be_there(term: str, title: str, met: bool) -> None:
    assert bool(TermIndex((term,), LEXICON).match(entry(title))) is met
