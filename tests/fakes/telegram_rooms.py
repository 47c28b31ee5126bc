"""Chats and their messages, and the JSON in which the Bot API shows them."""

from __future__ import annotations

import asyncio
import itertools
import time
from dataclasses import dataclass, field, replace
from typing import Any

from tests.fakes.telegram_http import Params
from tests.fakes.telegram_text import Entity

BOT = {"id": 123456789, "is_bot": True, "first_name": "Newsbell", "username": "newsbell_test_bot"}
RETRY = 0.02  # seconds after which a webhook that took nothing is tried again
SUPERGROUP = -1_000_000_000_000  # ids below are supergroups and channels
_RIGHTS: dict[str, Any] = dict.fromkeys(
    (
        "can_be_edited",
        "can_manage_chat",
        "can_delete_messages",
        "can_manage_video_chats",
        "can_restrict_members",
        "can_promote_members",
        "can_change_info",
        "can_invite_users",
        "can_post_stories",
        "can_edit_stories",
        "can_delete_stories",
        "is_anonymous",
    ),
    False,
)


class ApiError(Exception):
    """An answer that is not ok."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters


def bad_request(description: str) -> ApiError:
    """The commonest kind."""
    return ApiError(400, f"Bad Request: {description}")


@dataclass(slots=True)
class Message:
    """A message as the chat shows it now."""

    chat: int
    id: int
    text: str
    entities: list[Entity] = field(default_factory=list)
    user: int = 0  # who wrote it; 0: the bot
    thread: int = 0
    reply_to: int = 0
    silent: bool = False
    markup: Any = None
    document: tuple[str, bytes] | None = None
    preview: Any = None  # link_preview_options
    rich: Any = None  # the InputRichMessage that it was made of; `text` is what is read of it
    edits: int = 0
    at: float = 0.0  # when it was accepted, monotonic seconds


@dataclass(slots=True)
class ChatRoom:
    """A chat: who it is and what it holds."""

    id: int
    type: str
    name: str
    messages: dict[int, Message] = field(default_factory=dict)
    topics: dict[int, str] = field(default_factory=dict)  # thread -> "open" | "closed"
    refusal: ApiError | None = None  # what sending there ends with: blocked, kicked, migrated
    members: dict[int, str] = field(default_factory=dict)  # user -> status; who ever wrote is a "member"

    @property
    def json(self) -> dict[str, Any]:
        """A Chat."""
        name = "first_name" if self.type == "private" else "title"
        forum = {"is_forum": True} if self.topics else {}
        return {"id": self.id, "type": self.type, name: self.name, **forum}

    def show(self, message: Message) -> dict[str, Any]:
        """A Message, with what it replies to."""
        shown: dict[str, Any] = {"message_id": message.id, "date": int(time.time()), "chat": self.json}
        shown["from"] = user_json(message.user) if message.user else BOT
        if message.thread:
            shown |= {"message_thread_id": message.thread, "is_topic_message": True}
        if message.reply_to in self.messages:
            shown["reply_to_message"] = self.show(replace(self.messages[message.reply_to], reply_to=0))
        if message.document:
            name, content = message.document
            file = {"file_id": f"f{message.id}", "file_unique_id": f"u{message.id}", "file_name": name}
            return shown | {"document": file | {"file_size": len(content)}, "caption": message.text}
        edited = {"edit_date": int(time.time())} if message.edits else {}
        if message.rich is not None:  # the real one tells the kind of each block, too
            lines = [{"type": "paragraph", "text": line} for line in message.text.splitlines()]
            return shown | {"rich_message": {"blocks": lines}} | edited
        return shown | {"text": message.text, "entities": message.entities} | edited


class Ids:
    """Message ids: private chats and basic groups share one counter, supergroups and channels have their own."""

    def __init__(self) -> None:
        self._shared = itertools.count(1)
        self._own: dict[int, itertools.count[int]] = {}

    def next(self, chat: int) -> int:
        """The id of the chat's next message."""
        return next(self._shared if chat > SUPERGROUP else self._own.setdefault(chat, itertools.count(1)))


class Updates:
    """What getUpdates brings, to one poller at a time."""

    def __init__(self) -> None:
        self.webhook = ""
        self.secret = ""  # that the webhook is shown
        self.refused = ""  # why the last post was not taken
        self._pusher: asyncio.Task[None] | None = None
        self._queue: list[dict[str, Any]] = []
        self._ids = itertools.count(1000)
        self._allowed: list[str] = []
        self._poll: asyncio.Future[None] | None = None  # the poll that waits

    def __len__(self) -> int:
        return len(self._queue)

    def add(self, **what: Any) -> None:
        """An update of one kind, if the poller wants that kind."""
        if self._allowed and not set(what) & set(self._allowed):
            return
        self._queue.append({"update_id": next(self._ids), **what})
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(None)
        self.push()

    def push(self) -> None:
        """Posts what waits to the webhook, where one is set: one after the other, each until it is taken."""
        if self.webhook and self._queue and (self._pusher is None or self._pusher.done()):
            self._pusher = asyncio.create_task(self._push())

    async def _push(self) -> None:
        import httpx  # here: without a webhook, the server is to run by Python alone

        from tests.fakes.web import browser

        async with browser() as client:
            while self.webhook and self._queue:
                update = self._queue[0]
                headers = {"X-Telegram-Bot-Api-Secret-Token": self.secret} if self.secret else {}
                try:
                    answer = await client.post(self.webhook, json=update, headers=headers)
                    self.refused = "" if answer.is_success else f"Wrong response from the webhook: {answer.status_code}"
                except httpx.HTTPError as error:
                    self.refused = f"Connection failed: {type(error).__name__}"
                if not self.refused:
                    self._queue.remove(update)
                await asyncio.sleep(RETRY if self.refused else 0)

    async def close(self) -> None:
        """Posts no more."""
        if self._pusher is not None:
            self._pusher.cancel()
            await asyncio.gather(self._pusher, return_exceptions=True)

    def allow(self, kinds: list[str]) -> None:
        """Only these are kept from now on; [] leaves it as it was."""
        self._allowed = kinds or self._allowed

    @property
    def allowed(self) -> list[str]:
        """The kinds that are kept."""
        return self._allowed

    def clear(self) -> None:
        """Forgets what was not fetched."""
        self._queue.clear()

    async def get(self, params: Params) -> list[dict[str, Any]]:
        """getUpdates: a newer poll ends the one that waits with 409."""
        if self.webhook:
            text = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            raise ApiError(409, f"Conflict: {text}")
        if self._poll is not None and not self._poll.done():
            text = "terminated by other getUpdates request; make sure that only one bot instance is running"
            self._poll.set_exception(ApiError(409, f"Conflict: {text}"))
        self.allow(params.get("allowed_updates") or [])
        offset = int(params.get("offset") or 0)
        self._queue = [update for update in self._queue if update["update_id"] >= offset]
        if not self._queue and float(params.get("timeout") or 0):
            self._poll = poll = asyncio.get_running_loop().create_future()
            await asyncio.wait((poll,), timeout=float(params["timeout"]))
            if poll.done():
                poll.result()
            poll.cancel()  # a poll that came to its end empty stands in nobody's way
        return self._queue[: int(params.get("limit") or 100)]


def user_json(id: int, lang: str = "en") -> dict[str, Any]:
    """A User."""
    return {"id": id, "is_bot": False, "first_name": f"User {id}", "language_code": lang}


def member_json(user: int, status: str) -> dict[str, Any]:
    """A ChatMember."""
    more: dict[str, dict[str, Any]] = {
        "administrator": _RIGHTS,
        "creator": {"is_anonymous": False},
        "kicked": {"until_date": 0},
    }
    return {"user": user_json(user), "status": status} | more.get(status, {})


def membership_json(room: ChatRoom, old: str, new: str) -> dict[str, Any]:
    """A ChatMemberUpdated about the bot itself."""

    def state(status: str) -> dict[str, Any]:
        return {"user": BOT, "status": status} | ({"until_date": 0} if status == "kicked" else {})

    who: dict[str, Any] = {"chat": room.json, "from": user_json(abs(room.id)), "date": int(time.time())}
    return who | {"old_chat_member": state(old), "new_chat_member": state(new)}
