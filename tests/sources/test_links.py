"""bot/sources/links.py: the Link header, whatever it holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.links import stated_links

BASE = "https://a.example/news/feed"
HUB, SELF = "https://hub.example/", "https://a.example/feed?a=1,2;b"


@pytest.mark.parametrize(
    "header",
    [
        f'<{HUB}>; rel="hub", <{SELF}>; rel="self"',
        f"<{HUB}>;rel=hub,<{SELF}>;rel=self",
        f'<{SELF}>; rel="alternate self"; type="a, b; c", <{HUB}>; title="x"; REL="Hub"',
        f"<{HUB}>; rel=hub, <https://second.example/>; rel=hub, <{SELF}>; rel=self",
    ],
)
def test_the_first_address_of_each_relation(header: str) -> None:
    found = stated_links({"link": header}, BASE)
    assert (found["hub"], found["self"]) == (HUB, SELF)


def test_relative_addresses_start_at_the_document() -> None:
    assert stated_links({"link": "<../hub>; rel=hub"}, BASE) == {"hub": "https://a.example/hub"}


@pytest.mark.parametrize(
    "header", ["", "<>", "hub", "<javascript:alert(1)>; rel=hub", "<http://[x/>; rel=hub", f"<{HUB}>", "<a b>; rel=hub"]
)
def test_nothing_is_nothing(header: str) -> None:
    assert "hub" not in stated_links({"link": header}, BASE)


@given(st.text(alphabet='<>;,=" relhubs/:.x', max_size=300))
def test_any_header_is_read(header: str) -> None:
    for address in stated_links({"link": header}, BASE).values():
        assert address.startswith(("http://", "https://"))


def test_a_hostile_header_is_read_in_no_time() -> None:
    for piece in ("<", "<a>;", '<a>; x="', ";rel=", "<a>; rel"):
        stated_links({"link": piece * 20_000}, BASE)
