"""The packs are read whole, or every fault is named with file, entry and remedy."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from bot.config import load_config
from bot.core.watch import explain
from bot.errors import ConfigError
from bot.lexicon import PACKS, load_lexicon, pack_ours, users_lexicon


def test_the_packs_of_the_bot_load_and_find_names_in_any_language() -> None:
    lexicon = load_lexicon()
    assert {"huawei", "ascend"} <= lexicon.entities_in("華為昇騰晶片")
    assert lexicon.entities_in("Huawei Ascend chip") >= {"huawei", "ascend", "chip"}
    assert lexicon.entities_in("") == frozenset()
    assert load_lexicon() is lexicon


def test_what_is_kept_of_the_packs_is_what_they_hold_now() -> None:
    assert load_lexicon().packs == (pack_ours(),)


def test_links_name_only_what_the_packs_hold() -> None:
    lexicon = load_lexicon()
    for file in (PACKS / "links").glob("*.toml"):
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
        named = {id for table in tables.get("members", ()) for id in (table["of"], *table["are"])}
        named |= {id for table in tables.get("stands", ()) for id in (table["for"], *table["who"])}
        named |= {
            id
            for table in tables.get("told", ())
            for id in (table["idea"], table["about"], *table["by"], *table.get("beside", ()))
        }
        named |= {id for table in tables.get("joint", ()) for id in table["names"]}
        assert named - lexicon.items.keys() == set()


def test_who_stands_for_whom() -> None:
    lexicon = load_lexicon()
    assert lexicon.above("jerome-powell") == {"federal-reserve", "us"}
    assert lexicon.above("h20") == {"nvidia"}
    assert lexicon.above("us") == lexicon.above("nobody") == frozenset()


def test_a_folder_of_ones_own_says_who_stands_for_whom(tmp_path: Path) -> None:
    (tmp_path / "links").mkdir()
    (tmp_path / "mine.toml").write_text('[[entity]]\nid = "vex"\nkind = "person"\nen = ["Mara Vex"]\n', "utf-8")
    (tmp_path / "links" / "mine.toml").write_text('[[stands]]\nfor = "mofcom"\nwho = ["vex"]\n', "utf-8")
    assert load_lexicon(tmp_path).above("vex") == {"mofcom", "china"}


def test_which_words_alone_are_names_in_some_company() -> None:
    lexicon = load_lexicon()
    assert all(map(lexicon.is_name, ("nvidia", "claude", "Pháp", "苹果")))
    assert not any(map(lexicon.is_name, ("export", "kestrelmont", "")))


def test_where_names_stand() -> None:
    text = "İ 英伟达 halts H20"
    named = load_lexicon().named_in(text)  # the first letter folds to two
    assert {id: text[where.start : where.stop] for id, [where] in named.where().items()} == {
        "h20": "H20",
        "nvidia": "英伟达",
        "suspension": "halts",
    }


def test_a_folder_of_ones_own_adds_to_them(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(
        '[[entity]]\nid = "zorblax"\nkind = "firm"\nen = ["Zorblax"]\nzh = ["佐布"]\n', "utf-8"
    )
    assert explain("Zorblax", {"title": "佐布上市"}, load_lexicon(tmp_path)).match is not None


def test_entries_of_the_configuration_add_to_them(tmp_path: Path) -> None:
    entry = '{ id = "zorblax", kind = "firm", en = ["Zorblax"], zh = ["佐布"] }'
    text = f'watches = [{{ term = "@zorblax" }}]\n[packs]\nentity = [{entry}]\n'
    (tmp_path / "config.toml").write_text(text, "utf-8")
    packs = load_config(tmp_path / "config.toml", {}).packs
    lexicon = users_lexicon(packs.folder, packs.tables, tmp_path)
    assert explain("@zorblax", {"title": "佐布上市"}, lexicon).match is not None


def test_faults_of_the_configuration_name_the_entry(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"config\.toml: entity zorblax: unknown kind 'planet'"):
        users_lexicon("", {"entity": [{"id": "zorblax", "kind": "planet", "en": ["Zorblax"]}]}, tmp_path)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no such folder"):
        users_lexicon("nowhere", {}, tmp_path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[entity", "cannot be read"),
        ('[[thing]]\nid = "a"', "no such table"),
        ('[[entity]]\nid = "A B"\nkind = "firm"\nen = ["x"]', "no proper id"),
        ('[[entity]]\nid = "a-b"\nkind = "planet"\nen = ["x"]', "unknown kind"),
        ('[[entity]]\nid = "a-b"\nkind = "firm"\nfr = ["x"]', "unknown key fr"),
        ('[[entity]]\nid = "a-b"\nkind = "firm"', "it has no form"),
        ('[[entity]]\nid = "a-b"\nkind = "firm"\nen = "x"', "en is no array"),
        ('[[entity]]\nid = "a-b"\nkind = "firm"\nen = [{ text = "" }]', "empty form"),
        ('[[entity]]\nid = "a-b"\nkind = "firm"\nen = [3]', "en holds 3"),
        ('[[entity]]\nid = "huawei"\nkind = "firm"\nen = ["x"]', "this id is taken"),
        ('[[entity]]\nid = "a-b"\nkind = "product"\nmaker = "no-such"\nen = ["x"]', "no pack holds"),
    ],
)
def test_faults_are_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "mine.toml").write_text(text, "utf-8")
    with pytest.raises(ConfigError) as error:
        load_lexicon(tmp_path)
    assert said in str(error.value)


@pytest.mark.parametrize(
    "text",
    [
        "[[told]]\nidea = 'a'",
        "[[members]]\nof = 'chip'",
        "[[stands]]\nfor = 'us'",
        "[[home]]\nin = 'us'\nare = 'x'",
        "[[press]]\nof = 'vietnam'\nlanguage = 'fr'",
        "[[press]]\nof = 'vietnam'\nlanguage = 'vi'\nelsewere = ['x']",
        "[[press]]\nof = 'vietnam'\nlanguage = 'vi'\nbeside = 'two'",
        "abroad = 'film'",
        "alone = 'film'",
        "[[between]]\nidea = 'merger'",
        "deeds = 'ban'",
        "deeds = 5",
        "[[thing]]\na = 1",
        "[[",
    ],
)
def test_faults_of_links_are_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "links").mkdir()
    (tmp_path / "links" / "mine.toml").write_text(text, "utf-8")
    with pytest.raises(ConfigError) as error:
        load_lexicon(tmp_path)
    assert "links/mine.toml" in str(error.value)


@pytest.mark.parametrize(
    ("text", "ideas"),
    [
        ("Tesla plans a voice assistant", {"aircraft"}),
        ("the biggest customer of the chip", {"customs"}),
        ("the chip maker shows signs of a turnaround", {"deal", "transfer"}),
        ("White House says", {"housing"}),
        ("quite a programme, with influence", {"resignation", "developer", "influencer"}),
        ("orders pile up", {"car-crash"}),
        ("Xuất khẩu không ngừng tăng", {"suspension"}),
        ("nhà máy sản xuất dừng", {"suspension"}),
    ],
)
def test_words_that_only_begin_like_an_idea_are_none(text: str, ideas: set[str]) -> None:
    assert load_lexicon().entities_in(text).isdisjoint(ideas)


@pytest.mark.parametrize(
    ("text", "idea"),
    [
        ("a plane lands", "aircraft"),
        ("customs seize chips", "customs"),
        ("he quit", "resignation"),
        ("AMD signed it", "deal"),
        ("US stops exports", "suspension"),
        ("英伟达停止出口H20", "suspension"),
        ("Mỹ dừng xuất khẩu", "suspension"),
        ("Nvidia tops estimates", "forecast-beaten"),
        ("英伟达财报超预期", "forecast-beaten"),
        ("Lợi nhuận vượt dự báo", "forecast-beaten"),
        ("Intel misses estimates", "forecast-missed"),
    ],
)
def test_words_of_an_idea(text: str, idea: str) -> None:
    assert idea in load_lexicon().entities_in(text)


def test_what_must_follow_a_form_may_be_written_with_or_without_its_space(tmp_path: Path) -> None:
    forms = {"vi": [{"text": "cầu", "before": ["long biên", " nhật tân"]}], "zh": [{"text": "顶桥", "before": ["关"]}]}
    lexicon = users_lexicon("", {"entity": [{"id": "span", "kind": "place", **forms}]}, tmp_path)
    texts = ("Cầu Long Biên", "cầu Nhật Tân", "顶桥关系", "cầu thang", "顶桥水")
    assert ["span" in lexicon.entities_in(text) for text in texts] == [True, True, True, False, False]
