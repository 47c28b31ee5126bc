"""Independent publishers: one counts once, whatever carries it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.corroboration import publishers
from bot.core.model import Entry

LONG = "Chip maker says exports of its newest accelerator will be halted"


def report(url: str, outlet: str = "", title: str = "", summary: str = "") -> Entry:
    return Entry("feed", url, title or f"A headline of its own: {url}", url, summary, outlet=outlet)


@pytest.mark.parametrize(
    ("reports", "count"),
    [
        ([], 0),
        ([report("https://a.example.com/1"), report("https://b.example.org/1")], 2),
        (
            [report("https://www.example.com/1"), report("https://amp.example.com/1"), report("https://example.com/x")],
            1,
        ),
        ([report("https://www.reuters.com/1"), report("https://news.yahoo.com/1", "Reuters")], 1),
        ([report("https://news.yahoo.com/1", "Reuters"), report("https://www.msn.com/1", "Reuters")], 1),
        ([report("https://news.yahoo.com/1", "Reuters"), report("https://news.yahoo.com/2", "Bloomberg")], 2),
        (
            [
                report("https://a.example.com/1", summary="HANOI, March 2 (Reuters) - Exports"),
                report("https://reuters.com/1"),
            ],
            1,
        ),
        (
            [
                report("https://a.example.com/1", summary="(AP) — Exports"),
                report("https://b.example.org/1", summary="PARIS (AP)"),
            ],
            1,
        ),
        (
            [
                report("https://a.example.com/1", summary="（新华社北京电）出口"),
                report("https://b.example.org/1", summary="【新華社】出口"),
            ],
            1,
        ),
        (
            [
                report("https://a.example.com/1", summary="(Apple) exports"),
                report("https://b.example.org/1", summary="(AP)"),
            ],
            2,
        ),
        (
            [
                report("https://a.example.com/1", title=LONG),
                report("https://b.example.org/1", title=f"{LONG} - Daily Post"),
            ],
            1,
        ),
        ([report("https://a.example.com/1", title="It rains"), report("https://b.example.org/1", title="It rains")], 2),
        ([report("https://express.co.uk/1"), report("https://express.pk/1")], 2),
    ],
)
def test_counted(reports: list[Entry], count: int) -> None:
    assert publishers(reports) == count
    assert publishers(reversed(reports)) == count


def test_a_muted_publisher_is_not_counted() -> None:
    both = [report("https://a.example.com/1"), report("https://b.example.org/1")]
    assert publishers(both, {"example.com"}) == 1
    assert publishers(both, {"example.com", "example.org"}) == 0


hosts = st.sampled_from(["a.com", "www.a.com", "b.org", "news.yahoo.com", "reuters.com", "c.co.uk"])
reports = st.lists(
    st.builds(
        report,
        hosts.map(lambda host: f"https://{host}/1"),
        st.sampled_from(["", "Reuters", "Alpha"]),
        st.sampled_from(["", LONG]),
        st.sampled_from(["", "x (Reuters) y"]),
    ),
    max_size=8,
)


@given(reports, reports)
def test_more_reports_are_never_fewer_publishers_than_they_add(one: list[Entry], other: list[Entry]) -> None:
    assert publishers([*one, *one]) == publishers(one)
    assert publishers([*one, *other]) <= publishers(one) + publishers(other)
    assert (publishers(one) == 0) is (not one)
