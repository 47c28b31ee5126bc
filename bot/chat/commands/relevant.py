"""/relevant yes or no, as an answer to an alert, or by its buttons: was it to the point? After enough votes the bot
proposes what would have kept out alerts that were not; it changes nothing by itself.
"""

from __future__ import annotations

from collections.abc import Container

from bot.chat import offers
from bot.chat.access import Role
from bot.chat.request import Request
from bot.core.model import Vote, Watch
from bot.core.refine import Draft
from bot.core.relevance import Precision, lessons, precision
from bot.messages.answers import judging
from bot.messages.keyboards import Answer, toast
from bot.messages.locale import msgid
from bot.messages.text import Text

NAME = "relevant"
MENU = msgid("say whether an alert was to the point")
NEEDS = Role.MEMBER
PRESS = Role.GUEST
ORDER = 72

YES, NO = ("yes", "y", "có", "是", "👍", "+"), ("no", "n", "không", "否", "不", "👎", "-")


async def answer(request: Request) -> Answer | Text:
    said = request.args.casefold()
    alert = None
    if request.reply_to is not None:
        alert = await request.store.alert_by_message(request.address.chat, request.reply_to)
    if alert is None or said not in (*YES, *NO):
        return judging.how_to_judge(request.voice)
    return await _vote(request, alert.story, relevant=said in YES)


async def press(request: Request) -> Answer | Text:
    verb = request.pressed[0] if request.pressed else ""
    if verb == "leave":
        return judging.left_as_it_is(request.voice)
    if verb not in ("yes", "no"):
        return toast(judging.forgotten(request.voice))
    answer = await _vote(request, request.pressed_id(1), relevant=verb == "yes")
    return answer if answer.keyboard else toast(answer.text)


async def _vote(request: Request, id: int, *, relevant: bool) -> Answer:
    story = await request.store.story(id)
    mine = [] if story is None else await _watches(request, story.terms)
    if story is None or not mine:
        return Answer(judging.forgotten(request.voice))
    await request.store.vote(Vote(request.address, id, request.sender.user, relevant, request.now))
    said: list[tuple[str, Precision]] = []
    for watch in mine:
        judged = await offers.judged_of(request, watch)
        said.append((watch.term, precision(judged)))
        if not relevant and watch.origin != "config":
            draft = Draft(watch.term, watch.threshold, watch.min_sources)
            proposals = lessons(draft, judged)
            if proposals:
                await request.store.put_drafts([proposal.draft for proposal in proposals], request.now)
                return judging.lesson(request.voice, f"w{watch.id}", watch.term, precision(judged), proposals)
    return Answer(judging.noted(request.voice, relevant, said))


async def _watches(request: Request, terms: Container[str]) -> list[Watch]:
    """The watches here that rang for it."""
    return [watch for watch in await request.store.watches(request.address) if watch.term in terms]
