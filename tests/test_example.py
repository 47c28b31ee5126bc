"""config.example.toml works as it stands and teaches every key, with the value that the key has when it is left out."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from bot.config import Config, check_config, load_config
from bot.core.watch import compile_query
from bot.lexicon import load_lexicon

EXAMPLE = Path(__file__).resolve().parent.parent / "config.example.toml"
TEXT = EXAMPLE.read_text(encoding="utf-8")
RAW: dict[str, Any] = tomllib.loads(TEXT)
SECTIONS = [name for name in Config.model_fields if name not in ("feeds", "watches", "channels")]


def keys(section: str) -> set[str]:
    model = Config.model_fields[section].annotation
    assert isinstance(model, type)
    assert issubclass(model, BaseModel)
    return set(model.model_fields)


def test_it_is_sound() -> None:
    config = load_config(EXAMPLE, {})
    assert len(config.feeds) >= 18
    assert [watch.term for watch in config.watches] == ["DeepSeek V4", "Huawei Ascend", "H20 export"]
    assert {feed.language.partition("-")[0] for feed in config.feeds} == {"en", "zh", "vi"}


def test_every_key_stands_there_with_its_default() -> None:
    config = load_config(EXAMPLE, {})
    assert config == Config(feeds=config.feeds, watches=config.watches)
    assert set(RAW) | {"channels"} == set(Config.model_fields), "channels are shown, and switched off"


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_shows_all_of_its_keys(section: str) -> None:
    assert set(RAW[section]) == keys(section)


@pytest.mark.parametrize("key", ["threshold", "min_sources", "title", "language", "user_agent"])
def test_the_keys_of_feeds_and_watches_are_explained(key: str) -> None:
    assert re.search(rf"^(# .*)?\b{key}( =|:)", TEXT, re.MULTILINE)


def test_the_channels_that_it_shows_are_sound() -> None:
    shown = TEXT.partition("# [[channels]]")[2].partition("# ------")[0]
    raw = tomllib.loads("\n".join(line.removeprefix("# ") for line in ("[[channels]]" + shown).splitlines()))
    channels = check_config(raw, "config.toml", {}).channels
    assert [channel.is_webhook for channel in channels] == [False, True]


def test_the_queries_that_it_teaches_are_queries() -> None:
    taught = [
        query for line in TEXT.splitlines() if line.startswith("#   '") for query in re.findall(r"'([^']+)'", line)
    ]
    assert len(taught) >= 7
    lexicon = load_lexicon()
    for query in taught:
        compile_query(query, lexicon)


def test_a_search_feed_is_for_the_reader_to_switch_on() -> None:
    """Its terms allow personal, non-commercial use only."""
    assert "news.google.com" in TEXT
    assert not any("news.google.com" in feed["url"] for feed in RAW["feeds"])
