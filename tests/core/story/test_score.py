"""The models: each weight has the sign that reason demands, in the order that lets a pair be given up early."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.story.mark import mark_of
from bot.core.story.rarity import Commonness, Rarity
from bot.core.story.score import ACROSS, WITHIN, Mine, Model, alike, features
from tests.core.story.newsroom import NOW, entry, signed


@pytest.mark.parametrize(("model", "first_against"), [(WITHIN, "others"), (ACROSS, "age")])
def test_what_is_shared_only_joins_and_what_differs_only_parts(model: Model, first_against: str) -> None:
    at = model.names.index(first_against)
    assert all(weight >= 0 for weight in model.weights[:at])
    assert all(weight <= 0 for weight in model.weights[at:])


class _Nothing:
    commonness = Commonness(lambda _: 0)

    def __len__(self) -> int:
        return 0


@pytest.mark.parametrize(
    ("title", "model"), [("Nvidia halts H20 chip", WITHIN), ("英伟达停产H20芯片", ACROSS)], ids=["within", "across"]
)
def test_the_features_stand_in_the_order_of_the_model(title: str, model: Model) -> None:
    known = mark_of(signed(entry("Nvidia may halt H20 chip, says Reuters", outlet="b")), NOW)
    signature = signed(entry(title, outlet="a"))
    mine = Mine(signature, mark_of(signature, NOW), Rarity(_Nothing()))
    found = features(mine, known)
    assert len(found) == len(model.names)
    named = dict(zip(model.names, found, strict=True))
    assert 0 < named["ids"] <= 1
    assert named["age"] == 0
    assert alike(mine, known) == model.score(found)
    if model is WITHIN:
        assert named["exact"] == named["phase"] == 1


def _away(mine: str, other: str) -> float:
    signature = signed(entry(mine, outlet="a"))
    known = mark_of(signed(entry(other, outlet="b")), NOW)
    found = features(Mine(signature, mark_of(signature, NOW), Rarity(_Nothing())), known)
    return dict(zip((WITHIN if signature.language == known.language else ACROSS).names, found, strict=True))["away"]


@pytest.mark.parametrize(
    ("mine", "other", "away"),
    [
        ("Nvidia halts H20 chip", "Nvidia stops its chip", 0.0),
        ("Nvidia halts H20 chip", "英伟达停产芯片", 0.0),
        ("Nvidia halts H20 chip", "Jensen Huang halts a chip", 0.0),  # who leads it stands for it
        ("Nvidia halts H20 chip", "Intel answers as Nvidia halts a chip", 1.0),
        ("Nvidia halts H20 chip", "Intel halts a chip", 2.0),
        ("Nvidia halts H20 chip", "Storm floods a town", 1.0),
        ("Storm hits a town", "Storm floods a town", 0.5),  # nobody is named: it may be so
    ],
)
def test_whom_a_title_names_first_is_known_to_the_other_or_away(mine: str, other: str, away: float) -> None:
    assert _away(mine, other) == _away(other, mine) == away


def _apart(mine: str, other: str, feature: str) -> float:
    signature, known = signed(entry(mine, outlet="a")), mark_of(signed(entry(other, outlet="b")), NOW)
    found = features(Mine(signature, mark_of(signature, NOW), Rarity(_Nothing())), known)
    return dict(zip((WITHIN if signature.language == known.language else ACROSS).names, found, strict=True))[feature]


@pytest.mark.parametrize(
    ("mine", "other", "deeds"),
    [
        ("Nvidia halts H20 output", "Nvidia stops making the H20", 0),
        ("Nvidia halts H20 output", "Nvidia talks to Beijing about the H20", 1),
        ("Nvidia halts H20 output", "英伟达与北京洽谈H20", 1),
        ("Nvidia halts H20 output", "英伟达停产H20", 0),
        ("Rocket launches after a delay", "Rocket launches", 0),  # what is told as past is no deed
        ("Huawei hits back at the US over chips", "华为就芯片回应美国", 0),
        ("Huawei denies it sold chips to Iran", "Huawei sold chips to Iran", 1),
        ("Huawei lên tiếng về vụ bán chip", "Huawei bị tố bán chip", 1),
        ("Nvidia halts H20 output", "Beijing responds over the H20", 2),
    ],
)
def test_a_title_that_tells_of_a_stop_or_an_answer_is_apart_from_one_that_does_not(
    mine: str, other: str, deeds: int
) -> None:
    assert _apart(mine, other, "deeds") == _apart(other, mine, "deeds") == deeds


@pytest.mark.parametrize(
    ("mine", "other", "sorts"),
    [
        ("Wafer Corp earnings", "Wafer Corp earnings lift its shares to a record high", 1),
        ("Wafer Corp quarterly earnings", "Wafer Corp profit", 0),
        ("Wafer Corp shares fall", "Wafer Corp sued in Ohio", 2),
        ("Storm floods a town", "Storm nears a town", 0),
    ],
)
def test_how_many_sorts_of_news_only_one_of_two_is(mine: str, other: str, sorts: int) -> None:
    assert 4 * _apart(mine, other, "sorts") == 4 * _apart(other, mine, "sorts") == sorts


def _things(mine: str, other: str, watched: frozenset[str] = frozenset()) -> float:
    signature = replace(signed(entry(mine, outlet="a")), watched=watched)
    mark, known = mark_of(signature, NOW), mark_of(signed(entry(other, outlet="b")), NOW)
    return Mine(signature, mark, Rarity(_Nothing())).things(mark.searched & known.searched)


@pytest.mark.parametrize(
    ("mine", "other", "things"),
    [
        ("DeepSeek V4 beats all", "深度求索DeepSeek V4来了", 1),  # a firm, its model, a word and a number
        ("Huawei sues DeepSeek", "华为起诉DeepSeek", 3),  # two firms, and what they do
        ("Storm floods a town", "DeepSeek V4来了", 0),
    ],
)
def test_two_reports_share_as_many_things_as_lie_apart(mine: str, other: str, things: float) -> None:
    assert _things(mine, other) == things


def test_what_a_watch_asked_for_is_half_a_thing() -> None:
    asked = frozenset({"@deepseek", "@deepseek-v", "deepsee", "v4"})
    assert _things("DeepSeek V4 beats all", "DeepSeek V4来了", asked) == 0.5
    assert _things("Huawei sues DeepSeek", "华为起诉DeepSeek", asked) == 2.5
