"""Tables and exports become packs that load; rows that are none are told and left out."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.convert import Converter
from bot.core.watch import explain
from bot.errors import UsageError
from bot.lexicon import load_lexicon


def converted(file: Path, content: str | bytes, kind: str = "org") -> tuple[str, list[str]]:
    """The pack, and what was said."""
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    said: list[str] = []
    return "\n".join(Converter(kind, said.append).convert(file)), said


def test_a_table_becomes_a_pack_that_loads(tmp_path: Path) -> None:
    rows = "firm,Zorblax|Zorblax Corp,佐布,,,zorblax", 'product,"Zorb, the phone",佐布手机,,zorblax,'
    table = "\n".join(("kind,en,zh,vi,maker,id", *rows))
    pack, said = converted(tmp_path / "names.csv", table)
    assert said == []
    first, second = tomllib.loads(pack)["entity"]
    assert first == {"id": "zorblax", "kind": "firm", "en": ["Zorblax", "Zorblax Corp"], "zh": ["佐布"]}
    assert second["id"] == "zorb-the-phone"
    (tmp_path / "packs").mkdir()
    (tmp_path / "packs" / "mine.toml").write_text(pack, "utf-8")
    assert explain("Zorblax", {"title": "佐布上市"}, load_lexicon(tmp_path / "packs")).match is not None


def test_a_concept_keeps_what_is_broader(tmp_path: Path) -> None:
    pack, said = converted(tmp_path / "a.tsv", "kind\ten\tbroader\nconcept\tfrost quake\tdisaster|storm\n")
    assert said == []
    assert tomllib.loads(pack)["concept"] == [
        {"id": "frost-quake", "broader": ["disaster", "storm"], "en": ["frost quake"]}
    ]


def test_an_export_of_wikidata_becomes_a_pack(tmp_path: Path) -> None:
    dump = {
        "id": "Q1",
        "labels": {
            "en": {"language": "en", "value": "Zorblax"},
            "de": {"value": "Zorblax AG"},
            "ja": {"value": "ゾーブ"},
        },
        "aliases": {"zh-hant": [{"value": "佐佈"}], "zh": [{"value": "佐布"}], "en": [{"value": "zorblax"}]},
    }
    short = {"id": "Q2", "labels": {"vi": "Công ty Zorb"}, "aliases": {"vi": ["Zorb"]}}
    pack, said = converted(tmp_path / "names.jsonl", f"[\n{json.dumps(dump)},\n{json.dumps(short)}\n]\n", "firm")
    assert said == []
    first, second = tomllib.loads(pack)["entity"]
    assert first == {"id": "zorblax-q1", "kind": "firm", "en": ["Zorblax"], "zh": ["佐佈"], "any": ["ゾーブ"]}
    assert second == {"id": "q2", "kind": "firm", "vi": ["Công ty Zorb", "Zorb"]}


def test_a_name_that_is_a_word_counts_with_its_capital(tmp_path: Path) -> None:
    pack, _ = converted(tmp_path / "a.csv", "en\nSurface\nZorblax\n")
    assert [entry["en"] for entry in tomllib.loads(pack)["entity"]] == [
        [{"text": "Surface", "case": True}],
        ["Zorblax"],
    ]


def test_ids_are_unique_beside_the_bots_own(tmp_path: Path) -> None:
    pack, _ = converted(tmp_path / "a.csv", "en\nHuawei\nZorblax\nZorblax\n")
    assert [entry["id"] for entry in tomllib.loads(pack)["entity"]] == ["huawei-2", "zorblax", "zorblax-2"]


@pytest.mark.parametrize(
    ("name", "row", "said"),
    [
        ("a.csv", b"planet,Zorblax\n", "line 3, column kind: unknown kind 'planet'. Known kinds: concept, agency"),
        ("a.csv", b"firm,\n", "line 3, column en: the row has no name. Fill en"),
        ("a.csv", b"firm,a,b\n", "line 3, column 3: 3 cells under 2 headings"),
        ("a.csv", b"firm,\xff\xfe\n", "line 3, column en: it is not UTF-8"),
        ("a.csv", b'firm,"' + b"x" * 200_000 + b'"\n', "line 3, column 1: field larger than field limit"),
        ("a.jsonl", b'{"labels": \n', "line 3, column 11: it is no JSON"),
        ("a.jsonl", b"[" * 100_000 + b"\n", "line 3, column 1: it is no JSON"),
        ("a.jsonl", b'{"id": "Q1"}\n', "line 3, column labels: it is missing"),
        ("a.jsonl", b'{"labels": {"en": 3}}\n', "line 3, column labels: it holds 3"),
        ("a.jsonl", b'{"labels": {"en": "a\\ud800b"}}\n', "line 3, column en: 'a\\ud800b' holds half a character"),
        ("a.jsonl", b'"text"\n', "line 3, column labels: it is missing"),
    ],
)
def test_a_bad_row_is_told_and_the_rest_is_made(tmp_path: Path, name: str, row: bytes, said: str) -> None:
    good = b'{"labels": {"en": "Zorblax"}}\n' if name.endswith("jsonl") else b"firm,Zorblax\n"
    head = b"\n" if name.endswith("jsonl") else b"kind,en\n"
    pack, told = converted(tmp_path / name, head + good + row + good)
    assert len(tomllib.loads(pack)["entity"]) == 2
    assert len(told) == 1
    assert said in told[0]
    assert name in told[0]


@pytest.mark.parametrize(
    ("content", "said"), [("name,en\n", "unknown column 'name'"), ("kind\n", "no column of names")]
)
def test_a_header_that_is_none_ends_it(tmp_path: Path, content: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        converted(tmp_path / "a.csv", content)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file"):
        list(Converter("org", print).convert(tmp_path / "nowhere.csv"))


@given(st.lists(st.text(max_size=20), max_size=5))
def test_whatever_names_a_row_holds_the_pack_is_toml(
    tmp_path_factory: pytest.TempPathFactory, names: list[str]
) -> None:
    file = tmp_path_factory.mktemp("rows") / "a.jsonl"
    rows: list[Any] = [{"labels": {"en": name, "zh": name}} for name in names]
    pack, said = converted(file, "\n".join(map(json.dumps, rows)))
    assert len(tomllib.loads(pack).get("entity", [])) + len(said) == len(rows)
