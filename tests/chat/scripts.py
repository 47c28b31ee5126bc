"""Plays a conversation from a text file and writes it down as the chat shows it.

A transcript is what somebody would see. Lines that begin with
    #             are remarks; "# access: open" and "# admins: none" set what the whole conversation goes by
    1000: text    are what user 1000 writes to the bot; 1000(vi) does so in Vietnamese, 1000@-500 in a group,
                  1000@-500/7 in its topic 7
    1000^: text   the same as an answer to the bot's last message there
    channel@-9: text, anonymous@-5: text    are a channel's own post, and what an administrator writes as the group
    1000! words   presses the newest button there whose label holds these words
    1000: text [name] content     comes with a file of that name
    * ...         happen in the world (STEPS)
and all others are what the bot does: "> " a new message, "= " one that is edited, "~ " a notice that fades; its text
with *bold*, `code`, [link](address), and below it the rows of its buttons as [[ label ]].
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.chat.access import ChatSettings
from tests.chat.house import FEED, House, open_house
from tests.fakes.telegram import Message

_SAYS = re.compile(
    r"(?P<user>\d+)(?:\((?P<lang>[\w-]+)\))?(?:@(?P<chat>-\d+)(?:/(?P<thread>\d+))?)?(?P<how>\^:|:|!) ?(?P<text>.*)"
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
            elif line and not line.startswith(("> ", "= ", "~ ", "  ")):
                house.toasts = []
                answers = await _do(house, line)
                speaker = int(line.partition(":")[0]) if re.match(r"\d+:", line) else 0
                written += [line, *(f"~ {toast}" for toast in house.toasts), *(shown(m, speaker) for m in answers)]
    return "\n".join(written) + "\n"


def settings(lines: list[str]) -> ChatSettings:
    """As the remarks at the top say."""
    said = dict(re.findall(r"(?m)^# (access|chats|admins): (\S+)$", "\n".join(lines)))
    chats = tuple(int(chat) for chat in said.get("chats", "").split(",") if chat)
    admins = () if said.get("admins") == "none" else (1000,)
    access: Any = said.get("access", "allowlist")
    return ChatSettings(access=access, admins=admins, allowed=(2000, -500, -1000000000900), chats=chats)


def shown(message: Message, speaker: int = 0) -> str:
    """A message with its marks as signs, its further lines indented. Where it stands is said of groups, and of a chat
    that is not the speaker's own."""
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
    text = re.sub(r"[\d.,]+ [MG]B", "…", text)  # of the machine
    text = re.sub(r"again in \d+ minutes?", "again in … minutes", text)  # of the schedule
    where = f"(to {message.chat}) " if message.chat < 0 or speaker not in (0, message.chat) else ""
    topic = f"(topic {message.thread}) " if message.thread else ""
    sign = "= " if message.edits else "> "
    document = _document(message)
    rows = "".join("\n  " + " ".join(f"[[ {one['text']} ]]" for one in row) for row in _rows(message))
    return sign + where + topic + re.sub(r"\n(?!\n)", "\n  ", text + document) + rows


def _rows(message: Message) -> list[list[dict[str, str]]]:
    return list((message.markup or {}).get("inline_keyboard", ()))


def _document(message: Message) -> str:
    """A file with what it holds."""
    if message.document is None:
        return ""
    name, content = message.document
    return f"\n📄 {name}\n" + content.decode()


async def _do(house: House, line: str) -> list[Message]:
    """What the bot wrote and edited since, in whatever chat."""
    begin = len(house.written)
    await _act(house, line)
    return house.since(begin, 0)


async def _act(house: House, line: str) -> None:
    post = re.fullmatch(r"(channel|anonymous)@(-\d+): (.*)", line)
    if post:
        await house.posts(int(post[2]), post[3], as_channel=post[1] == "channel")
        return
    said = _SAYS.fullmatch(line)
    if said:
        await _say(house, said)
        return
    step = _STEP.fullmatch(line)
    assert step is not None and step["step"] in STEPS, f"nobody understands: {line}"
    await STEPS[step["step"]](house, step["what"] or "")


async def _say(house: House, said: re.Match[str]) -> None:
    chat = int(said["chat"] or said["user"])
    if said["how"] == "!":
        await house.presses(chat, said["text"], user=int(said["user"]), lang=said["lang"] or "en")
        return
    how: dict[str, int | str] = {
        "user": int(said["user"]),
        "lang": said["lang"] or "en",
        "thread": int(said["thread"] or 0),
    }
    file = re.fullmatch(r"(?P<text>.*?) ?\[(?P<name>[\w.]+)\] (?P<content>.*)", said["text"])
    if file:
        content = file["content"].replace("\\n", "\n").encode()
        await house.sends(chat, file["text"], (file["name"], content), user=int(said["user"]))
        return
    if said["how"] == "^:":
        how["reply_to"] = [one for one in house.server.sent(chat) if house.about in one.text][-1].id
        house.about = ""
    await house.says(chat, said["text"].replace("\\n", "\n"), **how)


async def _report(house: House, what: str) -> None:
    title, _, summary = what.partition(" | ")
    house.press.report(title, summary, at=house.clock.forward(minutes=1))
    house.clock.forward(minutes=1)
    await house.poll()


async def _many(house: House, what: str) -> None:
    count, _, about = what.partition(" of ")
    for number in range(int(count)):
        house.press.report(f"{about} story number {number * 7919} of {number}", at=house.clock.forward(minutes=1))
    await house.poll()


async def _on(house: House, what: str) -> None:
    house.about = what


async def _channel(house: House, what: str) -> None:
    chat, name = what.split()
    house.server.room(int(chat), "channel", "Chip News")
    house.server.names[name] = int(chat)


async def _report_by(house: House, what: str) -> None:
    """ "The Example Post | title": of another outlet."""
    outlet, _, title = what.partition(" | ")
    entry = house.press.report(title, at=house.clock.forward(minutes=1))
    url = entry.url.replace("chipdaily", outlet.casefold().replace(" ", ""))
    house.press.entries[FEED][-1] = replace(entry, outlet=outlet, url=url, key=url)
    house.clock.forward(minutes=1)
    await house.poll()


async def _pass(house: House, what: str) -> None:
    house.clock.forward(minutes=int(what))


async def _send(house: House, _: str) -> None:
    await house.deliver()


async def _digests(house: House, _: str) -> None:
    await house.engine.send_digests()
    await house.deliver()


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


STEPS: dict[str, Callable[[House, str], Awaitable[None]]] = {
    "minutes pass": _pass,
    "the feeds are polled": _poll,
    "a report": _report,
    "another outlet reports": _report_by,
    "alerts are sent": _send,
    "digests are sent": _digests,
    "a feed appears": _feed,
    "an administrator": _promote,
    "a topic": _topic,
    "the feed breaks": _break,
    "many reports": _many,
    "on the alert of": _on,
    "a channel": _channel,
}
