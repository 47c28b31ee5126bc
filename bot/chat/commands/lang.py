"""/lang: the language of this chat, by buttons or by its name or code."""

from __future__ import annotations

from dataclasses import replace

from bot.chat.access import Role
from bot.chat.finding import near
from bot.chat.request import Request
from bot.messages.answers import settling
from bot.messages.answers.beginning import LANGUAGES
from bot.messages.keyboards import Answer, toast
from bot.messages.locale import LOCALES, msgid
from bot.messages.text import Text

NAME = "lang"
MENU = msgid("the language of this chat")
NEEDS = Role.MEMBER
ORDER = 46

NEAR = 60


async def answer(request: Request) -> Answer | Text:
    asked = request.args.casefold()
    if not asked:
        return settling.languages(request.voice)
    known = {name.casefold(): code for code, name in LANGUAGES} | {code.casefold(): code for code in LOCALES}
    known |= {
        "zh": "zh-Hans",
        "zh-cn": "zh-Hans",
        "zh-tw": "zh-Hant",
        "中文": "zh-Hans",
        "vietnamese": "vi",
        "chinese": "zh-Hans",
    }
    code = known.get(asked) or known.get(near(asked, list(known), NEAR))
    return await _speak(request, code) if code else settling.languages(request.voice, unknown=request.args)


async def press(request: Request) -> Answer | Text:
    code = request.pressed[0] if request.pressed else ""
    if code == "open":
        return settling.languages(request.voice)
    return await _speak(request, code) if code in LOCALES else toast(settling.stale(request.voice))


async def _speak(request: Request, code: str) -> Answer:
    chat = replace(await request.keep_chat(), language=code)
    await request.store.put_chat(chat)
    await request.services.engine.refresh()
    if request.sender.private:
        request.services.later(request.services.hands.show_menu(chat, request.role))
    return settling.spoken(replace(request.voice, locale=code))
