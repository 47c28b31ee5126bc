"""Alerts in the terminal, as a chat would show them.

Rules: a terminal cannot edit, so an alert that grows is one short line that names the new publishers. Printing cannot
fail in a way that a retry would mend; nothing is ever in doubt.
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

HEADLINE = 100  # characters of it in the line of an alert that grows


class ConsoleChannel:
    """Prints to a rich console."""

    name = "console"

    def __init__(self, console: Console) -> None:
        self._console = console

    async def top(self, address: Address) -> int | None:
        """It has no ids."""
        return None

    async def deliver(self, owed: Owed) -> SendOutcome:
        """Prints the alert, or the line by which it grows."""
        if owed.delivery.kind is DeliveryKind.EDIT:
            self._print(_growth(owed))
        else:
            self._console.print()
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

    def _print(self, text: RichText) -> None:
        self._console.print(Padding(text, (0, 0, 0, 2), expand=False), highlight=False)


def _growth(owed: Owed) -> RichText:
    """… headline: also reported by those whom the alert does not name yet."""
    story, voice = owed.stories[0], voice_of(owed.chat)
    names = {family(report): outlet(report) for report in reversed(story.reports)}
    arrived = [names[publisher] for publisher in dict.fromkeys(map(family, story.reports))]
    shown = owed.alert.version if owed.alert is not None else 1
    named = voice.say("Also reported by {outlets}", outlets=voice.list(arrived[shown:] or arrived[-1:]))
    reading = owed.readings.get(story.id)
    title = headline(reading, ()) if reading is not None else Text(story.headline)
    line = to_rich("… " + title.cut(HEADLINE) + " · " + named)
    line.stylize("dim")
    return line
