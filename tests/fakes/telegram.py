"""A strict Bot API server over a real socket, for tests, benchmarks, and for trying the bot without a token.

    async with TelegramServer() as server:                 # a free port; server.url is the bot's telegram.api_url
        server.user_says(42, "/start")                     # an update, which getUpdates brings
        await server.wait(lambda: server.texts(42))        # until the bot has answered
        server.texts(42)                                   # what the chat shows now, edits applied
    python3 -m tests.fakes.telegram --port 8081            # prints messages as they arrive; --help says more

Rules: real error texts; limits, UTF-16 entities and HTML are checked at least as strictly as Telegram does
(telegram_limits.py, telegram_text.py); what each method does is in telegram_methods.py. A chat that nobody set up
is there as soon as it is named, unless it is in `missing`.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import json
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.fakes.telegram_http import Answer, HttpServer, Params, Request
from tests.fakes.telegram_limits import NO_LIMITS, Fault, Faults, Kind, Limits, When
from tests.fakes.telegram_methods import Methods
from tests.fakes.telegram_rooms import ApiError, Message, membership_json, user_json

__all__ = ["NO_LIMITS", "TOKEN", "Call", "Fault", "Faults", "Limits", "Message", "TelegramServer"]

TOKEN = "123456789:AAtest-token-of-the-double-0000000000"


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a method and how it ended. status 0: the connection was cut or left hanging."""

    method: str
    params: Params
    status: int
    description: str
    at: float


class TelegramServer(Methods):
    """The server and the levers of a test. Everything it holds may be read and changed at any time."""

    def __init__(
        self, token: str = TOKEN, *, limits: Limits = NO_LIMITS, faults: Faults | None = None, port: int = 0
    ) -> None:
        super().__init__(limits)
        self.token = token
        self.faults = faults or Faults()
        self.calls: list[Call] = []
        self._failures: list[tuple[str, ApiError]] = []  # method ("": any), what it is answered by
        self._queries = itertools.count(1)
        self._changed = asyncio.Event()
        self._http = HttpServer(self._handle)
        self._port = port

    # ------------------------------------------------------------ life

    async def start(self) -> None:
        """Listens."""
        await self._http.start(self._port)

    async def stop(self) -> None:
        """Cuts every connection; what the chats hold stays, and start() goes on on another port."""
        await self.updates.close()
        await self._http.stop()

    async def __aenter__(self) -> TelegramServer:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    @property
    def url(self) -> str:
        """The api_url of a bot that is to talk to it."""
        return f"http://127.0.0.1:{self._http.port}"

    # ------------------------------------------------------------ what a test sees

    def shown(self, chat: int, thread: int | None = None) -> list[Message]:
        """The messages of a chat (or of one topic) as it shows them now, users' too, oldest first."""
        messages = self.rooms[chat].messages.values() if chat in self.rooms else ()
        return [message for message in messages if thread is None or message.thread == thread]

    def sent(self, chat: int | None = None) -> list[Message]:
        """The bot's own messages, of one chat or of all."""
        chats = self.rooms if chat is None else (chat,)
        return [message for one in chats for message in self.shown(one) if not message.user]

    def texts(self, chat: int) -> list[str]:
        """The texts of the bot's messages in a chat, as they read now."""
        return [message.text for message in self.sent(chat)]

    def called(self, method: str) -> list[Call]:
        """Every call of a method, in order."""
        return [call for call in self.calls if call.method.lower() == method.lower()]

    @property
    def throttled(self) -> int:
        """How many calls were answered by 429."""
        return sum(call.status == 429 for call in self.calls)

    async def wait(self, condition: Callable[[], object], within: float = 60.0) -> None:
        """Until the condition holds; looks again after every call. TimeoutError when it does not come true."""
        async with asyncio.timeout(within):
            while not condition():
                self._changed.clear()
                await self._changed.wait()

    # ------------------------------------------------------------ what a test does

    def topic(self, chat: int, thread: int, state: str = "open") -> None:
        """Adds a topic, or changes its state: open | closed | deleted."""
        self.room(chat).topics[thread] = state
        if state == "deleted":
            del self.room(chat).topics[thread]

    def user_says(
        self, chat: int, text: str, *, user: int = 0, reply_to: int = 0, thread: int = 0, lang: str = "en"
    ) -> int:
        """A user writes (in a private chat the user has the chat's id); returns the message id."""
        room = self.room(chat)
        writer = user or (chat if chat > 0 else 1)
        message = self.put(Message(chat, self.ids.next(chat), text, user=writer, thread=thread, reply_to=reply_to))
        shown = room.show(message) | {"from": user_json(writer, lang)}
        if text.startswith("/"):
            shown["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]
        room.members.setdefault(writer, "member")
        self.updates.add(message=shown)
        return message.id

    def user_sends(self, chat: int, document: tuple[str, bytes], caption: str = "", *, user: int = 0) -> int:
        """A user sends a file; returns the message id."""
        room, writer = self.room(chat), user or (chat if chat > 0 else 1)
        message = self.put(Message(chat, self.ids.next(chat), caption, user=writer, document=document))
        self.files[f"f{message.id}"] = document[1]
        self.updates.add(message=room.show(message) | {"from": user_json(writer)})
        return message.id

    def press(self, chat: int, message_id: int, data: str, *, user: int = 0, lang: str = "en") -> str:
        """A user presses a button; returns the id of the query."""
        query = str(next(self._queries))
        room = self.room(chat)
        message = room.show(room.messages[message_id])
        who = user_json(user or abs(chat), lang)
        self.updates.add(
            callback_query={"id": query, "from": who, "message": message, "chat_instance": "1", "data": data}
        )
        return query

    def press_label(self, chat: int, label: str) -> str:
        """A user presses the newest button whose label holds these words. LookupError where there is none."""
        for message in reversed(self.sent(chat)):
            for row in (message.markup or {}).get("inline_keyboard", ()):
                for button in row:
                    if label.casefold() in button["text"].casefold() and "callback_data" in button:
                        return self.press(chat, message.id, button["callback_data"])
        raise LookupError(f"no button of chat {chat} says {label}")

    def block(self, chat: int) -> None:
        """The user blocks the bot, or the group throws it out."""
        room = self.room(chat)
        texts = {"private": "bot was blocked by the user", "channel": "bot is not a member of the channel chat"}
        room.refusal = ApiError(403, "Forbidden: " + texts.get(room.type, f"bot was kicked from the {room.type} chat"))
        self.updates.add(my_chat_member=membership_json(room, "member", "kicked"))

    def unblock(self, chat: int) -> None:
        """The bot may write again."""
        room = self.room(chat)
        room.refusal = None
        self.updates.add(my_chat_member=membership_json(room, "kicked", "member"))

    def migrate(self, group: int, to: int) -> None:
        """The basic group becomes the supergroup `to`."""
        self.room(to, "supergroup", self.room(group).name)
        text = "Bad Request: group chat was upgraded to a supergroup chat"
        self.room(group).refusal = ApiError(400, text, migrate_to_chat_id=to)
        for chat, fact in ((group, {"migrate_to_chat_id": to}), (to, {"migrate_from_chat_id": group})):
            message = self.put(Message(chat, self.ids.next(chat), "", user=1))
            self.updates.add(message=self.room(chat).show(message) | fact)

    def fail_next(self, code: int, description: str, *, method: str = "", times: int = 1, **parameters: int) -> None:
        """The next calls (of a method) are answered by this error; nothing is accepted."""
        self._failures += [(method.lower(), ApiError(code, description, **parameters))] * times

    # ------------------------------------------------------------ one call

    async def _handle(self, request: Request) -> Answer:
        if request.path.startswith("/file/bot"):
            content = self.files.get(request.path.rpartition("/")[2])
            return Answer(404, {"ok": False}) if content is None else Answer(200, {}, content=content)
        token, _, method = request.path.removeprefix("/bot").partition("/")
        params = _decoded(request.params) | request.files
        fault = self.faults.draw(method)
        if fault is not None and fault.when == "before":
            answer = _faulty(fault)
        else:
            answer = await self._perform(token, method, params)
            if fault is not None and answer.status == 200:
                answer = _faulty(fault)
        description = str(answer.body.get("description", ""))
        self.calls.append(Call(method, params, answer.status, description, time.monotonic()))
        self._changed.set()
        return answer

    async def _perform(self, token: str, method: str, params: Params) -> Answer:
        handler = getattr(self, f"on_{method.lower()}", None)
        try:
            if token != self.token:
                raise ApiError(*((401, "Unauthorized") if ":" in token else (404, "Not Found")))
            self._fail(method)
            if handler is None:
                raise ApiError(404, "Not Found: method not found")
            result = handler(params)
            result = await result if asyncio.iscoroutine(result) else result
        except ApiError as error:
            return _refused(error)
        return Answer(200, {"ok": True, "result": result})

    def _fail(self, method: str) -> None:
        for failure in self._failures:
            if failure[0] in ("", method.lower()):
                self._failures.remove(failure)
                raise failure[1]


def _refused(error: ApiError) -> Answer:
    body = {"ok": False, "error_code": error.code, "description": error.description}
    return Answer(error.code, body | ({"parameters": error.parameters} if error.parameters else {}))


def _faulty(fault: Fault) -> Answer:
    if fault.kind in ("reset", "hang"):
        return Answer(0, {}, fault.kind)
    if fault.kind == "5xx":
        return _refused(ApiError(502, "Bad Gateway"))
    text = f"Too Many Requests: retry after {fault.retry_after}"
    return _refused(ApiError(429, text, retry_after=fault.retry_after))


def _decoded(params: Mapping[str, Any]) -> Params:
    """Forms carry objects and truth values as JSON; a text is a text."""
    return {name: value if name == "text" else _decode(value) for name, value in params.items()}


def _decode(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value


def _print(message: Message) -> None:
    place = f"{message.chat}/{message.thread}" if message.thread else str(message.chat)
    who = f"user {message.user}" if message.user else "bot"
    what = f"edits {message.id}" if message.edits else f"writes {message.id}"
    print(f"[{place}] {who} {what}:\n{message.text}\n", flush=True)


HELP = """\
Put what it prints first into config.toml, start the bot, and write here, a line each:

    42 /start              the user 42 writes to the bot
    -1001234567890 /list   somebody writes in a group
    42 press Why           the user presses the newest button whose label holds this word
    42 block, 42 unblock   the user blocks the bot, and lets it in again
"""


def _obey(server: TelegramServer, line: str) -> None:
    """What somebody typed."""
    number, _, what = line.strip().partition(" ")
    try:
        chat = int(number)
        if what in ("block", "unblock"):
            (server.block if what == "block" else server.unblock)(chat)
        elif what.startswith("press "):
            server.press_label(chat, what.removeprefix("press "))
        elif what:
            server.user_says(chat, what)
    except (ValueError, LookupError) as error:
        print(f"? {error}", flush=True)


async def _listen(server: TelegramServer) -> None:
    """Obeys the lines of standard input."""
    reader, loop = asyncio.StreamReader(), asyncio.get_running_loop()
    loop.add_reader(sys.stdin, reader.feed_eof)  # a file, or /dev/null, cannot be waited for: an OSError, here
    loop.remove_reader(sys.stdin)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        _obey(server, line.decode(errors="replace"))
    await asyncio.Event().wait()


async def _serve(options: argparse.Namespace) -> None:
    chance = options.faults / 100 / 4
    chances: dict[tuple[Kind, When], float] = {
        ("reset", "before"): chance,
        ("reset", "after"): chance,
        ("5xx", "before"): chance,
        ("5xx", "after"): chance,
    }
    faults = Faults(chances=chances if options.faults else None, seed=options.seed)
    async with TelegramServer(options.token, limits=Limits(), faults=faults, port=options.port) as server:
        server.on_message = _print
        print(f"telegram.api_url = {server.url}   telegram.token = {server.token}", flush=True)
        try:
            await _listen(server)
        except (OSError, ValueError):  # standard input is closed, or a file
            await asyncio.Event().wait()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python3 -m tests.fakes.telegram",
        description="A strict Bot API server on 127.0.0.1, to try the bot without a token and without a network.",
        epilog=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--port", type=int, default=8081, help="8081; 0 takes a free one")
    parser.add_argument("--token", default=TOKEN, help="what the bot must show")
    parser.add_argument("--faults", type=float, default=0, help="per cent of sends whose answer is lost or 502")
    parser.add_argument("--seed", type=int, default=0, help="of these faults")
    return parser.parse_args()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(_options()))
