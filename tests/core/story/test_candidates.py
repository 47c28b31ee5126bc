"""An entry is compared with the open stories that share most with it by its rarest keys."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.model import Entry
from bot.core.story import Grouping
from bot.core.story.compare import _candidates, _Search, _search
from bot.core.story.mark import mark_of
from tests.core.story.newsroom import NOW, Newsroom, entry, signed

FEW = Grouping(sure=100, doubt=100, posting=8, queried=4, candidates=2)  # nearly every report opens a story
WORDS = ["halts", "chip", "H20", "typhoon", "port", "ministry", "ferry", "strike"]
titles = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5, unique=True).map(" ".join)
streams = st.lists(st.builds(entry, titles, minutes=st.integers(0, 5000).map(float)), min_size=4, max_size=30)


@given(streams, titles)
@settings(max_examples=200, deadline=None)
def test_candidates_share_most_whatever_is_closed_already(stream: list[Entry], title: str) -> None:
    room = Newsroom(FEW)
    room.tell(*sorted(stream, key=lambda one: one.seen_at or NOW))
    signature = signed(entry(title))
    for hours in (0, 48, 100):
        now = NOW + timedelta(hours=72 + hours)
        search = _search(signature, mark_of(signature, now), now, room.stories)
        assert list(_candidates(search)) == _by_definition(search)


def _by_definition(search: _Search) -> list[int]:
    """By weighing and ranking all of them."""
    mine, view, few = search.mine, search.view, search.settings
    keys = sorted(mine.rarities, key=lambda key: (-mine.rarities[key], mine.spelled[key]))
    shared: dict[int, float] = defaultdict(float)
    for key in [key for key in keys if view.newest(key, 1)][: few.queried]:
        for id in view.newest(key, few.posting):
            shared[id] += mine.rarities[key]
    open_ = [id for id in shared if (view.seen(id) or 0) >= search.oldest]
    return sorted(open_, key=lambda id: (shared[id], id), reverse=True)[: few.candidates]
