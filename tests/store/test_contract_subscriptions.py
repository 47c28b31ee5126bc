"""What was agreed on with hubs, in both databases."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.model import Feed, FeedState
from bot.core.store import Store
from bot.core.websub import Standing, Subscription
from tests.store.made import NOW, minutes

pytestmark = pytest.mark.anyio

A, B = "https://a.example/feed", "https://b.example/feed"
WANTED = Subscription(A, "https://hub.example/", A, "key", "secret", "https://bot.example", NOW)
LIVE = replace(
    WANTED, state=Standing.LIVE, since=NOW, until=minutes(60), tries=2, pushed=3.5, missed=0.25, error="it \U0001f389"
)


async def test_a_subscription_comes_back_as_it_was_one_a_feed(store: Store) -> None:
    assert await store.subscriptions() == []
    await store.put_subscription(replace(WANTED, feed=B))
    await store.put_subscription(WANTED)
    assert await store.subscriptions() == [WANTED, replace(WANTED, feed=B)]
    await store.put_subscription(LIVE)
    assert await store.subscriptions() == [LIVE, replace(WANTED, feed=B)]
    await store.drop_subscription(B)
    await store.drop_subscription("https://unknown.example")
    assert await store.subscriptions() == [LIVE]


async def test_those_of_feeds_that_are_not_polled_are_told(store: Store) -> None:
    await store.sync([Feed(A), Feed(B)], [], [])
    for url in (A, B, "https://unknown.example"):
        await store.put_subscription(replace(WANTED, feed=url))
    assert await store.unpolled_subscriptions() == ["https://unknown.example"]
    await store.drop_feed(A)
    await store.save_feed(Feed(B, state=FeedState.GONE))
    assert await store.unpolled_subscriptions() == [A, B, "https://unknown.example"]
