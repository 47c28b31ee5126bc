"""The bot's figures in Prometheus' text format, read from the store when they are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from bot.core.docket import Judging
from bot.core.store import Counts
from bot.core.websub import Subscription
from bot.web.hubs import HubState, host_of, state_of, without_password

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_GAUGES = {
    "feeds": "Feeds that are polled",
    "failing": "Feeds that could not be read at their last poll",
    "entries": "Entries whose identity is remembered",
    "stories": "Stories that are remembered",
    "watches": "Watches of all chats",
    "chats": "Chats",
    "queued": "Deliveries that wait to be sent",
    "unknown": "Deliveries that may have arrived and are being looked into",
    "dead": "Deliveries that were given up",
    "sent": "Deliveries that were sent and are remembered",
}
_TIMES = {"oldest_queued_at": "oldest_queued", "last_sent_at": "last_sent", "last_entry_at": "last_entry"}

_JUDGED = {
    "asked": "Pairs of reports in doubt that judges were asked about",
    "remembered": "Of these, pairs that had been answered before",
    "answered": "Of these, pairs that were answered",
    "agreed": "Answers that say what the words say",
    "requests": "Requests to language models",
    "tokens": "Tokens that language models read and wrote",
    "timeouts": "Batches that were not answered in time",
    "faults": "Batches that could not be answered",
}


@dataclass(frozen=True, slots=True)
class Figures:
    """What is shown. hubs: what was agreed on with the hubs of feeds."""

    now: datetime
    counts: Counts
    judging: Judging
    hubs: Sequence[Subscription] = ()


class _Collected(Collector):
    def __init__(self, figures: Figures) -> None:
        self._figures = figures

    def collect(self) -> Iterator[Metric]:
        yield from _counted(self._figures.counts)
        for name, words in _JUDGED.items():
            yield CounterMetricFamily(f"newsbell_judge_{name}", words, value=getattr(self._figures.judging, name))
        if self._figures.hubs:
            yield from _of_hubs(self._figures.hubs, self._figures.now)


def _counted(counts: Counts) -> Iterator[Metric]:
    for name, words in _GAUGES.items():
        yield GaugeMetricFamily(f"newsbell_{name}", words, value=getattr(counts, name))
    for name, short in _TIMES.items():
        at = getattr(counts, name)
        if at is not None:
            words = f"Unix time of the {short.replace('_', ' ')}"
            yield GaugeMetricFamily(f"newsbell_{short}_timestamp_seconds", words, value=at.timestamp())


def _of_hubs(hubs: Sequence[Subscription], now: datetime) -> Iterator[Metric]:
    """By feed and hub."""
    states = _gauge("state", "How it stands with a feed's hub: 1 for the one state that is true", "state")
    pushed = _gauge("pushed", "Of a feed's latest hundred entries or so, those that its hub brought first")
    missed = _gauge("missed", "Of these, those that a poll found first")
    until = _gauge("lease_end_timestamp_seconds", "Unix time when a hub's lease ends")
    for hub in hubs:
        labels = [without_password(hub.feed), host_of(hub.hub)]
        for state in HubState:
            states.add_metric([*labels, state.value], float(state is state_of(hub, now)))
        pushed.add_metric(labels, hub.pushed)
        missed.add_metric(labels, hub.missed)
        if hub.until is not None:
            until.add_metric(labels, hub.until.timestamp())
    yield from (states, pushed, missed, until)


def _gauge(name: str, words: str, *further: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"newsbell_hub_{name}", words, labels=("feed", "hub", *further))


def exposition(figures: Figures) -> bytes:
    """The figures as /metrics shows them."""
    registry = CollectorRegistry()
    registry.register(_Collected(figures))
    return generate_latest(registry)
