"""What is remembered of judges, in both databases."""

from __future__ import annotations

import pytest

from bot.core.docket import Judging
from bot.core.store import Store
from bot.judges.notebook import Notebook
from tests.store.made import NOW, minutes

pytestmark = pytest.mark.anyio


async def test_answers_are_known_until_they_are_pruned(store: Store) -> None:
    assert await store.judged([]) == {}
    await store.keep_judged({}, NOW)
    await store.keep_judged({"one": 0.03, "two": 0.97}, NOW)
    await store.keep_judged({"two": 0.5}, minutes(5))
    assert await store.judged(["one", "two", "three", "one"]) == {"one": 0.03, "two": 0.5}
    assert await store.judged([str(n) for n in range(1200)] + ["one"]) == {"one": 0.03}
    assert await store.prune(minutes(1)) == 1
    assert await store.judged(["one", "two"]) == {"two": 0.5}


async def test_what_was_asked_is_counted_by_day_and_outlasts_pruning(store: Store) -> None:
    notebook = Notebook()
    for docket in (store, notebook):
        assert await docket.judging() == await docket.judging("2026-03-02") == Judging()
        await docket.count_judging("2026-03-02", Judging(1, 2, 3, 4, 5, 600_000_000_000, 7, 8))
        await docket.count_judging("2026-03-02", Judging(tokens=-100, asked=1))
        await docket.count_judging("2026-03-03", Judging(faults=1))
    await store.prune(minutes(9999))
    for docket in (store, notebook):
        assert await docket.judging("2026-03-02") == Judging(2, 2, 3, 4, 5, 599_999_999_900, 7, 8)
        assert await docket.judging("2026-03-03") == Judging(faults=1)
        assert await docket.judging() == Judging(2, 2, 3, 4, 5, 599_999_999_900, 7, 9)
