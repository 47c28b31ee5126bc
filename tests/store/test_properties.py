"""What is committed comes back, whatever it is."""

from __future__ import annotations

import asyncio
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bot.core.decision import Decision, Record, Stage, Story, Told
from bot.core.model import Address, Entry, Hit, Match, Reading, Signature, Span
from bot.store import open_store
from bot.store.columns import _UNSTORABLE
from bot.store.rows import page
from tests.fakes.stores import share_statements
from tests.store.conftest import Template
from tests.store.made import NOW

text = st.text(max_size=30).filter(lambda value: not _UNSTORABLE.search(value))
ids = st.integers(min_value=-(2**63), max_value=2**63 - 1)
moments = st.integers(-(2**50), 2**50).map(lambda n: NOW + timedelta(microseconds=n))
scores = st.floats(0, 100)
entries = st.builds(
    Entry, text, text, text, text, text, outlet=text, language=text, published_at=st.none() | moments, seen_at=moments
)
told = st.dictionaries(st.builds(Address, ids, ids), st.sampled_from(["alert", "digest", "reply"]), max_size=4)
hits = st.builds(Hit, text, text, st.builds(Span, text, st.integers(0, 99), st.integers(0, 99)), st.integers(0, 3))
matches = st.builds(Match, text, scores, text, st.lists(hits, max_size=3).map(tuple))


@st.composite
def stories(draw: st.DrawFn, id: int) -> Story:
    return Story(
        id,
        draw(text),
        draw(moments),
        draw(moments),
        tuple(draw(st.lists(entries, max_size=3))),
        draw(st.frozensets(text, max_size=3)),
        draw(st.dictionaries(text, scores, max_size=3)),
        frozenset(Told(address, how) for address, how in draw(told).items()),
        draw(st.none() | ids),
        draw(st.none() | ids),
    )


@st.composite
def decisions(draw: st.DrawFn) -> Decision:
    shown = draw(st.lists(entries, max_size=4, unique_by=lambda e: (e.feed, e.key)))
    records = [
        Record(
            Reading(entry, Signature(), tuple(draw(st.lists(matches, max_size=2)))),
            draw(st.sampled_from(Stage)),
            draw(text),
            draw(st.none() | ids),
        )
        for entry in shown
    ]
    count = draw(st.integers(0, 3))
    return Decision((), tuple(records), tuple(draw(stories(id)) for id in range(1, count + 1)))


# Each example is a database: finding the smallest one that fails would take minutes.
@settings(max_examples=40, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(decisions())
def test_what_is_committed_comes_back(template: Template, decision: Decision) -> None:
    async def there_and_back() -> None:
        with tempfile.TemporaryDirectory() as folder:
            store = await open_store(await template.copy(Path(folder) / "newsbell.db"))
            share_statements(store)
            await store.commit(decision)
            since = datetime(1970, 1, 1, tzinfo=UTC)
            assert {s.id: s for s in await store.stories(since)} == {s.id: s for s in decision.stories}
            records = {(r.reading.entry.feed, r.reading.entry.key): r for r in await store.recent(since, 99)}
            assert records == {(r.reading.entry.feed, r.reading.entry.key): r for r in decision.records}
            for feed in {record.reading.entry.feed for record in decision.records}:
                shown = [r.reading.entry for r in decision.records if r.reading.entry.feed == feed]
                assert await store.unseen(feed, shown) == []
            await store.close()

    asyncio.run(there_and_back())


@given(st.text(max_size=2000))
def test_a_page_fits_into_an_index(url: str) -> None:
    assert len(page(f"https://news.example/{url}")) <= 500
