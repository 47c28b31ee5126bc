"""Answers one message or one press of a button: who is it, which command, may they, and what the command says.

Rules: every fault is answered in words and logged in full. A stranger is answered once an hour and gets nothing else.
A button that nobody knows any more, or that somebody may not press, says so.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable
from dataclasses import replace
from datetime import datetime, timedelta

from rapidfuzz import fuzz, process
from telegram import CallbackQuery, Message

from bot.chat import plain
from bot.chat.access import ChatSettings, Role, Who, admins_of, role_of
from bot.chat.asking import Asked, address_of, asked, file_of, is_private, pressed, sender, sender_of
from bot.chat.commands import Command, load_commands
from bot.chat.members import Members
from bot.chat.request import Request, Sender, Services
from bot.core.model import Address, Chat
from bot.messages.answers import people
from bot.messages.keyboards import Answer, toast
from bot.messages.locale import Voice, pick_locale, voice_of
from bot.messages.text import Text

log = logging.getLogger(__name__)

ANSWER_WITHIN = 60.0  # seconds
STRANGER_EVERY = timedelta(hours=1)
STRANGERS = 10_000  # remembered
NEAR = 60  # of 100: a command this much alike was perhaps meant
INVITED = "i_"  # how the payload of an invitation begins: /start i_<code>


class Desk:
    """Where messages and presses are answered."""

    def __init__(self, services: Services, members: Members) -> None:
        self._services = services
        self._members = members
        self._told: dict[int, datetime] = {}  # strangers, and when they were last answered

    async def answer(self, message: Message) -> Answer | None:
        """The answer to a message; None where there is none to give."""
        ask = asked(message, self._services.hands.username)
        if ask is None or not (ask.command in load_commands() or ask.named or message.chat.id > 0):
            return None
        who = sender_of(message)
        chat, voice = await self._speak(address_of(message), who)
        return await self._guarded(f"/{ask.command}", voice, self._answer(message, ask, chat, voice))

    async def pressed(self, query: CallbackQuery) -> Answer:
        """The answer to a press."""
        if query.message is None:  # of an inline message, which this bot never sends
            return toast(people.stale(Voice(pick_locale(query.from_user.language_code))))
        address = address_of(query.message) if isinstance(query.message, Message) else Address(query.message.chat.id)
        who = sender(query.from_user, query.message.chat)
        chat, voice = await self._speak(address, who)
        answer = await self._guarded("a button", voice, self._press(query, address, who, chat, voice))
        return answer or toast(people.stale(voice))

    async def _guarded(self, what: str, voice: Voice, work: Awaitable[Answer | Text | None]) -> Answer | None:
        try:
            async with asyncio.timeout(ANSWER_WITHIN):
                answer = await work
        except TimeoutError:
            answer = people.took_too_long(voice)
        except Exception:  # whatever it was, whoever asked is told
            log.exception("%s could not be answered", what)
            answer = people.went_wrong(voice)
        return Answer(answer, way="new") if isinstance(answer, Text) else answer

    async def _speak(self, address: Address, who: Sender) -> tuple[Chat | None, Voice]:
        """The chat as stored, and how to speak to it. A chat that writes takes messages again."""
        voice = Voice(pick_locale(who.language_code), self._services.settings.timezone)
        try:
            chat = await self._services.store.chat(address)
            if chat is not None and chat.suspended:
                await self._services.store.resume(address.chat)
        except Exception:  # what follows meets the same fault and says so
            log.exception("chat %d could not be read", address.chat)
            return None, voice
        return chat, voice_of(chat) if chat else voice

    # ------------------------------------------------------------ messages

    async def _answer(self, message: Message, ask: Asked, chat: Chat | None, voice: Voice) -> Answer | Text | None:
        who = sender_of(message)
        command = load_commands().get(ask.command)
        role = await self._role(address_of(message), who, await self._is_group_admin(message))
        if role is Role.STRANGER and not _is_invited(ask, who):
            return self._to_stranger(who, message.chat.id, voice)
        request = Request(
            address_of(message),
            who,
            role,
            ask.command,
            ask.args,
            message.reply_to_message.message_id if message.reply_to_message else None,
            chat,
            voice,
            self._services,
            file=file_of(message),
        )
        if command is None:
            if ask.command:
                return people.unknown_command(voice, ask.command, _near(ask.command, role))
            return await plain.answer(request)
        if role < command.needs and not _is_invited(ask, who):
            return _refused(command, who, voice)
        return await command.answer(request)

    async def _is_group_admin(self, message: Message) -> bool:
        return not is_private(message.chat) and await self._members.wrote_as_admin(message)

    # ------------------------------------------------------------ presses

    async def _press(
        self, query: CallbackQuery, address: Address, who: Sender, chat: Chat | None, voice: Voice
    ) -> Answer | Text | None:
        name, *rest = pressed(query)
        command = load_commands().get(name)
        if command is None or command.press is None or query.message is None:
            return None
        admin = not who.private and await self._members.administers(address.chat, who.user)
        role = await self._role(address, who, admin)
        if role < max(command.press_needs, Role.GUEST):
            return toast(_refused(command, who, voice))
        request = Request(
            address,
            who,
            role,
            name,
            "",
            query.message.message_id,
            chat,
            voice,
            self._services,
            pressed=tuple(rest),
        )
        return await command.press(request)

    # ------------------------------------------------------------ who it is

    async def _role(self, address: Address, who: Sender, group_admin: bool) -> Role:
        known = False
        if not who.private:
            known = address.chat in {chat.address.chat for chat in await self._services.store.chats()}
        them = Who(who.user, address.chat, who.private, group_admin, known)
        return role_of(them, await self._settings(address.chat, who.user))

    async def _settings(self, *numbers: int) -> ChatSettings:
        """The configuration's, with those whom an admin let in."""
        settings = self._services.settings
        let_in = tuple([number for number in set(numbers) if await self._services.store.is_allowed(number)])
        if settings.access == "open" or not let_in:
            return settings
        listed = settings.allowed if settings.access == "allowlist" else ()
        return replace(settings, access="allowlist", allowed=listed + let_in)

    def _to_stranger(self, who: Sender, chat: int, voice: Voice) -> Text | None:
        now = self._services.clock()
        last = self._told.get(chat)
        if last is not None and now - last < STRANGER_EVERY:
            return None
        if len(self._told) >= STRANGERS:
            self._told.clear()
        self._told[chat] = now
        if who.private and not admins_of(self._services.settings):
            return people.first_visitor(voice, chat)
        return people.stranger(voice, chat, who.private)


def _is_invited(ask: Asked, who: Sender) -> bool:
    """Who comes by an invitation is let in by /start, which looks at the code."""
    return ask.command == "start" and ask.args.startswith(INVITED)


def _refused(command: Command, who: Sender, voice: Voice) -> Text:
    if command.needs is Role.ADMIN:
        return people.not_permitted(voice, command.name)
    if who.private:
        return people.not_let_in(voice, command.name, who.user)
    return people.group_admins_only(voice, command.name)


def _near(name: str, role: Role) -> str:
    """The command that was perhaps meant, of those that this user may give."""
    known = [command.name for command in load_commands().values() if command.needs <= role]
    best = process.extractOne(name, known, scorer=fuzz.ratio, score_cutoff=NEAR)
    return best[0] if best else ""
