"""What the core and the store are told, of what is configured."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from bot.config import Config
from bot.core.alert import Policy
from bot.core.model import Feed
from bot.core.story import BANDS, Grouping
from bot.core.watch import Lexicon
from bot.searching import search_feeds, spoken


def store_url(config: Config, folder: Path) -> str:
    """The database's URL; a relative SQLite path is relative to the configuration's folder."""
    scheme, _, path = config.store.url.partition(":///")
    if scheme != "sqlite" or Path(path).is_absolute():
        return config.store.url
    return f"sqlite:///{(folder / path).absolute()}"


def feeds_of(config: Config, lexicon: Lexicon) -> list[Feed]:
    """The feeds of the file, and the searches that its watches bring, each address once."""
    feeds = [Feed(f.url, title=f.title, language=f.language, user_agent=f.user_agent) for f in config.feeds]
    say = partial(spoken, lexicon=lexicon)
    for watch in config.watches:
        feeds += search_feeds(watch.term, watch.search, watch.languages, config.search.engines, say)
    found: dict[str, Feed] = {}
    for feed in feeds:
        found.setdefault(feed.url, feed)
    return list(found.values())


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
    words = Grouping(window=config.stories.window, sure=sure, doubt=doubt)
    return words.with_judge() if config.judge.configured else words
