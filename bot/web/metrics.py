"""The bot's figures in Prometheus' text format, read from the store when they are asked for."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from bot.core.store import Counts, Judging

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


class _Figures(Collector):
    def __init__(self, counts: Counts, judging: Judging) -> None:
        self._counts = counts
        self._judging = judging

    def collect(self) -> list[GaugeMetricFamily | CounterMetricFamily]:
        gauges: list[GaugeMetricFamily | CounterMetricFamily] = [
            GaugeMetricFamily(f"newsbell_{name}", words, value=getattr(self._counts, name))
            for name, words in _GAUGES.items()
        ]
        for name, short in _TIMES.items():
            at = getattr(self._counts, name)
            if at is not None:
                words = f"Unix time of the {short.replace('_', ' ')}"
                gauges.append(GaugeMetricFamily(f"newsbell_{short}_timestamp_seconds", words, value=at.timestamp()))
        return gauges + [
            CounterMetricFamily(f"newsbell_judge_{name}", words, value=getattr(self._judging, name))
            for name, words in _JUDGED.items()
        ]


def exposition(counts: Counts, judging: Judging) -> bytes:
    """The figures as /metrics shows them."""
    registry = CollectorRegistry()
    registry.register(_Figures(counts, judging))
    return generate_latest(registry)
