"""Answers one message: who is it, which command, may they, and what the command says.

Rules: every fault is answered in words and logged in full. A stranger is answered once an hour and gets nothing else.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta

from rapidfuzz import fuzz, process
from telegram import Message

from bot.chat.access import Role, Who, role_of
from bot.chat.asking import Asked, address_of, asked, sender_of
from bot.chat.commands import Command, load_commands
from bot.chat.members import Members
from bot.chat.request import Request, Sender, Services
from bot.core.model import Address, Chat
from bot.messages.answers import people
from bot.messages.locale import Voice, pick_locale, voice_of
from bot.messages.text import Text

log = logging.getLogger(__name__)

ANSWER_WITHIN = 60.0  # seconds
STRANGER_EVERY = timedelta(hours=1)
STRANGERS = 10_000  # remembered
NEAR = 60  # of 100: a command this much alike was perhaps meant


class Desk:
    """Where messages are answered."""

    def __init__(self, services: Services, members: Members) -> None:
        self.username = ""  # the bot's own, known once Telegram has said it
        self._services = services
        self._members = members
        self._told: dict[int, datetime] = {}  # strangers, and when they were last answered

    async def answer(self, message: Message) -> Text | None:
        """The answer; None where there is none to give."""
        ask = asked(message, self.username)
        if ask is None or not (ask.command in load_commands() or ask.named or message.chat.id > 0):
            return None
        voice = self._first_voice(sender_of(message))
        try:
            async with asyncio.timeout(ANSWER_WITHIN):
                chat = await self._chat(address_of(message))
                voice = voice_of(chat) if chat else voice
                return await self._answer(message, ask, chat, voice)
        except TimeoutError:
            return people.took_too_long(voice)
        except Exception:  # whatever it was, whoever asked is told
            log.exception("/%s could not be answered", ask.command)
            return people.went_wrong(voice)

    def _first_voice(self, sender: Sender) -> Voice:
        return Voice(pick_locale(sender.language_code), self._services.settings.timezone)

    async def _chat(self, address: Address) -> Chat | None:
        """As stored; a chat that writes takes messages again."""
        store = self._services.store
        chat = await store.chat(address)
        if chat is not None and chat.suspended:
            await store.resume(address.chat)
        return chat

    async def _answer(self, message: Message, ask: Asked, chat: Chat | None, voice: Voice) -> Text | None:
        sender = sender_of(message)
        role = await self._role(message, sender)
        if role is Role.STRANGER:
            return self._to_stranger(sender, message.chat.id, voice)
        command = load_commands().get(ask.command)
        if command is None:
            return (
                people.unknown_command(voice, ask.command, _near(ask.command))
                if ask.command
                else people.plain_text(voice, ask.args)
            )
        if role < command.needs:
            return _refused(command, sender, voice)
        reply_to = message.reply_to_message.message_id if message.reply_to_message else None
        request = Request(
            address_of(message), sender, role, ask.command, ask.args, reply_to, chat, voice, self._services
        )
        return await command.answer(request)

    async def _role(self, message: Message, sender: Sender) -> Role:
        who = Who(sender.user, message.chat.id, sender.private)
        if not sender.private:
            chats = {chat.address.chat for chat in await self._services.store.chats()}
            administers = await self._members.administers(message)
            who = Who(sender.user, message.chat.id, sender.private, administers, known=message.chat.id in chats)
        return role_of(who, self._services.settings)

    def _to_stranger(self, sender: Sender, chat: int, voice: Voice) -> Text | None:
        now = self._services.clock()
        last = self._told.get(chat)
        if last is not None and now - last < STRANGER_EVERY:
            return None
        if len(self._told) >= STRANGERS:
            self._told.clear()
        self._told[chat] = now
        return people.stranger(voice, chat, sender.private)


def _refused(command: Command, sender: Sender, voice: Voice) -> Text:
    if command.needs is not Role.MEMBER:
        return people.not_permitted(voice, command.name)
    if sender.private:
        return people.not_let_in(voice, command.name, sender.user)
    return people.group_admins_only(voice, command.name)


def _near(name: str) -> str:
    best = process.extractOne(name, list(load_commands()), scorer=fuzz.ratio, score_cutoff=NEAR)
    return best[0] if best else ""
