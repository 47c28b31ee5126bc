"""Hand-written pairs: what must never be one story, however alike it reads, and what plainly is one. All invented."""

from __future__ import annotations

import pytest

from tests.core.story.newsroom import ROOMY, merged

OTHERS = {
    "model number": [
        ("Nvidia halts H20 production for China", "Nvidia halts H200 production for China"),
        ("DeepSeek releases V4 model with open weights", "DeepSeek releases V3.1 model with open weights"),
        ("Huawei ships Ascend 910B chips to cloud firms", "Huawei ships Ascend 950PR chips to cloud firms"),
        ("AMD may sell MI308 chips to China again", "AMD may sell MI325X chips to China again"),
        ("英伟达停止向中国供应H20芯片", "英伟达停止向中国供应H200芯片"),
        ("Nvidia ngừng sản xuất chip H20 cho Trung Quốc", "Nvidia ngừng sản xuất chip H200 cho Trung Quốc"),
    ],
    "firm": [
        ("Micron crosses $900 billion in market value", "SK Hynix crosses $900 billion in market value"),
        ("Samsung profit doubles on memory demand", "Micron profit doubles on memory demand"),
        ("Alibaba shares jump after strong quarterly revenue", "Baidu shares jump after strong quarterly revenue"),
        ("Meta signs cloud deal worth $10 billion", "Oracle signs cloud deal worth $10 billion"),
        ("阿里巴巴第三季度营收大增", "腾讯第三季度营收大增"),
    ],
    "score": [
        ("Arsenal and Chelsea draw 1-1 at the Emirates", "Arsenal and Chelsea meet again, 3-1 at the Emirates"),
        ("Việt Nam thắng Thái Lan 2-1 trên sân Mỹ Đình", "Việt Nam thắng Thái Lan 3-2 trên sân Mỹ Đình"),
    ],
    "date or number in a template": [
        ("Front line assessment, January 7", "Front line assessment, January 8"),
        ("Gold price on 3 March: what a tael costs", "Gold price on 4 March: what a tael costs"),
        ("Storm 11 warning raised for the northern coast", "Storm 12 warning raised for the northern coast"),
        ("Tech firm cuts 500 jobs in Austin office", "Tech firm cuts 900 jobs in Austin office"),
    ],
    "roundup": [
        ("Morning briefing: Nvidia halts H20 production", "Nvidia halts H20 production"),
        ("早报：英伟达停产H20；苹果发布新品；特斯拉降价", "英伟达停产H20"),
        ("Bản tin sáng: Nvidia ngừng sản xuất H20", "Nvidia ngừng sản xuất H20"),
        ("Live updates: chip makers answer the export rule", "Chip makers answer the export rule"),
    ],
}

SAME = [
    (
        "Nvidia halts H20 chip production after Beijing warning",
        "Nvidia halts production of H20 chip after Beijing's warning",
    ),
    ("UPDATE 2-Nvidia halts H20 chip production", "Nvidia halts H20 chip production - Reuters"),
    ("Google to invest $40 billion in Anthropic", "Google plans to invest up to $40bn in Anthropic"),
    ("英伟达要求供应商停产H20芯片", "消息称英伟达已要求供应商停产 H20 芯片"),
    ("輝達要求供應商停產H20晶片 三星受影響", "辉达要求供应商停产H20晶片 三星受影响"),
    ("Nvidia yêu cầu nhà cung cấp dừng sản xuất chip H20", "Nvidia yêu cầu các nhà cung cấp dừng sản xuất H20"),
]


@pytest.mark.parametrize(("a", "b"), [pair for pairs in OTHERS.values() for pair in pairs])
def test_these_are_two_stories_at_any_threshold(a: str, b: str) -> None:
    assert not merged(a, b, ROOMY)
    assert not merged(b, a, ROOMY)


@pytest.mark.parametrize(("a", "b"), SAME)
def test_these_are_one_story(a: str, b: str) -> None:
    assert merged(a, b)
