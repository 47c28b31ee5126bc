"""The status page: what is read from the store, and how it is put into words for the template."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.core.decision import Stage
from bot.core.store import Store
from bot.core.websub import Subscription
from bot.web.hubs import host_of, state_of, without_password

STORIES = 40
RECORDS = 30
BACK = timedelta(days=3)

_environment = Environment(
    loader=PackageLoader("bot.web"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


async def render_status(store: Store, now: datetime, health: Mapping[str, str], hubs: Iterable[Subscription]) -> str:
    """The page as HTML. hubs: what was agreed on with the hubs of feeds."""
    stories = sorted(await store.stories(now - BACK), key=lambda story: story.last_seen_at, reverse=True)
    records = await store.recent(now - BACK, 500)
    wanted = [record for record in records if record.stage is not Stage.NO_MATCH]
    return _environment.get_template("status.html").render(
        now=now,
        counts=await store.counts(now),
        judging=await store.judging(f"{now:%Y-%m-%d}"),
        faults={part: words for part, words in health.items() if words != "ok"},
        feeds=await store.feeds(),
        hubs={hub.feed: hub for hub in hubs},
        stories=stories[:STORIES],
        records=wanted[:RECORDS],
    )


def ago(at: datetime | None, now: datetime) -> str:
    """ "3 min ago", "in 2 h", "now", "never"."""
    if at is None:
        return "never"
    seconds = (now - at).total_seconds()
    if abs(seconds) < 1:
        return "now"
    for unit, length in (("d", 86400), ("h", 3600), ("min", 60), ("s", 1)):
        if abs(seconds) >= length or unit == "s":
            number = round(abs(seconds) / length)
            return f"{number} {unit} ago" if seconds >= 0 else f"in {number} {unit}"
    return "now"


def safe_link(url: str) -> str:
    """The address if it is one that a browser may follow, else ""."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.netloc else ""


def became(stage: Stage) -> str:
    """What became of an entry: that its alert is owed says nothing of whether it still waits."""
    return "alert" if stage is Stage.QUEUED else stage.value


_environment.filters["ago"] = ago
_environment.filters["became"] = became
_environment.filters["safe_link"] = safe_link
_environment.filters["host"] = host_of
_environment.filters["hub_state"] = state_of
_environment.filters["without_password"] = without_password
