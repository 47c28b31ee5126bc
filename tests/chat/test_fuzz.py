"""Whatever people write, press, edit, forward or send, each message is answered once, in words, each press is answered,
and nothing breaks.

NEWSBELL_FUZZ=200 tries so many inputs a command instead of a few.
"""

from __future__ import annotations

import logging
import os
import random
from pathlib import Path
from typing import Any

import pytest

from bot.chat.commands import load_commands
from tests.chat.house import HOST, MEMBER, STRANGER, House, buttons, open_house

TRIES = int(os.environ.get("NEWSBELL_FUZZ", "2"))
GROUP, TOPIC, CHANNEL = -500, (-1_000_000_000_500, 7), -1_000_000_000_900

PIECES = [
    *(
        "DeepSeek V4",
        "华为 昇腾",
        "xuất khẩu",
        "AND",
        "OR",
        "NOT",
        "(",
        ")",
        '"',
        "~5",
        "NEAR/3",
        "-",
        "=",
        "!",
        "re:/a+/",
        "re:/(a+)+$/",
    ),
    *(
        "title:",
        "site:",
        "lang:",
        "{a|b}",
        "@export",
        "*",
        "expor*",
        "\\",
        "%s",
        "{n}",
        "{",
        "}",
        "<b>",
        "&lt;",
        "`",
        "1",
        "0",
        "-1",
    ),
    *(
        "999999999999999999999",
        "²",
        "٣",
        "https://",
        "http://[::1",
        "https://a.example/x",
        "http://a b",
        "javascript:alert(1)",
        "//",
        "@",
    ),
    *(
        "🔔",
        "👨‍👩‍👧",
        "\u200b",
        "\u202e",
        "é" * 50,
        "a" * 400,
        "\n",
        "\t",
        "/watch",
        "…",
        "null",
        "'; DROP TABLE watches; --",
        "%",
        "_",
    ),
]


def typed(dice: random.Random) -> str:
    text = dice.choice(["", " "]).join(dice.choice(PIECES) for _ in range(dice.randint(0, 6)))
    return text.strip()[:4000]


async def answered(house: House, text: str) -> None:
    begin = len(house.written)
    await house.says(HOST, text)
    answers = [message for message in house.since(begin, HOST) if not message.edits]
    assert len(answers) == 1, text
    assert answers[0].text.strip(), text


@pytest.fixture
def quiet_log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.WARNING)
    return caplog


@pytest.mark.anyio
async def test_any_input_to_any_command_is_answered_once(tmp_path: Path, quiet_log: pytest.LogCaptureFixture) -> None:
    dice = random.Random(7)
    async with open_house(tmp_path) as house:
        await furnish(house)
        for name in load_commands():
            for _ in range(TRIES):
                await answered(house, f"/{name} {typed(dice)}".strip())
        for _ in range(TRIES * 5):
            await answered(house, typed(dice) or "?")
    assert [record.getMessage() for record in quiet_log.records] == []


@pytest.mark.anyio
async def test_any_button_pressed_by_anybody_any_number_of_times_is_answered(
    tmp_path: Path, quiet_log: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.chat.commands.broadcast.EVERY", 0.0)
    dice = random.Random(11)
    async with open_house(tmp_path) as house:
        await furnish(house)
        for name in load_commands():
            await house.says(HOST, f"/{name} {dice.choice(['', 'Huawei', '1', 'DeepSek'])}".strip())
        for _ in range(TRIES * 10):
            message, data = dice.choice(all_buttons(house, HOST))
            for _ in range(2):  # impatient thumbs
                await house.presses_data(HOST, message, data, user=dice.choice([HOST, HOST, HOST, MEMBER, STRANGER]))
        for _ in range(TRIES * 10):  # of an older version, or of somebody who plays with it
            message, data = dice.choice(all_buttons(house, HOST))
            await house.presses_data(HOST, message, spoilt(dice, data))
    assert [record.getMessage() for record in quiet_log.records] == []


@pytest.mark.anyio
async def test_edits_forwards_media_groups_topics_and_channels(
    tmp_path: Path, quiet_log: pytest.LogCaptureFixture
) -> None:
    dice = random.Random(13)
    async with open_house(tmp_path) as house:
        await furnish(house)
        house.server.topic(*TOPIC)
        for _ in range(TRIES * 10):
            kind = dice.choice(["message", "edited_message", "channel_post", "edited_channel_post"])
            text = dice.choice([typed(dice), f"/{dice.choice(list(load_commands()))} {typed(dice)}".strip()])
            chat = CHANNEL if "channel" in kind else dice.choice([HOST, MEMBER, GROUP, TOPIC[0]])
            before = len(house.server.sent(chat))
            house.server.updates.add(**{kind: made(dice, chat, text, edited="edited" in kind)})
            await house.quiet()
            count = len(house.server.sent(chat)) - before
            assert count <= 1, text
            assert count == 1 or chat < 0 or "edited" in kind, text
    assert [record.getMessage() for record in quiet_log.records] == []


async def furnish(house: House) -> None:
    """Something is remembered, watched and told."""
    house.server.room(GROUP).members[HOST] = "administrator"
    await house.says(HOST, "/watch DeepSeek V4")
    await house.says(HOST, "/watch Huawei")
    await house.poll()
    house.press.report("DeepSeek V4 runs on Huawei chips", at=house.clock.forward(minutes=1))
    await house.poll()
    await house.deliver()


def all_buttons(house: House, chat: int) -> list[tuple[int, str]]:
    return [
        (m.id, one["callback_data"]) for m in house.server.sent(chat) for one in buttons(m) if "callback_data" in one
    ]


def spoilt(dice: random.Random, data: str) -> str:
    parts = data.split(":")
    parts[dice.randrange(len(parts))] = dice.choice(
        ["", "w", "d", "w0", "w999999999999999999", "-1", "²", "yes", "open", "💥"]
    )
    return dice.choice([":".join(parts), ":".join(parts[:1]), ":".join(parts[:2]), data + ":x", "", ":::"])[:64]


def made(dice: random.Random, chat: int, text: str, *, edited: bool) -> dict[str, Any]:
    """A message as Telegram would bring it: text, or a picture with a caption; forwarded, edited, by a channel."""
    kind = "private" if chat > 0 else "channel" if chat == CHANNEL else "supergroup"
    user = {"id": abs(chat) if chat > 0 else HOST, "is_bot": False, "first_name": "Somebody", "language_code": "en"}
    where = {"id": chat, "type": kind, "title": "Somewhere", "is_forum": chat == TOPIC[0]}
    shown: dict[str, Any] = {"message_id": 5_000_000, "date": 1, "chat": where}
    shown |= {"sender_chat": where} if kind == "channel" else {"from": user}
    if chat == TOPIC[0]:
        shown |= {"message_thread_id": TOPIC[1], "is_topic_message": True}
    if edited:
        shown["edit_date"] = 2
    if dice.random() < 0.3:
        shown["forward_origin"] = {"type": "hidden_user", "sender_user_name": "Somebody", "date": 1}
    photo = [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]
    what = {"photo": photo, "caption": text} if dice.random() < 0.3 else {"text": text or "."}
    return shown | what
