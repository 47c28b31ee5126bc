"""Further channels out of the configuration."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.channels.further import FIRST, chats_of, number_of, open_channels
from bot.config import check_config
from bot.errors import ConfigError

pytestmark = pytest.mark.anyio

RAW = {
    "channels": [
        {"name": "phone", "url": "ntfys://ntfy.sh/topic", "quiet": "22:00-7:00"},
        {"name": "archive", "url": "https://example.com/news", "secret": "s3cret", "digest": "mon 8:00"},
    ]
}


async def test_each_is_a_chat_of_its_own() -> None:
    config = check_config(RAW, "config.toml", {})
    phone, archive = chats_of(config.channels)
    assert (phone.channel, phone.quiet, archive.channel, archive.digest) == (
        "notify",
        "22:00-07:00",
        "webhook",
        "mon 08:00",
    )
    assert phone.address.chat == number_of("phone") > FIRST
    assert "s3cret" not in repr(config) and "ntfy.sh" not in repr(config)
    opened = open_channels(config.channels, lambda: datetime(2026, 1, 1, tzinfo=UTC))
    assert set(opened) == {"webhook", "notify"}
    for channel in opened.values():
        await channel.close()
    assert open_channels((), lambda: datetime(2026, 1, 1, tzinfo=UTC)) == {}


def test_what_is_wrong_is_said_with_its_key_and_no_secret() -> None:
    raw = {"channels": [{"name": "a", "url": "x://y:s3cret@z", "quiet": "nights"}, {"name": "a", "url": "https://b"}]}
    with pytest.raises(ConfigError) as caught:
        check_config(raw, "config.toml", {})
    words = str(caught.value)
    assert "channels[1].quiet" in words and "Write two times" in words
    assert "channels[2].name" in words and "stands there twice" in words
    assert "s3cret" not in words
