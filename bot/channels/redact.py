"""Keeps the bot's token out of whatever is written down.

Rules: Bot API URLs hold the token (/bot<token>/method), and httpx and python-telegram-bot put URLs and tokens into log
lines and error texts. Whatever leaves this process passes redacted(); the log passes the filter.
"""

from __future__ import annotations

import logging
import re

_URL = re.compile(r"(?<=/bot)[^/\s\"'`]+")
_TOKEN = re.compile(r"\b\d+:[A-Za-z0-9_-]{20,}")
_REJECTED = re.compile(
    r"(?<=The token `)[^`]*(?=`)"
)  # python-telegram-bot's InvalidToken, whatever the token looks like


def redacted(text: str) -> str:
    """The text with every token replaced by <token>."""
    return _REJECTED.sub("<token>", _TOKEN.sub("<token>", _URL.sub("<token>", text)))


class Redact(logging.Filter):
    """Blanks tokens in a record, its traceback included. Belongs on handlers: a logger's filters miss its children's
    records."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always lets the record through."""
        record.msg, record.args = redacted(record.getMessage()), ()
        if record.exc_info:
            record.exc_text = record.exc_text or logging.Formatter().formatException(record.exc_info)
            record.exc_info = None  # or it would be formatted anew
        if record.exc_text:
            record.exc_text = redacted(record.exc_text)
        return True
