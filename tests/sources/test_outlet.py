"""bot/sources/outlet.py: who publishes a feed."""

from __future__ import annotations

import pytest

from bot.sources.outlet import outlet_name


@pytest.mark.parametrize(
    ("title", "urls", "name"),
    [
        ("VnExpress RSS", ["https://vnexpress.net/rss/tin.rss"], "VnExpress"),
        ("Tin mới nhất - VnExpress RSS", ["https://vnexpress.net/"], "VnExpress"),
        ("Tuổi Trẻ Online - Trang chủ - RSS Feed", ["https://tuoitre.vn/rss"], "Tuổi Trẻ Online"),
        ("BBC News - Technology", ["https://www.bbc.co.uk/news", "https://feeds.bbci.co.uk/x"], "BBC News"),
        ("Example Times", ["https://feeds.feedburner.com/x"], "Example Times"),
        ("国内新闻", ["http://www.people.com.cn"], "国内新闻"),
        ("RSS", ["https://e.org"], "RSS"),
        ("", ["https://e.org"], ""),
        ("Words", ["http://[half"], "Words"),
    ],
)
def test_the_name_in_a_title(title: str, urls: list[str], name: str) -> None:
    assert outlet_name(title, urls) == name
