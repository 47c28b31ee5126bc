"""Many rows by one statement, bound by hand: what SQLAlchemy works out anew for each row is the same for all.

Rules: the statement, its parameters and how a column keeps its values are SQLAlchemy's; only the loop over rows is
ours. A row is a mapping that names every column that the statement stores.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import repeat
from typing import Any

from sqlalchemy import Connection, Dialect
from sqlalchemy.exc import StatementError

Values = Callable[[Sequence[Mapping[str, Any]]], Iterator[Any]]  # of one parameter, a row each


class Bulk:
    """An INSERT, compiled for a database."""

    def __init__(self, insert: Any, dialect: Dialect) -> None:
        compiled = insert.compile(dialect=dialect)
        stored = insert.table.c
        self._sql = str(compiled)
        self._columns: list[Values] = [
            _stored(name, _binding(stored[name].type, dialect))
            if name in stored
            else _the_same(_binding(compiled.binds[name].type, dialect)(compiled.params[name]))
            for name in compiled.positiontup
        ]

    def run(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Stores the rows. Raises SQLAlchemyError, also for what cannot be stored."""
        try:
            columns = list(zip(*[values(rows) for values in self._columns], strict=False))
        except Exception as error:  # what SQLAlchemy makes of it
            raise StatementError(str(error), self._sql, None, error, hide_parameters=True) from error
        connection.exec_driver_sql(self._sql, columns)


def _binding(type_: Any, dialect: Dialect) -> Callable[[Any], Any]:
    """What makes of a value what the driver takes."""
    return type_.dialect_impl(dialect).bind_processor(dialect) or _as_it_is


def _as_it_is(value: Any) -> Any:
    return value


def _stored(name: str, bind: Callable[[Any], Any]) -> Values:
    return lambda rows: map(bind, [row[name] for row in rows])


def _the_same(value: Any) -> Values:
    """A parameter that no row brings: a constant of the statement."""
    return lambda _: repeat(value)
