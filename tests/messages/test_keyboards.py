"""Buttons: what they bear fits Telegram's bounds, and an alert's are the same however it grew."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.markup import markup
from bot.core.decision import Delivery, DeliveryKind, Owed, Story
from bot.core.model import Address, Chat
from bot.messages.keyboards import DATA, LABEL, Button, alert_keyboard, button, rows, story_keyboard
from bot.messages.locale import LOCALES, Voice

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
OWED = Owed(Delivery(Address(1), DeliveryKind.SEND, NOW, story=7), Chat(Address(1)), (Story(7, "x", NOW, NOW),))


@given(st.sampled_from(LOCALES), st.integers(1, 2**63 - 1))
def test_what_an_alerts_buttons_bear_fits_whatever_the_story(locale: str, story: int) -> None:
    keyboard = story_keyboard(Voice(locale), story)
    assert all(0 < len(one.data.encode()) <= DATA for row in keyboard for one in row)
    assert all(one.label for row in keyboard for one in row)


def test_an_edit_bears_the_same_buttons_and_a_digest_none() -> None:
    first = alert_keyboard(OWED)
    grown = replace(OWED, delivery=replace(OWED.delivery, kind=DeliveryKind.EDIT, version=5))
    assert [one.data for row in first for one in row] == [
        "mute:story:7",
        "mute:term:7",
        "relevant:yes:7",
        "relevant:no:7",
        "why:story:7",
    ]
    assert alert_keyboard(grown) == first
    assert alert_keyboard(replace(OWED, delivery=replace(OWED.delivery, kind=DeliveryKind.DIGEST, story=None))) == ()


@given(st.text(max_size=200))
def test_any_label_is_shown_in_one_line_and_never_empty(label: str) -> None:
    made = button(label, "watch", "show", "w1")
    assert 0 < len(made.label) <= LABEL
    assert "\n" not in made.label


def test_data_that_telegram_would_refuse_is_a_fault_of_ours() -> None:
    with pytest.raises(ValueError, match="65 bytes"):
        button("x", "a" * 65)


def test_rows_are_bounded() -> None:
    many = [button(str(n), "x", n) for n in range(200)]
    assert [len(row) for row in rows(many, 5)] == [5] * 12
    assert rows([]) == ()


def test_telegram_gets_the_same_rows() -> None:
    made = markup(((Button("a", "x:1"), Button("b", url="https://a.example")), (Button("c", "y"),)))
    assert made is not None
    assert [[(one.text, one.callback_data, one.url) for one in row] for row in made.inline_keyboard] == [
        [("a", "x:1", None), ("b", None, "https://a.example")],
        [("c", "y", None)],
    ]
    assert markup(()) is None
