"""What the core is told, of what is configured."""

from __future__ import annotations

from pathlib import Path

from bot.config import load_config
from bot.settings import feeds_of
from tests.core.watch.lexica import lexicon

CONFIG = """
[[feeds]]
url = "https://hnrss.org/newest?q=H20"
title = "Mine"
[[feeds]]
url = "https://news.example/rss"
[[watches]]
term = "H20"
search = ["hacker-news"]
[[watches]]
term = "Huawei"
search = ["hacker-news"]
[[watches]]
term = '"Huawei"'
search = ["hacker-news"]
"""


def test_a_search_is_a_feed_once_and_what_the_file_says_of_its_address_holds(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(CONFIG, "utf-8")
    feeds = feeds_of(load_config(tmp_path / "config.toml", {}), lexicon())
    assert [(feed.url, feed.title) for feed in feeds] == [
        ("https://hnrss.org/newest?q=H20", "Mine"),
        ("https://news.example/rss", ""),
        ("https://hnrss.org/newest?q=Huawei", "hacker-news: Huawei"),
        ("https://hnrss.org/newest?q=%22Huawei%22", 'hacker-news: "Huawei"'),
    ]
