"""Whatever people write, each message is answered once, in words, and nothing breaks."""

from __future__ import annotations

import logging
import random
from pathlib import Path

import pytest

from bot.chat.commands import load_commands
from tests.chat.house import HOST, House, open_house

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
    answers = await house.says(HOST, text)
    assert len(answers) == 1, text
    assert answers[0].text.strip(), text


@pytest.mark.anyio
async def test_any_input_to_any_command_is_answered_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    dice = random.Random(7)
    caplog.set_level(logging.WARNING)
    async with open_house(tmp_path) as house:
        await house.poll()
        house.press.report("DeepSeek V4 runs on Huawei chips", at=house.clock.forward(minutes=1))
        await house.poll()
        for name in load_commands():
            for _ in range(50):
                await answered(house, f"/{name} {typed(dice)}".strip())
        for _ in range(50):
            await answered(house, typed(dice) or "?")
    assert [record.getMessage() for record in caplog.records] == []
