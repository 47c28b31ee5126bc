"""/preview TERM: how a term would be understood and how often it would have rung in the last days. Keeps nothing."""

from __future__ import annotations

from bot.chat import offers
from bot.chat.access import Role
from bot.chat.offers import Target
from bot.chat.request import Request
from bot.core.refine import Draft
from bot.core.watch import QueryError
from bot.messages.answers import watching
from bot.messages.answers.understanding import problem_of
from bot.messages.keyboards import Answer
from bot.messages.locale import msgid
from bot.messages.text import Text

NAME = "preview"
MENU = msgid("try a term on the last days, without keeping it")
NEEDS = Role.MEMBER
ORDER = 15


async def answer(request: Request) -> Answer | Text:
    term = " ".join(request.args.split())
    if not term:
        return watching.what_to_preview(request.voice)
    if len(term) > watching.LONGEST:
        return watching.too_long(request.voice)
    try:
        return await offers.show(request, Target(Draft(term), None))
    except QueryError as error:
        problem = problem_of(str(error), error.expected)
        return watching.not_understood(request.voice, term, error.column, problem, error.expected)
