"""Texts and keyboards as python-telegram-bot takes them: one way for alerts and for answers."""

from __future__ import annotations

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, MessageEntity

from bot.messages.keyboards import Button, Keyboard
from bot.messages.text import Text
from bot.messages.utf16 import to_telegram

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


def worded(text: Text) -> tuple[str, list[MessageEntity]]:
    """The words and what marks them."""
    content, entities = to_telegram(text)
    return content, [MessageEntity(e.type, e.offset, e.length, e.url or None) for e in entities]


def markup(keyboard: Keyboard) -> InlineKeyboardMarkup | None:
    """None where there is no button."""
    return InlineKeyboardMarkup([[_button(one) for one in row] for row in keyboard]) if keyboard else None


def _button(one: Button) -> InlineKeyboardButton:
    if one.url:
        return InlineKeyboardButton(one.label, url=one.url)
    return InlineKeyboardButton(one.label, callback_data=one.data)
