"""Buttons under messages, and answers that bear them.

    data of a button = command ":" what ":" ids      at most 64 bytes; the command's file handles the press

Rules: Telegram hands back what a button bears whenever it is pressed, be the message a year old. So data names things
by ids that are never used twice; it holds no state and no term. The keyboard of an alert is the same at every edit.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from bot.core.decision import DeliveryKind, Owed
from bot.messages.locale import Voice, voice_of
from bot.messages.text import Text

DATA = 64  # bytes
LABEL = 48  # code points; a phone shows about 30 in a row of its own
ROWS = 12


class Button(NamedTuple):
    """One button. data: what a press brings back; url: opened by Telegram itself, instead."""

    label: str
    data: str = ""
    url: str = ""


Keyboard = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A file that goes with an answer."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bot says to a command or a press. way, of a press: "edit" the message that bore the button, say it in a
    "new" message, or in a "toast" that fades (200 characters, no marks)."""

    text: Text
    keyboard: Keyboard = ()
    document: Document | None = None
    way: Literal["edit", "new", "toast"] = "edit"


def button(label: Text | str, *data: str | int) -> Button:
    """A button with its data. Raises ValueError where that is longer than Telegram takes: a fault of ours."""
    joined = ":".join(map(str, data))
    if len(joined.encode()) > DATA:
        raise ValueError(f"callback data of {len(joined.encode())} bytes: {joined}")
    text = label if isinstance(label, Text) else Text(label)
    return Button(" ".join(text.cut(LABEL).text.split()) or "·", joined)


def rows(buttons: Iterable[Button], width: int = 1) -> Keyboard:
    """The buttons in rows of so many, as many rows as one keyboard should hold."""
    flat = list(buttons)[: ROWS * width]
    return tuple(tuple(flat[at : at + width]) for at in range(0, len(flat), width))


def toast(text: Text) -> Answer:
    """Words that fade."""
    return Answer(text, way="toast")


def alert_keyboard(owed: Owed) -> Keyboard:
    """What stands under the alert of a story; nothing under a digest."""
    story = owed.delivery.story
    if story is None or owed.delivery.kind is DeliveryKind.DIGEST:
        return ()
    voice = voice_of(owed.chat)
    return story_keyboard(voice, story)


def story_keyboard(voice: Voice, story: int) -> Keyboard:
    """Mute story, mute term, relevant or not, why."""
    return (
        (
            button(voice.say("🔕 Story"), "mute", "story", story),
            button(voice.say("🔕 Term, 24 h"), "mute", "term", story),
        ),
        (
            button("👍", "relevant", "yes", story),
            button(voice.say("👎 Not relevant"), "relevant", "no", story),
            button(voice.say("Why?"), "why", "story", story),
        ),
    )
