"""bot/core/identity.py: which addresses are one page, which items are one entry."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.identity import canonical_url, entry_key, fingerprint, novel, reused_key
from bot.core.model import Entry

PAGE = "https://example.org/2026/03/story?id=7"
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def entry(key: str = "k", title: str = "A headline", url: str = PAGE) -> Entry:
    return Entry("https://example.org/feed", key, title, url)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/2026/03/story?id=7",
        "https://www.example.org/2026/03/story/?id=7",
        "https://m.example.org/2026/03/story?id=7#comments",
        "https://www.m.example.org/2026/03/story/amp/?id=7",
        "https://amp.example.org/2026/03/story.amp?id=7",
        "https://EXAMPLE.org:443/2026/03/story?id=7&utm_source=rss&utm_medium=feed&fbclid=x",
        "https://example.org/2026/03/story/index.html?id=7&at_campaign=1",
        "  https://example.org./2026/03/story/amp.html?id=7  ",
    ],
)
def test_all_addresses_of_a_page_are_one(url: str) -> None:
    assert canonical_url(url) == PAGE


@pytest.mark.parametrize(
    "other",
    [
        "https://example.org/2026/03/story?id=8",
        "https://example.org/2026/03/Story?id=7",
        "https://example.org/2026/03/story",
        "https://news.example.org/2026/03/story?id=7",
        "https://example.org:8443/2026/03/story?id=7",
        "https://example.org/2026/03/example?id=7",
    ],
)
def test_other_pages_stay_others(other: str) -> None:
    assert canonical_url(other) != PAGE


def test_what_distinguishes_pages_in_the_query_is_kept_in_any_order() -> None:
    assert canonical_url("https://e.org/?b=2&a=1&empty=") == canonical_url("http://www.e.org?empty=&a=1&b=2")


@pytest.mark.parametrize("host", ["m.com", "www.com", "amp.dev"])
def test_a_host_that_is_only_a_prefix_stays(host: str) -> None:
    assert canonical_url(f"https://{host}/x") == f"https://{host}/x"


@pytest.mark.parametrize(
    "text", ["tag:example.org,2026:1", "", "mailto:a@b.c", "http://[half", "https://e.org:port/", "no url"]
)
def test_what_is_no_web_address_stays_as_it_is(text: str) -> None:
    assert canonical_url(text) == text


ADDRESSES = st.lists(
    st.sampled_from(
        ["http", "https", "://", "/", "//", "www.", "m.", "e.org", ":80", ":8", "a", "É", "amp", ".amp", "@"]
    )
    | st.sampled_from(["index.html", "[", "]", "%20", ";", "=", "&", " ", "\t", "\u3000", "\x00", "\ud800", "..", "-"]),
    max_size=12,
).map("".join)


@given(ADDRESSES | ADDRESSES.map("https://e.org/{}".format))
def test_an_address_of_host_and_path_alone_is_read_as_any_other(url: str) -> None:
    assert canonical_url(url) == canonical_url(f"{url.strip()}#").removesuffix("#")


HOSTS = st.lists(st.sampled_from(["www", "m", "amp", "wap", "example", "org", "www2"]), min_size=1, max_size=5).map(
    ".".join
)
PATHS = st.lists(
    st.sampled_from(["amp", "index.html", "x.amp", "a", "amp.html", "", "index.php", ".amp"]), max_size=5
).map("/".join)
QUERIES = st.lists(st.sampled_from(["utm_source=x", "id=1", "a", "b=%20&b=ö", "a=", ";x"]), max_size=3).map("&".join)


@given(HOSTS, PATHS, QUERIES)
def test_canonical_is_a_fixed_point(host: str, path: str, query: str) -> None:
    once = canonical_url(f"http://{host}/{path}?{query}#top")
    assert canonical_url(once) == once


@given(st.text())
def test_canonical_never_raises(text: str) -> None:
    once = canonical_url(text)
    assert canonical_url(once) == once
    canonical_url(f"https://{text}")
    canonical_url(f"https://e.org/{text}?{text}")


# ---------------------------------------------------------------- keys


def test_a_key_is_the_guid_else_the_page_else_title_and_day() -> None:
    assert entry_key(" id-1 ", PAGE, "T", NOON) == "id-1"
    assert entry_key("", "http://www.example.org/2026/03/story?id=7", "T", NOON) == PAGE
    assert entry_key(" ", "", "T", NOON) == entry_key("", "", "T", NOON.replace(hour=23))
    assert len({entry_key("", "", "T", NOON), entry_key("", "", "U", NOON), entry_key("", "", "T", None)}) == 3


@given(st.text(max_size=2_000), st.text(max_size=2_000), st.text())
def test_a_key_is_bounded_and_never_empty(guid: str, url: str, title: str) -> None:
    assert 0 < len(entry_key(guid, url, title, None)) <= 500


# ---------------------------------------------------------------- novelty


def seen(*entries: Entry) -> tuple[dict[str, tuple[str, str]], set[str]]:
    """What the store knows of entries."""
    return {e.key: (canonical_url(e.url), e.title) for e in entries}, {fingerprint(e) for e in entries}


def test_a_known_entry_is_not_new_whatever_small_thing_changed() -> None:
    known = seen(entry())
    assert novel([entry()], *known) == []
    assert novel([entry(title="A headline, corrected")], *known) == []
    assert novel([entry(url="https://example.org/moved")], *known) == []


def test_a_changed_guid_is_not_a_new_entry() -> None:
    assert novel([entry(key="https-now")], *seen(entry())) == []


def test_a_reused_guid_with_another_page_and_title_is_a_new_entry_with_a_key_of_its_own() -> None:
    other = entry(title="Something else", url="https://example.org/else")
    (fresh,) = novel([other], *seen(entry()))
    assert fresh == replace(other, key=reused_key(other))
    assert novel([other], *seen(entry(), fresh)) == []


def test_one_guid_for_all_entries_loses_none() -> None:
    entries = [entry(title=f"Headline {n}", url=f"https://example.org/{n}") for n in range(5)]
    fresh = novel(entries, {}, set())
    assert [e.title for e in fresh] == [e.title for e in entries]
    assert len({e.key for e in fresh}) == 5


def test_an_entry_that_is_listed_twice_comes_once() -> None:
    assert novel([entry(), entry(), entry(key="other guid")], {}, set()) == [entry()]


ENTRIES = st.lists(
    st.builds(
        entry,
        st.sampled_from("kqr"),
        st.sampled_from(["One", "Two", "Three"]),
        st.sampled_from([PAGE, "https://e.org/2", ""]),
    )
)


@given(ENTRIES)
def test_what_was_told_once_is_never_new_again(entries: list[Entry]) -> None:
    fresh = novel(entries, {}, set())
    assert novel(fresh, *seen(*fresh)) == []
    assert len({e.key for e in fresh}) == len(fresh)


@given(ENTRIES)
def test_nothing_known_is_changed(entries: list[Entry]) -> None:
    known, prints = seen(entry())
    novel(entries, known, prints)
    assert (known, prints) == seen(entry())
