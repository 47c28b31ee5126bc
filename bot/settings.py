"""What the core and the store are told, of what is configured."""

from __future__ import annotations

from pathlib import Path

from bot.config import Config
from bot.core.alert import Policy
from bot.core.story import ASKED, BANDS, Grouping


def store_url(config: Config, folder: Path) -> str:
    """The database's URL; a relative SQLite path is relative to the configuration's folder."""
    scheme, _, path = config.store.url.partition(":///")
    if scheme != "sqlite" or Path(path).is_absolute():
        return config.store.url
    return f"sqlite:///{(folder / path).absolute()}"


def policy_of(config: Config) -> Policy:
    """What rings, as configured."""
    polling = config.polling
    return Policy(
        polling.first_poll_max_age,
        polling.max_age,
        edit_pause=config.stories.edit_pause,
        break_quiet=config.alerts.break_quiet,
    )


def grouping_of(config: Config) -> Grouping:
    """What counts as one story, as configured."""
    sure, doubt = BANDS[config.stories.caution]
    asked = ASKED if config.judge.configured else 0
    return Grouping(window=config.stories.window, sure=sure, doubt=doubt, asked=asked)
