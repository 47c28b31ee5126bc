"""The panel: whatever judges do, `consult` comes back in time, with what was answered, and says a failure once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import pytest

from bot.core.docket import Judging
from bot.core.model import Answers, Pair
from bot.core.ports import Find, Judge
from bot.errors import JudgeError, StoreError
from bot.judges import Panel
from bot.judges import panel as module
from bot.judges.notebook import Notebook
from tests.fakes.clock import Clock
from tests.judges.pairs import PaperJudge, SlowJudge, StubbornJudge, pair

pytestmark = pytest.mark.anyio

ONE, TWO = pair(), pair("Cup final ends in a draw", words=10)
TODAY = "2026-03-02"
SHORT, LONG = timedelta(seconds=0.05), timedelta(seconds=30)


def find(*pairs: Pair) -> Find:
    return lambda _: pairs


class House:
    """Panels that are closed at the end."""

    def __init__(self) -> None:
        self.docket = Notebook()
        self._panels: list[Panel] = []

    def panel(self, *judges: Judge, timeout: timedelta = LONG) -> Panel:
        self._panels.append(Panel(judges, self.docket, Clock(), timeout))
        return self._panels[-1]

    async def close(self) -> None:
        for panel in self._panels:
            await panel.close()


@pytest.fixture
async def house() -> AsyncIterator[House]:
    house = House()
    yield house
    await house.close()


async def test_pairs_are_asked_in_batches_and_counted(house: House) -> None:
    judge = PaperJudge(lambda each: 0.97 if each is ONE else 0.4 if each is TWO else None, batch=2)
    third = pair("a third")
    assert await house.panel(judge).consult(find(ONE, TWO, third)) == {ONE.key: 0.97, TWO.key: 0.4}
    assert judge.asked == [[ONE, TWO], [third]]
    assert await house.docket.judging(TODAY) == Judging(asked=3, answered=2, agreed=1)


async def test_what_was_answered_is_not_asked_again_not_even_after_a_restart(house: House) -> None:
    judge = PaperJudge()
    for _ in range(2):
        assert await house.panel(judge).consult(find(ONE)) == {ONE.key: 0.97}
    assert len(judge.asked) == 1
    other = PaperJudge(name="another model")
    await house.panel(other).consult(find(ONE))
    assert len(other.asked) == 1, "another model is another judge"
    nameless = PaperJudge(name="")
    for _ in range(2):
        await house.panel(nameless).consult(find(TWO))
    assert len(nameless.asked) == 2
    assert (await house.docket.judging()).remembered == 1


async def test_the_next_judge_is_asked_only_what_the_first_is_not_sure_of(house: House) -> None:
    third, fourth = pair("a third"), pair("a fourth")
    answers = {ONE: 0.95, TWO: 0.5, third: 0.05, fourth: None}
    first, second = PaperJudge(answers.get), PaperJudge(lambda each: 0.8 if each is TWO else None, name="second")
    said = await house.panel(first, second).consult(find(ONE, TWO, third, fourth))
    assert second.asked == [[TWO, fourth]]
    assert said == {ONE.key: 0.95, TWO.key: 0.8, third.key: 0.05}


async def test_an_answer_may_bring_other_pairs_into_doubt(house: House) -> None:
    def looked(answers: Answers) -> Sequence[Pair]:
        return [TWO] if ONE.key in answers else [ONE]

    judge = PaperJudge()
    assert set(await house.panel(judge).consult(looked)) == {ONE.key, TWO.key}
    assert judge.asked == [[ONE], [TWO]]


async def test_a_pair_that_stays_in_doubt_is_asked_once(house: House) -> None:
    judge = PaperJudge(lambda _: None)
    assert await house.panel(judge).consult(find(ONE)) == {}
    assert judge.asked == [[ONE]]


async def test_doubts_without_end_are_bounded(house: House) -> None:
    judge = PaperJudge()
    await house.panel(judge).consult(lambda answers: [pair(str(len(answers)))])
    assert len(judge.asked) == module.ROUNDS


@pytest.mark.parametrize("kind", [SlowJudge, StubbornJudge])
async def test_a_judge_that_hangs_holds_nobody_up_and_is_left_alone_for_a_while(
    house: House, kind: type[PaperJudge], caplog: pytest.LogCaptureFixture
) -> None:
    hangs = kind(name="slow")
    panel = house.panel(PaperJudge(lambda each: 0.97 if each is ONE else None), hangs, timeout=SHORT)
    async with asyncio.timeout(20):
        assert await panel.consult(find(ONE, TWO)) == {ONE.key: 0.97}
        assert await panel.consult(find(pair("later"))) == {}
    assert len(hangs.asked) == 1, "it rests"
    assert caplog.text.count("no answer within") == 1
    assert (await house.docket.judging(TODAY)).timeouts == 1


async def test_at_the_end_who_waits_for_an_answer_goes_on_without_it(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    slow, next_one = SlowJudge(), PaperJudge()
    panel = house.panel(slow, next_one, timeout=timedelta(hours=1))
    waiting = asyncio.create_task(panel.consult(find(ONE)))
    await slow.begun.wait()
    async with asyncio.timeout(20):
        await panel.close()
        assert await waiting == {}
    assert next_one.asked == [] and slow.closed and caplog.text == ""


async def test_what_came_in_time_counts_where_the_rest_is_late(house: House) -> None:
    class Half(PaperJudge):
        async def same_event(self, pairs: Sequence[Pair]) -> list[float | None]:
            return [0.97] if pairs[0] is ONE else await SlowJudge().same_event(pairs)

    panel = house.panel(Half(batch=1), timeout=SHORT)
    assert await panel.consult(find(ONE, TWO)) == {ONE.key: 0.97}
    assert await panel.consult(find(ONE)) == {ONE.key: 0.97}, "and is remembered while the judge rests"


class Fails(PaperJudge):
    """Raises, or answers, what it is told to."""

    outcome: object = JudgeError("the model is gone")

    async def same_event(self, pairs: Sequence[Pair]) -> list[float | None]:
        self.asked.append(list(pairs))
        if isinstance(self.outcome, BaseException):
            raise self.outcome
        return self.outcome  # type: ignore[return-value]  # a judge that lies


@pytest.mark.parametrize(
    "outcome",
    [
        JudgeError("gone"),
        RuntimeError("a defect"),
        asyncio.CancelledError(),
        [],
        [0.9, 0.9],
        [float("nan")],
        [7.0],
        None,
    ],
    ids=repr,
)
async def test_a_fault_is_no_answer(house: House, outcome: object, caplog: pytest.LogCaptureFixture) -> None:
    judge = Fails()
    judge.outcome = outcome
    panel = house.panel(judge)
    for n in range(3):
        assert await panel.consult(find(pair(str(n)))) == {}
    assert len(judge.asked) == 1 and len(caplog.records) == 1
    assert (await house.docket.judging(TODAY)).faults == 1


async def test_a_judge_that_is_well_again_is_asked_again_and_both_are_said_once(
    house: House, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.INFO)
    monkeypatch.setattr(module, "FIRST_REST", 0.0)
    judge = Fails()
    panel = house.panel(judge)
    for n in range(3):
        await panel.consult(find(pair(str(n))))
    judge.outcome = [0.97]
    for n in range(3, 6):
        assert len(await panel.consult(find(pair(str(n))))) == 1
    first, last = (record.getMessage() for record in caplog.records)
    assert "the model is gone" in first and "words alone decide" in first and "answers again" in last


async def test_a_judge_that_says_how_long_to_wait_is_believed(house: House) -> None:
    judge = Fails()
    judge.outcome = JudgeError("the answer is out of form", rest=timedelta(0))
    panel = house.panel(judge)
    for n in range(3):
        await panel.consult(find(pair(str(n))))
    assert len(judge.asked) == 3


async def test_a_database_that_fails_costs_the_answers_that_it_would_keep_and_nothing_else(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def full(*_: object) -> None:
        raise StoreError("the disk is full")

    monkeypatch.setattr(Notebook, "keep_judged", full)
    assert await house.panel(PaperJudge()).consult(find(ONE)) == {ONE.key: 0.97}
    monkeypatch.setattr(Notebook, "judged", full)
    assert await house.panel(PaperJudge()).consult(find(TWO)) == {}
    assert "the disk is full" in caplog.text


async def test_no_more_than_a_few_batches_are_asked_at_once(house: House) -> None:
    class Counting(PaperJudge):
        now = most = 0

        async def same_event(self, pairs: Sequence[Pair]) -> list[float | None]:
            self.now += 1
            self.most = max(self.most, self.now)
            await asyncio.sleep(0)
            self.now -= 1
            return [0.97] * len(pairs)

    judge = Counting(batch=1)
    assert len(await house.panel(judge).consult(find(*(pair(str(n)) for n in range(20))))) == 20
    assert judge.most == module.AT_ONCE


async def test_a_cancelled_consultation_leaves_nothing_running(house: House) -> None:
    judge = SlowJudge()
    panel = house.panel(judge)
    before = asyncio.all_tasks()
    task = asyncio.create_task(panel.consult(find(ONE)))
    await judge.begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await panel.close()
    assert judge.closed and asyncio.all_tasks() == before
