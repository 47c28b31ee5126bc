"""Which message ids were given out, as far as this process saw: what a probe for a lost answer may leave out.

Telegram numbers messages by counters: one for all private chats and basic groups of a bot, one for each supergroup and
channel. An answer that was lost on its way hides one id between those that were seen.

Rules: it listens to the answers of every call that this process makes, whoever made it (alerts, replies to commands),
so that no probe touches another message of ours. Bounded: old ids are forgotten.
"""

from __future__ import annotations

import asyncio
import json
from collections import OrderedDict
from typing import Any

from telegram.request import HTTPXRequest, RequestData

SUPERGROUP = -1_000_000_000_000  # ids below are supergroups and channels
KEPT = 32_768  # ids of one counter: a quarter of an hour at full speed, so that a pause of minutes forgets none
_SHARED = 0


def counter_of(chat: int) -> int:
    """The counter that numbers the chat's messages."""
    return chat if chat < SUPERGROUP else _SHARED


class Ledger:
    """Ids seen, by counter, each with the time at which its request began; None for a message of somebody else."""

    def __init__(self) -> None:
        self._seen: dict[int, OrderedDict[int, float | None]] = {}
        self._top: dict[int, int] = {}  # kept apart: it is asked for before every send

    def saw(self, chat: int, message_id: int, began: float | None) -> None:
        """A message of the chat bears this id."""
        counter = counter_of(chat)
        self._top[counter] = max(self._top.get(counter, 0), message_id)
        seen = self._seen.setdefault(counter, OrderedDict())
        if began is None and message_id in seen:
            return  # its own answer says more
        seen[message_id] = began
        if len(seen) > KEPT:
            seen.popitem(last=False)

    def top(self, chat: int) -> int:
        """The greatest id seen; 0 where none was."""
        return self._top.get(counter_of(chat), 0)

    def ids(self, chat: int) -> frozenset[int]:
        """All that were seen."""
        return frozenset(self._seen.get(counter_of(chat), ()))

    def first_after(self, chat: int, moment: float) -> int | None:
        """The least id of a message asked for after the moment: what was accepted before it bears a smaller one."""
        seen = self._seen.get(counter_of(chat), OrderedDict())
        return min((id for id, began in seen.items() if began is not None and began > moment), default=None)


class ListeningRequest(HTTPXRequest):
    """HTTP for a Bot, with a ledger that listens."""

    __slots__ = ("_ledger",)

    def __init__(self, ledger: Ledger, **settings: Any) -> None:
        super().__init__(**settings)
        self._ledger = ledger

    @property
    def ledger(self) -> Ledger:
        """What it heard."""
        return self._ledger

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *args: Any, **settings: Any
    ) -> tuple[int, bytes]:
        """As HTTPXRequest does; notes the ids of what was sent and of what users wrote."""
        began = asyncio.get_running_loop().time()
        status, content = await super().do_request(url, method, request_data, *args, **settings)
        name = url.rpartition("/")[2]
        if status == 200 and (name.startswith("send") or name == "getUpdates"):
            self._note(name, content, began)
        return status, content

    def _note(self, name: str, content: bytes, began: float) -> None:
        try:
            result = json.loads(content)["result"]
        except (ValueError, KeyError, TypeError):
            return  # the caller finds out by itself
        if name == "getUpdates":
            for message in filter(None, (update.get("message") for update in result)):
                self._ledger.saw(message["chat"]["id"], message["message_id"], None)
        elif isinstance(result, dict):
            self._ledger.saw(result["chat"]["id"], result["message_id"], began)
