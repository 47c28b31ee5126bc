"""Hand-written pairs: what must never be one story, however alike it reads (pairs.toml), and what plainly is one."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from bot.core.story import Grouping
from tests.core.story.newsroom import ROOMY, merged

OTHERS = tomllib.loads(Path(__file__).with_name("pairs.toml").read_text(encoding="utf-8"))
PAIRS = [(kind, a, b) for kind, languages in OTHERS.items() for pairs in languages.values() for a, b in pairs]

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


def test_there_are_pairs_of_every_kind_in_every_language() -> None:
    assert len(PAIRS) >= 150
    assert all(languages.keys() == {"en", "zh", "vi"} for languages in OTHERS.values())


@pytest.mark.parametrize(("kind", "a", "b"), PAIRS)
def test_these_are_two_stories(kind: str, a: str, b: str) -> None:
    """A phase is weighed, so it holds by the default bounds; all else is forbidden at any score."""
    settings = Grouping() if kind == "phase" else ROOMY
    assert not merged(a, b, settings)
    assert not merged(b, a, settings)


@pytest.mark.parametrize(("a", "b"), SAME)
def test_these_are_one_story(a: str, b: str) -> None:
    assert merged(a, b)
