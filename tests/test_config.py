"""The configuration: every fault at once, each with its key, value and remedy; no secret ever shown."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.config import Config, check_config, load_config, parse_duration
from bot.errors import ConfigError

TOKEN = "123456789:AAsecretsecretsecret"


def faults(raw: dict[str, Any], environment: dict[str, str] | None = None) -> dict[str, str]:
    """key -> the whole line that a person reads."""
    with pytest.raises(ConfigError) as caught:
        check_config(raw, "config.toml", environment or {})
    return {fault.key: str(fault) for fault in caught.value.faults}


def test_an_empty_file_is_a_valid_configuration() -> None:
    config = check_config({}, "config.toml", {})
    assert config == Config()
    assert config.token == ""
    assert config.polling.min_interval == timedelta(minutes=2)


def test_all_faults_are_told_at_once() -> None:
    found = faults(
        {
            "telegram": {"chats": ["12"], "acces": "open"},
            "polling": {"min_interval": "soon"},
            "feeds": [{"url": "ftp://example.com/feed"}, {"title": "no address"}],
            "watches": [{"term": "DeepSeek V4", "min_sources": 0}],
            "wathces": [],
        }
    )
    assert set(found) == {
        "telegram.chats[1]",
        "telegram.acces",
        "polling.min_interval",
        "feeds[1].url",
        "feeds[2].url",
        "watches[1].min_sources",
        "wathces",
    }
    assert "Did you mean access?" in found["telegram.acces"]
    assert "Did you mean watches?" in found["wathces"]
    assert "'soon'" in found["polling.min_interval"] and '"2m"' in found["polling.min_interval"]
    assert "ftp://example.com/feed" in found["feeds[1].url"] and "https://" in found["feeds[1].url"]


@pytest.mark.parametrize(
    ("section", "key", "value"),
    [
        ("telegram", "token", 5),
        ("telegram", "api_url", "not an address"),
        ("telegram", "admins", ["me"]),
        ("telegram", "access", "everyone"),
        ("telegram", "timezone", "Mars/Olympus"),
        ("telegram", "on_unknown", True),
        ("telegram", "proxy", "127.0.0.1:1080"),
        ("telegram", "webhook_url", "http://me.example/telegram"),
        ("telegram", "quiet", "at night"),
        ("telegram", "digest", "25:00"),
        ("alerts", "break_quiet", -1),
        ("store", "url", "mysql://localhost/news"),
        ("polling", "min_interval", "-2m"),
        ("polling", "max_interval", 60),
        ("polling", "max_interval", "0s"),
        ("polling", "allow_private_addresses", "yes"),
        ("web", "listen", "8080"),
        ("web", "listen", "127.0.0.1:99999"),
        ("web", "listen", True),
        ("web", "public_url", "news.example"),
        ("judge", "url", "localhost:11434"),
        ("judge", "timeout", "0s"),
        ("judge", "batch", 0),
        ("judge", "daily_budget", -1),
        ("log", "level", "loud"),
        ("stories", "window", "1 week"),
        ("packs", "folder", ["mine"]),
    ],
)
def test_a_wrong_value_is_refused_with_a_remedy(section: str, key: str, value: object) -> None:
    found = faults({section: {key: value}})
    assert len(found) == 1
    (name, line), *_ = found.items()
    assert name.startswith(f"{section}.{key}")
    assert line.endswith(".") and line.count(".") >= 2


def test_an_address_that_may_be_empty_says_how_it_looks_and_not_that_it_may_be_empty() -> None:
    for section, key in (("web", "public_url"), ("judge", "url"), ("telegram", "webhook_url")):
        (line,) = faults({section: {key: "news.example"}}).values()
        assert "https://" in line and "choices" not in line


def test_an_empty_list_is_told_in_our_words_and_a_value_is_shown_as_the_file_has_it() -> None:
    (line,) = faults({"watches": [{"term": "H20", "languages": []}]}).values()
    assert "= []: is empty" in line and "tuple" not in line
    (line,) = faults({"web": {"listen": True}}).values()
    assert "= true:" in line


def test_a_misspelt_key_that_is_near_to_two_names_both() -> None:
    assert faults({"stor": {}})["stor"].endswith("Did you mean store or stories?")


def test_a_bad_query_names_the_column() -> None:
    found = faults({"watches": [{"term": '"DeepSeek V4'}]})
    assert "column" in found["watches[1].term"]
    assert "bot match" in found["watches[1].term"]


def test_what_stands_there_twice_is_said() -> None:
    found = faults({"feeds": [{"url": "https://a.example/"}] * 2, "watches": [{"term": "H20"}] * 2})
    assert set(found) == {"feeds[2].url", "watches[2].term"}


def test_hubs_that_nobody_would_hear_are_refused() -> None:
    web = {"listen": "", "public_url": "https://news.example"}
    (line,) = faults({"web": web}).values()
    assert "nobody would hear hubs" in line and "web.listen" in line
    assert check_config({"web": {**web, "listen": "127.0.0.1:8080"}}, "x.toml", {}).web.public_url


def test_the_shortest_interval_is_not_the_longest() -> None:
    assert "polling" in faults({"polling": {"min_interval": "2h", "max_interval": "1h"}})


def test_the_token_comes_from_the_environment_then_a_file_then_the_key(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(f"{TOKEN}\n", encoding="utf-8")
    file = str(tmp_path / "config.toml")
    both = {"telegram": {"token": "1:key", "token_file": "token"}}
    assert check_config(both, file, {"TELEGRAM_TOKEN": "1:environment"}).token == "1:environment"
    assert check_config(both, file, {}).token == TOKEN
    assert check_config({"telegram": {"token": "1:key"}}, file, {}).token == "1:key"
    assert "cannot be read" in faults({"telegram": {"token_file": "missing"}})["telegram.token_file"]


def test_the_judges_key_comes_the_same_ways_and_is_never_shown(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("sk-file-secret\n", encoding="utf-8")
    file = str(tmp_path / "config.toml")
    both = {"judge": {"api_key": "sk-key-secret", "api_key_file": "key"}}

    def key(raw: dict[str, Any], environment: dict[str, str]) -> str:
        config = check_config(raw, file, environment)
        assert "secret" not in repr(config)
        return config.judge.api_key.get_secret_value()

    assert key(both, {"JUDGE_API_KEY": "sk-environment"}) == "sk-environment"
    assert key(both, {}) == key({}, {"JUDGE_API_KEY_FILE": "key"}) == "sk-file-secret"
    assert key({"judge": {"api_key": " sk-key-secret "}}, {}) == "sk-key-secret"
    assert "cannot be read" in faults({"judge": {"api_key_file": "missing"}})["judge.api_key_file"]
    for bad in ("sk secret", "sk-sécret", "sk-sec\nret"):
        (line,) = faults({"judge": {"api_key": bad}}).values()
        assert "cret" not in line and "Copy it again" in line


def test_a_judge_needs_a_model() -> None:
    assert "model" in faults({"judge": {"url": "http://127.0.0.1:11434/v1"}})["judge"]
    assert check_config({"judge": {"url": "http://127.0.0.1:11434/v1", "model": "m"}}, "c", {}).judge.configured
    assert not Config().judge.configured


@pytest.mark.parametrize(
    "raw",
    [
        {"telegram": {"token": f"{TOKEN} x"}},
        {"telegram": {"token": TOKEN, "chats": "x"}},
        {"telegram": {"tokn": TOKEN}},
        {"telegrm": {"token": TOKEN}},
        {"channels": [{"name": "phone", "ulr": "ntfy://secret"}]},
    ],
)
def test_no_fault_and_no_repr_shows_the_token(raw: dict[str, Any]) -> None:
    assert "secret" not in str(faults(raw))
    assert "secret" not in repr(check_config({"telegram": {"token": TOKEN}}, "config.toml", {}))


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"\n[telegram\nx = 1", "line 2"), (b"\xff\xfe", "UTF-8"), (None, "no such file")],
)
def test_a_file_that_cannot_be_read_is_one_fault(tmp_path: Path, content: bytes | None, words: str) -> None:
    path = tmp_path / "config.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        load_config(path, {})
    assert words in str(caught.value) and str(path) in str(caught.value)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("2m", 120), ("1h30m", 5400), ("3d", 259200), (0, 0), ("0s", 0)]
)
def test_durations(text: object, seconds: int) -> None:
    assert parse_duration(text).total_seconds() == seconds


@pytest.mark.parametrize("text", ["", "2", "m", "2 m", "1m1h", 5, 1.5, True, None, []])
def test_no_durations(text: object) -> None:
    with pytest.raises(Exception, match="is no duration"):
        parse_duration(text)
