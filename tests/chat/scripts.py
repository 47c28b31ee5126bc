"""Plays a conversation from a text file and writes it down as the chat shows it.

A transcript is what somebody would see. Lines that begin with
    #             are remarks; "# access: open" sets the access of the whole conversation
    1000: text    are what user 1000 writes to the bot; 1000(vi) does so in Vietnamese, 1000@-500 in a group,
                  1000@-500/7 in its topic 7
    1000^: text   the same as an answer to the bot's last message there
    * ...         happen in the world (STEPS)
and all others are the bot's messages: "> " and the text, *bold*, `code`, [link](address).
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from bot.chat.access import ChatSettings
from tests.chat.house import FEED, House, open_house
from tests.fakes.telegram import Message

_SAYS = re.compile(
    r"(?P<user>\d+)(?:\((?P<lang>[\w-]+)\))?(?:@(?P<chat>-\d+)(?:/(?P<thread>\d+))?)?(?P<reply>\^?): ?(?P<text>.*)"
)
_STEP = re.compile(r"\* (?P<step>[a-z ]+?)(?:: (?P<what>.*))?")
_SIGNS = {"bold": ("*", "*"), "code": ("`", "`"), "pre": ("```", "```"), "expandable_blockquote": ("«", "»")}


async def play(script: str, folder: Path) -> str:
    """The whole transcript, with the answers that came now."""
    lines = script.splitlines()
    known = settings(lines)
    written: list[str] = []
    async with open_house(folder, known, dict.fromkeys(known.chats, "DeepSeek V4")) as house:
        for line in lines:
            if line.startswith("#"):
                written.append(line)
            elif line and not line.startswith(("> ", "  ")):
                written += [line, *(shown(message) for message in await _do(house, line))]
    return "\n".join(written) + "\n"


def settings(lines: list[str]) -> ChatSettings:
    """As the remarks at the top say."""
    said = dict(re.findall(r"(?m)^# (access|chats): (\S+)$", "\n".join(lines)))
    chats = tuple(int(chat) for chat in said.get("chats", "").split(",") if chat)
    access: Any = said.get("access", "allowlist")
    return ChatSettings(access=access, admins=(1000,), allowed=(2000, -500), chats=chats)


def shown(message: Message) -> str:
    """A message with its marks as signs, its further lines indented."""
    units = message.text.encode("utf-16-le")
    signs: list[tuple[int, int, str]] = []
    for order, entity in enumerate(message.entities):
        start, end = entity["offset"], entity["offset"] + entity["length"]
        before, after = _SIGNS.get(entity["type"], ("[", f"]({entity.get('url', '')})"))
        signs += [(start, order, before), (end, -order, after)]
    text, at = "", 0
    for place, _, sign in sorted(signs):
        text += units[2 * at : 2 * place].decode("utf-16-le") + sign
        at = place
    text += units[2 * at :].decode("utf-16-le")
    where = f"(to {message.chat}) " if message.chat < 0 else ""
    topic = f"(topic {message.thread}) " if message.thread else ""
    return "> " + where + topic + re.sub(r"\n(?!\n)", "\n  ", text)


async def _do(house: House, line: str) -> list[Message]:
    said = _SAYS.fullmatch(line)
    if said:
        return await _say(house, said)
    step = _STEP.fullmatch(line)
    assert step is not None and step["step"] in STEPS, f"nobody understands: {line}"
    return await STEPS[step["step"]](house, step["what"] or "") or []


async def _say(house: House, said: re.Match[str]) -> list[Message]:
    chat = int(said["chat"] or said["user"])
    how: dict[str, int | str] = {
        "user": int(said["user"]),
        "lang": said["lang"] or "en",
        "thread": int(said["thread"] or 0),
    }
    if said["reply"]:
        how["reply_to"] = house.server.sent(chat)[-1].id
    return await house.says(chat, said["text"].replace("\\n", "\n"), **how)


async def _report(house: House, what: str) -> None:
    title, _, summary = what.partition(" | ")
    house.press.report(title, summary, at=house.clock.forward(minutes=1))
    house.clock.forward(minutes=1)
    await house.poll()


async def _pass(house: House, what: str) -> None:
    house.clock.forward(minutes=int(what))


async def _send(house: House, _: str) -> list[Message]:
    return await house.deliver()


async def _poll(house: House, _: str) -> None:
    await house.poll()


async def _feed(house: House, what: str) -> None:
    house.press.report("Something older", feed=what)


async def _promote(house: House, what: str) -> None:
    user, chat = what.split("@")
    house.server.room(int(chat)).members[int(user)] = "administrator"


async def _topic(house: House, what: str) -> None:
    chat, thread = what.split("/")
    house.server.topic(int(chat), int(thread))


async def _break(house: House, _: str) -> None:
    house.press.entries.pop(FEED)
    await house.poll()


STEPS: dict[str, Callable[[House, str], Awaitable[list[Message] | None]]] = {
    "minutes pass": _pass,
    "the feeds are polled": _poll,
    "a report": _report,
    "alerts are sent": _send,
    "a feed appears": _feed,
    "an administrator": _promote,
    "a topic": _topic,
    "the feed breaks": _break,
}
