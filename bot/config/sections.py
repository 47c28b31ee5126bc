"""The tables of config.toml as frozen values, each key with a default that works."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator
from pydantic_core import PydanticCustomError

from bot.config.values import (
    ChatName,
    DigestTimes,
    Duration,
    Hours,
    Ids,
    Interval,
    Listen,
    OptionalUrl,
    ProxyUrl,
    SearchTemplate,
    StoreUrl,
    Term,
    WebhookUrl,
    WebUrl,
    Zone,
)
from bot.searching import ENGINES


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Telegram(_Section):
    """The way to Telegram and who may steer the bot there."""

    token: SecretStr = SecretStr("")
    token_file: str = ""
    api_url: WebUrl = "https://api.telegram.org"
    webhook_url: WebhookUrl = ""
    proxy: ProxyUrl = ""
    chats: Annotated[tuple[int | ChatName, ...], Field(strict=False)] = ()
    admins: Ids = ()
    allowed: Ids = ()
    access: Literal["admins", "allowlist", "open"] = "admins"
    on_unknown: Literal["probe", "resend", "drop"] = "probe"
    language: Literal["en", "vi", "zh-Hans", "zh-Hant"] = "en"
    timezone: Zone = "UTC"
    quiet: Hours = ""
    digest: DigestTimes = "off"
    quota: Annotated[int, Field(ge=0, le=100_000)] = 200


class StoreSection(_Section):
    """Where everything is remembered."""

    url: StoreUrl = "sqlite:///data/newsbell.db"
    keep: Interval = timedelta(days=30)


class Polling(_Section):
    """How often feeds are asked, and how politely."""

    min_interval: Interval = timedelta(minutes=2)
    max_interval: Interval = timedelta(hours=24)
    mean_delay: Interval = timedelta(minutes=5)
    requests_a_day: Annotated[int, Field(ge=0)] = 0
    first_poll_max_age: Duration = timedelta(0)
    max_age: Interval = timedelta(hours=72)
    timeout: Interval = timedelta(seconds=20)
    contact: str = ""
    proxy: ProxyUrl = ""
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


class Alerts(_Section):
    """What rings, and when."""

    fold_after: Duration = timedelta(hours=1)
    break_quiet: Annotated[int, Field(ge=0, le=1000)] = 0


class Web(_Section):
    """The page in the browser."""

    listen: Listen = "127.0.0.1:8080"
    public_url: OptionalUrl = ""


class JudgeSection(_Section):
    """Who is asked about pairs of reports in doubt."""

    url: OptionalUrl = ""
    model: str = ""
    api_key: SecretStr = SecretStr("")
    api_key_file: str = ""
    embedding: str = ""
    timeout: Interval = timedelta(seconds=5)
    batch: Annotated[int, Field(ge=1, le=50)] = 8
    daily_budget: Annotated[int, Field(ge=0)] = 1_000_000

    @property
    def configured(self) -> bool:
        """Whether there is any."""
        return bool(self.url or self.embedding)

    @model_validator(mode="after")
    def _named(self) -> JudgeSection:
        if self.url and not self.model:
            raise PydanticCustomError(
                "order", "url is set, but model is not", {"remedy": 'Write the model that the server has: "qwen3:8b".'}
            )
        return self


class Packs(_Section):
    """The user's own names, concepts and plain words, beside the bundled ones: files in a folder, or entries written
    here, in the form of bot/packs (bot/lexicon.py checks them)."""

    folder: str = ""
    entity: Annotated[tuple[dict[str, Any], ...], Field(strict=False)] = ()
    concept: Annotated[tuple[dict[str, Any], ...], Field(strict=False)] = ()
    word: Annotated[tuple[dict[str, Any], ...], Field(strict=False)] = ()

    @property
    def tables(self) -> dict[str, tuple[dict[str, Any], ...]]:
        """The entries written here, by table."""
        return {"entity": self.entity, "concept": self.concept, "word": self.word}


class Search(_Section):
    """News search engines that a watch can ask: name -> template of an address."""

    engines: dict[str, SearchTemplate] = dict(ENGINES)

    @field_validator("engines", mode="before")
    @classmethod
    def _with_ours(cls, given: object) -> object:
        return {**ENGINES, **given} if isinstance(given, dict) else given


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
    search: Annotated[tuple[str, ...], Field(strict=False)] = ()
    languages: Annotated[tuple[Literal["en", "vi", "zh-Hans", "zh-Hant"], ...], Field(strict=False, min_length=1)] = (
        "en",
    )


class ChannelEntry(_Section):
    """A further way out, which is told of every watch of the file."""

    name: Annotated[str, Field(min_length=1, max_length=40)]
    url: SecretStr
    secret: SecretStr = SecretStr("")
    language: Literal["en", "vi", "zh-Hans", "zh-Hant"] = "en"
    timezone: Zone = "UTC"
    quiet: Hours = ""
    digest: DigestTimes = "off"

    @property
    def is_webhook(self) -> bool:
        """It takes JSON; everything else is Apprise's."""
        return self.url.get_secret_value().startswith(("http://", "https://"))


class Config(_Section):
    """The whole file."""

    telegram: Telegram = Telegram()
    store: StoreSection = StoreSection()
    polling: Polling = Polling()
    stories: StoriesSection = StoriesSection()
    alerts: Alerts = Alerts()
    web: Web = Web()
    judge: JudgeSection = JudgeSection()
    packs: Packs = Packs()
    search: Search = Search()
    log: Log = Log()
    channels: Annotated[tuple[ChannelEntry, ...], Field(strict=False)] = ()
    feeds: Annotated[tuple[FeedEntry, ...], Field(strict=False)] = ()
    watches: Annotated[tuple[WatchEntry, ...], Field(strict=False)] = ()

    @model_validator(mode="after")
    def _heard(self) -> Config:
        if self.telegram.webhook_url and not self.web.listen:
            raise PydanticCustomError(
                "webhook",
                "telegram.webhook_url is set, but web.listen is off: nobody would hear Telegram",
                {"remedy": "Set web.listen, or leave webhook_url empty."},
            )
        return self

    @model_validator(mode="after")
    def _reached(self) -> Config:
        if self.web.public_url and not self.web.listen:
            raise PydanticCustomError(
                "webhook",
                "web.public_url is set, but web.listen is off: nobody would hear hubs",
                {"remedy": "Set web.listen, or leave public_url empty."},
            )
        return self

    @model_validator(mode="after")
    def _engines_known(self) -> Config:
        asked = {name for watch in self.watches for name in watch.search}
        unknown = sorted(asked - set(self.search.engines))
        if unknown:
            remedy = f"Write one of {', '.join(self.search.engines)}, or add it to [search.engines]."
            raise PydanticCustomError(
                "search", "a watch asks {name}, which is unknown", {"name": unknown[0], "remedy": remedy}
            )
        return self

    @property
    def token(self) -> str:
        """The bot's token, or "" where alerts go to the terminal."""
        return self.telegram.token.get_secret_value()
