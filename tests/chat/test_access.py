"""Who may do what: what is not granted is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.access import ChatSettings, Role, Who, role_of

ADMIN, LISTED, GROUP, OTHER = 1, 2, -5, 9
LIST = ChatSettings(access="allowlist", admins=(ADMIN,), allowed=(LISTED, GROUP))


def private(user: int) -> Who:
    return Who(user, user, private=True)


def group(user: int, *, admin: bool = False, known: bool = False, chat: int = -7) -> Who:
    return Who(user, chat, private=False, group_admin=admin, known=known)


@pytest.mark.parametrize(
    ("who", "settings", "role"),
    [
        (private(ADMIN), LIST, Role.ADMIN),
        (private(LISTED), LIST, Role.MEMBER),
        (private(OTHER), LIST, Role.STRANGER),
        (private(LISTED), replace(LIST, access="admins"), Role.STRANGER),
        (private(OTHER), replace(LIST, access="open"), Role.MEMBER),
        (private(OTHER), replace(LIST, chats=(OTHER,)), Role.GUEST),
        (private(OTHER), ChatSettings(chats=(OTHER,)), Role.ADMIN),  # no admins named: the configured chat's owner
        (private(OTHER), ChatSettings(), Role.STRANGER),
        (group(ADMIN), LIST, Role.ADMIN),
        (group(OTHER), LIST, Role.STRANGER),
        (group(OTHER, admin=True), LIST, Role.STRANGER),
        (group(LISTED), LIST, Role.GUEST),
        (group(LISTED, admin=True), LIST, Role.MEMBER),
        (group(OTHER, chat=GROUP), LIST, Role.GUEST),
        (group(OTHER, chat=GROUP, admin=True), LIST, Role.MEMBER),
        (group(OTHER, known=True), LIST, Role.GUEST),
        (group(OTHER, known=True, admin=True), LIST, Role.GUEST),
        (group(OTHER), replace(LIST, access="open"), Role.GUEST),
        (group(OTHER, admin=True), replace(LIST, access="open"), Role.MEMBER),
        (group(OTHER), ChatSettings(chats=(-7,)), Role.GUEST),
    ],
)
def test_roles(who: Who, settings: ChatSettings, role: Role) -> None:
    assert role_of(who, settings) is role


IDS = st.integers(-5, 5)
ACCESS = st.builds(
    ChatSettings,
    st.sampled_from(["admins", "allowlist"]),
    *[st.lists(IDS, max_size=3).map(tuple)] * 3,
)


@given(st.builds(Who, IDS, IDS, st.booleans(), st.booleans(), st.booleans()), ACCESS)
def test_nobody_configures_who_is_not_named(who: Who, settings: ChatSettings) -> None:
    named = {*settings.admins, *settings.allowed, *(settings.chats if not settings.admins else ())}
    if not {who.user, who.chat} & named:
        assert role_of(who, settings) < Role.MEMBER
