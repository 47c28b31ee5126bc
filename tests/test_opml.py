"""bot/opml.py: lists of feeds in and out."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import cli
from bot.core.model import Feed
from bot.errors import UsageError
from bot.opml import Listed, read_opml, write_opml

NEWS = """<?xml version="1.0"?><opml version="1.0"><head/><body>
<outline text="Tech"><outline text="Asia">
<outline title="A &amp; B" xmlUrl="https://a.example/rss" language="vi"/></outline>
<outline type="rss" text="C" xmlurl="https://c.example/rss"/></outline>
<outline text="Again"><outline text="A" xmlUrl="https://a.example/rss"/></outline>
<outline text="no" xmlUrl="file:///etc/passwd"/></body></opml>"""


def test_folders_become_tags_and_a_feed_of_two_folders_is_one_feed() -> None:
    assert read_opml(NEWS, "x") == [
        Listed("https://a.example/rss", "A & B", "vi", ("Tech", "Asia", "Again")),
        Listed("https://c.example/rss", "C", "", ("Tech",)),
    ]


def test_what_is_exported_is_imported_as_it_was() -> None:
    feeds = [
        Feed("https://a.example/?x=1&y=2", title='A "quoted" <b>', language="zh", tags=("科技", "Tin")),
        Feed("https://b.example/rss", title="B"),
    ]
    back = {listed.url: listed for listed in read_opml(write_opml(feeds), "x")}
    assert {url: (listed.title, listed.language, set(listed.tags)) for url, listed in back.items()} == {
        feed.url: (feed.title, feed.language, set(feed.tags)) for feed in feeds
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no well-formed OPML"),
        ("<opml><body>", "no well-formed OPML"),
        ("<rss/>", "has no <body>"),
        ('<!DOCTYPE o [<!ENTITY a "aa">]><opml><body/></opml>', "entities of its own"),
    ],
)
def test_what_is_no_list_is_refused_in_words(text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        read_opml(text, "list.opml")


def test_the_commands_add_each_feed_once_and_write_what_is_there(tmp_path: Path) -> None:
    config, given, written = tmp_path / "config.toml", tmp_path / "in.opml", tmp_path / "out.opml"
    config.write_text(f'[store]\nurl = "sqlite:///{tmp_path}/news.db"\n', encoding="utf-8")
    given.write_text(NEWS, encoding="utf-8")
    said = [CliRunner().invoke(cli, ["import", str(given), "--config", str(config)]) for _ in range(2)]
    assert [answer.exit_code for answer in said] == [0, 0]
    assert "no web address: file:///etc/passwd" in said[0].output
    assert [answer.output.splitlines()[-1] for answer in said] == [
        "2 of 2 feeds added.",
        "0 of 2 feeds added; the others were there already.",
    ]
    assert CliRunner().invoke(cli, ["export", str(written), "--config", str(config)]).exit_code == 0
    listed = {feed.url: feed for feed in read_opml(written.read_text(encoding="utf-8"), "x")}
    assert set(listed) == {"https://a.example/rss", "https://c.example/rss"}
    assert set(listed["https://a.example/rss"].tags) == {"Tech", "Asia", "Again"}
    assert listed["https://a.example/rss"].language == "vi"
