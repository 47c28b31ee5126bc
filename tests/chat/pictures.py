"""Lays the bot's own messages out as a chat shows them, as a page to look at and to photograph.

    python -m tests.chat.pictures FOLDER          # writes one HTML file a picture
    chromium --headless --no-sandbox --hide-scrollbars --force-device-scale-factor=1.5 --window-size=536,550 \
        --screenshot=docs/alert.png FOLDER/alert.html
    ... and --window-size=536,732 for docs/watch.png: what these two show, README.md tells in words.

The whole bot answers, behind the tests' Bot API server, with the packs that it comes with. Outlets and headlines are
invented.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import replace
from html import escape
from pathlib import Path

from bot.core.model import Address, Chat
from bot.lexicon import load_lexicon
from tests.chat.house import FEED, MEMBER, SETTINGS, House, buttons, open_house
from tests.fakes.telegram import Message

STYLE = """
body { margin: 0; background: #d5e3cf; font: 15px/1.35 "DejaVu Sans", "Noto Sans CJK SC", sans-serif; }
main { padding: 14px 12px 18px; display: flex; flex-direction: column; gap: 8px; width: 536px; box-sizing: border-box; }
.row { display: flex; flex-direction: column; align-items: flex-start; max-width: 470px; }
.mine { align-self: flex-end; align-items: flex-end; }
.bubble { background: #fff; border-radius: 14px 14px 14px 4px; padding: 8px 12px; white-space: pre-wrap;
  overflow-wrap: anywhere; box-shadow: 0 1px 1px #0002; width: 100%; box-sizing: border-box; }
.mine .bubble { background: #e3ffc9; border-radius: 14px 14px 4px 14px; width: auto; }
.keys { display: flex; flex-direction: column; gap: 4px; width: 100%; margin-top: 4px; }
.keys div { display: flex; gap: 4px; }
.keys span { flex: 1; text-align: center; background: #5b7f5b99; color: #fff; border-radius: 8px; padding: 6px 4px;
  font-weight: 600; font-size: 14px; }
a { color: #2678b6; text-decoration: none; }
code { color: #2d6da3; font-family: "DejaVu Sans Mono", monospace; font-size: 13px; }
pre { margin: 4px 0; font-family: "DejaVu Sans Mono", monospace; font-size: 13px; }
blockquote { margin: 4px 0; padding: 3px 10px; border-left: 3px solid #4d9d4d; background: #4d9d4d18; }
.toast { align-self: center; background: #3d4f3dcc; color: #fff; border-radius: 12px; padding: 6px 14px; }
"""
TAGS = {
    "bold": "b",
    "italic": "i",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote",
}

Scene = Callable[[House], Awaitable[list[str]]]


async def alert(house: House) -> list[str]:
    """A story that grew in two languages, and a Chinese report that is possibly of it."""
    await _watching(house, "DeepSeek V4", "H20 export", "Huawei Ascend")
    await _report(
        house,
        "DeepSeek V4 launches on Huawei Ascend with 1 trillion parameters, Nvidia left out",
        "Three people who saw the test say that V4 was tuned for Ascend before any other chip. H20 export licences "
        "played no part in it.",
    )
    await house.deliver()
    english = "DeepSeek launches V4 with 1 trillion parameters on Huawei chips"
    await _report(house, english, "", "The Example Post", "examplepost")
    chinese = "深度求索发布 V4：1 万亿参数，运行于华为昇腾，不用英伟达"
    await _report(house, chinese, "", "示例科技", "shili", "zh-Hans")
    await house.deliver()
    await _report(house, "深度求索 V4 率先适配华为昇腾，英伟达无缘", "", "示例日报", "ribao", "zh-Hans")
    await house.deliver()
    return [_shown(message) for message in house.server.sent(MEMBER)[-2:]]


async def watch(house: House) -> list[str]:
    """/watch: understood, tried on the last days, narrowed."""
    await house.poll()
    for title in (
        "Nvidia sells its first Blackwell boards to Hanoi",
        "Gaming laptops with Nvidia inside get cheaper",
        "Nvidia may resume H20 sales, ministry hints",
        "Nvidia gaming drivers crash again",
    ):
        await _report(house, title, "")
    await _report(house, "英伟达上调数据中心业务预期", "", "示例科技", "shili", "zh-Hans")
    asked = "/watch Nvidia"
    await house.says(MEMBER, asked)
    first = _shown(house.server.sent(MEMBER)[-1])
    await house.presses(MEMBER, "Narrow")
    return [_mine(asked), first, _shown(house.server.sent(MEMBER)[-1])]


async def start(house: House) -> list[str]:
    """A newcomer's first minute, in Vietnamese."""
    await house.poll()
    await _report(house, "Huawei tăng gấp đôi sản lượng chip Ascend", "", "Tin Chip", "tinchip", "vi")
    await _report(house, "TSMC raises its forecast as demand holds", "")
    await house.says(MEMBER, "/start", lang="vi")
    first = _shown(house.server.sent(MEMBER)[-1])
    await house.presses(MEMBER, "Chip", lang="vi")
    return [_mine("/start"), first, _shown(house.server.sent(MEMBER)[-1])]


async def settings(house: House) -> list[str]:
    """Settings and status, in Chinese."""
    await house.store.put_chat(
        replace(Chat(Address(MEMBER)), language="zh-Hans", timezone="Asia/Shanghai", quiet="23:00-07:00")
    )
    shown = []
    for asked in ("/settings", "/watch 深度求索 V4", "/list", "/status", "/watch (", "/unwatch 深度求锁 V4"):
        await house.says(MEMBER, asked)
        shown += [_mine(asked), _shown(house.server.sent(MEMBER)[-1])]
    return shown


async def _morning(house: House, language: str, zone: str) -> list[str]:
    """An alert and why it rang, a trial, and what a night of quiet hours kept back."""
    await house.store.put_chat(replace(Chat(Address(MEMBER)), language=language, timezone=zone, quiet="20:00-07:00"))
    await _watching(house, "DeepSeek V4", "H20 export")
    await _report(house, "DeepSeek V4 to run first on Huawei's Ascend chips", "Tuned for Ascend, say three who saw it.")
    await _report(house, "深度求索 V4 将率先在华为昇腾芯片上运行", "", "示例科技", "shili", "zh-Hans")
    [told] = await house.deliver()
    shown = [_shown(told)]
    await house.presses(MEMBER, "Why" if language == "en" else {"vi": "Vì sao"}.get(language, "为什么"))
    shown.append(_shown(house.server.sent(MEMBER)[-1]))
    await house.says(MEMBER, "/preview Huawei Ascend")
    shown += [_mine("/preview Huawei Ascend"), _shown(house.server.sent(MEMBER)[-1])]
    house.clock.forward(hours=7)
    await _report(house, "H20 export licences are back on the table", "")
    await _report(house, "Nvidia: giấy phép xuất khẩu H20 sắp có", "", "Tin Chip", "tinchip", "vi")
    house.clock.forward(hours=12)
    await house.engine.send_digests()
    return [*shown, *(_shown(message) for message in await house.deliver())]


async def chinese(house: House) -> list[str]:
    """A day in Chinese."""
    return await _morning(house, "zh-Hans", "Asia/Shanghai")


async def vietnamese(house: House) -> list[str]:
    """A day in Vietnamese."""
    return await _morning(house, "vi", "Asia/Ho_Chi_Minh")


SCENES: dict[str, Scene] = {
    "alert": alert,
    "watch": watch,
    "start": start,
    "settings": settings,
    "chinese": chinese,
    "vietnamese": vietnamese,
}


async def _watching(house: House, *terms: str) -> None:
    for term in terms:
        await house.says(MEMBER, f"/watch {term}")
    await house.poll()


async def _report(
    house: House, title: str, summary: str, outlet: str = "Chip Daily", host: str = "chipdaily", language: str = "en"
) -> None:
    entry = house.press.report(title, summary, at=house.clock.forward(minutes=7))
    url = entry.url.replace("chipdaily", host)
    house.press.entries[FEED][-1] = replace(entry, outlet=outlet, url=url, key=url, language=language)
    house.clock.forward(minutes=1)
    await house.poll()


# ---------------------------------------------------------------- as a page


def _mine(text: str) -> str:
    return f'<div class="row mine"><div class="bubble">{escape(text)}</div></div>'


def _shown(message: Message) -> str:
    rows = (message.markup or {}).get("inline_keyboard", ())
    keys = "".join("<div>" + "".join(f"<span>{escape(one['text'])}</span>" for one in row) + "</div>" for row in rows)
    below = f'<div class="keys">{keys}</div>' if buttons(message) else ""
    return f'<div class="row"><div class="bubble">{_marked(message)}</div>{below}</div>'


def _marked(message: Message) -> str:
    units = message.text.encode("utf-16-le")
    signs: list[tuple[int, int, int, str]] = []  # place, closing before opening, inner before outer
    for order, entity in enumerate(message.entities):
        begin, end = entity["offset"], entity["offset"] + entity["length"]
        tag = TAGS.get(entity["type"], "a")
        link = f' href="{escape(entity.get("url", ""))}"' if tag == "a" else ""
        signs += [(begin, 1, order, f"<{tag}{link}>"), (end, 0, -order, f"</{tag}>")]
    page, at = "", 0
    for place, _, _, sign in sorted(signs):
        page += escape(units[2 * at : 2 * place].decode("utf-16-le")) + sign
        at = place
    page += escape(units[2 * at :].decode("utf-16-le"))
    for tag in ("blockquote", "pre"):
        page = page.replace(f"\n<{tag}>", f"<{tag}>").replace(f"</{tag}>\n", f"</{tag}>")
    return page


async def _draw(folder: Path) -> None:
    for name, scene in SCENES.items():
        with tempfile.TemporaryDirectory() as data:
            async with open_house(Path(data), SETTINGS, names=load_lexicon(None)) as house:
                shown = "\n".join(await scene(house))
        page = f'<!doctype html><meta charset="utf-8"><style>{STYLE}</style><main>{shown}</main>'
        (folder / f"{name}.html").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    pages = Path(sys.argv[1])
    pages.mkdir(parents=True, exist_ok=True)
    asyncio.run(_draw(pages))
