"""Who may do what. Pure.

    ADMIN      all, everywhere
    MEMBER     watches of this chat: its own user, or a group's administrator
    GUEST      looks around: /list /why /status /help
    STRANGER   is told how to get access, and gets nothing else

Rules: what is not granted is refused. A feed serves everybody, so that feeds are for admins.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Literal


class Role(IntEnum):
    """What somebody may do in a chat; each may do what those before may."""

    STRANGER = 0
    GUEST = 1
    MEMBER = 2
    ADMIN = 3


@dataclass(frozen=True, slots=True)
class ChatSettings:
    """What the configuration says about people. access: who but admins may have watches of their own: nobody
    ("admins"), the users and chats of `allowed` ("allowlist"), anyone ("open")."""

    access: Literal["admins", "allowlist", "open"] = "admins"
    admins: tuple[int, ...] = ()
    allowed: tuple[int, ...] = ()
    chats: tuple[int, ...] = ()  # that get every watch of the configuration
    timezone: str = "UTC"  # IANA; of chats that are set up from now on
    quota: int = 200  # watches that a chat may have, where an admin says nothing else
    webhook_url: str = ""  # where Telegram posts updates; "": they are polled


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody in a chat."""

    user: int
    chat: int
    private: bool
    group_admin: bool = False
    known: bool = False  # an admin or member has set this chat up before


def role_of(who: Who, settings: ChatSettings) -> Role:
    """What somebody may do in this chat."""
    if who.user in admins_of(settings):
        return Role.ADMIN
    if _may_configure(who, settings):
        return Role.MEMBER if who.private or who.group_admin else Role.GUEST
    if who.chat in settings.chats or (who.known and not who.private):
        return Role.GUEST
    return Role.STRANGER


def admins_of(settings: ChatSettings) -> frozenset[int]:
    """Where none are named, whoever the configured private chats belong to: a private chat has its user's number."""
    return frozenset(settings.admins) or frozenset(chat for chat in settings.chats if chat > 0)


def _may_configure(who: Who, settings: ChatSettings) -> bool:
    if settings.access == "open":
        return True
    return settings.access == "allowlist" and bool({who.user, who.chat} & set(settings.allowed))
