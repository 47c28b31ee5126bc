"""The Bot API's methods, as handlers on_<method>(params) that return the result or raise ApiError."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.fakes.telegram_http import Params
from tests.fakes.telegram_limits import Limits, Meter
from tests.fakes.telegram_rich import checked_rich
from tests.fakes.telegram_rooms import (
    BOT,
    SUPERGROUP,
    ApiError,
    ChatRoom,
    Ids,
    Message,
    Updates,
    bad_request,
    member_json,
)
from tests.fakes.telegram_text import Entity, TextError, checked

_GIFTS = dict.fromkeys(
    ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
)


class Methods:
    """What the server holds, and what each method does to it."""

    def __init__(self, limits: Limits) -> None:
        self.rooms: dict[int, ChatRoom] = {}
        self.missing: set[int] = set()  # chats that are not found
        self.names: dict[str, int] = {}  # @name -> the chat's number
        self.files: dict[str, bytes] = {}  # file_id -> what users sent
        self.commands: dict[str, Any] = {}  # scope and language -> what setMyCommands set
        self.callback_answers: dict[str, Params] = {}  # query -> how it was answered
        self.on_message: Callable[[Message], None] = lambda message: None
        self.updates = Updates()
        self.ids = Ids()
        self._meter = Meter(limits)

    def room(self, chat: int, type: str = "", name: str = "") -> ChatRoom:
        """The chat of that id, made where it is not there yet. type: private | group | supergroup | channel."""
        if chat not in self.rooms:
            kind = type or ("private" if chat > 0 else "supergroup" if chat <= SUPERGROUP else "group")
            self.rooms[chat] = ChatRoom(chat, kind, name or f"{kind} {abs(chat)}")
        return self.rooms[chat]

    def put(self, message: Message) -> Message:
        """The message stands in its chat, or stands there anew."""
        message = replace(message, at=message.at or time.monotonic())
        self.room(message.chat).messages[message.id] = message
        self.on_message(message)
        return message

    # ------------------------------------------------------------ sending

    def on_sendmessage(self, params: Params) -> dict[str, Any]:
        room = self._reach(params)
        text, entities = _checked(params)
        return self._deliver(room, params, Message(room.id, 0, text, entities))

    def on_sendrichmessage(self, params: Params) -> dict[str, Any]:
        room, rich = self._reach(params), params.get("rich_message")
        return self._deliver(room, params, Message(room.id, 0, _rich(rich), rich=rich))

    def on_senddocument(self, params: Params) -> dict[str, Any]:
        room = self._reach(params)
        document = params.get("document")
        if not isinstance(document, tuple):
            raise bad_request("there is no document in the request")
        return self._deliver(room, params, Message(room.id, 0, str(params.get("caption", "")), document=document))

    def _deliver(self, room: ChatRoom, params: Params, message: Message) -> dict[str, Any]:
        thread, reply_to = _thread(room, params), _reply(room, params)
        self._charge(room.id)
        message = replace(
            message,
            id=self.ids.next(room.id),
            thread=thread,
            reply_to=reply_to,
            silent=bool(params.get("disable_notification")),
            markup=params.get("reply_markup"),
            preview=params.get("link_preview_options"),
        )
        return room.show(self.put(message))

    def _reach(self, params: Params) -> ChatRoom:
        if not str(params.get("chat_id", "")):
            raise bad_request("chat_id is empty")
        name = str(params["chat_id"])
        if name.startswith("@") and name not in self.names:
            raise bad_request("chat not found")
        chat = self.names.get(name) or int(name)
        if chat in self.missing:
            raise bad_request("chat not found")
        room = self.room(chat)
        if room.refusal is not None:
            raise room.refusal
        return room

    def _charge(self, chat: int) -> None:
        wait = self._meter.charge(chat, time.monotonic())
        if wait:
            raise ApiError(429, f"Too Many Requests: retry after {wait}", retry_after=wait)

    # ------------------------------------------------------------ editing

    def on_editmessagetext(self, params: Params) -> dict[str, Any]:
        message, rich = self._editable(params), params.get("rich_message")
        if rich is not None and params.get("text"):
            raise bad_request("message must be either a text or a rich message")
        text, entities = (_rich(rich), list[Entity]()) if rich is not None else _checked(params)
        new = replace(message, text=text, entities=entities, rich=rich, markup=params.get("reply_markup"))
        return self._edit(message, new)

    def on_editmessagereplymarkup(self, params: Params) -> dict[str, Any]:
        message = self._editable(params)
        return self._edit(message, replace(message, markup=params.get("reply_markup")))

    def _editable(self, params: Params) -> Message:
        message = self._reach(params).messages.get(int(params.get("message_id") or 0))
        if message is None:
            raise bad_request("message to edit not found")
        if message.user:
            raise bad_request("message can't be edited")
        return message

    def _edit(self, old: Message, new: Message) -> dict[str, Any]:
        if new == old:
            raise bad_request(
                "message is not modified: specified new message content and reply markup are exactly the same as a "
                "current content and reply markup of the message"
            )
        self._charge(old.chat)
        return self.room(old.chat).show(self.put(replace(new, edits=old.edits + 1)))

    def on_deletemessage(self, params: Params) -> bool:
        if self._reach(params).messages.pop(int(params.get("message_id") or 0), None) is None:
            raise bad_request("message to delete not found")
        return True

    # ------------------------------------------------------------ updates

    async def on_getupdates(self, params: Params) -> list[dict[str, Any]]:
        return await self.updates.get(params)

    def on_setwebhook(self, params: Params) -> bool:
        url, secret = str(params.get("url", "")), str(params.get("secret_token", ""))
        if url and not url.startswith(("https://", "http://127.0.0.1:")):  # loopback stands in for a host with TLS
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret):
            raise bad_request("bad webhook: secret token contains unallowed characters")
        self.updates.webhook, self.updates.secret = url, secret
        self.updates.allow(params.get("allowed_updates") or [])
        self.updates.push()
        return True

    def on_deletewebhook(self, params: Params) -> bool:
        self.updates.webhook = ""
        if params.get("drop_pending_updates"):
            self.updates.clear()
        return True

    def on_getwebhookinfo(self, params: Params) -> dict[str, Any]:
        url = self.updates.webhook
        info = {"url": url, "has_custom_certificate": False, "pending_update_count": len(self.updates)}
        if self.updates.refused:
            info |= {"last_error_date": int(time.time()), "last_error_message": self.updates.refused}
        return info | ({"allowed_updates": self.updates.allowed} if self.updates.allowed else {})

    # ------------------------------------------------------------ the rest

    def on_getme(self, params: Params) -> dict[str, Any]:
        return BOT | {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}

    def on_getchat(self, params: Params) -> dict[str, Any]:
        return self._reach(params).json | {
            "accent_color_id": 0,
            "max_reaction_count": 11,
            "accepted_gift_types": _GIFTS,
        }

    def on_getfile(self, params: Params) -> dict[str, Any]:
        id = str(params.get("file_id", ""))
        if id not in self.files:
            raise bad_request("wrong file_id or the file is temporarily unavailable")
        return {
            "file_id": id,
            "file_unique_id": f"u{id}",
            "file_size": len(self.files[id]),
            "file_path": f"documents/{id}",
        }

    def on_getchatmember(self, params: Params) -> dict[str, Any]:
        user = int(params.get("user_id") or 0)
        return member_json(user, self._reach(params).members.get(user, "left"))

    def on_getchatadministrators(self, params: Params) -> list[dict[str, Any]]:
        members = self._reach(params).members.items()
        return [member_json(user, status) for user, status in members if status in ("creator", "administrator")]

    def on_answercallbackquery(self, params: Params) -> bool:
        query = str(params.get("callback_query_id", ""))
        if not query.isdigit() or query in self.callback_answers:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        if len(str(params.get("text", ""))) > 200:
            raise bad_request("MESSAGE_TOO_LONG")
        self.callback_answers[query] = params
        return True

    def on_setmycommands(self, params: Params) -> bool:
        commands = params.get("commands") or []
        if len(commands) > 100 or any(not 1 <= len(c["command"]) <= 32 or not c["description"] for c in commands):
            raise bad_request("BOT_COMMAND_INVALID")
        self.commands[_scope(params)] = commands
        return True

    def on_getmycommands(self, params: Params) -> list[Any]:
        return list(self.commands.get(_scope(params), []))

    def on_deletemycommands(self, params: Params) -> bool:
        self.commands.pop(_scope(params), None)
        return True

    def on_sendchataction(self, params: Params) -> bool:
        return bool(self._reach(params))


def _rich(rich: Any) -> str:
    try:
        return checked_rich(rich)
    except TextError as error:
        raise bad_request(str(error)) from None


def _checked(params: Params) -> tuple[str, list[Entity]]:
    try:
        return checked(str(params.get("text", "")), params.get("entities"), params.get("parse_mode"))
    except TextError as error:
        raise bad_request(str(error)) from None


def _thread(room: ChatRoom, params: Params) -> int:
    thread = int(params.get("message_thread_id") or 0)
    if thread and thread not in room.topics:
        raise bad_request("message thread not found")
    if thread and room.topics[thread] == "closed":
        raise bad_request("TOPIC_CLOSED")
    return thread


def _reply(room: ChatRoom, params: Params) -> int:
    reply = params.get("reply_parameters") or {}
    wanted = int(reply.get("message_id") or params.get("reply_to_message_id") or 0)
    if wanted and wanted not in room.messages:
        if not (reply.get("allow_sending_without_reply") or params.get("allow_sending_without_reply")):
            raise bad_request("message to be replied not found")
        return 0
    return wanted


def _scope(params: Params) -> str:
    return json.dumps([params.get("scope") or {"type": "default"}, params.get("language_code") or ""])
