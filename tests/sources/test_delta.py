"""bot/sources/delta.py: the same entries as of the whole document, from a part of it."""

from __future__ import annotations

import tarfile
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.model import Entry
from bot.sources.delta import Delta, spans
from bot.sources.document import Document
from bot.sources.parse import read_document
from tests import shared
from tests.fakes.feedxml import Item, render

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
URL = "https://e.org/feed"


def entries(body: bytes) -> list[Entry]:
    return list(read_document(Document(body, URL, URL, NOW)).entries)


@pytest.mark.parametrize("form", ["rss", "atom", "rdf"])
def test_the_items_that_are_known_are_cut_out(form: str) -> None:
    items = [Item(f"Headline {n}", summary=f"Text <b>{n}</b> & more") for n in range(6)]
    body = render(items, form=form)
    found = spans(body)
    assert found is not None
    assert len(found.hashes) == 6
    part = found.without(frozenset(found.hashes[1:3] + found.hashes[4:]))
    assert entries(part) == [entries(body)[0], entries(body)[3]]
    assert found.without(frozenset()) == body


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no feed",
        b"<rss><channel><item><title>never closed",
        b"<rss><channel><item><title>a</title><item>b</item></item></channel></rss>",
        b"<rss><channel><!-- <item>x</item> --><item><title>a</title></item><!-- <item>y</item></channel></rss>",
        b"<rss><channel><item><description><![CDATA[ </item> ]]></description></item></channel></rss>",
        b"<rss><channel><description><![CDATA[ <item> ]]></description><item>a</item></channel></rss>",
        "<rss><channel><item><title>gr\u00fcn</title></item></channel></rss>".encode("latin-1"),
        "<rss><channel><item><title>a</title></item></channel></rss>".encode("utf-16"),
        b"<rss>" + b"<item>a</item>" * 1_001,
    ],
)
def test_what_cannot_be_told_apart_is_parsed_as_a_whole(body: bytes) -> None:
    assert spans(body) is None


def test_the_list_of_an_rdf_feed_is_no_item() -> None:
    found = spans(b"<rdf:RDF><items><x/></items><item>a</item><items/><item >b</item></rdf:RDF>")
    assert found is not None
    assert [found.body[start:end] for start, end in found.places] == [b"<item>a</item>", b"<item >b</item>"]


def test_what_was_read_counts_only_for_the_body_that_was_stored() -> None:
    found, delta = spans(render([Item("One"), Item("Two")])), Delta()
    assert found is not None
    delta.note(URL, "h1", found, NOW)
    assert delta.known(URL, "h1", NOW) == frozenset(found.hashes)
    assert delta.known(URL, "h0", NOW) == frozenset()  # the commit of h1 failed: its entries are not known to anybody
    assert delta.known(URL, "h1", NOW + timedelta(days=1)) == frozenset()
    delta.note(URL, "h2", None, NOW)
    assert delta.known(URL, "h2", NOW) == frozenset()


def test_delta_equals_full_on_real_documents() -> None:
    """Every fifth document here; all of them in `run bench poll`."""
    with tarfile.open(shared.data("feeds.tar.gz")) as archive:
        members = [member for member in archive if member.isfile()][::5]
        bodies = [file.read() for member in members if (file := archive.extractfile(member)) is not None]
    compared = 0
    for body in bodies:
        whole = read_document(Document(body, URL, URL, NOW))
        found = spans(body)
        if found is None or not whole.sound or len(set(found.hashes)) < 2:
            continue
        compared += 1
        marks = sorted(set(found.hashes))
        halves = [entries(found.without(frozenset(marks[start::2]))) for start in (0, 1)]
        assert {entry for half in halves for entry in half} == set(whole.entries)
    assert compared > 20
