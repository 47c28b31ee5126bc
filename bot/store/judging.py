"""What is remembered of judges: answers, so that no question is paid for twice, and what was asked, by day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime

from sqlalchemy import Connection, func, select

from bot.core.docket import Judging
from bot.store.connect import Room, reading, writing
from bot.store.rows import chunks
from bot.store.tables import judged, judging

FIGURES = tuple(field.name for field in fields(Judging))


class Judgements(Room):
    """The docket."""

    @reading
    def judged(self, connection: Connection, keys: Sequence[str]) -> Mapping[str, float]:
        found: dict[str, float] = {}
        for chunk in chunks(keys):
            rows = connection.execute(select(judged.c.key, judged.c.answer).where(judged.c.key.in_(chunk)))
            found.update((key, answer) for key, answer in rows)
        return found

    @writing
    def keep_judged(self, connection: Connection, answers: Mapping[str, float], now: datetime) -> None:
        if not answers:
            return
        insert = self._db.insert(judged)
        new = {"answer": insert.excluded.answer, "at": insert.excluded.at}
        rows = [{"key": key, "answer": answer, "at": now} for key, answer in answers.items()]
        connection.execute(insert.on_conflict_do_update(index_elements=["key"], set_=new), rows)

    @reading
    def judging(self, connection: Connection, day: str | None = None) -> Judging:
        query = select(*(func.coalesce(func.sum(judging.c[name]), 0) for name in FIGURES))
        row = connection.execute(query if day is None else query.where(judging.c.day == day)).one()
        return Judging(*map(int, row))

    @writing
    def count_judging(self, connection: Connection, day: str, more: Judging) -> None:
        insert = self._db.insert(judging).values(day=day, **asdict(more))
        sums = {name: judging.c[name] + insert.excluded[name] for name in FIGURES}
        connection.execute(insert.on_conflict_do_update(index_elements=["day"], set_=sums))
