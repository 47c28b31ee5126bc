"""The table of scales is read alike by those who watch an amount and those who compare titles."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.core.scales import HAN, WORDS
from bot.core.story.words import numbers
from bot.core.watch.phrases import atoms
from bot.core.watch.typed.amounts import amount


@pytest.mark.parametrize(("written", "scale"), [*WORDS.items(), *HAN.items()])
def test_a_watch_and_a_title_read_the_same_amount(written: str, scale: int) -> None:
    said = f"7{written}" if written in HAN else f"7 {written}"
    watched = amount(atoms(said))
    assert watched is not None and watched.value == Decimal(7 * scale)
    assert [float(number) for number in numbers(said)] == [7 * scale]
