"""Alerts to Telegram, through python-telegram-bot.

Rules: text goes with entities, never with a parse mode, so no headline can break a message. No link previews. A
failure is an answer by the table of telegram_errors.py; what was refused for its wording goes once more as plain text,
for a plain alert is better than none. A message whose answer was lost is looked for by a probe (probe.py), never sent
again blindly.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from telegram import Bot, InlineKeyboardMarkup, Message, MessageEntity, ReplyParameters
from telegram.error import TelegramError

from bot.channels.ledger import Ledger, ListeningRequest, counter_of
from bot.channels.markup import NO_PREVIEW, markup, worded
from bot.channels.probe import BEHIND, Window, candidates
from bot.channels.redact import redacted
from bot.channels.telegram_errors import is_wording, outcome_of
from bot.core.decision import DeliveryKind, DeliveryState, Owed
from bot.core.model import Address
from bot.core.ports import Doubtful, MessageGone, NotSent, Refused, SendOutcome, Sent
from bot.messages import render
from bot.messages.keyboards import alert_keyboard
from bot.messages.text import Text, join
from bot.tls import trusted

log = logging.getLogger(__name__)

POOL = 16  # connections; the dispatcher keeps fewer sends in flight
DOUBTS = 1000  # sends in doubt whose exact wording is remembered
LOOKED_AT = 6  # ids looked at before what was to wait is sent again: it was hardly ever taken all the same
LOOKED_AT_LATER = 24  # of what an earlier process was told so: which ids others took then is known less well
PROBE_EVERY = 0.2  # seconds between two probes
PLAIN = 3000  # characters of a message whose wording was refused

Call = Callable[[str, Sequence[MessageEntity]], Awaitable[Message | bool]]
Known = Callable[[int, int], Awaitable[list[int]]]


def make_bot(
    token: str, api_url: str = "https://api.telegram.org", proxy: str | None = None, answer_within: float = 20.0
) -> Bot:
    """A Bot for this token. api_url: of the Bot API server, without /bot; proxy: an http or socks5 URL; answer_within:
    seconds."""
    os.environ.setdefault("PTB_TIMEDELTA", "true")  # or every RetryAfter warns of a change to come
    settings: dict[str, Any] = {
        "connect_timeout": 10.0,
        "read_timeout": answer_within,
        "write_timeout": 10.0,
        "proxy": proxy,
        "httpx_kwargs": {"verify": trusted(environment=True)},
    }
    ledger = Ledger()
    base = api_url.rstrip("/")
    return Bot(
        token,
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=ListeningRequest(ledger, connection_pool_size=POOL, pool_timeout=10.0, **settings),
        # A pool of its own, and two connections: polling can wedge on one (python-telegram-bot#3495, #4405).
        get_updates_request=ListeningRequest(ledger, connection_pool_size=2, pool_timeout=5.0, **settings),
    )


@dataclass(frozen=True, slots=True)
class _Doubt:
    """What was sent when the answer was lost."""

    text: Text
    floor: int  # the greatest id known before
    failed_at: float  # loop time


class TelegramChannel:
    """Sends through a bot. known(chat, after): message ids above `after` that were recorded for the chat's counter."""

    name = "telegram"

    def __init__(self, bot: Bot, known: Known | None = None, probe_every: float = PROBE_EVERY) -> None:
        self._bot = bot
        self._known = known
        self._probe_every = probe_every
        self._ledger = bot.request.ledger if isinstance(bot.request, ListeningRequest) else Ledger()
        self._doubts: OrderedDict[int, _Doubt] = OrderedDict()  # by delivery
        self._learnt: set[int] = set()  # counters

    # ------------------------------------------------------------ sending

    async def top(self, address: Address) -> int | None:
        """As far as this process knows, and what earlier ones recorded. Raises StoreError."""
        await self._learn(address.chat)
        return self._ledger.top(address.chat)

    async def deliver(self, owed: Owed) -> SendOutcome:
        """Sends or edits once."""
        if owed.delivery.kind is DeliveryKind.EDIT:
            return await self._edit(owed)
        text, floor = _worded(owed), owed.delivery.sent_after
        if floor is None:
            floor = self._ledger.top(owed.delivery.address.chat)
        outcome = await self._send(owed.delivery.address, text, **_manner(owed))
        if isinstance(outcome, Doubtful) or (isinstance(outcome, NotSent) and outcome.limit):
            self._keep(owed.delivery.id, _Doubt(text, floor, asyncio.get_running_loop().time()))
        return outcome

    async def say(self, address: Address, text: str) -> SendOutcome:
        """A plain message."""
        return await self._send(address, Text(text))

    async def close(self) -> None:
        """Closes the bot's connections, those of getUpdates, too."""
        # Bot.shutdown() does this only after initialize(), which cannot be had without a network.
        await asyncio.gather(*(request.shutdown() for request in self._bot._request))

    async def _send(self, address: Address, text: Text, **manner: Any) -> SendOutcome:
        async def call(content: str, entities: Sequence[MessageEntity]) -> Message | bool:
            return await self._bot.send_message(
                address.chat,
                content,
                entities=entities,
                message_thread_id=address.thread or None,
                link_preview_options=NO_PREVIEW,
                **manner,
            )

        return await _attempt(call, text)

    async def _edit(self, owed: Owed) -> SendOutcome:
        if owed.alert is None or owed.alert.message_id is None:
            return MessageGone("there is no message to edit")
        message_id = owed.alert.message_id
        outcome = await self._edit_text(owed, _worded(owed), message_id)
        return Sent(message_id) if isinstance(outcome, Sent) else outcome

    async def _edit_text(self, owed: Owed, text: Text, message_id: int) -> SendOutcome:
        async def call(content: str, entities: Sequence[MessageEntity]) -> Message | bool:
            return await self._bot.edit_message_text(
                content,
                owed.delivery.address.chat,
                message_id,
                entities=entities,
                link_preview_options=NO_PREVIEW,
                reply_markup=_keyboard(owed),  # an edit without it would take the buttons away
            )

        return await _attempt(call, text)

    # ------------------------------------------------------------ in doubt

    async def _learn(self, chat: int) -> None:
        """What earlier processes sent: else a search for the first lost answer of this one would find, and overwrite,
        their messages. Raises StoreError."""
        if self._known is not None and counter_of(chat) not in self._learnt:
            for message_id in await self._known(chat, 0):
                self._ledger.saw(chat, message_id, None)
            self._learnt.add(counter_of(chat))

    async def resolve(self, owed: Owed) -> SendOutcome:
        """Sent with its id where the message is found, NotSent where it is nowhere, Doubtful where nobody answers.

        Raises StoreError where `known` does.
        """
        if owed.delivery.kind is DeliveryKind.EDIT:  # to edit twice does no harm
            return await self._edit(owed)
        text, ids = await self._places(owed)
        outcome = await self._probe(owed, text, ids)
        if isinstance(outcome, Sent | NotSent):
            self._doubts.pop(owed.delivery.id, None)
        return outcome

    async def _probe(self, owed: Owed, text: Text, ids: Sequence[int]) -> SendOutcome:
        for index, message_id in enumerate(ids):
            if index:
                await asyncio.sleep(self._probe_every)
            outcome = await self._edit_text(owed, text, message_id)
            if isinstance(outcome, Sent):
                return Sent(message_id)
            if isinstance(outcome, NotSent):
                return Doubtful(outcome.reason)
            if not isinstance(outcome, MessageGone | Refused):
                return outcome
        return NotSent(timedelta(0), f"it had not arrived: it is none of the {len(ids)} messages that it could be")

    def _free(self, chat: int, doubt: _Doubt) -> list[int]:
        """The ids that the message may have, the likeliest first."""
        taken = self._ledger.ids(chat)
        ceiling = self._ledger.first_after(chat, doubt.failed_at)
        return candidates(Window(doubt.floor, ceiling, doubt.floor + 1), max(taken, default=0), taken)

    async def _places(self, owed: Owed) -> tuple[Text, list[int]]:
        """The wording that may stand somewhere, and where."""
        chat = owed.delivery.address.chat
        limited = owed.delivery.state is DeliveryState.LIMITED
        doubt = self._doubts.get(owed.delivery.id)
        if doubt is not None:
            return doubt.text, self._free(chat, doubt)[: LOOKED_AT if limited else None]
        await self._learn(chat)
        return _worded(owed), self._free_before(owed)[: LOOKED_AT_LATER if limited else None]

    def _free_before(self, owed: Owed) -> list[int]:
        """The same for a message of an earlier process: what was recorded has to do, and whatever this one sent came
        later."""
        chat, floor = owed.delivery.address.chat, owed.delivery.sent_after
        taken = self._ledger.ids(chat)
        top = max(taken, default=0)
        ceiling = self._ledger.first_after(chat, float("-inf"))
        if floor is not None:
            return candidates(Window(floor, ceiling, floor + 1), top, taken)
        near = top + 1 if ceiling is None else ceiling
        return candidates(Window(max(0, near - BEHIND), ceiling, near), top, taken)

    def _keep(self, delivery: int, doubt: _Doubt) -> None:
        self._doubts[delivery] = doubt
        if len(self._doubts) > DOUBTS:
            self._doubts.popitem(last=False)


async def _attempt(call: Call, text: Text) -> SendOutcome:
    """One call; a second one in plain text where the wording is refused."""
    content, entities = worded(text)
    try:
        return _sent(await call(content, entities))
    except TelegramError as error:
        if not is_wording(error):
            return outcome_of(error)
        log.error("Telegram refused the wording of a message (%s); it goes as plain text", redacted(str(error)))
    try:
        return _sent(await call(Text(content).cut(PLAIN).text, []))
    except TelegramError as error:
        return outcome_of(error)


def _sent(message: Message | bool) -> Sent:
    return Sent(message.message_id if isinstance(message, Message) else None)


def _manner(owed: Owed) -> dict[str, Any]:
    """Loud or silent, and what it replies to."""
    manner: dict[str, Any] = {
        "disable_notification": owed.delivery.kind is not DeliveryKind.SEND,
        "reply_markup": _keyboard(owed),
    }
    if owed.alert is not None and owed.alert.message_id is not None:
        manner["reply_parameters"] = ReplyParameters(owed.alert.message_id, allow_sending_without_reply=True)
    return manner


def _keyboard(owed: Owed) -> InlineKeyboardMarkup | None:
    return markup(alert_keyboard(owed))


def _worded(owed: Owed) -> Text:
    """The rendered delivery; headlines and addresses alone where rendering fails: a plain alert is better than none."""
    try:
        return render(owed)
    except Exception:  # whatever is wrong with the wording, the alert is not lost
        log.exception("delivery %d could not be worded", owed.delivery.id)
        lines = [f"{story.headline}\n{story.reports[0].url if story.reports else ''}".strip() for story in owed.stories]
        return join("\n", lines)
