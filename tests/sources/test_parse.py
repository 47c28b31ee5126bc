"""bot/sources/parse.py: documents to entries."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.model import Entry
from bot.sources.document import MAX_ITEMS, Document, Parsed
from bot.sources.kinds import MAX_TAGS
from bot.sources.parse import BODY, SUMMARY, TITLE, read_document
from tests.fakes.feedxml import Item, render

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
YESTERDAY = NOW - timedelta(days=1)
FEED = "https://news.example/feed.xml"
FORMS = ["rss", "atom", "rdf"]


def read(body: bytes | str, url: str = FEED, language: str = "") -> Parsed:
    data = body.encode() if isinstance(body, str) else body
    return read_document(Document(data, FEED, url, NOW, language=language))


def rss(items: str, channel: str = "<title>Example Times</title>") -> Parsed:
    parsed = read(
        '<rss version="2.0" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" '
        'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0" '
        f'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>{channel}{items}</channel></rss>'
    )
    assert parsed.error == ""
    return parsed


def one(item: str, channel: str = "<title>Example Times</title>") -> Entry:
    (entry,) = rss(f"<item>{item}</item>", channel).entries
    return entry


# ---------------------------------------------------------------- what is read


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_entries(form: str) -> None:
    item = Item("Huawei doubles Ascend output", summary="<p>Two</p><p>plants.</p>", published=YESTERDAY)
    parsed = read(render([item, Item("Second")], form, "Example Times", "en-us"))
    first, second = parsed.entries
    assert (parsed.title, parsed.language, parsed.error) == ("Example Times", "en-US", "")
    assert (first.feed, first.title, first.summary) == (FEED, "Huawei doubles Ascend output", "Two plants.")
    assert (first.url, first.key) == (item.address, item.address)
    assert (first.published_at, first.seen_at, first.language) == (YESTERDAY, NOW, "en-US")
    assert (second.title, second.published_at) == ("Second", None)


@pytest.mark.parametrize(
    "version", ['<rss version="0.91"><channel>{}</channel></rss>', '<rss version="0.92"><channel>{}</channel></rss>']
)
def test_old_forms(version: str) -> None:
    parsed = read(version.format("<title>T</title><item><title>Old news</title><link>https://e.org/1</link></item>"))
    assert [entry.title for entry in parsed.entries] == ["Old news"]


def test_rss_090() -> None:
    parsed = read(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://my.netscape.com/rdf/simple/0.9/">'
        "<channel><title>T</title></channel><item><title>Oldest news</title><link>https://e.org/1</link></item></rdf:RDF>"
    )
    assert [entry.title for entry in parsed.entries] == ["Oldest news"]


def test_titles_with_markup_and_entities_escaped_twice() -> None:
    assert one("<title>&lt;b&gt;R&amp;amp;D&lt;/b&gt; &amp;amp;lt; now</title>").title == "R&D < now"
    assert one("<title><![CDATA[<i>华为</i>昇腾]]></title>").title == "华为昇腾"


def test_an_item_without_a_title_is_headed_by_its_text() -> None:
    entry = one(f"<description>{'word ' * 100}</description>")
    assert entry.title.startswith("word word")
    assert entry.title.endswith("word…")
    assert len(entry.title) <= 121


def test_an_item_that_says_nothing_is_left_out() -> None:
    assert rss("<item><link>https://e.org/1</link></item><item><title>x</title></item>").entries[0].title == "x"


def test_everything_is_bounded() -> None:
    entry = one(
        f"<title>{'t' * 9_000}</title><description>{'s' * 90_000}</description>"
        f"<content:encoded>{'c' * 90_000}</content:encoded><guid>{'g' * 9_000}</guid>"
    )
    assert (len(entry.title), len(entry.summary), len(entry.body), len(entry.key)) == (TITLE, SUMMARY, BODY, 500)


def test_full_content_is_the_body_unless_it_repeats_the_summary() -> None:
    full = one(
        "<title>T</title><description>Short.</description><content:encoded>Long &lt;p&gt;text.</content:encoded>"
    )
    same = one("<title>T</title><description>Same.</description><content:encoded>&lt;p&gt;Same.</content:encoded>")
    assert (full.summary, full.body) == ("Short.", "Long text.")
    assert (same.summary, same.body) == ("Same.", "")


def test_tags_are_capped_and_the_first_items_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.sources.kinds.MAX_TAGS", 400)
    flood = "<b>" * 401
    first, last = render([Item("First")]).decode().replace("</channel></rss>", ""), "</channel></rss>"
    behind = read(f"{first}<item><title>Second</title><description>{flood}</description></item>{last}".encode())
    assert [entry.title for entry in behind.entries] == ["First"]
    within = read(first.replace("<item>", f"<item>{flood}").encode() + last.encode())
    assert "too damaged" in within.error
    many = read(render([Item(f"Headline {n}") for n in range(300)]))
    assert many.sound and [entry.title for entry in many.entries[:2]] == ["Headline 0", "Headline 1"]
    assert 40 < len(many.entries) < 400 // 8


def test_tags_in_cdata_are_text_and_cost_no_item() -> None:
    long = f"<![CDATA[{'<p>' * MAX_TAGS}The text]]>"
    items = "".join(f"<item><title>{n}</title><description>{long}</description></item>" for n in range(2))
    parsed = read(f"<rss version='2.0'><channel>{items}</channel></rss>".encode())
    assert [entry.title for entry in parsed.entries] == ["0", "1"]


def test_items_are_capped_and_the_first_are_kept() -> None:
    for form in FORMS:
        parsed = read(render([Item(f"Headline {n}") for n in range(MAX_ITEMS + 500)], form))
        assert (len(parsed.entries), parsed.entries[-1].title) == (MAX_ITEMS, f"Headline {MAX_ITEMS - 1}"), form


# ---------------------------------------------------------------- addresses, outlets, languages


def test_relative_addresses_start_at_the_document() -> None:
    parsed = read(render([Item("T", link="/story/1", guid="g")]), url="https://other.example/rss/all.xml")
    assert parsed.entries[0].url == "https://other.example/story/1"


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "mailto:a@b.c", "http://[half", "https://e.org/" + "x" * 9_000]
)
def test_what_cannot_be_opened_is_no_address(link: str) -> None:
    assert one(f"<title>T</title><link>{link}</link><guid>g</guid>").url == ""


def test_the_publishers_own_address_rather_than_feedburners() -> None:
    item = "<title>T</title><link>https://feedproxy.example/~r/1</link><feedburner:origLink>https://e.org/1</feedburner:origLink>"
    assert one(item).url == "https://e.org/1"


def test_an_aggregators_items_are_their_outlets() -> None:
    entry = one(
        "<title>Chips - are - up - Reuters</title><source url='https://reuters.example'>Reuters</source>"
        "<description><![CDATA[<a href='x'>Chips - are - up</a>&nbsp;&nbsp;<font>Reuters</font>]]></description>"
    )
    assert (entry.title, entry.outlet, entry.summary) == ("Chips - are - up", "Reuters", "")


@pytest.mark.parametrize(
    ("title", "outlet", "clean"),
    [
        ("华为昇腾芯片发布 - 新浪财经", "新浪财经", "华为昇腾芯片发布"),
        ("Giá đất hiếm tăng - Báo Tuổi Trẻ", "Báo Tuổi Trẻ", "Giá đất hiếm tăng"),
        ("AT&amp;T - Verizon talks end - AT&amp;T News", "AT&amp;T News", "AT&T - Verizon talks end"),
        ("Chips are up - reuters.com - reuters.com", "reuters.com", "Chips are up - reuters.com"),
        ("Chips are up", "Reuters", "Chips are up"),
    ],
)
def test_the_suffix_of_google_news_goes_once_in_any_language(title: str, outlet: str, clean: str) -> None:
    entry = one(f"<title>{title}</title><source url='https://o.example'>{outlet}</source>")
    assert (entry.title, entry.outlet) == (clean, outlet.replace("&amp;", "&"))


def test_a_title_that_ends_in_another_name_keeps_it() -> None:
    assert one("<title>News - Bloomberg</title><source url='x'>Reuters</source>").title == "News - Bloomberg"


def test_without_a_source_the_outlet_is_the_feeds() -> None:
    entry = one("<title>T</title>", "<title>Tech - Example Times RSS</title><link>https://exampletimes.com</link>")
    assert entry.outlet == "Example Times"


@pytest.mark.parametrize(
    ("channel", "item", "hint", "language"),
    [
        ("zh_cn", "", "en", "zh-CN"),
        ("", "", "vi", "vi"),
        ("not a language", "", "vi", "vi"),
        ("en", "vi", "zh", "vi"),
        ("zh-hant-tw", "", "", "zh-Hant-TW"),
        ("", "", "", ""),
    ],
)
def test_languages(channel: str, item: str, hint: str, language: str) -> None:
    parsed = read(render([Item("T", language=item)], "rss", "Example", channel), language=hint)
    assert parsed.entries[0].language == language


# ---------------------------------------------------------------- dates and keys


@pytest.mark.parametrize(
    ("date", "at"),
    [
        ("Sun, 01 Mar 2026 08:00:00 GMT", YESTERDAY),
        ("Sun, 01 Mar 2026 15:00:00 GMT+7", YESTERDAY),
        ("Sun, 01 Mar 2026 03:00:00 EST", YESTERDAY),
        ("2026/03/01 08:00:00", YESTERDAY),
        ("Tue, 03 Mar 2026 08:00:00 GMT", NOW),  # tomorrow
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("Mon, 01 Jan 0001 00:00:00 GMT", None),
        ("soon", None),
        ("", None),
    ],
)
def test_dates(date: str, at: datetime | None) -> None:
    assert one(f"<title>T</title><pubDate>{date}</pubDate>").published_at == at


def test_a_feed_that_states_the_time_of_fetching_has_no_dates() -> None:
    def published(*ago: int) -> list[datetime | None]:
        items = [Item(f"T{n}", published=NOW - timedelta(seconds=seconds)) for n, seconds in enumerate(ago)]
        return [entry.published_at for entry in read(render(items)).entries]

    assert published(1, 1, 1, 2) == [None] * 4
    assert None not in published(1, 1, 1, 7_200)
    assert None not in published(1)


def test_an_entry_without_guid_and_link_is_known_by_title_and_day() -> None:
    first, again = (
        one(f"<title>T</title><pubDate>Sun, 01 Mar 2026 {hour}:00:00 GMT</pubDate>") for hour in ("06", "07")
    )
    assert first.key == again.key
    assert first.key.startswith("title:")


# ---------------------------------------------------------------- hours that are skipped


def test_hours_and_days_that_a_feed_skips() -> None:
    hours = "<skipHours><hour>0</hour>\n<hour> 23 </hour><hour>24</hour><hour>99</hour><hour>x</hour></skipHours>"
    days = "<skipDays><day>Sunday</day><day>Someday</day></skipDays>"
    assert rss("", hours).rests == {24 * day + hour for day in range(7) for hour in (0, 23)}
    assert rss("", days).rests == set(range(144, 168))
    assert rss("", hours + days).rests == rss("", hours).rests | rss("", days).rests
    assert rss("", "").rests == frozenset()


def test_who_skips_every_hour_skips_none() -> None:
    every = "".join(f"<hour>{hour}</hour>" for hour in range(24))
    assert rss("", f"<skipHours>{every}</skipHours>").rests == frozenset()


def test_a_flood_of_hours_costs_nothing() -> None:
    assert rss("", "<skipHours>" * 5_000 + "<hour>1</hour>" * 5_000).rests == frozenset()


# ---------------------------------------------------------------- waits


@pytest.mark.parametrize(
    ("channel", "minutes"),
    [
        ("<ttl>60</ttl>", 60),
        ("<ttl>-5</ttl>", None),
        ("<ttl>" + "9" * 500 + "</ttl>", None),
        ("<ttl>soon</ttl>", None),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>6</sy:updateFrequency>", 10),
        ("<sy:updatePeriod>weekly</sy:updatePeriod>", 15),
        ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", 15),
        ("<sy:updatePeriod>now and then</sy:updatePeriod>", None),
        ("<ttl>45</ttl><sy:updatePeriod>hourly</sy:updatePeriod>", 45),
        ("", None),
    ],
)
def test_what_the_document_asks_for(channel: str, minutes: int | None) -> None:
    assert rss("", channel).wait == (None if minutes is None else timedelta(minutes=minutes))


# ---------------------------------------------------------------- what is no feed, what is broken


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("", "empty"),
        (" \n\t ", "empty"),
        ("<!DOCTYPE html><html><body>Hello</body></html>", "This is a web page, not a feed. Look for its feed link."),
        ("<!doctype HTML><p>Hello", "web page"),
        ("<?xml version='1.0'?><!-- x --><html xmlns='http://www.w3.org/1999/xhtml'/>", "web page"),
        ('{"version": "https://jsonfeed.org/version/1.1"}', "JSON"),
        ("<?xml version='1.0'?><urlset/>", "sitemap"),
        ("<sitemapindex></sitemapindex>", "list of sitemaps"),
        ("<opml version='2.0'><body/></opml>", "OPML"),
        ("Access denied.", "plain text"),
        ("<note><to>You</to></note>", "not a feed"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "not a feed"),
    ],
)
def test_what_is_no_feed_is_said_to_be_none(body: bytes | str, said: str) -> None:
    parsed = read(body)
    assert said in parsed.error
    assert parsed.entries == ()


def test_a_feed_without_items_is_a_feed() -> None:
    assert rss("").entries == ()


@pytest.mark.parametrize(
    "body",
    [
        "<rss version='2.0'><channel><item><title>News</title></item><item><title>cut o",
        "<rss version='2.0'><channel><item><title>News</title><p></item></channel></rss>",
        "<rss version='2.0'><channel><item><title>News</title><x>&nbsp;&undefined; & </x></item></channel></rss>",
        "\ufeff\n\n<rss version='2.0'><channel><item><title>News</title></item></channel></rss>",
        "<b>Warning</b>: gone\n<?xml version='1.0'?><rss version='2.0'><channel><item><title>News</title></item>",
        "<rss version='2.0'><channel><item><title>News\x0b&#x110000;&#xFFFFFFFFF;</title></item></channel></rss>",
        "<rss version='2.0'><channel><item><title>News</title></item></channel></rss><script>trailing()</script>",
        "<rss version='2.0'><channel><item><undeclared:x/><title>News</title></item></channel></rss>",
    ],
)
def test_broken_xml_gives_what_can_be_read(body: str) -> None:
    assert read(body).entries[0].title == "News"


def test_a_feed_too_damaged_to_give_an_item_is_not_an_empty_feed() -> None:
    assert "too damaged" in read("<rss version='2.0'><channel><item " + "<" * 50 + ">").error


def with_entities(declared: str, title: str) -> str:
    return f'<!DOCTYPE rss [{declared}]><rss version="2.0"><channel><item><title>{title}</title></item></channel></rss>'


def test_a_billion_laughs_are_not_laughed() -> None:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    parsed = read(with_entities('<!ENTITY l0 "lol">' + entities, "&l9;"))
    assert all(entry.title.count("lol") < 10 for entry in parsed.entries)


def test_no_file_is_read_for_a_document(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the secret")
    parsed = read(with_entities(f'<!ENTITY f SYSTEM "{secret.as_uri()}">', "x&f;"))
    assert all("secret" not in entry.title for entry in parsed.entries)


MARKUP = """
<item> </item> <title> </title> <rss version='2.0'> <channel> <feed xmlns='http://www.w3.org/2005/Atom'>
<entry> <pubDate> &#x110000; &amp; <![CDATA[ ]]> <!-- <link href='/x'/> x <guid> & \x00 é
"""
PIECES = st.sampled_from(re.split(r"\s(?=[<&x\]\x00é])(?!xmlns)", MARKUP.strip()))


@given(st.lists(PIECES, max_size=30).map("".join))
def test_it_never_raises(body: str) -> None:
    parsed = read(body)
    for entry in parsed.entries:
        assert entry.title
        assert entry.key
