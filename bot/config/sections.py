"""The tables of config.toml as frozen values, each key with a default that works."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator
from pydantic_core import PydanticCustomError

from bot.config.values import ChatName, Duration, Ids, Interval, Listen, StoreUrl, Term, WebUrl, Zone


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Telegram(_Section):
    """The way to Telegram and who may steer the bot there."""

    token: SecretStr = SecretStr("")
    token_file: str = ""
    api_url: WebUrl = "https://api.telegram.org"
    chats: Annotated[tuple[int | ChatName, ...], Field(strict=False)] = ()
    admins: Ids = ()
    allowed: Ids = ()
    access: Literal["admins", "allowlist", "open"] = "admins"
    on_unknown: Literal["probe", "resend", "drop"] = "probe"
    language: Literal["en", "vi", "zh-Hans", "zh-Hant"] = "en"
    timezone: Zone = "UTC"


class StoreSection(_Section):
    """Where everything is remembered."""

    url: StoreUrl = "sqlite:///data/newsbell.db"
    keep: Interval = timedelta(days=30)


class Polling(_Section):
    """How often feeds are asked, and how politely."""

    min_interval: Interval = timedelta(minutes=2)
    max_interval: Interval = timedelta(hours=24)
    first_poll_max_age: Duration = timedelta(0)
    max_age: Interval = timedelta(hours=72)
    timeout: Interval = timedelta(seconds=20)
    contact: str = ""
    allow_private_addresses: bool = False

    @model_validator(mode="after")
    def _ordered(self) -> Polling:
        if self.min_interval > self.max_interval:
            raise PydanticCustomError(
                "order", "min_interval is longer than max_interval", {"remedy": "Make min_interval the shorter one."}
            )
        return self


class StoriesSection(_Section):
    """What counts as one story."""

    window: Interval = timedelta(hours=72)
    caution: Literal["cautious", "balanced", "terse"] = "balanced"
    edit_pause: Interval = timedelta(seconds=60)


class Web(_Section):
    """The page in the browser."""

    listen: Listen = "127.0.0.1:8080"


class Judge(_Section):
    """A language model for pairs of entries in doubt. Not asked yet: kept so that a configuration can name it."""

    url: WebUrl | Literal[""] = ""
    model: str = ""
    api_key: SecretStr = SecretStr("")


class Packs(_Section):
    """The user's own names and concepts, beside the bundled ones."""

    folder: str = ""


class Log(_Section):
    """What is written to the log."""

    level: Literal["debug", "info", "warning", "error"] = "info"


class FeedEntry(_Section):
    """A feed to poll."""

    url: WebUrl
    title: str = ""
    language: str = ""
    user_agent: str = ""


class WatchEntry(_Section):
    """A term that every chat of the file is told about."""

    term: Term
    threshold: Annotated[float, Field(ge=0, le=100)] = 80.0
    min_sources: Annotated[int, Field(ge=1, le=50)] = 1


class Config(_Section):
    """The whole file."""

    telegram: Telegram = Telegram()
    store: StoreSection = StoreSection()
    polling: Polling = Polling()
    stories: StoriesSection = StoriesSection()
    web: Web = Web()
    judge: Judge = Judge()
    packs: Packs = Packs()
    log: Log = Log()
    feeds: Annotated[tuple[FeedEntry, ...], Field(strict=False)] = ()
    watches: Annotated[tuple[WatchEntry, ...], Field(strict=False)] = ()

    @property
    def token(self) -> str:
        """The bot's token, or "" where alerts go to the terminal."""
        return self.telegram.token.get_secret_value()
