"""What we say, as text with entities; no channel is known here, and nothing is sent.

render(owed)     a delivery of the outbox: alert.py, digest.py
answers/         what a command answers
locale.py        the chat's language, numbers and times; catalogues/*.po
utf16.py         Text -> what the Bot API takes          rich_text.py   Text -> what a terminal shows
"""

from __future__ import annotations

from bot.core.decision import DeliveryKind, Owed
from bot.messages.alert import alert
from bot.messages.digest import digest
from bot.messages.text import Text

__all__ = ["render"]


def render(owed: Owed) -> Text:
    """The wording of a delivery, in its chat's language: at most 4,096 code points and 100 entities."""
    return digest(owed) if owed.delivery.kind is DeliveryKind.DIGEST else alert(owed)
