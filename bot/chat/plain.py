"""Words without a command, in a private chat: a term to watch, a headline to explain, a link, a file.

Rules: nothing is done before a button is pressed.
"""

from __future__ import annotations

from bot.chat.access import Role
from bot.chat.addresses import web_address
from bot.chat.request import Request
from bot.core.refine import Draft
from bot.messages.answers import people
from bot.messages.answers.parts import TYPED
from bot.messages.keyboards import Answer
from bot.messages.text import Text


async def answer(request: Request) -> Answer | Text:
    """What could be meant."""
    text = " ".join(request.args.split())
    if request.file is not None:
        return people.a_document(request.voice)
    if "/" in text and web_address(text):
        return people.a_link(request.voice, text, request.role is Role.ADMIN)
    if not text or len(text) > TYPED or "\n" in request.args or not any(map(str.isalnum, text)):
        return people.plain_text(request.voice, "", "", may_watch=False)
    draft = Draft(text)
    await request.store.put_drafts([draft], request.now)
    return people.plain_text(request.voice, text, draft.id, request.role >= Role.MEMBER)
