"""Bundles of watches for a newcomer: three beginnings, each a few terms that say what a term can be.

A bundle's id stands in links (t.me/<bot>?start=w_<id>) and on buttons: it never changes.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.refine import Draft
from bot.messages.locale import msgid


@dataclass(frozen=True, slots=True)
class Sample:
    """A bundle."""

    id: str
    title: str  # a text of the catalogues
    terms: tuple[str, ...]

    @property
    def drafts(self) -> tuple[Draft, ...]:
        """Its watches."""
        return tuple(map(Draft, self.terms))


SAMPLES = (
    Sample("ai", msgid("🤖 AI models"), ("DeepSeek V4", "OpenAI launch", "Anthropic Claude", "Qwen")),
    Sample("chips", msgid("🔌 Chips and export rules"), ("H20 export", "Huawei Ascend", "TSMC", "chip export control")),
    Sample(
        "world", msgid("🌏 Trade and disasters"), ("US China tariff", "South China Sea", "earthquake", "Fed rate cut")
    ),
)


def sample(id: str) -> Sample | None:
    """The bundle of that id."""
    return next((one for one in SAMPLES if one.id == id), None)
