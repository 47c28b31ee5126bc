"""What was agreed on with the hubs of feeds, kept over restarts: a hub goes on pushing to the same address."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import Connection, delete, or_, select

from bot.core.model import FeedState
from bot.core.websub import Standing, Subscription
from bot.store.connect import Room, reading, writing
from bot.store.tables import feeds, subscriptions

_FIELDS = tuple(field.name for field in fields(Subscription))


class Subscriptions(Room):
    """One a feed."""

    @reading
    def subscriptions(self, connection: Connection) -> list[Subscription]:
        rows = connection.execute(select(subscriptions).order_by(subscriptions.c.feed))
        return [_subscription_of(row) for row in rows]

    @reading
    def unpolled_subscriptions(self, connection: Connection) -> list[str]:
        joined = subscriptions.outerjoin(feeds, feeds.c.url == subscriptions.c.feed)
        unpolled = or_(feeds.c.url.is_(None), feeds.c.state.in_((FeedState.OFF.value, FeedState.GONE.value)))
        query = select(subscriptions.c.feed).select_from(joined).where(unpolled).order_by(subscriptions.c.feed)
        return list(connection.execute(query).scalars())

    @writing
    def put_subscription(self, connection: Connection, subscription: Subscription) -> None:
        insert = self._db.insert(subscriptions)
        new = {name: insert.excluded[name] for name in _FIELDS if name != "feed"}
        row = {**asdict(subscription), "state": subscription.state.value}
        connection.execute(insert.on_conflict_do_update(index_elements=["feed"], set_=new), [row])

    @writing
    def drop_subscription(self, connection: Connection, feed: str) -> None:
        connection.execute(delete(subscriptions).where(subscriptions.c.feed == feed))


def _subscription_of(row: Any) -> Subscription:
    return Subscription(**{name: getattr(row, name) for name in _FIELDS if name != "state"}, state=Standing(row.state))
