"""What each failure of the Bot API means for a delivery: the error table.

    RetryAfter                              not sent; that chat waits so long
    Forbidden, no right to write            the chat is suspended
    ChatMigrated                            sent again to the new id
    chat not found                          suspended after three in a day
    thread not found, TOPIC_*               sent to the main thread
    not modified                            done
    message to edit not found               the message is forgotten
    InvalidToken                            nothing can be sent at all
    no connection (connect, pool, proxy)    not sent; everybody waits
    any other network trouble, 5xx          it may have arrived: to be resolved
    any other BadRequest                    will never be sent

Rules: BadRequest is a NetworkError to python-telegram-bot, so the order of the questions matters. Descriptions are
matched as they read in tdlib's source, without regard to case. Reasons never hold a token.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.channels.redact import redacted
from bot.core.ports import (
    Doubtful,
    MessageGone,
    Migrated,
    NoSuchChat,
    NoSuchThread,
    NotSent,
    Refused,
    SendOutcome,
    Sent,
    Suspended,
    Unhealthy,
)

UNREACHABLE = timedelta(seconds=2)  # before the next try; the dispatcher doubles it
_UNSENT = (  # the request never left
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)
_FLOOD = re.compile(r"too many requests(?:: retry after (\d+))?", re.I)  # a 429 without its parameters
_CLOSED = re.compile(r"HTTPXRequest is not initialized|client has been closed")  # the bot is being shut down
_NOT_MODIFIED = re.compile(r"message is not modified", re.I)
_GONE = re.compile(r"message to edit not found|message can't be edited|MESSAGE_ID_INVALID", re.I)
_THREAD = re.compile(r"thread not found|TOPIC_\w+|topic (?:is )?(?:closed|deleted)", re.I)
_CHAT = re.compile(r"chat not found|PEER_ID_INVALID|user not found|chat_id is empty", re.I)
_RIGHTS = re.compile(
    r"not enough rights|have no rights|need administrator rights|CHAT_(?:WRITE_FORBIDDEN|RESTRICTED|ADMIN_REQUIRED)|"
    r"CHAT_SEND_\w+_FORBIDDEN|deactivated|chat was deleted|USER_IS_BLOCKED|USER_BANNED_IN_CHANNEL|CHANNEL_PRIVATE",
    re.I,
)
_WORDING = re.compile(r"can't parse|too long|entit|MESSAGE_TOO_LONG|text must be encoded|text is empty", re.I)


def outcome_of(error: TelegramError) -> SendOutcome:
    """What became of the request that ended so."""
    reason = redacted(str(error)) or type(error).__name__
    match error:
        case RetryAfter():
            return NotSent(pause_of(error), reason, counted=False)
        case Forbidden():
            return Suspended(reason)
        case ChatMigrated():
            return Migrated(error.new_chat_id)
        case InvalidToken():
            return Unhealthy(f"Telegram refuses the bot's token ({reason}). Copy it again from @BotFather.")
        case Conflict():
            return NotSent(UNREACHABLE, reason, everyone=True, counted=False)
        case BadRequest():
            return _bad_request(reason)
        case NetworkError():
            return _network(error, reason)
    return Doubtful(reason)


def pause_of(error: RetryAfter) -> timedelta:
    """How long the server wants to be left alone: python-telegram-bot says it as an int or a timedelta."""
    wait = error.retry_after
    return wait if isinstance(wait, timedelta) else timedelta(seconds=wait)


def is_wording(error: TelegramError) -> bool:
    """The text or its entities are at fault: the same in plain text may go through."""
    return isinstance(error, BadRequest) and _WORDING.search(str(error)) is not None


def _bad_request(reason: str) -> SendOutcome:
    if _NOT_MODIFIED.search(reason):
        return Sent()
    for pattern, outcome in ((_GONE, MessageGone), (_THREAD, NoSuchThread), (_CHAT, NoSuchChat), (_RIGHTS, Suspended)):
        if pattern.search(reason):
            return outcome(reason)
    return Refused(reason)


def _network(error: NetworkError, reason: str) -> SendOutcome:
    flood = _FLOOD.search(reason)
    if flood:
        return NotSent(timedelta(seconds=int(flood.group(1) or 5)), reason, counted=False)
    if _CLOSED.search(reason) or any(isinstance(cause, _UNSENT) for cause in _causes(error)):
        return NotSent(UNREACHABLE, reason, everyone=True, counted=False)
    return Doubtful(reason)


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause = error.__cause__
    while cause is not None:
        yield cause
        cause = cause.__cause__
