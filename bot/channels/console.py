"""Alerts in the terminal, as a chat would show them.

Rules: a terminal cannot edit, so an alert that grows is one short line that names the new publishers; nor can it reply,
so what answers an earlier alert begins with that one's headline. Printing cannot fail in a way that a retry would mend;
nothing is ever in doubt.
"""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.text import Text as RichText

from bot.core.decision import DeliveryKind, Owed
from bot.core.model import Address
from bot.core.ports import SendOutcome, Sent
from bot.core.story.publisher import family
from bot.messages import render
from bot.messages.locale import voice_of
from bot.messages.report import headline, outlet
from bot.messages.rich_text import to_rich
from bot.messages.text import Text

HEADLINE = 100  # characters of it in the line of an alert that grows, or that is answered
ANSWERED = 500  # of the latest alerts, whose headlines are known


class ConsoleChannel:
    """Prints to a rich console."""

    name = "console"

    def __init__(self, console: Console) -> None:
        self._console = console
        self._printed: dict[int, Text] = {}  # headlines, by story

    async def top(self, address: Address) -> int | None:
        """It has no ids."""
        return None

    async def deliver(self, owed: Owed) -> SendOutcome:
        """Prints the alert, or the line by which it grows."""
        if owed.delivery.kind is DeliveryKind.EDIT:
            self._print(_growth(owed))
            return Sent()
        self._console.print()
        if owed.delivery.kind is not DeliveryKind.DIGEST:
            self._quote(owed)
        self._print(to_rich(render(owed)))
        return Sent()

    async def resolve(self, owed: Owed) -> SendOutcome:
        """The bot stopped while it printed: prints again, for nobody may have seen it."""
        return await self.deliver(owed)

    async def say(self, address: Address, text: str) -> SendOutcome:
        """Prints it."""
        self._print(RichText(text))
        return Sent()

    async def close(self) -> None:
        """Nothing to let go of."""

    def _quote(self, owed: Owed) -> None:
        """Prints the headline of the alert that this one answers; remembers its own."""
        story = owed.stories[0]
        answered = story.maybe if owed.delivery.kind is DeliveryKind.REPLY else story.follows
        if answered in self._printed:
            self._print(_dim("> " + self._printed[answered]))
        self._printed[story.id] = _title(owed)
        if len(self._printed) > ANSWERED:
            del self._printed[next(iter(self._printed))]

    def _print(self, text: RichText) -> None:
        self._console.print(Padding(text, (0, 0, 0, 2), expand=False), highlight=False)


def _growth(owed: Owed) -> RichText:
    """… headline: also reported by those whom the alert does not name yet."""
    story, voice = owed.stories[0], voice_of(owed.chat)
    names = {family(report): outlet(report) for report in reversed(story.reports)}
    arrived = [names[publisher] for publisher in dict.fromkeys(map(family, story.reports))]
    shown = owed.alert.version if owed.alert is not None else 1
    named = voice.say("Also reported by {outlets}", outlets=voice.list(arrived[shown:] or arrived[-1:]))
    return _dim("… " + _title(owed) + " · " + named)


def _title(owed: Owed) -> Text:
    story = owed.stories[0]
    reading = owed.readings.get(story.id)
    return (headline(reading, ()) if reading is not None else Text(story.headline)).cut(HEADLINE)


def _dim(text: Text) -> RichText:
    line = to_rich(text)
    line.stylize("dim")
    return line
