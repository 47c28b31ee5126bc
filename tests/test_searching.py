"""bot/searching.py and bot/sources/unwrap.py: what is asked of search engines, and what their links lead to."""

from __future__ import annotations

import base64
from functools import partial

import pytest

from bot.config import check_config
from bot.errors import ConfigError
from bot.lexicon import load_lexicon
from bot.searching import ENGINES, search_feeds, search_words, spoken
from bot.sources.unwrap import unwrapped


@pytest.mark.parametrize(
    ("term", "words"),
    [
        ("DeepSeek V4", "DeepSeek V4"),
        ('"export ban" -gaming', '"export ban"'),
        ("=Ascend AND expor*", "Ascend expor"),
        ("Huawei OR SMIC", "Huawei OR SMIC"),
        ('{export|出口|"xuất khẩu"} H20', "export H20"),
        ("re:/a+b/", ""),
        ("H20 NOT gaming", "H20"),
    ],
)
def test_a_term_as_an_engine_understands_it(term: str, words: str) -> None:
    assert search_words(term) == words


def test_a_feed_for_each_engine_and_language() -> None:
    feeds = list(search_feeds("H20 出口", ["google-news", "hacker-news"], ["en", "vi", "zh-Hant"], ENGINES))
    assert [feed.language for feed in feeds] == ["en", "vi", "zh-Hant", ""]
    assert feeds[1].url == (
        "https://news.google.com/rss/search?q=H20+%E5%87%BA%E5%8F%A3+when:1d&hl=vi-VN&gl=VN&ceid=VN:vi"
    )
    assert feeds[3].url == "https://hnrss.org/newest?q=H20+%E5%87%BA%E5%8F%A3"
    assert not list(search_feeds("re:/x/", ["google-news"], ["en"], ENGINES))


@pytest.mark.parametrize(
    ("words", "language", "said"),
    [
        ("Huawei Ascend", "zh-Hans", "华为 昇腾"),
        ("Huawei Ascend", "zh-Hant", "華為 昇騰"),
        ("Huawei Ascend", "vi", "Huawei Ascend"),
        ("华为昇腾", "en", "Huawei Ascend"),
        ("华为昇腾910", "zh-Hans", "华为 昇腾 910"),
        ("H20 export", "zh-Hans", "H20 出口"),
        ("H20 export", "vi", "H20 xuất khẩu"),
        ("xuất khẩu H20", "en", "export H20"),
        ("Zorblax H20", "zh-Hans", "Zorblax H20"),
        ("Huawei OR SMIC", "zh-Hans", "华为 OR 中芯国际"),
        ('"rare earth" Vietnam', "zh-Hans", '"稀土" 越南'),
        ('"gets early access" Huawei', "zh-Hans", '"gets early access" 华为'),
        ("Huawei " * 40, "zh-Hans", None),
        ("", "zh-Hans", ""),
    ],
)
def test_an_edition_is_asked_in_its_language(words: str, language: str, said: str | None) -> None:
    assert spoken(words, language, load_lexicon()) == (("华为 " * 40).strip() if said is None else said)


def test_a_query_that_would_become_too_long_stays_as_it_is() -> None:
    words = "华为昇腾" * 40
    assert spoken(words, "en", load_lexicon()) == words


def test_an_engine_with_editions_gets_the_words_of_each_and_another_the_words_as_they_are() -> None:
    say = partial(spoken, lexicon=load_lexicon())
    urls = [
        feed.url
        for feed in search_feeds("Huawei Ascend", ["google-news", "hacker-news"], ["zh-Hans", "en"], ENGINES, say)
    ]
    assert ["%E5%8D%8E" in url for url in urls] == [True, False, False]
    assert "q=Huawei+Ascend" in urls[1] and "q=Huawei+Ascend" in urls[2]


def test_engines_of_ones_own_and_those_that_nobody_knows() -> None:
    watches = [{"term": "H20", "search": ["mine", "bing-news"]}]
    config = check_config(
        {"watches": watches, "search": {"engines": {"mine": "https://s.example/?q={query}"}}}, "x.toml", {}
    )
    assert set(config.search.engines) == {"mine", *ENGINES}
    with pytest.raises(ConfigError, match="asks mine, which is unknown"):
        check_config({"watches": watches}, "x.toml", {})
    with pytest.raises(ConfigError, match="has no place for the words"):
        check_config({"search": {"engines": {"mine": "https://s.example/"}}}, "x.toml", {})


ARTICLE = "https://news.example/a-b?c=1"


@pytest.mark.parametrize(
    ("link", "article"),
    [
        ("http://www.bing.com/news/apiclick.aspx?ref=x&url=https%3a%2f%2fnews.example%2fa-b%3fc%3d1&c=9", ARTICLE),
        ("https://www.bing.com/news/apiclick.aspx?url=javascript:x", None),
        ("https://news.google.com/rss/articles/CBMiAAA?oc=5", None),
        ("https://news.google.com/rss/articles/%%%", None),
        ("https://news.example/apiclick.aspx?url=https%3a%2f%2fx", None),
        ("https://[", None),
    ],
)
def test_the_article_behind_a_link(link: str, article: str | None) -> None:
    assert unwrapped(link) == (article or link)


@pytest.mark.parametrize("url", [ARTICLE, "https://news.example/" + "a" * 150])
def test_the_article_in_an_older_link_of_google_news(url: str) -> None:
    length = bytes([len(url)]) if len(url) < 128 else bytes([len(url) & 0x7F | 0x80, len(url) >> 7])
    data = b"\x08\x13\x22" + length + url.encode() + b"\xd2\x01\x00"
    wrapped = base64.urlsafe_b64encode(data).decode().rstrip("=")
    assert unwrapped(f"https://news.google.com/rss/articles/{wrapped}") == url
