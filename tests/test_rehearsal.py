"""How often a watch would have rung: what the live run would have done with the same reports."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.decision import DeliveryKind
from bot.core.model import Address, Watch
from bot.core.refine import Draft
from bot.core.watch import QueryError
from bot.rehearsal import ENOUGH, Past, rehearse
from tests.chat.house import HOST, House, open_house

pytestmark = pytest.mark.anyio

TITLES = (
    "DeepSeek V4 runs on Huawei chips first",
    "DeepSeek gave its V4 to Huawei chips first, sources say",
    "Nvidia may sell its Blackwell to China",
    "Why DeepSeek V4 is late",
    "Cheap flights to Hanoi",
)


async def told(house: House) -> None:
    await house.poll()
    for title in TITLES:
        house.press.report(title, at=house.clock.forward(minutes=1))
        house.clock.forward(minutes=1)
        await house.poll()


def past(house: House) -> Past:
    settings = house.engine.settings
    return Past(house.store, house.engine.lexicon, settings.policy, settings.grouping)


async def test_it_rings_as_often_as_it_did_live(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        await house.engine.watch(Watch(Address(HOST), "DeepSeek V4", origin="chat"))
        await told(house)
        owed = await house.store.queued(house.clock(), 100)
        rang = [delivery.story for delivery in owed if delivery.kind is DeliveryKind.SEND]
        (tried,) = await rehearse(past(house), [Draft("DeepSeek V4")], house.clock())
        assert (len(tried.rings), tried.reports) == (len(rang), 3)
        assert [ring.entry.title for ring in tried.rings] == [
            story.headline for id in reversed(rang) if id and (story := await house.store.story(id))
        ]


async def test_each_watch_is_alone_in_it(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        await told(house)
        drafts = [Draft("DeepSeek"), Draft("Nvidia"), Draft("DeepSeek", min_sources=2), Draft("DeepSeek", 100.5)]
        together = await rehearse(past(house), drafts, house.clock())
        alone = [(await rehearse(past(house), [draft], house.clock()))[0] for draft in drafts]
        assert together == alone
        assert [len(tried.rings) for tried in together][1:] == [1, 0, 0]


async def test_of_a_broad_watch_the_latest_tell_how_often_it_rings(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        for number in range(ENOUGH + 50):
            house.press.report(f"Chip maker {number} opens plant {number * 7}", at=house.clock.forward(minutes=2))
        await house.poll()
        (tried,) = await rehearse(past(house), [Draft("chip")], house.clock())
        assert tried.reports == ENOUGH
        assert tried.covered == timedelta(minutes=2 * (ENOUGH - 1))


async def test_what_is_older_than_the_days_asked_for_counts_for_nothing(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        await told(house)
        house.clock.forward(minutes=60 * 24 * 8)
        (tried,) = await rehearse(past(house), [Draft("DeepSeek")], house.clock())
        assert (tried.rings, tried.reports, tried.covered) == ((), 0, timedelta(0))


async def test_a_term_that_cannot_be_understood_is_said(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        with pytest.raises(QueryError):
            await rehearse(past(house), [Draft("(")], house.clock())
